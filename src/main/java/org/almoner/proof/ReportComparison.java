package org.almoner.proof;

import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Compares the rows of a report with the books, and keeps what it finds with the report. It reads balance transactions,
 * payouts and what is in them; it writes nothing but the result.
 *
 * <p>When a payout takes part is the day it reaches the bank, as in Stripe's reports; everything else belongs to the
 * moment it was created (docs.stripe.com/reports/report-types/balance).
 */
final class ReportComparison {

    /** So many differences are kept; more are counted. */
    static final int MOST_KEPT = 10_000;

    private ReportComparison() {}

    /**
     * Compares, in place of what was found before.
     *
     * @param handle inside a transaction
     */
    static void run(Handle handle, long report, ReportKind kind, Instant now) {
        handle.execute("delete from stripe_report_difference where report_id = ?", report);
        handle.execute("delete from stripe_report_total where report_id = ?", report);
        if (kind.itemised()) {
            handle.execute("analyze stripe_report_line");
            handle.execute(OURS_TABLE);
            bind(handle.createUpdate(OURS.formatted(scope(kind))), report).execute();
            handle.execute("analyze report_ours");
            handle.execute(FOUND_TABLE);
            bind(handle.createUpdate(FOUND), report)
                    .bind("payouts", kind == ReportKind.PAYOUTS)
                    .execute();
            bind(
                            handle.createUpdate(
                                    TOTALS.formatted(kind == ReportKind.PAYOUT_RECONCILIATION ? "false" : ABSENT)),
                            report)
                    .execute();
        } else {
            bind(
                            handle.createUpdate(
                                    kind == ReportKind.BALANCE_SUMMARY ? BALANCE : SUMS.formatted(counted(kind))),
                            report)
                    .execute();
            handle.execute(FOUND_TABLE);
            bind(handle.createUpdate(FOUND_IN_SUMS), report).execute();
        }
        bind(handle.createUpdate(KEEP), report).bind("most", MOST_KEPT).execute();
        bind(handle.createUpdate(CONCLUDE.formatted(kind.itemised() ? AGREED_LINES : AGREED_SUMS)), report)
                .bind("now", now)
                .execute();
        handle.execute("truncate report_found");
    }

    private static <S extends SqlStatement<S>> S bind(S statement, long report) {
        return statement.bind("report", report);
    }

    private static String scope(ReportKind kind) {
        return switch (kind) {
            case PAYOUTS -> IN_PAYOUTS;
            case PAYOUT_RECONCILIATION -> IN_PAYOUT_RECONCILIATION;
            default -> IN_ACTIVITY;
        };
    }

    private static String counted(ReportKind kind) {
        return switch (kind) {
            case PAYOUTS_SUMMARY ->
                "b.reporting_category in ('payout', 'payout_reversal') and b.effective >= r.since and b.effective < r.until";
            case PAYOUT_RECONCILIATION_SUMMARY -> PAID_OUT;
            default ->
                "b.reporting_category not in ('payout', 'payout_reversal') and b.effective >= r.since and b.effective < r.until";
        };
    }

    private static final String OURS_TABLE =
            """
            create temporary table if not exists report_ours (
                id text, named boolean, currency text, amount_minor bigint, fee_minor bigint, net_minor bigint,
                reporting_category text, created_at timestamptz, source text) on commit delete rows
            """;

    private static final String FOUND_TABLE =
            """
            create temporary table if not exists report_found (
                kind text, line bigint, reference text, field text, currency text, ours_minor bigint, theirs_minor bigint,
                ours text, theirs text, place integer) on commit delete rows
            """;

    /** What the file names, and what the books have that belongs into it. */
    private static final String OURS =
            """
            insert into report_ours
            with named as (
                select distinct balance_transaction as id, currency, payout from stripe_report_line where report_id = :report)
            select b.id, b.id in (select id from named), b.currency, b.amount_minor, b.fee_minor, b.net_minor,
                   b.reporting_category, b.created_at, b.source
            from balance_transaction b
            cross join stripe_report r
            where r.id = :report
              and (b.id in (select id from named)
                   or (r.stripe_account is null or (b.stripe_account, b.livemode) = (r.stripe_account, r.livemode)) and (%s))
            """;

    /** Holds of a minimum balance are listed with the activity or with payouts, so they are missed in neither. */
    private static final String IN_ACTIVITY =
            """
            b.created_at >= r.since and b.created_at < r.until and b.reporting_category not like 'payout%'
            and b.currency in (select currency from named)""";

    private static final String IN_PAYOUTS =
            """
            b.reporting_category in ('payout', 'payout_reversal') and b.currency in (select currency from named)
            and b.created_at >= r.since and b.created_at < r.until
            and coalesce(b.available_on, b.created_at) >= r.since and coalesce(b.available_on, b.created_at) < r.until""";

