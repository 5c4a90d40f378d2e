package org.almoner.gift;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.almoner.database.Cursor;
import org.almoner.database.Filter;
import org.almoner.database.Page;
import org.almoner.money.Money;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Reads refunds for screens and API, the newest first: those that staff ordered, and those that Stripe told of and nobody
 * here ordered. Each kind is read in the order of its own index, as far as the page needs, and the two are merged.
 */
@ApplicationScoped
public class RefundQueries {

    private static final String ORDERS =
            """
            select o.id, o.refund_id, g.reference as gift, o.amount_minor, o.currency, o.reason, o.note, o.state,
                   r.status as refund_status, o.second_person, o.requested_by, o.requested_at as at, o.decided_by,
                   o.decided_at, o.sent_at, o.attempts, o.trouble
            from refund_order o
            join gift g on g.id = o.gift_id
            left join refund r on r.id = o.refund_id
            where %s order by o.requested_at desc, o.id desc limit ?
            """;

    private static final String OTHERS =
            """
            select null::bigint as id, r.id as refund_id, coalesce(r.gift_reference, c.gift_reference) as gift,
                   r.amount_minor, r.currency, r.reason, '' as note, 'ELSEWHERE' as state, r.status as refund_status,
                   false as second_person, null as requested_by, r.created_at as at, null as decided_by,
                   null::timestamptz as decided_at, null::timestamptz as sent_at, 0 as attempts, null as trouble
            from refund r
            left join charge c on c.id = r.charge
            where %s order by r.created_at desc, r.id desc limit ?
            """;

    /** At one moment orders stand before others; how others stand among themselves is the database's order. */
    private static final Comparator<RefundView> NEWEST = Comparator.comparing(RefundView::at)
            .thenComparing(RefundView::id, Comparator.nullsFirst(Comparator.naturalOrder()))
            .reversed();

    private Jdbi jdbi;

    protected RefundQueries() {}

    @Inject
    public RefundQueries(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * The page after a cursor, or the first.
     *
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<RefundView> page(RefundFilter wanted, String after, int limit) {
        var orders = wanted.ofOrders();
        var others = wanted.ofOthers();
        if (after != null) {
            var place = Cursor.read(after, 3);
            var at = place.instant(0);
            var refund = place.text(2);
            orders.and("(o.requested_at, o.id) < (?, ?)", at, place.number(1));
            // behind an order every other refund of the same moment still follows
            if (refund.isEmpty()) {
                others.and("r.created_at <= ?", at);
            } else {
                others.and("(r.created_at, r.id) < (?, ?)", at, refund);
            }
        }
        return Page.cut(merged(orders, others, limit + 1), limit, RefundQueries::place);
    }

    /** Rows from an offset on, for tables with page numbers; the offset is no greater than {@link Page#COUNT_CAP}. */
    public List<RefundView> slice(RefundFilter wanted, int offset, int limit) {
        var first = Math.min(offset, Page.COUNT_CAP);
        return merged(wanted.ofOrders(), wanted.ofOthers(), first + limit).stream()
                .skip(first)
                .toList();
    }

    /** How many there are, at most one more than {@link Page#COUNT_CAP}. */
    public int count(RefundFilter wanted) {
        return jdbi.withHandle(handle -> Math.min(
                Page.COUNT_CAP + 1,
                wanted.ofOrders().count(handle, "refund_order o")
                        + wanted.ofOthers().count(handle, "refund r")));
    }

    /** The order with this number. */
    public Optional<RefundView> find(long id) {
        return jdbi.withHandle(handle -> select(handle, ORDERS, new Filter().and("o.id = ?", id), 1)).stream()
                .findFirst();
    }

    private List<RefundView> merged(Filter orders, Filter others, int limit) {
        return jdbi.withHandle(handle -> {
            var all = new ArrayList<>(select(handle, ORDERS, orders, limit));
            all.addAll(select(handle, OTHERS, others, limit));
            all.sort(NEWEST);
            return List.copyOf(all.subList(0, Math.min(limit, all.size())));
        });
    }

    private static String place(RefundView last) {
        return Cursor.of(last.at(), last.id() == null ? 0L : last.id(), last.id() == null ? last.refund() : "");
    }

    private static List<RefundView> select(Handle handle, String sql, Filter filter, int limit) {
        return filter.bind(handle.createQuery(sql.formatted(filter.sql())), limit)
                .map((row, context) -> read(row))
                .list();
    }

    private static RefundView read(ResultSet row) throws SQLException {
        return new RefundView(
                row.getObject("id", Long.class),
                row.getString("refund_id"),
                row.getString("gift"),
                new Money(row.getLong("amount_minor"), row.getString("currency")),
                row.getString("reason"),
                row.getString("note"),
                RefundState.valueOf(row.getString("state")),
                row.getString("refund_status"),
                row.getBoolean("second_person"),
                row.getString("requested_by"),
                row.getTimestamp("at").toInstant(),
                row.getString("decided_by"),
                instant(row, "decided_at"),
                instant(row, "sent_at"),
                row.getInt("attempts"),
                row.getString("trouble"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }
}
