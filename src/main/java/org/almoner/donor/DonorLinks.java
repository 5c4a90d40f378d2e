package org.almoner.donor;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;

/** Signed links with which donors open what we know of them without signing in; all links of a donor can be withdrawn. */
@ApplicationScoped
public class DonorLinks {

    /**
     * A link of ours.
     *
     * @param token as it stands in the address
     * @param donor whose it is
     * @param expired whether its time is over, or it was withdrawn: it opens nothing, but another can be sent to the donor
     */
    public record Link(String token, long donor, boolean expired) {}

    private Jdbi jdbi;
    private Calendar calendar;
    private SignedLinks links;

    protected DonorLinks() {}

    @Inject
    public DonorLinks(Jdbi jdbi, Calendar calendar) {
        this.jdbi = jdbi;
        this.calendar = calendar;
        this.links = new SignedLinks(jdbi, calendar, "donor");
    }

    /** A new link to a donor's page: the path of its address; empty for nobody, or one who was joined to another. */
    public Optional<String> path(long donor) {
        return path(donor, calendar.now());
    }

    /** The link that was given out at an instant; the same each time. */
    public Optional<String> path(long donor, Instant at) {
        return version(donor).map(version -> "/my/" + links.token(donor, version, at));
    }

    /** Withdraws all links of a donor that were given out so far. */
    public void withdraw(long donor) {
        jdbi.useHandle(
                handle -> handle.execute("update donor set link_version = link_version + 1 where id = ?", donor));
    }

    /** Reads a token; empty if it is none that we signed. */
    public Optional<Link> open(String token) {
        return links.read(token)
                .map(claim -> new Link(
                        token,
                        claim.id(),
                        claim.expired()
                                || version(claim.id())
                                        .filter(version -> version == claim.version())
                                        .isEmpty()));
    }

    /** A word that only a form of ours carries, for one deed through one link, different each time. */
    public String nonce(Link link, String deed) {
        return links.nonce(link.token(), deed);
    }

    /** Whether a form of ours for this link and deed, not older than two hours, carried that word. */
    public boolean holds(Link link, String deed, String nonce) {
        return links.holds(link.token(), deed, nonce);
    }

    private Optional<Integer> version(long donor) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select link_version from donor where id = ? and merged_into is null")
                        .bind(0, donor)
                        .mapTo(Integer.class)
                        .findOne());
    }
}
