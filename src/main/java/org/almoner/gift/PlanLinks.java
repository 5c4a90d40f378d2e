package org.almoner.gift;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.almoner.donor.SignedLinks;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;

/** Signed links with which a donor opens one plan without signing in; all links of a plan can be withdrawn. */
@ApplicationScoped
public class PlanLinks {

    public static final Duration VALID = SignedLinks.VALID;

    /**
     * A link that holds.
     *
     * @param token as it stands in the address
     * @param plan reference of the plan
     */
    public record Link(String token, long planId, String plan) {}

    /** What a token is: a link that holds, one that has expired or was withdrawn, or none of ours. */
    public record Opened(Link link, boolean expired) {}

    private Jdbi jdbi;
    private Calendar calendar;
    private SignedLinks links;

    protected PlanLinks() {}

    @Inject
    public PlanLinks(Jdbi jdbi, Calendar calendar) {
        this.jdbi = jdbi;
        this.calendar = calendar;
        this.links = new SignedLinks(jdbi, calendar, "link");
    }

    /** A new link to a plan: the path of its address. */
    public Optional<String> path(String plan) {
        return path(plan, calendar.now());
    }

    /** The link to a plan that was given out at an instant; the same each time. */
    public Optional<String> path(String plan, Instant at) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select id, link_version from recurring_plan where reference = :plan")
                .bind("plan", plan)
                .map((row, context) -> "/giving/" + links.token(row.getLong("id"), row.getInt("link_version"), at))
                .findOne());
    }

    /** Withdraws all links of a plan that were given out so far. */
    public void withdraw(String plan) {
        jdbi.useHandle(handle ->
                handle.execute("update recurring_plan set link_version = link_version + 1 where reference = ?", plan));
    }

    /** Reads a token; empty if it is none that we signed. */
    public Optional<Opened> open(String token) {
        return links.read(token).map(claim -> claim.expired() ? new Opened(null, true) : open(token, claim));
    }

    private Opened open(String token, SignedLinks.Claim claim) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select reference from recurring_plan where id = ? and link_version = ?")
                        .bind(0, claim.id())
                        .bind(1, claim.version())
                        .mapTo(String.class)
                        .findOne()
                        .map(reference -> new Opened(new Link(token, claim.id(), reference), false))
                        .orElse(new Opened(null, true)));
    }

    /** A word that only a form of ours carries, for one deed through one link, different each time. */
    public String nonce(Link link, String deed) {
        return links.nonce(link.token(), deed);
    }

    /** Whether a form of ours for this link and deed, not older than two hours, carried that word. */
    public boolean holds(Link link, String deed, String nonce) {
        return links.holds(link.token(), deed, nonce);
    }
}
