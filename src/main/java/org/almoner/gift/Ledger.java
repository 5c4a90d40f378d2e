package org.almoner.gift;

import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/**
 * Writes entries of the ledger. An entry is born when a fact becomes known (a payment succeeded, a balance
 * transaction was matched), is named by the fact's key, and lives for ever: the same fact posted again changes
 * nothing, a correction is another entry, and the database refuses to change or delete one.
 *
 * <p>An entry counts in the month of its fact, cut in the zone of the table {@code books}. Is that month closed in its
 * legal entity's books, it counts in the first open one and names the closed month it is about.
 */
public final class Ledger {

    /** Name of the transaction-scoped lock that every writer of the ledger holds. */
    public static final String LOCK = "ledger";

    private Ledger() {}

    /** Waits until no other transaction writes to the ledger, and keeps others out until this one ends. */
    public static void lock(Handle handle) {
        handle.createQuery("select 1 from (select pg_advisory_xact_lock(hashtextextended(:name, 0))) as locked")
                .bind("name", LOCK)
                .mapTo(Integer.class)
                .one();
    }

    /**
     * Posts what a query wants posted, making accounts that do not exist yet.
     *
     * @param handle inside a transaction that holds {@link #lock}
     * @param wanted a query with the columns {@code key, kind, debit_role, debit_fund, credit_role, credit_fund, amount
     *     (positive, minor units of currency), currency, gift_id, reference, occurred_at, stripe_account, livemode}
     * @param binder binds the query's parameters
     * @return how many entries are new
     */
    public static int post(Handle handle, String wanted, Consumer<Update> binder) {
        Update update = handle.createUpdate(POST.replace("<wanted>", wanted).replace("<books>", BY_ACCOUNT));
        binder.accept(update);
        return update.execute();
    }

    /**
     * The same in the books of one legal entity, whatever the Stripe accounts say.
     *
     * @param wanted as above; its parameters may not be called {@code legalEntity}
     */
    public static int postFor(Handle handle, long legalEntity, String wanted, Consumer<Update> binder) {
        Update update = handle.createUpdate(POST.replace("<wanted>", wanted).replace("<books>", BY_ENTITY))
                .bind("legalEntity", legalEntity);
        binder.accept(update);
        return update.execute();
    }

    private static final String BY_ACCOUNT =
            """
            left join stripe_account_entity s on s.stripe_account = w.stripe_account
            join legal_entity e on e.id = coalesce(s.legal_entity_id, 1)
            """;

    private static final String BY_ENTITY = "join legal_entity e on e.id = :legalEntity";

    private static final String POST =
            """
            with wanted as materialized (<wanted>),
            sides as (
                select debit_role as role, currency, debit_fund as fund_id, stripe_account, livemode from wanted
                union all
                select credit_role, currency, credit_fund, stripe_account, livemode from wanted),
            needed as (
                select distinct role, currency, fund_id,
                       case when role in ('STRIPE_RECEIVABLE', 'STRIPE_CLEARING') then stripe_account end as stripe_account,
                       livemode
                from sides),
            made as (
                insert into ledger_account (role, currency, fund_id, stripe_account, livemode)
                select role, currency, fund_id, stripe_account, livemode from needed n
                where not exists (
                    select 1 from ledger_account a
                    where a.role = n.role and a.currency = n.currency and a.livemode = n.livemode
                      and a.fund_id is not distinct from n.fund_id
                      and a.stripe_account is not distinct from n.stripe_account)
                returning id, role, currency, fund_id, stripe_account, livemode),
            accounts as (
                select id, role, currency, coalesce(fund_id, 0) as fund_id, stripe_account, livemode from ledger_account
                union all
                select id, role, currency, coalesce(fund_id, 0), stripe_account, livemode from made)
            insert into ledger_posting (key, kind, debit_id, credit_id, amount, currency, gift_id, reference, occurred_at,
                                        legal_entity_id, booked_month, about_month)
            select w.key, w.kind, d.id, c.id, w.amount, w.currency, w.gift_id, w.reference, w.occurred_at,
                   e.id, greatest(m.month, o.month), case when o.month > m.month then m.month end
            from wanted w
            <books>
            cross join lateral (
                select date_trunc('month', w.occurred_at at time zone (select zone from books))::date as month) m
            cross join lateral (select (e.closed_through + interval '1 month')::date as month) o
            join accounts d on d.role = w.debit_role and d.currency = w.currency and d.livemode = w.livemode
                and d.fund_id = coalesce(w.debit_fund, 0) and coalesce(d.stripe_account, w.stripe_account) = w.stripe_account
            join accounts c on c.role = w.credit_role and c.currency = w.currency and c.livemode = w.livemode
                and c.fund_id = coalesce(w.credit_fund, 0) and coalesce(c.stripe_account, w.stripe_account) = w.stripe_account
            on conflict (key) do nothing
            """;
}
