package org.almoner.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Reads a month's reconciliation from Stripe's own balance transactions, as the contract's readings say: an amount goes
 * to the bucket of its category, its fee, negated, to the fees, the opening is the sum of all that came earlier.
 *
 * <p>A transaction of a closed month that Stripe listed later counts in the month that was open then, and says so.
 */
@ApplicationScoped
public class ReconciliationQueries {

    /**
     * A closed month says what it said when it was closed; the opening of another goes on from the newest closed one
     * before it, so that no more than the months since are added up.
     */
    static final String LINES =
            """
            with entity as materialized (
                select e.id, coalesce(p.status = 'CLOSED', false) as closed,
                       coalesce((select max(f.period) from closed_figure f
                                 where f.legal_entity_id = e.id and f.period < :period), '-infinity') as base
                from legal_entity e
                left join settlement_period p on p.legal_entity_id = e.id and p.period = :period
                where e.id = coalesce(:entity, e.id)),
            figure as (
                select f.stripe_account, f.currency, f.opening, f.charges, f.refunds, f.disputes, f.fees, f.adjustments, f.payouts,
                       f.unexplained
                from closed_figure f
                join entity e on e.id = f.legal_entity_id and e.closed
                where f.period = :period
                union all
                select f.stripe_account, f.currency, f.closing, 0, 0, 0, 0, 0, 0, 0
                from closed_figure f
                join entity e on e.id = f.legal_entity_id and e.base = f.period and not e.closed
                union all
                select b.stripe_account, b.currency,
                       coalesce(sum(b.net_minor) filter (where b.period < :period), 0),
                       coalesce(sum(b.amount_minor) filter (where b.period = :period and r.bucket = 'CHARGES'), 0),
                       coalesce(sum(b.amount_minor) filter (where b.period = :period and r.bucket = 'REFUNDS'), 0),
                       coalesce(sum(b.amount_minor) filter (where b.period = :period and r.bucket = 'DISPUTES'), 0),
                       coalesce(sum(case when r.bucket = 'FEES' then b.amount_minor else 0 end - b.fee_minor)
                                filter (where b.period = :period), 0),
                       coalesce(sum(b.amount_minor) filter (where b.period = :period and r.bucket = 'ADJUSTMENTS'), 0),
                       coalesce(sum(b.amount_minor) filter (where b.period = :period and r.bucket = 'PAYOUTS'), 0),
                       coalesce(sum(case when r.bucket is null then b.amount_minor else 0 end
                                    + b.net_minor - (b.amount_minor - b.fee_minor))
                                filter (where b.period = :period), 0)
                from balance_transaction b
                left join posting_rule r on r.category = b.reporting_category
                left join stripe_account_entity s on s.stripe_account = b.stripe_account
                join entity e on e.id = coalesce(s.legal_entity_id, 1) and not e.closed and b.period > e.base
                where b.period <= :period and b.period > (select min(base) from entity where not closed)
                group by b.stripe_account, b.currency)
            select stripe_account, currency, sum(opening) as opening, sum(charges) as charges, sum(refunds) as refunds,
                   sum(disputes) as disputes, sum(fees) as fees, sum(adjustments) as adjustments, sum(payouts) as payouts,
                   sum(unexplained) as unexplained
            from figure
            group by stripe_account, currency
            order by stripe_account, currency
            """;

    /** What may still change of a transaction in a closed month is as it was when the month was closed. */
    private static final String TRANSACTIONS =
            """
            select b.id, b.created_at, b.currency, b.reporting_category, b.type, b.source, b.amount_minor, b.fee_minor,
                   b.net_minor, b.description, b.about_month,
                   case when z.period is null then b.available_on else z.available_on end as available_on,
                   case when z.period is null then coalesce(lower(r.bucket), 'unexplained') else z.bucket end as bucket,
                   case when z.period is null then b.match else z.match end as match,
                   case when z.period is null then g.reference else z.gift_reference end as gift_reference,
                   case when z.period is null then <payout> else z.payout end as payout
            from balance_transaction b
            left join posting_rule r on r.category = b.reporting_category
            left join gift g on g.id = b.gift_id
            left join closed_line z on z.period = :period and z.balance_transaction = b.id
            where b.period = :period and <scope>
            order by b.created_at, b.id
            """;

    /** The payout that a balance transaction went to the bank with, as far as is known now. */
    static final String PAYOUT =
            """
            coalesce((select max(i.payout_id) from payout_item i
                      join payout p on p.id = i.payout_id
                      where i.balance_transaction = b.id and p.status <> 'failed'),
                     case when r.bucket = 'PAYOUTS' then b.source end)
            """;

    private static final String STATUS =
            """
            select status from settlement_period
            where period = :period and legal_entity_id = coalesce(:entity, legal_entity_id)
            order by array_position(array['OPEN', 'BALANCED', 'CLOSED'], status) limit 1
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

    /**
     * The month of all legal entities together as it stands now; a month without anything is open and has no lines. Its
     * status is the least that any of them has.
     */
    public Reconciliation of(YearMonth period) {
        return of(period, null);
    }

    /** @param entity id of the one legal entity that is meant; null for all */
    public Reconciliation of(YearMonth period, Long entity) {
        return jdbi.withHandle(handle -> read(handle, period, entity));
    }

    /**
     * Lets {@code reading} see one moment of the books, however many statements it takes and however long. Runs in a
     * transaction of its own on the connection, so it must not be called inside one of the container's.
     */
    public void snapshot(Consumer<Handle> reading) {
        // several statements that must see the same moment; the driver streams in a transaction only. Said to the
        // server
        // and not to Jdbi, which would set the level back on a connection that broke and tell of that alone.
        jdbi.useTransaction(handle -> {
            handle.execute("set transaction isolation level repeatable read, read only");
            reading.accept(handle);
        });
    }

    /**
     * The month as a snapshot sees it.
     *
     * @param entity id of the one legal entity that is meant; null for all together
     */
    public Reconciliation of(Handle handle, YearMonth period, Long entity) {
        return read(handle, period, entity);
    }

    /**
     * Each balance transaction of the month, oldest first, read while it is taken and gone afterwards; to be closed.
     *
     * @param handle of a snapshot
     * @param entity id of the one legal entity that is meant; null for all together
     */
    public Stream<BalanceLine> lines(Handle handle, YearMonth period, Long entity) {
        var scope = entity == null ? Scope.ALL : Scope.of(handle, entity);
        return scope
                .bind(handle.createQuery(
                        TRANSACTIONS.replace("<payout>", PAYOUT).replace("<scope>", Scope.SQL)))
                .bind("period", period.atDay(1))
                .setFetchSize(ROWS_FETCHED)
                .map((row, context) -> line(row))
                .stream();
    }

    /** @param entity null for all */
    Reconciliation read(Handle handle, YearMonth period, Long entity) {
        var status = handle.createQuery(STATUS)
                .bind("period", period.atDay(1))
                .bind("entity", entity)
                .mapTo(String.class)
                .findOne()
                .map(Reconciliation.Status::valueOf)
                .orElse(Reconciliation.Status.OPEN);
        var accounts = new TreeMap<String, List<Reconciliation.Line>>();
        var all = new TreeMap<String, Reconciliation.Line>();
        handle.createQuery(LINES)
                .bind("period", period.atDay(1))
                .bind("entity", entity)
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
                exceptions.openOf(handle, period, entity),
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
                row.getString("description"),
                row.getObject("about_month", LocalDate.class) == null
                        ? null
                        : YearMonth.from(row.getObject("about_month", LocalDate.class)));
    }
}
