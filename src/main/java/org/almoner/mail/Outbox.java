package org.almoner.mail;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.almoner.database.Transactions;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * The letters to be sent, each once. A letter is born QUEUED in the transaction that causes it, is SENDING while it is
 * at the mail server, and ends SENT, or FAILED when the server will never take it, or DROPPED when what it was to say is
 * no longer true, or SUPPRESSED when its address is not written to; what came back after it was sent is BOUNCED. Whoever claims a letter commits that before it is sent; what was claimed by a process that died is queued
 * again with the same Message-ID and Date, so that a receiver that was reached before can tell.
 */
@ApplicationScoped
public class Outbox {

    // Longer than ten letters take at a server that uses all of its patience.
    private static final Duration CLAIM = Duration.ofMinutes(10);

    /** The kind of the letters that carry a receipt; what they are about is the receipt. */
    public static final String RECEIPT = "RECEIPT";

    /**
     * A letter in the outbox.
     *
     * @param kind who writes it
     * @param about what it is about, as its kind counts
     * @param attempts the server's answers about it, not vain calls
     */
    public record Entry(
            UUID id,
            String kind,
            long about,
            String recipient,
            String language,
            String messageId,
            Instant dated,
            int attempts) {

        /** What stands after the @. */
        String domain() {
            return recipient.contains("@")
                    ? recipient
                            .substring(recipient.indexOf('@') + 1)
                            .replaceAll("@.*", "")
                            .toLowerCase(Locale.ROOT)
                    : "";
        }
    }

    /**
     * A letter to be queued.
     *
     * @param kind who writes it
     * @param dedupeKey what must be said once; of two with the same key the second is not queued
     * @param about what it is about, as its kind counts
     * @param donorId the donor it goes to; null for staff
     * @param host right side of its Message-ID
     */
    public record Order(
            String kind, String dedupeKey, long about, Long donorId, String recipient, String language, String host) {}

    private Transactions transactions;
    private Calendar calendar;

    protected Outbox() {}

    @Inject
    public Outbox(Transactions transactions, Calendar calendar) {
        this.transactions = transactions;
        this.calendar = calendar;
    }

    /** Queues letters, in the caller's transaction. */
    public void queue(Handle handle, List<Order> orders) {
        if (orders.isEmpty()) {
            return;
        }
        Instant now = calendar.now();
        PreparedBatch batch = handle.prepareBatch(
                """
                insert into mail_outbox (id, kind, dedupe_key, about_id, receipt_id, donor_id, recipient, language,
                    message_id, dated, next_at, created_at)
                values (:id, :kind, :key, :about, case :kind when 'RECEIPT' then :about end, :donor, :recipient, :language,
                    :message, :now, :now, :now)
                on conflict (dedupe_key) do nothing
                """);
        for (Order order : orders) {
            UUID id = UUID.randomUUID();
            batch.bind("id", id)
                    .bind("kind", order.kind())
                    .bind("key", order.dedupeKey())
                    .bind("about", order.about())
                    .bind("donor", order.donorId())
                    .bind("recipient", order.recipient())
                    .bind("language", order.language())
                    .bind("message", "<" + id + "@" + order.host() + ">")
                    .bind("now", now)
                    .add();
        }
        batch.execute();
    }

    /** How many letters could be sent now. */
    public long due() {
        return transactions.inNew(handle -> handle.createQuery("select count(*) from mail_outbox where " + DUE)
                .bind("now", calendar.now())
                .mapTo(Long.class)
                .one());
    }

    /**
     * Takes the next letters of these kinds that are due; nobody else gets them while they are being sent.
     *
     * @param closed domains to which nothing may go now
     */
    List<Entry> claim(int most, Collection<String> kinds, Collection<String> closed) {
        Instant now = calendar.now();
        return transactions.inNew(handle -> handle.createQuery("update mail_outbox m set state = 'SENDING',"
                        + " next_at = :lease, lease_until = :lease from (select id from mail_outbox where " + DUE
                        + " and kind = any (:kinds) and domain <> all (:closed) order by next_at, created_at, id limit :most for update skip locked) due"
                        + " where m.id = due.id returning m.id, m.kind, coalesce(m.about_id, m.receipt_id) as about,"
                        + " m.recipient, m.language, m.message_id, m.dated, m.attempts")
                .bind("now", now)
                .bind("lease", now.plus(CLAIM))
                .bind("most", most)
                .bindArray("kinds", String.class, kinds.toArray())
                .bindArray("closed", String.class, closed.toArray())
                .map(Outbox::entry)
                .list());
    }

    /** Notes what became of letters that were claimed. */
    void note(List<Entry> entries, List<Verdict> verdicts) {
        Instant now = calendar.now();
        transactions.inNew(handle -> {
            PreparedBatch batch = handle.prepareBatch(
                    """
                    update mail_outbox set state = :state, attempts = :attempts, next_at = :next, reply = :reply,
                        sent_at = :sent, lease_until = null
                    where id = :id and state = 'SENDING'
                    """);
            for (int i = 0; i < entries.size(); i++) {
                Verdict verdict = verdicts.get(i);
                batch.bind("id", entries.get(i).id())
                        .bind("state", verdict.state())
                        .bind("attempts", verdict.attempts())
                        .bind("next", now.plus(jittered(verdict.pause())))
                        .bind("reply", verdict.reply())
                        .bind("sent", verdict.state().equals(Verdict.SENT) ? now : null)
                        .add();
            }
            return batch.execute();
        });
    }

    /** Gives letters back that were claimed and may not go yet, each for its time. */
    void putBack(Map<Entry, Duration> waits) {
        if (waits.isEmpty()) {
            return;
        }
        Instant now = calendar.now();
        transactions.inNew(handle -> {
            PreparedBatch batch =
                    handle.prepareBatch("update mail_outbox set state = 'QUEUED', next_at = :next, lease_until ="
                            + " null where id = :id and state = 'SENDING'");
            waits.forEach((entry, wait) ->
                    batch.bind("id", entry.id()).bind("next", now.plus(wait)).add());
            return batch.execute();
        });
    }

    /** Queues again what a process that is gone had claimed. Only for the one that may send now. */
    int requeueOrphans() {
        return transactions.inNew(handle -> handle.createUpdate(
                        "update mail_outbox set state = 'QUEUED', next_at = :now, lease_until = null where state ="
                                + " 'SENDING'")
                .bind("now", calendar.now())
                .execute());
    }

    /** Up to a quarter longer, so that what failed together does not come back together. */
    private static Duration jittered(Duration pause) {
        return pause.plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis() / 4 + 1));
    }

    private static final String DUE = "state in ('QUEUED', 'SENDING') and next_at <= :now";

    static Entry entry(ResultSet row, StatementContext context) throws SQLException {
        return new Entry(
                row.getObject("id", UUID.class),
                row.getString("kind"),
                row.getLong("about"),
                row.getString("recipient"),
                row.getString("language"),
                row.getString("message_id"),
                row.getObject("dated", OffsetDateTime.class).toInstant(),
                row.getInt("attempts"));
    }
}
