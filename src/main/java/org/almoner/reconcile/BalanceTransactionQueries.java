package org.almoner.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.almoner.database.Cursor;
import org.almoner.database.Filter;
import org.almoner.database.Page;
import org.almoner.money.Money;
import org.jdbi.v3.core.Jdbi;

/** Reads balance transactions for screens and API, the newest first. */
@ApplicationScoped
public class BalanceTransactionQueries {

    /**
     * Which balance transactions to list; a null asks nothing.
     *
     * @param month the one they count in; of {@link Bucket#OPENING} and {@link Bucket#CLOSING} also those before it
     */
    public record Wanted(YearMonth month, String currency, Bucket bucket) {

        private Filter toFilter() {
            var filter = new Filter().andIf(currency, "b.currency = ?");
            if (bucket != null) {
                bucket.ask(filter, month);
            } else if (month != null) {
                filter.and("b.period = ?", month.atDay(1));
            }
            return filter;
        }

        private String share() {
            return bucket == null ? Bucket.CLOSING.share() : bucket.share();
        }
    }

    private static final String FROM =
            "balance_transaction b left join posting_rule r on r.category = b.reporting_category";

    /** The page is cut before gift and payout are looked up, so that they are for its rows only. */
    private static final String SHOWN =
            """
            select b.*, g.reference as gift_reference,
                   coalesce((select max(i.payout_id) from payout_item i
                             join payout p on p.id = i.payout_id
                             where i.balance_transaction = b.id and p.status <> 'failed'),
                            case when b.bucket = 'PAYOUTS' then b.source end) as payout
            from (select b.*, r.bucket, %s as share from %s
                  where %s order by b.created_at desc, b.id desc limit ? offset ?) b
            left join gift g on g.id = b.gift_id
            order by b.created_at desc, b.id desc
            """;

    private Jdbi jdbi;

    protected BalanceTransactionQueries() {}

    @Inject
    public BalanceTransactionQueries(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * The page after a cursor, or the first.
     *
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<BalanceTransactionView> page(Wanted wanted, String after, int limit) {
        var filter = wanted.toFilter();
        if (after != null) {
            var place = Cursor.read(after, 2);
            filter.and("(b.created_at, b.id) < (?, ?)", place.instant(0), place.text(1));
        }
        return Page.cut(
                select(filter, wanted.share(), 0, limit + 1), limit, line -> Cursor.of(line.createdAt(), line.id()));
    }

    /** Rows from an offset on, for tables with page numbers; the offset is no greater than {@link Page#COUNT_CAP}. */
    public List<BalanceTransactionView> slice(Wanted wanted, int offset, int limit) {
        return select(wanted.toFilter(), wanted.share(), Math.min(offset, Page.COUNT_CAP), limit);
    }

    /** How many there are, at most one more than {@link Page#COUNT_CAP}. */
    public int count(Wanted wanted) {
        return jdbi.withHandle(handle -> wanted.toFilter().count(handle, FROM));
    }

    /** What all of them add to the column asked for, by currency; their net when none was. */
    public List<Money> sums(Wanted wanted) {
        var filter = wanted.toFilter();
        Map<String, Long> sums = new TreeMap<>();
        jdbi.useHandle(handle -> filter.bind(handle.createQuery("select b.currency, sum(" + wanted.share()
                        + ") as share from " + FROM + " where " + filter.sql() + " group by b.currency"))
                .map((row, context) -> Map.entry(row.getString("currency"), row.getLong("share")))
                .forEach(sum -> sums.put(sum.getKey(), sum.getValue())));
        return sums.entrySet().stream()
                .map(sum -> new Money(sum.getValue(), sum.getKey()))
                .toList();
    }

    public Optional<BalanceTransactionView> find(String id) {
        return select(new Filter().and("b.id = ?", id), Bucket.CLOSING.share(), 0, 1).stream()
                .findFirst();
    }

    private List<BalanceTransactionView> select(Filter filter, String share, int offset, int limit) {
        var sql = SHOWN.formatted(share, FROM, filter.sql());
        return jdbi.withHandle(handle -> filter.bind(handle.createQuery(sql), limit, offset)
                .map((row, context) -> read(row))
                .list());
    }

    private static BalanceTransactionView read(ResultSet row) throws SQLException {
        var currency = row.getString("currency");
        var bucket = row.getString("bucket");
        return new BalanceTransactionView(
                row.getString("id"),
                row.getString("stripe_account"),
                row.getBoolean("livemode"),
                YearMonth.from(row.getObject("period", LocalDate.class)),
                new Money(row.getLong("amount_minor"), currency),
                new Money(row.getLong("fee_minor"), currency),
                new Money(row.getLong("net_minor"), currency),
                new Money(row.getLong("share"), currency),
                bucket == null ? Bucket.UNEXPLAINED : Bucket.valueOf(bucket),
                row.getString("reporting_category"),
                row.getString("type"),
                row.getString("status"),
                row.getString("source"),
                row.getString("charge"),
                row.getString("description"),
                row.getString("match"),
                row.getString("finding"),
                row.getString("gift_reference"),
                row.getString("payout"),
                row.getBigDecimal("exchange_rate"),
                row.getTimestamp("created_at").toInstant(),
                instant(row.getTimestamp("available_on")),
                row.getTimestamp("fetched_at").toInstant());
    }

    private static Instant instant(Timestamp at) {
        return at == null ? null : at.toInstant();
    }
}