    /** All that is in the payouts of the file; the one payout of a file that leaves it out is that of its transactions. */
    private static final String IN_PAYOUT_RECONCILIATION =
            """
            b.id in (
                select i.balance_transaction from payout_item i
                join payout p on p.id = i.payout_id
                where i.balance_transaction is distinct from p.balance_transaction
                  and not exists (select 1 from balance_transaction own where own.id = i.balance_transaction
                                  and own.source = p.id and own.reporting_category = 'payout')
                  and (i.payout_id in (select payout from named)
                       or not exists (select 1 from named where payout is not null)
                          and (select count(distinct o.payout_id) from payout_item o
                               join named n on n.id = o.balance_transaction) = 1
                          and exists (select 1 from payout_item o join named n on n.id = o.balance_transaction
                                      where o.payout_id = i.payout_id)))""";

    private static final String FOUND =
            """
            insert into report_found
            with lines as (select * from stripe_report_line where report_id = :report)
            select 'ONLY_STRIPE', l.line, l.balance_transaction, 'gross', l.currency, null::bigint, l.gross_minor, null::text,
                   null::text, 0
            from lines l where not exists (select 1 from report_ours o where o.id = l.balance_transaction)
            union all
            select 'ONLY_BOOKS', null, o.id, 'gross', o.currency, o.amount_minor, null, null, null, 0
            from report_ours o where not o.named
            union all
            select 'TWICE', max(l.line), l.balance_transaction, '', min(l.currency), null, null, null, null, 0
            from lines l group by l.balance_transaction, l.payout having count(*) > 1
            union all
            select 'FIELD', l.line, o.id, d.field, o.currency, d.ours_minor, d.theirs_minor, d.ours, d.theirs, d.place
            from lines l
            join report_ours o on o.id = l.balance_transaction
            left join payout p on :payouts and p.id = o.source
            cross join lateral (values
                (1, 'currency', null::bigint, null::bigint, o.currency, l.currency::text, o.currency <> l.currency),
                (2, 'gross', o.amount_minor, l.gross_minor, null, null, o.amount_minor <> l.gross_minor),
                (3, 'fee', o.fee_minor, l.fee_minor, null, null, o.fee_minor <> l.fee_minor),
                (4, 'net', o.net_minor, l.net_minor, null, null, o.net_minor <> l.net_minor),
                (5, 'reporting_category', null, null, o.reporting_category, l.reporting_category,
                    o.reporting_category <> l.reporting_category),
                (6, 'created', null, null, to_char(o.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                    to_char(l.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
                    not :payouts and date_trunc(case when l.to_the_minute then 'minute' else 'second' end, o.created_at)
                        not in (l.created_at, coalesce(l.created_or, l.created_at))),
                (7, 'automatic_payout_id', null, null,
                    (select string_agg(i.payout_id, ', ' order by i.payout_id) from payout_item i where i.balance_transaction = o.id),
                    l.payout,
                    not :payouts and l.payout not in (select '' union all
                        select i.payout_id from payout_item i where i.balance_transaction = o.id)),
                (8, 'payout_id', null, null, o.source, l.payout, :payouts and o.source is distinct from l.payout
                    and l.payout is not null),
                (9, 'payout_status', null, null, p.status, l.payout_status, :payouts and lower(l.payout_status) <> p.status),
                (10, 'payout_expected_arrival_date', null, null, p.arrival_date::text, l.arrival_date::text,
                    :payouts and l.arrival_date <> p.arrival_date)
            ) d (place, field, ours_minor, theirs_minor, ours, theirs, differs)
            where d.differs
            """;

    private static final String ABSENT =
            """
            b.created_at >= r.since and b.created_at < r.until
            and (b.reporting_category in ('payout', 'payout_reversal')) = (r.kind = 'PAYOUTS')""";

    /** Both sides by currency; and, so that nobody overlooks them, currencies of the books that the file leaves out. */
    private static final String TOTALS =
            """
            insert into stripe_report_total
            with theirs as (
                select currency, count(*) as count, sum(gross_minor) as gross, sum(fee_minor) as fee, sum(net_minor) as net
                from stripe_report_line where report_id = :report group by currency),
            ours as (
                select currency, count(*) as count, sum(amount_minor) as gross, sum(fee_minor) as fee, sum(net_minor) as net
                from report_ours group by currency),
            absent as (
                select b.currency, count(*) as count, sum(b.amount_minor) as gross, sum(b.fee_minor) as fee,
                       sum(b.net_minor) as net
                from balance_transaction b cross join stripe_report r
                where r.id = :report and b.currency not in (select currency from theirs)
                  and (r.stripe_account is null or (b.stripe_account, b.livemode) = (r.stripe_account, r.livemode))
                  and (%s)
                group by b.currency)
            select :report, coalesce(t.currency, o.currency), '', true, coalesce(t.count, 0), t.gross, t.fee, t.net,
                   coalesce(o.count, 0), coalesce(o.gross, 0), coalesce(o.fee, 0), coalesce(o.net, 0)
            from theirs t full join ours o on o.currency = t.currency
            where t.currency is not null or o.currency not in (select currency from absent)
            union all
            select :report, currency, '', false, null, null, null, null, count, gross, fee, net from absent
            """;

