package org.almoner.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.Pattern;
import org.almoner.money.Money;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The invariants of settlement, checked by every close and kept with its run (docs.stripe.com/payouts/reconciliation;
 * docs/finance/checks.md says what each means and what to do). A check says that something is wrong; which thing it is
 * stands among the exceptions.
 */
@ApplicationScoped
public class Checks {

    /** The checks, in the order they are shown. */
    public enum Name {
        /** Each balance transaction's net is its amount less its fee, and the fee what its details add up to. */
        NET,
        /** Each itemised payout is the sum of its items, and its own balance transaction the negative of it. */
        PAYOUTS_ADD_UP,
        /** All balance transactions of a currency together are what Stripe says its balance is. */
        ROLL_FORWARD,
        /** Each balance transaction moved the clearing account by its net, once. */
        POSTED_ONCE,
        /** Each paid payout met its line on a bank statement. */
        PAYOUTS_IN_BANK,
        /** No payout failed after the five business days in which it may. */
        PAYOUTS_FINAL
    }

    /** Whether a check holds; {@code OPEN} while what it needs is not known. */
    public enum Outcome {
        HOLDS,
        BROKEN,
        OPEN
    }

    /**
     * What a close found.
     *
     * @param account the Stripe account that was looked at, by our name; "" for the one without
     * @param checked how many things were looked at
     * @param broken how many of them are wrong
     * @param detail the first that are, in words; empty when none is
     */
    public record Result(Name name, String account, Outcome outcome, long checked, long broken, String detail) {}

    private Jdbi jdbi;

    protected Checks() {}

