package org.almoner.receipt;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.almoner.money.Money;
import org.jdbi.v3.core.Jdbi;

/** What about receipts waits for people: those that are wrong since their gifts went back, and gifts that cannot get one. */
@ApplicationScoped
public class ReceiptTasks {

    /** The most that is shown of each; the oldest first, so that the rest follows as they are done. */
    public static final int MOST = 200;

    /**
     * An issued receipt that no longer says what its gift is.
     *
     * @param gift reference
     * @param giftStatus as the ledger has it; what is {@code DISPUTED} may still come back
     * @param remains what a new receipt would say; not above zero where nothing remains
     */
    public record Wrong(
            String number, String gift, long donor, String donorName, String giftStatus, Money said, Money remains) {

        /** Whether another receipt can be issued for what remains. */
        public boolean replaceable() {
            return remains.minor() > 0;
        }
    }

    /**
     * A gift that is due a receipt and cannot get the right one.
     *
     * @param gift reference
     */
    public record Waiting(String gift, long donor, String donorName, Money amount, List<Lack> missing, Instant since) {}

    private Jdbi jdbi;

    protected ReceiptTasks() {}

    @Inject
    public ReceiptTasks(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** Receipts to correct, the oldest first. */
    public List<Wrong> wrong() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        """
                        select r.number, g.reference, r.donor_id, d.name, g.status, r.amount_minor, r.currency,
                               t.remaining_minor
                        from receipt_to_correct t
                        join receipt r on r.id = t.receipt_id
                        join gift g on g.id = t.gift_id
                        join donor d on d.id = r.donor_id
                        order by r.id limit :most
                        """)
                .bind("most", MOST)
                .map((row, context) -> wrong(row))
                .list());
    }

    /** Gifts that wait for their receipt, those that wait longest first. */
    public List<Waiting> waiting() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select g.reference, d.id, d.name, g.received_minor, g.currency, w.missing, w.since " + WAITING
                                + " order by w.since, w.gift_id limit :most")
                .bind("most", MOST)
                .map((row, context) -> waiting(row))
                .list());
    }

    /** How many wait for people, each counted up to one more than {@link #MOST}. */
    public int count() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select (select count(*) from (select 1 from receipt_to_correct limit :most + 1) a)"
                                + " + (select count(*) from (select 1 " + WAITING + " limit :most + 1) b)")
                .bind("most", MOST)
                .mapTo(Integer.class)
                .one());
    }

    private static Wrong wrong(ResultSet row) throws SQLException {
        String currency = row.getString("currency");
        return new Wrong(
                row.getString("number"),
                row.getString("reference"),
                row.getLong("donor_id"),
                row.getString("name"),
                row.getString("status"),
                new Money(row.getLong("amount_minor"), currency),
                new Money(row.getLong("remaining_minor"), currency));
    }

    private static Waiting waiting(ResultSet row) throws SQLException {
        return new Waiting(
                row.getString("reference"),
                row.getLong("id"),
                row.getString("name"),
                new Money(row.getLong("received_minor"), row.getString("currency")),
                Arrays.stream((String[]) row.getArray("missing").getArray())
                        .map(Lack::valueOf)
                        .toList(),
                row.getTimestamp("since").toInstant());
    }

    private static final String WAITING =
            """
            from receipt_waiting w
            join gift g on g.id = w.gift_id and g.status in ('RECEIVED', 'PARTIALLY_REFUNDED')
            join donor d on d.id = g.donor_id
            where not exists (select 1 from receipted_gift x where x.gift_id = g.id)
            """;
}