    /** A balance transaction with the moment at which Stripe's reports count it, of the report's books. */
    private static final String BOOKS =
            """
            books as (
                select b.*, case when b.reporting_category in ('payout', 'payout_reversal')
                                 then coalesce(b.available_on, b.created_at) else b.created_at end as effective
                from balance_transaction b cross join stripe_report r
                where r.id = :report
                  and (r.stripe_account is null or (b.stripe_account, b.livemode) = (r.stripe_account, r.livemode)))""";

    private static final String PAID_OUT =
            """
            b.id in (select i.balance_transaction from payout_item i
                     join payout p on p.id = i.payout_id
                     join balance_transaction own on own.id = p.balance_transaction
                     where i.balance_transaction <> own.id
                       and coalesce(own.available_on, own.created_at) >= r.since
                       and coalesce(own.available_on, own.created_at) < r.until)""";

    private static final String SUMS = "insert into stripe_report_total with " + BOOKS
            + """
            , theirs as (
                select currency, lower(reporting_category) as category, sum(count) as count, sum(gross_minor) as gross,
                       sum(fee_minor) as fee, sum(net_minor) as net
                from stripe_report_line where report_id = :report group by 1, 2),
            counted as (
                select b.* from books b cross join stripe_report r
                where r.id = :report and b.currency in (select currency from theirs) and %s),
            ours as (
                select currency, reporting_category as category, count(*) as count, sum(amount_minor) as gross,
                       sum(fee_minor) as fee, sum(net_minor) as net
                from counted group by 1, 2
                union all
                select currency, 'total', count(*), sum(amount_minor), sum(fee_minor), sum(net_minor) from counted
                where (currency, 'total') in (select currency, category from theirs) group by 1)
            select :report, coalesce(t.currency, o.currency), coalesce(t.category, o.category), true,
                   case when t.currency is null then 0 else t.count end, case when t.currency is null then 0 else t.gross end,
                   case when t.currency is null then 0 else t.fee end, case when t.currency is null then 0 else t.net end,
                   coalesce(o.count, 0), coalesce(o.gross, 0), coalesce(o.fee, 0), coalesce(o.net, 0)
            from theirs t full join ours o on o.currency = t.currency and o.category = t.category
            """;

    private static final String BALANCE = "insert into stripe_report_total with " + BOOKS
            + """
            , theirs as (
                select currency, lower(reporting_category) as category, sum(net_minor) as net
                from stripe_report_line where report_id = :report group by 1, 2)
            select :report, t.currency, t.category, o.net is not null, null, null, null, t.net, null, null, null, o.net
            from theirs t
            cross join lateral (
                select case
                    when t.category = 'starting_balance' then coalesce(sum(b.net_minor) filter (where b.effective < r.since), 0)
                    when t.category = 'ending_balance' then coalesce(sum(b.net_minor) filter (where b.effective < r.until), 0)
                    when t.category = 'payouts' then coalesce(sum(b.net_minor) filter (where b.effective >= r.since
                        and b.effective < r.until and b.reporting_category in ('payout', 'payout_reversal')), 0)
                    when t.category = 'activity' then coalesce(sum(b.net_minor) filter (where b.effective >= r.since
                        and b.effective < r.until and b.reporting_category not in ('payout', 'payout_reversal')), 0)
                    end as net
                from stripe_report r left join books b on b.currency = t.currency
                where r.id = :report
                group by r.id) o
            """;

    private static final String FOUND_IN_SUMS =
            """
            insert into report_found
            select 'FIELD', null::bigint, case t.category when '' then t.currency else t.category end, d.field, t.currency, d.ours,
                   d.theirs, null::text, null::text, d.place
            from stripe_report_total t
            cross join lateral (values (2, 'gross', t.ours_gross, t.theirs_gross), (3, 'fee', t.ours_fee, t.theirs_fee),
                                       (4, 'net', t.ours_net, t.theirs_net)) d (place, field, ours, theirs)
            where t.report_id = :report and t.compared and d.theirs <> d.ours
            union all
            select 'FIELD', null, t.category, 'count', t.currency, null, null, t.ours_count::text, t.theirs_count::text, 1
            from stripe_report_total t
            where t.report_id = :report and t.compared and t.theirs_count <> t.ours_count
            """;

    private static final String KEEP =
            """
            insert into stripe_report_difference
            select :report, row_number() over (order by f.line nulls last, f.reference, f.place), f.kind, f.line, f.reference,
                   f.field, f.currency, f.ours_minor, f.theirs_minor, f.ours, f.theirs
            from report_found f
            order by 2 limit :most
            """;

    private static final String AGREED_LINES =
            """
            (select count(*) from stripe_report_line l where l.report_id = r.id
             and not exists (select 1 from report_found f where f.line = l.line))""";

    private static final String AGREED_SUMS =
            """
            (select count(*) from stripe_report_total t where t.report_id = r.id and t.compared
             and not exists (select 1 from report_found f where f.currency = t.currency and f.reference = t.category))""";

    private static final String CONCLUDE =
            """
            update stripe_report r set compared_at = :now, differing = (select count(*) from report_found), agreed = %s
            where r.id = :report
            """;
}
