package org.almoner.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.almoner.database.Cursor;
import org.almoner.database.Filter;
import org.almoner.database.Page;
import org.almoner.money.Money;
import org.jdbi.v3.core.Jdbi;

/** Reads payouts for screens and API, the newest first. */
@ApplicationScoped
public class PayoutQueries {

    /**
     * Which payouts to list; a null asks nothing.
     *
     * @param status Stripe's own word
     * @param proof whether they were shown to add up
     * @param from created at or after
     * @param to created before
     */
    public record Wanted(String status, String proof, Instant from, Instant to) {

        public static final Wanted ALL = new Wanted(null, null, null, null);

        private Filter toFilter() {
            return new Filter()
                    .andIf(status, "p.status = ?")
                    .andIf(proof, "p.proof = ?")
                    .andIf(from, "p.created_at >= ?")
                    .andIf(to, "p.created_at < ?");
        }
    }

    private Jdbi jdbi;

    protected PayoutQueries() {}

    @Inject
    public PayoutQueries(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * The page after a cursor, or the first.
     *
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<PayoutView> page(Wanted wanted, String after, int limit) {
        var filter = wanted.toFilter();
        if (after != null) {
            var place = Cursor.read(after, 2);
            filter.and("(p.created_at, p.id) < (?, ?)", place.instant(0), place.text(1));
        }
        return Page.cut(select(filter, 0, limit + 1), limit, payout -> Cursor.of(payout.createdAt(), payout.id()));
    }

    /** Rows from an offset on, for tables with page numbers; the offset is no greater than {@link Page#COUNT_CAP}. */
    public List<PayoutView> slice(Wanted wanted, int offset, int limit) {
        return select(wanted.toFilter(), Math.min(offset, Page.COUNT_CAP), limit);
    }

    /** How many there are, at most one more than {@link Page#COUNT_CAP}. */
    public int count(Wanted wanted) {
        return jdbi.withHandle(handle -> wanted.toFilter().count(handle, "payout p"));
    }

    public Optional<PayoutView> find(String id) {
        return select(new Filter().and("p.id = ?", id), 0, 1).stream().findFirst();
    }

    private List<PayoutView> select(Filter filter, int offset, int limit) {
        var sql = "select p.* from payout p where " + filter.sql()
                + " order by p.created_at desc, p.id desc limit ? offset ?";
        return jdbi.withHandle(handle -> filter.bind(handle.createQuery(sql), limit, offset)
                .map((row, context) -> read(row))
                .list());
    }

    private static PayoutView read(ResultSet row) throws SQLException {
        var currency = row.getString("currency");
        var itemsNet = row.getLong("items_net_minor");
        var itemised = !row.wasNull();
        return new PayoutView(
                row.getString("id"),
                row.getString("stripe_account"),
                row.getBoolean("livemode"),
                new Money(row.getLong("amount_minor"), currency),
                row.getString("status"),
                row.getBoolean("automatic"),
                row.getString("method"),
                row.getObject("arrival_date", LocalDate.class),
                itemised ? new Money(itemsNet, currency) : null,
                row.getString("proof"),
                row.getString("failure_code"),
                row.getString("trace_id"),
                row.getString("retried_by"),
                row.getTimestamp("created_at").toInstant());
    }
}
