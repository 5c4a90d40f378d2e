package org.almoner.donor;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Transactions;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What donors decide by themselves on their own page: in which language and about what they are written to. */
@ApplicationScoped
public class DonorWishes {

    private static final int MOST_LANGUAGES = 10;
    private static final String SOURCE = "donor's page";

    /**
     * What a donor wants to get.
     *
     * @param paper receipts by post and not by e-mail
     * @param news by e-mail
     * @param appeals by e-mail
     */
    public record Mail(boolean paper, boolean news, boolean appeals) {}

    private Jdbi jdbi;
    private Transactions transactions;
    private Calendar calendar;
    private AuditTrail audit;

    protected DonorWishes() {}

    @Inject
    public DonorWishes(Jdbi jdbi, Transactions transactions, Calendar calendar, AuditTrail audit) {
        this.jdbi = jdbi;
        this.transactions = transactions;
        this.calendar = calendar;
        this.audit = audit;
    }

    /** What a donor last said; who said nothing gets receipts by e-mail and nothing else. */
    public Mail of(long donor) {
        return jdbi.withHandle(handle -> new Mail(
                !said(handle, donor, "EMAIL", "RECEIPTS").orElse(true),
                said(handle, donor, "EMAIL", "NEWS").orElse(false),
                said(handle, donor, "EMAIL", "APPEALS").orElse(false)));
    }

    /** Notes what a donor wants; what is so already adds nothing to the history. */
    public void note(long donor, Mail wish) {
        transactions.inNew(handle -> {
            handle.execute("select 1 from donor where id = ? for no key update", donor);
            List<String> changed = new ArrayList<>();
            say(handle, donor, "EMAIL", "RECEIPTS", !wish.paper(), changed);
            say(handle, donor, "POST", "RECEIPTS", wish.paper(), changed);
            say(handle, donor, "EMAIL", "NEWS", wish.news(), changed);
            say(handle, donor, "EMAIL", "APPEALS", wish.appeals(), changed);
            if (!changed.isEmpty()) {
                audit.record(
                        "donor",
                        "donor.consented",
                        "donor",
                        String.valueOf(donor),
                        Map.of("said", String.join(", ", changed)));
            }
            return null;
        });
    }

    /** Puts a language before those the donor was known to speak. */
    public void speak(long donor, String tag) {
        transactions.inNew(handle -> {
            handle.execute("select 1 from donor where id = ? for no key update", donor);
            List<String> known = handle.createQuery("select unnest(languages) from donor where id = ?")
                    .bind(0, donor)
                    .mapTo(String.class)
                    .list();
            if (known.isEmpty() || !known.get(0).equals(tag)) {
                var languages = Stream.concat(Stream.of(tag), known.stream())
                        .distinct()
                        .limit(MOST_LANGUAGES)
                        .toArray();
                handle.createUpdate("update donor set languages = :languages, version = version + 1, updated_at = :now"
                                + " where id = :donor")
                        .bindArray("languages", String.class, languages)
                        .bind("now", calendar.now())
                        .bind("donor", donor)
                        .execute();
                audit.record("donor", "donor.language", "donor", String.valueOf(donor), Map.of("language", tag));
            }
            return null;
        });
    }

    private void say(Handle handle, long donor, String channel, String purpose, boolean given, List<String> changed) {
        var before = said(handle, donor, channel, purpose);
        // mail is what everybody gets who said nothing, and post what nobody does
        boolean now = before.orElse(channel.equals("EMAIL") && purpose.equals("RECEIPTS"));
        if (now == given) {
            return;
        }
        handle.createUpdate("insert into donor_consent (donor_id, channel, purpose, given, at, source)"
                        + " values (:donor, :channel, :purpose, :given, :now, :source)")
                .bind("donor", donor)
                .bind("channel", channel)
                .bind("purpose", purpose)
                .bind("given", given)
                .bind("now", calendar.now())
                .bind("source", SOURCE)
                .execute();
        changed.add(channel + " " + purpose + " " + (given ? "yes" : "no"));
    }

    private static Optional<Boolean> said(Handle handle, long donor, String channel, String purpose) {
        return handle.createQuery("select given from donor_consent where donor_id = ? and channel = ? and purpose = ?"
                        + " order by at desc, id desc limit 1")
                .bind(0, donor)
                .bind(1, channel)
                .bind(2, purpose)
                .mapTo(Boolean.class)
                .findOne();
    }
}