    @Inject
    public Checks(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** What the run of a close found; empty if it did not get so far, or is another job. */
    public List<Result> of(long executionId) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select name, stripe_account, outcome, checked, broken, detail from close_check"
                                + " where execution_id = ? order by position, stripe_account")
                .bind(0, executionId)
                .map((row, context) -> new Result(
                        Name.valueOf(row.getString("name")),
                        row.getString("stripe_account"),
                        Outcome.valueOf(row.getString("outcome")),
                        row.getLong("checked"),
                        row.getLong("broken"),
                        row.getString("detail")))
                .list());
    }

    /** What the newest close that got so far found. */
    public List<Result> newest() {
        return jdbi.withHandle(handle -> handle.createQuery("select max(execution_id) from close_check")
                        .mapTo(Long.class)
                        .findOne())
                .map(this::of)
                .orElse(List.of());
    }

    /**
     * Checks everything and keeps what it found with the run; done again it replaces what it found before.
     *
     * @param handle inside a transaction
     * @param date the close's day; balance transactions are looked at from the month before it on
     * @param now when it is checked
     */
    public static void run(Handle handle, long executionId, LocalDate date, Instant now) {
        for (Name name : Name.values()) {
            keep(handle, name, executionId, date.minusMonths(1).withDayOfMonth(1), now);
        }
    }

    /**
     * Says anew for the newest close whether its payouts are in the bank, since people import statements and match them
     * after it.
     *
     * @param handle inside a transaction
     * @param now when it is looked at
     */
    public static void lookAtTheBankAgain(Handle handle, Instant now) {
        handle.createQuery("select max(execution_id) from close_check")
                .mapTo(Long.class)
                .findOne()
                .ifPresent(newest -> keep(handle, Name.PAYOUTS_IN_BANK, newest, LocalDate.EPOCH, now));
    }

    private static void keep(Handle handle, Name name, long executionId, LocalDate since, Instant now) {
        List<Result> results = handle.createQuery(JUDGED.replace("<found>", sql(name)))
                .bind("since", since)
                .map((row, context) -> new Result(
                        name,
                        row.getString("account"),
                        Outcome.valueOf(row.getString("outcome")),
                        row.getLong("checked"),
                        row.getLong("broken"),
                        AMOUNT.matcher(row.getString("words"))
                                .replaceAll(amount ->
                                        new Money(Long.parseLong(amount.group(1)), amount.group(2)).toString())))
                .list();
        handle.execute("delete from close_check where execution_id = ? and name = ?", executionId, name.name());
        for (Result result : results) {
            handle.createUpdate(KEEP)
                    .bindMethods(result)
                    .bind("execution", executionId)
                    .bind("position", name.ordinal())
                    .bind("now", now)
                    .execute();
        }
    }

    private static String sql(Name name) {
        return switch (name) {
            case NET -> NET;
            case PAYOUTS_ADD_UP -> PAYOUTS_ADD_UP;
            case ROLL_FORWARD -> ROLL_FORWARD;
            case POSTED_ONCE -> POSTED_ONCE;
            case PAYOUTS_IN_BANK -> PAYOUTS_IN_BANK;
            case PAYOUTS_FINAL -> PAYOUTS_FINAL;
        };
    }

    /** How the checks write an amount, since minor units are for programs: {@code {2500 EUR}} is 25.00 EUR. */
    private static final Pattern AMOUNT = Pattern.compile("\\{(-?\\d+) ([A-Z]{3})}");

    private static final String KEEP =
            """
            insert into close_check (execution_id, name, stripe_account, position, outcome, checked, broken, detail, checked_at)
            values (:execution, :name, :account, :position, :outcome, :checked, :broken, :detail, :now)
            """;

    /**
     * A check is a query with a row for each thing looked at: of which Stripe account, whether it is wrong (null: not
     * known), and in what words.
     */
    private static final String JUDGED =
            """
            with bounds as (select :since::date as since),
            found (account, wrong, words) as (<found>),
            counted as (
                select account, count(*) filter (where wrong is not null) as checked, count(*) filter (where wrong) as broken,
                       count(*) filter (where wrong is null) as unknown
                from found group by account
                union all
                select '', 0, 0, 0 where not exists (select 1 from found))
            select c.account, c.checked, c.broken,
                   case when c.broken > 0 then 'BROKEN' when c.unknown > 0 then 'OPEN' else 'HOLDS' end as outcome,
                   coalesce((select string_agg(first.words, '; ') from
                       (select words from found where account = c.account and wrong is distinct from false
                        order by words limit 5) first), '') as words
            from counted c
            """;

    private static final String NET =
            """
            select t.stripe_account, w.wrong, case when w.wrong then
                       format('%1$s: net {%2$s %5$s}, amount {%3$s %5$s}, fee {%4$s %5$s}', t.id, t.net_minor, t.amount_minor,
                              t.fee_minor, t.currency)
                       || coalesce(', fee details {' || t.fee_details_minor || ' ' || t.currency || '}', '') end
            from balance_transaction t
            cross join lateral (select t.net_minor <> t.amount_minor - t.fee_minor
                                or coalesce(t.fee_details_minor <> t.fee_minor, false) as wrong) w
            where t.period >= (select since from bounds)
            """;

    private static final String PAYOUTS_ADD_UP =
            """
            select p.stripe_account, p.proof = 'DOES_NOT_ADD_UP' or coalesce(own.net_minor <> -p.amount_minor, false),
                   format('%1$s: {%2$s %3$s}, its items {%4$s %3$s}', p.id, p.amount_minor, p.currency, p.items_net_minor)
                   || coalesce(', its own line {' || own.net_minor || ' ' || p.currency || '}', '')
            from payout p
            left join balance_transaction own on own.id = p.balance_transaction
            where p.proof in ('ADDS_UP', 'DOES_NOT_ADD_UP')
            """;

    private static final String ROLL_FORWARD =
            """
            select b.stripe_account, b.total_minor <> coalesce(s.net, 0),
                   format('%1$s: Stripe says {%2$s %1$s}, its transactions add up to {%3$s %1$s}', b.currency, b.total_minor,
                          coalesce(s.net, 0))
            from stripe_balance b
            left join lateral (
                select sum(t.net_minor) as net from balance_transaction t
                where t.currency = b.currency and t.stripe_account = b.stripe_account and t.livemode = b.livemode
                  and t.created_at <= b.asked_at) s on true
            union all
            select '', null, 'Stripe has not said its balance' where not exists (select 1 from stripe_balance)
            """;

    private static final String POSTED_ONCE =
            """
            select t.stripe_account, w.wrong, case when w.wrong then
                       format('%1$s: net {%2$s %4$s}, posted {%3$s %4$s}', t.id, t.net_minor,
                              coalesce(p.moved, 0) + coalesce(q.moved, 0), t.currency) end
            from balance_transaction t
            left join lateral (
                select sum(case d.role when 'STRIPE_CLEARING' then p.amount else -p.amount end) as moved
                from ledger_posting p
                join ledger_account d on d.id = p.debit_id
                where p.key in (t.id || ':gross', t.id || ':fee', t.id || ':suspense', t.id || ':suspense_fee',
                                t.id || ':suspense:reversed', t.id || ':suspense_fee:reversed')) p on true
            left join (
                select own.id, sum(case d.role when 'STRIPE_CLEARING' then o.amount else -o.amount end) as moved
                from (select l.id || k.key || s.suffix || e.ending as key, l.id
                      from (select balance_transaction as id, count(*) filter (where state = 'UNDONE') as undone
                            from settlement_link group by 1) l
                      cross join unnest(array[':gross', ':fee', ':suspense', ':suspense_fee']) k (key)
                      cross join lateral (
                          select '' as suffix
                          union all select ':' || part.id from settlement_link part where part.balance_transaction = l.id and part.part
                          union all select '~' || n from generate_series(1, l.undone) n) s
                      cross join unnest(array['', ':reversed', ':undone']) e (ending)
                      where s.suffix <> '' or e.ending = ':undone') own
                join ledger_posting o on o.key = own.key
                join ledger_account d on d.id = o.debit_id
                group by own.id) q on q.id = t.id
            cross join lateral (select coalesce(p.moved, 0) + coalesce(q.moved, 0) <> t.net_minor as wrong) w
            where t.period >= (select since from bounds)
            """;

    private static final String PAYOUTS_IN_BANK =
            """
            select coalesce((select p.stripe_account from payout p where p.id = d.payout_id), ''), d.open_minor <> 0,
                   format('%s: {%s %s} not at the bank by %s', d.reference, d.open_minor, d.currency, d.window_to)
            from deposit_due d
            union all
            select '', null, 'No bank statement has been read' where not exists (select 1 from bank_statement)
            """;

    /** Five business days are at most a week and a day, whatever the weekday. */
    private static final String PAYOUTS_FINAL =
            """
            select p.stripe_account, coalesce(t.created_at > p.arrival_date + interval '8 days', false),
                   p.id || ': failed on ' || t.created_at::date || ', was to arrive on ' || p.arrival_date
            from payout p
            left join balance_transaction t on t.id = p.failure_balance_transaction
            where p.status = 'paid' or p.status = 'failed' and t.id is not null
            """;
}
