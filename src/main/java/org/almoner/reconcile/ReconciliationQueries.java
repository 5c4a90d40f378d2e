package org.almoner.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/**
 * Reads a month's reconciliation from Stripe's own balance transactions, as the contract's readings say: an amount goes
 * to the bucket of its category, its fee, negated, to the fees, the opening is the sum of all that came earlier.
 */
@ApplicationScoped
public class ReconciliationQueries {

    private static final String LINES =
            """
            select b.stripe_account, b.currency,
                   coalesce(sum(b.net_minor) filter (where b.period < :period), 0) as opening,
                   coalesce(sum(b.amount_minor) filter (where b.period = :period and r.bucket = 'CHARGES'), 0) as charges,
                   coalesce(sum(b.amount_minor) filter (where b.period = :period and r.bucket = 'REFUNDS'), 0) as refunds,
                   coalesce(sum(b.amount_minor) filter (where b.period = :period and r.bucket = 'DISPUTES'), 0) as disputes,
                   coalesce(sum(case when r.bucket = 'FEES' then b.amount_minor else 0 end - b.fee_minor)
                            filter (where b.period = :period), 0) as fees,
                   coalesce(sum(b.amount_minor) filter (where b.period = :period and r.bucket = 'ADJUSTMENTS'), 0) as adjustments,
                   coalesce(sum(b.amount_minor) filter (where b.period = :period and r.bucket = 'PAYOUTS'), 0) as payouts,
                   coalesce(sum(case when r.bucket is null then b.amount_minor else 0 end
                                + b.net_minor - (b.amount_minor - b.fee_minor))
                            filter (where b.period = :period), 0) as unexplained
            from balance_transaction b
            left join posting_rule r on r.category = b.reporting_category
            where b.period <= :period
            group by b.stripe_account, b.currency
            order by b.stripe_account, b.currency
            """;

    private static final String TRANSACTIONS =
            """
            select b.*, coalesce(lower(r.bucket), 'unexplained') as bucket, g.reference as gift_reference,
                   coalesce((select max(i.payout_id) from payout_item i
                             join payout p on p.id = i.payout_id
                             where i.balance_transaction = b.id and p.status <> 'failed'),
                            case when r.bucket = 'PAYOUTS' then b.source end) as payout
            from balance_transaction b
            left join posting_rule r on r.category = b.reporting_category
            left join gift g on g.id = b.gift_id
            where b.period = :period
            order by b.created_at, b.id
            """;

    private static final int ROWS_FETCHED = 1_000;

    private Jdbi jdbi;
    private ExceptionQueries exceptions;

    protected ReconciliationQueries() {}

    @Inject
    public ReconciliationQueries(Jdbi jdbi, ExceptionQueries exceptions) {
        this.jdbi = jdbi;
        this.exceptions = exceptions;
    }

    /** The month as it stands now; a month without anything is open and has no lines. */
    public Reconciliation of(YearMonth period) {
        return jdbi.withHandle(handle -> read(handle, period));
    }

    /**
     * Lets {@code reading} see one moment of the books, however many statements it takes and however long. Runs in a
     * transaction of its own on the connection, so it must not be called inside one of the container's.
     */
    public void snapshot(Consumer<Handle> reading) {
        // several statements that must see the same moment; the driver streams in a transaction only
        jdbi.useTransaction(TransactionIsolationLevel.REPEATABLE_READ, reading::accept);
    }

    /** The month as a snapshot sees it. */
    public Reconciliation of(Handle handle, YearMonth period) {
        return read(handle, period);
    }

    /**
     * Each balance transaction of the month, oldest first, read while it is taken and gone afterwards; to be closed.
     *
     * @param handle of a snapshot
     */
    public Stream<BalanceLine> lines(Handle handle, YearMonth period) {
        return handle
                .createQuery(TRANSACTIONS)
                .bind("period", period.atDay(1))
                .setFetchSize(ROWS_FETCHED)
                .map((row, context) -> line(row))
                .stream();
    }

    private Reconciliation read(Handle handle, YearMonth period) {
        var status = handle.createQuery("select status from settlement_period where period = :period")
                .bind("period", period.atDay(1))
                .mapTo(String.class)
                .findOne()
                .map(Reconciliation.Status::valueOf)
                .orElse(Reconciliation.Status.OPEN);
        var accounts = new TreeMap<String, List<Reconciliation.Line>>();
        var all = new TreeMap<String, Reconciliation.Line>();
        handle.createQuery(LINES)
                .bind("period", period.atDay(1))
                .map((row, context) -> Map.entry(row.getString("stripe_account"), total(row)))
                .forEach(each -> {
                    accounts.computeIfAbsent(each.getKey(), account -> new ArrayList<>())
                            .add(each.getValue());
                    all.merge(each.getValue().currency(), each.getValue(), Reconciliation.Line::plus);
                });
        return new Reconciliation(
                period,
                status,
                List.copyOf(all.values()),
                exceptions.openOf(handle, period),
                accounts.size() < 2
                        ? List.of()
                        : accounts.entrySet().stream()
                                .map(each -> new Reconciliation.OfAccount(each.getKey(), each.getValue()))
                                .toList());
    }

    private static Reconciliation.Line total(ResultSet row) throws SQLException {
        return new Reconciliation.Line(
                row.getString("currency"),
                row.getLong("opening"),
                row.getLong("charges"),
                row.getLong("refunds"),
                row.getLong("disputes"),
                row.getLong("fees"),
                row.getLong("adjustments"),
                row.getLong("payouts"),
                row.getLong("unexplained"));
    }

    private static BalanceLine line(ResultSet row) throws SQLException {
        Timestamp available = row.getTimestamp("available_on");
        return new BalanceLine(
                row.getString("id"),
                row.getTimestamp("created_at").toInstant(),
                available == null ? null : available.toInstant(),
                row.getString("currency"),
                row.getString("reporting_category"),
                row.getString("type"),
                row.getString("bucket"),
                row.getString("source"),
                row.getString("gift_reference"),
                row.getString("payout"),
                row.getLong("amount_minor"),
                row.getLong("fee_minor"),
                row.getLong("net_minor"),
                row.getString("match"),
                row.getString("description"));
    }
}
