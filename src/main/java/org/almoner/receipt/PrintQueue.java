package org.almoner.receipt;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Receipts that go by post. They wait, sorted by country and postcode, until staff make a batch of them; a batch is kept, can
 * be printed again, and be taken apart until it is said to be sent. Each deed leaves a line in the audit trail.
 */
@ApplicationScoped
public class PrintQueue {

    /** The most receipts of a batch, and what a batch has unless somebody asks for fewer. */
    public static final int MOST = 500;

    /** The most rows that are shown; the next in order of printing. */
    public static final int SHOWN = 200;

    /** Why a receipt goes by post. */
    public enum Reason {
        /** The donor has no e-mail address. */
        NO_EMAIL,
        /** A hand must sign it. */
        SIGNATURE,
        /** The mail with it came back. */
        BOUNCED,
        /** Staff or the donor want it so. */
        ASKED
    }

    /** A receipt that waits. */
    public record Waiting(
            String number,
            long donor,
            String donorName,
            Reason reason,
            String country,
            String postcode,
            Money amount,
            LocalDate issuedOn,
            Instant queuedAt) {}

    /**
     * A batch.
     *
     * @param receipts how many it has
     * @param voided how many of them count no more
     * @param sentAt null while it can be taken apart
     */
    public record Batch(
            long id, int receipts, int voided, Instant madeAt, String madeBy, Instant sentAt, String sentBy) {

        public boolean sent() {
            return sentAt != null;
        }

        /** Whether there is a page to print. */
        public boolean printable() {
            return sent() || voided < receipts;
        }
    }

    private Jdbi jdbi;
    private Transactions transactions;
    private AuditTrail trail;
    private Calendar calendar;

    protected PrintQueue() {}

    @Inject
    public PrintQueue(Jdbi jdbi, Transactions transactions, AuditTrail trail, Calendar calendar) {
        this.jdbi = jdbi;
        this.transactions = transactions;
        this.trail = trail;
        this.calendar = calendar;
    }

    /** Lets receipts wait to be printed; those that do already keep their place. */
    static void put(Handle handle, Collection<Long> receipts, Reason reason, Instant now) {
        if (receipts.isEmpty()) {
            return;
        }
        handle.createUpdate(
                        """
                        insert into receipt_print (receipt_id, reason, country, postcode, queued_at)
                        select r.id, :reason, coalesce(p.country, d.country, ''), upper(coalesce(p.postcode, '')), :now
                        from receipt r
                        join donor d on d.id = r.donor_id
                        left join lateral (select * from donor_address p where p.donor_id = d.id and p.until is null
                                           order by p.kind desc, p.since desc, p.id desc limit 1) p on true
                        where r.id = any (:ids)
                        on conflict (receipt_id) do nothing
                        """)
                .bind("reason", reason)
                .bind("now", now)
                .bindArray("ids", Long.class, receipts.toArray())
                .execute();
    }

    /**
     * Puts a receipt there that was mailed before.
     *
     * @throws Rejection if there is none, it counts no more, no address stands on it, or it is there already
     */
    public void put(String number, Reason reason, String actor) {
        transactions.inNew(handle -> {
            record Known(long id, String status, boolean addressed) {}
            Known known = handle.createQuery(
                            "select id, status, facts #>> '{donor,address,0}' is not null as addressed from receipt"
                                    + " where number = ? for update")
                    .bind(0, number)
                    .map((row, context) ->
                            new Known(row.getLong("id"), row.getString("status"), row.getBoolean("addressed")))
                    .findOne()
                    .orElseThrow(() -> Rejection.unknown("receipt " + number));
            if (!known.status().equals("ISSUED")) {
                throw Rejection.invalid("number", "receipt " + number + " counts no more");
            }
            if (!known.addressed()) {
                throw Rejection.invalid(
                        "number", "no address stands on it; note the donor's address, then replace the receipt");
            }
            int before = count(handle, known.id());
            put(handle, List.of(known.id()), reason, calendar.now());
            if (before > 0) {
                throw Rejection.invalid("number", "it is in the print queue or was printed already");
            }
            trail.record(actor, "receipt.queued", "receipt", number, Map.of("reason", reason.name()));
            return null;
        });
    }

    private static int count(Handle handle, long receipt) {
        return handle.createQuery("select count(*) from receipt_print where receipt_id = ?")
                .bind(0, receipt)
                .mapTo(Integer.class)
                .one();
    }

