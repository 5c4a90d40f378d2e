package org.almoner.mail;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.almoner.database.Transactions;
import org.almoner.donor.EmailKey;
import org.almoner.mail.Suppression.Reason;
import org.almoner.mail.Suppression.Stream;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;

/**
 * What came back of letters: each report counts once, however often and from where it is told. A letter that came back is
 * BOUNCED; the address it was written to, never one that a report names, is suppressed at once when there is no such
 * mailbox or its reader complained, and with the third letter in thirty days that could not be delivered otherwise. What a
 * receiver holds against us suppresses nobody.
 */
@ApplicationScoped
public class MailReports {

    /** How a report came. */
    public enum Way {
        MAILBOX,
        WEBHOOK,
        /** As the answer of the server that was to take the letter. */
        SMTP
    }

    static final int MOST_SOFT = 3;
    static final Duration SOFT_WITHIN = Duration.ofDays(30);
    private static final Duration REPUTATION_SHOWN = Duration.ofDays(7);
    private static final Logger LOG = Logger.getLogger(MailReports.class.getName());
    private static final String OTHER = "OTHER";

    private Transactions transactions;
    private Calendar calendar;
    private Suppressions suppressions;

    protected MailReports() {}

    @Inject
    public MailReports(Transactions transactions, Calendar calendar, Suppressions suppressions) {
        this.transactions = transactions;
        this.calendar = calendar;
        this.suppressions = suppressions;
    }

    /**
     * Takes a report.
     *
     * @param key what makes it the same report when it comes again
     * @return false if it was known, or is about a letter that does not exist
     */
    public boolean take(String key, Way way, Returned returned) {
        return transactions.inNew(handle -> {
            var recipient = handle.createQuery("select recipient from mail_outbox where id = ? for update")
                    .bind(0, returned.letter())
                    .mapTo(String.class)
                    .findOne();
            if (recipient.isEmpty()) {
                note(handle, key, way, null, null, OTHER, returned.status(), null);
                return false;
            }
            var address = EmailKey.of(recipient.get());
            if (!note(
                    handle,
                    key,
                    way,
                    returned.letter(),
                    address,
                    returned.kind().name(),
                    returned.status(),
                    returned.detail())) {
                return false;
            }
            act(handle, address, returned);
            return true;
        });
    }

    /** Remembers something that came back and is no report about a letter of ours, or whose tag does not hold. */
    void pass(String key, Way way) {
        transactions.inNew(handle -> note(handle, key, way, null, null, OTHER, null, null));
    }

    /** Whether a report was taken before, and if so whether it was about a letter of ours. */
    Optional<Boolean> known(String key) {
        return transactions.inNew(
                handle -> handle.createQuery("select kind <> 'OTHER' from mail_report where source_key = ?")
                        .bind(0, key)
                        .mapTo(Boolean.class)
                        .findOne());
    }

    /** The letters with these Message-IDs. */
    public Map<String, UUID> letters(Set<String> messageIds) {
        return transactions.inNew(handle -> handle
                .createQuery("select message_id, id from mail_outbox where message_id = any (:ids)")
                .bindArray("ids", String.class, messageIds.toArray())
                .map((row, context) -> Map.entry(row.getString("message_id"), row.getObject("id", UUID.class)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** How many letters of the last seven days were turned away for what we are, not for whom they were to. */
    public int reputation() {
        return transactions.inNew(handle -> handle.createQuery(
                        "select count(*) from mail_report where kind = 'REPUTATION' and reported_at > ?")
                .bind(0, calendar.now().minus(REPUTATION_SHOWN))
                .mapTo(Integer.class)
                .one());
    }

    /** What the last of them said. */
    public Optional<String> lastReputation() {
        return transactions.inNew(handle -> handle.createQuery(
                        "select detail from mail_report where kind = 'REPUTATION' and detail is not null and reported_at > ?"
                                + " order by reported_at desc limit 1")
                .bind(0, calendar.now().minus(REPUTATION_SHOWN))
                .mapTo(String.class)
                .findOne());
    }

    private boolean note(
            Handle handle,
            String key,
            Way way,
            UUID letter,
            String recipient,
            String kind,
            String status,
            String detail) {
        return handle.createUpdate(
                                """
                                insert into mail_report (source_key, letter_id, recipient, kind, status, detail, came_by, reported_at)
                                values (:key, cast(:letter as uuid), :recipient, :kind, :status, :detail, :way, :now)
                                on conflict (source_key) do nothing
                                """)
                        .bind("key", key)
                        .bind("letter", letter)
                        .bind("recipient", recipient)
                        .bind("kind", kind)
                        .bind("status", status)
                        .bind("detail", detail)
                        .bind("way", way.name())
                        .bind("now", calendar.now())
                        .execute()
                > 0;
    }

    private void act(Handle handle, String address, Returned returned) {
        switch (returned.kind()) {
            case HARD -> {
                bounced(handle, returned);
                suppressions.add(handle, address, Stream.ALL, Reason.HARD, returned.detail(), "system");
            }
            case SOFT -> {
                bounced(handle, returned);
                if (softly(handle, address) >= MOST_SOFT) {
                    suppressions.add(handle, address, Stream.ALL, Reason.SOFT, returned.detail(), "system");
                }
            }
            case REPUTATION -> {
                bounced(handle, returned);
                LOG.log(Level.WARNING, "A mail server mistrusts our mail: {0}", returned.detail());
            }
            case COMPLAINT ->
                suppressions.add(handle, address, Stream.ALL, Reason.COMPLAINT, returned.detail(), "system");
            case DELAYED -> LOG.log(Level.FINE, "Letter {0} is delayed", returned.letter());
        }
    }

    private static void bounced(Handle handle, Returned returned) {
        handle.createUpdate(
                        "update mail_outbox set state = 'BOUNCED', reply = coalesce(:detail, reply), lease_until = null"
                                + " where id = :id and state in ('SENT', 'QUEUED')")
                .bind("detail", returned.detail())
                .bind("id", returned.letter())
                .execute();
    }

    /** Letters to an address that came back of late, since it was last let mail through again. */
    private int softly(Handle handle, String address) {
        return handle.createQuery(
                        """
                        select count(distinct letter_id) from mail_report
                        where recipient = :address and kind = 'SOFT' and reported_at > :since
                          and reported_at > coalesce((select max(lifted_at) from mail_suppression where address = :address),
                                                     '-infinity')
                        """)
                .bind("address", address)
                .bind("since", calendar.now().minus(SOFT_WITHIN))
                .mapTo(Integer.class)
                .one();
    }
}
