package org.almoner.mail;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;

/** What staff do with single letters: send one again, try a waiting one at once, or look at one before it goes. */
@ApplicationScoped
public class MailDesk {

    private Transactions transactions;
    private Calendar calendar;
    private AuditTrail trail;
    private Outbox outbox;
    private Suppressions suppressions;
    private Mailroom mailroom;
    private MailServer server;

    protected MailDesk() {}

    @Inject
    public MailDesk(
            Transactions transactions,
            Calendar calendar,
            AuditTrail trail,
            Outbox outbox,
            Suppressions suppressions,
            Mailroom mailroom,
            MailServer server) {
        this.transactions = transactions;
        this.calendar = calendar;
        this.trail = trail;
        this.outbox = outbox;
        this.suppressions = suppressions;
        this.mailroom = mailroom;
        this.server = server;
    }

    private record Old(
            UUID id,
            String kind,
            String key,
            long about,
            Long donor,
            String recipient,
            String email,
            String language,
            String messageId,
            String state) {}

    /**
     * Queues a letter once more, as a new one to the donor's address of today; of a letter to staff to the same address.
     *
     * @throws Rejection if it does not exist, is still on its way, or the address is missing or suppressed
     */
    public UUID again(UUID id, String actor) {
        return transactions.inNew(handle -> {
            var old = handle.createQuery(
                            """
                            select m.id, m.kind, m.dedupe_key, coalesce(m.about_id, m.receipt_id) as about, m.donor_id, m.recipient,
                                   trim(d.email) as email, m.language, m.message_id, m.state
                            from mail_outbox m left join donor d on d.id = m.donor_id where m.id = ? for update of m
                            """)
                    .bind(0, id)
                    .map((row, context) -> old(row))
                    .findOne()
                    .orElseThrow(() -> Rejection.unknown("letter " + id));
            if (old.state().equals("QUEUED") || old.state().equals("SENDING")) {
                throw Rejection.invalid("id", "it is still on its way; wait for its answer, or try it at once");
            }
            return queue(handle, old, address(old), actor);
        });
    }

    private UUID queue(Handle handle, Old old, String address, String actor) {
        var key = old.key().replaceFirst("#again-\\d+$", "");
        int before = handle.createQuery(
                        "select count(*) from mail_outbox where dedupe_key = :key or dedupe_key like :again")
                .bind("key", key)
                .bind("again", key.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "#again-%")
                .mapTo(Integer.class)
                .one();
        var host = old.messageId()
                .substring(old.messageId().lastIndexOf('@') + 1, old.messageId().length() - 1);
        outbox.queue(
                handle,
                List.of(new Outbox.Order(
                        old.kind(),
                        key + "#again-" + before,
                        old.about(),
                        old.donor(),
                        address,
                        old.language(),
                        host)));
        trail.record(actor, "mail.sent-again", "letter", old.id().toString(), Map.of("kind", old.kind()));
        return handle.createQuery("select id from mail_outbox where dedupe_key = ?")
                .bind(0, key + "#again-" + before)
                .mapTo(UUID.class)
                .one();
    }

    private String address(Old old) {
        var address = old.donor() == null ? old.recipient() : old.email();
        if (address == null || address.isEmpty()) {
            throw Rejection.invalid("address", "the donor has no e-mail address; write one on the donor's page first");
        }
        suppressions
                .of(address)
                .filter(stop -> stop.stream() == Suppression.Stream.ALL)
                .ifPresent(stop -> {
                    throw Rejection.invalid(
                            "address",
                            "nothing is sent to " + address + " (" + stop.reason()
                                    + "): correct the donor's address, or lift that under Mail first");
                });
        return address;
    }

    /**
     * Lets a letter that waits for a later try go as soon as it can.
     *
     * @throws Rejection if it does not wait
     */
    public void now(UUID id, String actor) {
        transactions.inNew(handle -> {
            if (handle.execute(
                            "update mail_outbox set next_at = ? where id = ? and state = 'QUEUED'", calendar.now(), id)
                    == 0) {
                throw Rejection.invalid("id", "it does not wait any more");
            }
            trail.record(actor, "mail.hastened", "letter", id.toString(), Map.of());
            return null;
        });
    }

    /**
     * Sends staff a letter of a kind as donors will get it, marked as a test: the next one that waits, or else the newest.
     * The donor's letter stays as it is, and nothing is noted as delivered.
     *
     * @param reader the member of staff who asks; nobody else is sent other people's mail
     * @throws Rejection if there is no such letter, or the mail server does not take it
     */
    public void trial(String kind, String reader) {
        var postman = server.postman()
                .orElseThrow(() -> Rejection.invalid("kind", "there is no mail server: set ALMONER_SMTP_HOST"));
        if (!mailroom.kinds().contains(kind)) {
            throw Rejection.invalid("kind", "there are no letters of that kind");
        }
        var entry = transactions.inNew(handle -> handle.createQuery(
                        """
                        select id, kind, coalesce(about_id, receipt_id) as about, recipient, language, message_id, dated, attempts
                        from mail_outbox where kind = ? and state <> 'DROPPED'
                        order by state in ('QUEUED', 'SENDING') desc, created_at desc, id limit 1
                        """)
                .bind(0, kind)
                .map((row, context) -> Outbox.entry(row, context))
                .findOne()
                .orElseThrow(() -> Rejection.invalid("kind", "no letter of that kind was written yet")));
        Delivery delivery;
        try {
            delivery = postman.send(mailroom.letter(entry)
                    .asTest(
                            "<" + UUID.randomUUID()
                                    + entry.messageId()
                                            .substring(entry.messageId().lastIndexOf('@')),
                            Mailbox.of(reader),
                            calendar.now()));
        } catch (LetterSource.NotNeeded | IllegalArgumentException unwritable) {
            throw Rejection.invalid(
                    "kind", "the newest letter of that kind cannot be written: " + unwritable.getMessage());
        }
        if (delivery.outcome() != Delivery.Outcome.SENT) {
            throw Rejection.invalid("kind", "the mail server did not take it: " + delivery.text());
        }
        transactions.inNew(handle -> {
            trail.record(reader, "mail.tested", "letter", entry.id().toString(), Map.of("kind", kind));
            return null;
        });
    }

    private static Old old(ResultSet row) throws SQLException {
        return new Old(
                row.getObject("id", UUID.class),
                row.getString("kind"),
                row.getString("dedupe_key"),
                row.getLong("about"),
                row.getObject("donor_id", Long.class),
                row.getString("recipient"),
                row.getString("email"),
                row.getString("language"),
                row.getString("message_id"),
                row.getString("state"));
    }
}