    /** What waits, in the order in which it is printed. */
    public List<Waiting> waiting() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select r.number, r.donor_id, coalesce(r.facts #>> '{donor,name}', '') as donor, p.reason, p.country,"
                                + " p.postcode, r.amount_minor, r.currency, r.issued_on, p.queued_at "
                                + WAITING + ORDER + " limit :most")
                .bind("most", SHOWN)
                .map((row, context) -> waiting(row))
                .list());
    }

    /** How many wait. */
    public int count() {
        return jdbi.withHandle(handle -> handle.createQuery("select count(*) " + WAITING)
                .mapTo(Integer.class)
                .one());
    }

    /** The batches, the newest first. */
    public List<Batch> batches() {
        return jdbi.withHandle(handle -> handle.createQuery(BATCHES + " where true order by b.id desc limit " + SHOWN)
                .map((row, context) -> batch(row))
                .list());
    }

    public Optional<Batch> find(long id) {
        return jdbi.withHandle(handle -> handle.createQuery(BATCHES + " where b.id = ?")
                .bind(0, id)
                .map((row, context) -> batch(row))
                .findOne());
    }

    /**
     * Makes a batch of the next that wait.
     *
     * @param most how many at most, from 1 to {@link #MOST}
     * @return its id
     * @throws Rejection if nothing waits or {@code most} does not hold
     */
    public long make(int most, String actor) {
        if (most < 1 || most > MOST) {
            throw Rejection.invalid("most", "write a number from 1 to " + MOST);
        }
        return transactions.inNew(handle -> {
            List<Long> next = handle.createQuery(
                            "select p.receipt_id " + WAITING + ORDER + " limit :most for update of p skip locked")
                    .bind("most", most)
                    .mapTo(Long.class)
                    .list();
            if (next.isEmpty()) {
                throw Rejection.invalid("most", "nothing waits to be printed");
            }
            long id = handle.createQuery(
                            "insert into print_batch (receipts, made_at, made_by) values (?, ?, ?) returning id")
                    .bind(0, next.size())
                    .bind(1, calendar.now())
                    .bind(2, actor)
                    .mapTo(Long.class)
                    .one();
            var places = handle.prepareBatch(
                    "update receipt_print set batch_id = :batch, place = :place where receipt_id = :id");
            for (int i = 0; i < next.size(); i++) {
                places.bind("batch", id)
                        .bind("place", i + 1)
                        .bind("id", next.get(i))
                        .add();
            }
            places.execute();
            trail.record(
                    actor,
                    "print.made",
                    "print-batch",
                    String.valueOf(id),
                    Map.of("receipts", String.valueOf(next.size())));
            return id;
        });
    }

    /**
     * Notes that a batch went to the post.
     *
     * @throws Rejection if there is none or it is sent already
     */
    public void sent(long id, String actor) {
        transactions.inNew(handle -> {
            requireOpen(handle, id);
            handle.execute("update print_batch set sent_at = ?, sent_by = ? where id = ?", calendar.now(), actor, id);
            trail.record(actor, "print.sent", "print-batch", String.valueOf(id), Map.of());
            return null;
        });
    }

    /**
     * Takes a batch apart: its receipts wait again.
     *
     * @throws Rejection if there is none or it was sent
     */
    public void undo(long id, String actor) {
        transactions.inNew(handle -> {
            Batch batch = requireOpen(handle, id);
            handle.execute("update receipt_print set batch_id = null, place = null where batch_id = ?", id);
            handle.execute("delete from print_batch where id = ?", id);
            trail.record(
                    actor,
                    "print.undone",
                    "print-batch",
                    String.valueOf(id),
                    Map.of("receipts", String.valueOf(batch.receipts())));
            return null;
        });
    }

    private static Batch requireOpen(Handle handle, long id) {
        handle.execute("select 1 from print_batch where id = ? for update", id);
        Batch batch = handle.createQuery(BATCHES + " where b.id = ?")
                .bind(0, id)
                .map((row, context) -> batch(row))
                .findOne()
                .orElseThrow(() -> Rejection.unknown("print batch " + id));
        if (batch.sent()) {
            throw Rejection.invalid("id", "print batch " + id + " was sent and stays as it is");
        }
        return batch;
    }

    private static Waiting waiting(ResultSet row) throws SQLException {
        return new Waiting(
                row.getString("number"),
                row.getLong("donor_id"),
                row.getString("donor"),
                Reason.valueOf(row.getString("reason")),
                row.getString("country"),
                row.getString("postcode"),
                new Money(row.getLong("amount_minor"), row.getString("currency")),
                row.getObject("issued_on", LocalDate.class),
                row.getTimestamp("queued_at").toInstant());
    }

    private static Batch batch(ResultSet row) throws SQLException {
        var sent = row.getTimestamp("sent_at");
        return new Batch(
                row.getLong("id"),
                row.getInt("receipts"),
                row.getInt("voided"),
                row.getTimestamp("made_at").toInstant(),
                row.getString("made_by"),
                sent == null ? null : sent.toInstant(),
                row.getString("sent_by"));
    }

    private static final String WAITING =
            "from receipt_print p join receipt r on r.id = p.receipt_id and r.status = 'ISSUED' where p.batch_id is null";

    private static final String ORDER = " order by p.country, p.postcode, p.receipt_id";

    private static final String BATCHES =
            """
            select b.*, (select count(*) from receipt_print p join receipt r on r.id = p.receipt_id and r.status <> 'ISSUED'
                         where p.batch_id = b.id) as voided
            from print_batch b""";
}
