package org.almoner.reconcile;

import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Proves payouts to the minor unit. An automatic payout is the sum of what Stripe lists under it, its own row left out;
 * a manual or instant one is not itemised by Stripe and is proved by the roll-forward alone (docs.stripe.com/payouts/reconciliation).
 * A failed payout's money goes out again with another one: the retry, which then names the gifts.
 */
public final class PayoutProof {

    private PayoutProof() {}

    /**
     * Compares every payout whose items are known with their sum, finds the retries of failed ones, and tells gifts in
     * which payout they went out.
     *
     * @param handle inside a transaction
     * @return how many payouts do not add up
     */
    public static int prove(Handle handle) {
        handle.execute(SUMS);
        List<String> judged = handle.createUpdate(PROOF)
                .executeAndReturnGeneratedKeys("id")
                .mapTo(String.class)
                .list();
        handle.execute(RETRIES);
        tell(handle, judged);
        return handle.createQuery("select count(*) from payout where proof = 'DOES_NOT_ADD_UP'")
                .mapTo(Integer.class)
                .one();
    }

    /** Tells gifts whose settlement was changed by hand in which payout they went out, as far as the payouts are proved. */
    static void tell(Handle handle) {
        tell(handle, List.of());
    }

    private static void tell(Handle handle, List<String> judged) {
        handle.createUpdate(GIFTS)
                .bindArray("judged", String.class, judged.toArray())
                .execute();
    }

    private static final String SUMS =
            """
            update payout p set items_net_minor = s.net
            from (select p.id, coalesce(sum(t.net_minor), 0) as net
                  from payout p
                  left join payout_item i on i.payout_id = p.id
                      and i.balance_transaction is distinct from p.balance_transaction
                  left join balance_transaction t on t.id = i.balance_transaction
                      and not (t.source = p.id and t.reporting_category = 'payout')
                  where p.items_fetched and p.proof in ('OPEN', 'DOES_NOT_ADD_UP')
                  group by p.id) s
            where p.id = s.id
            """;

    /** A payout that is listed with its own row alone, or not at all, is proved by the failed one it repeats. */
    private static final String PROOF =
            """
            update payout p set proof = case
                when not p.automatic or p.reconciliation_status = 'not_applicable' then 'NOT_ITEMISED'
                when not p.items_fetched then 'OPEN'
                when p.items_net_minor = p.amount_minor then 'ADDS_UP'
                when p.items_net_minor = 0 and (p.amount_minor < 0 or p.original_payout is not null
                     or p.status in ('failed', 'canceled')) then 'NOT_ITEMISED'
                else 'DOES_NOT_ADD_UP' end
            where p.proof in ('OPEN', 'DOES_NOT_ADD_UP')
            """;

    private static final String RETRIES =
            """
            update payout failed set retried_by = retry.id
            from (select distinct on (f.id) f.id as failed_id, r.id
                  from payout f
                  join payout r on r.currency = f.currency and r.stripe_account = f.stripe_account and r.livemode = f.livemode
                      and r.id <> f.id and r.created_at >= f.created_at and r.status not in ('canceled')
                  left join lateral (
                      select max(case when t.id = f.failure_balance_transaction
                                           or t.source = f.id and t.reporting_category = 'payout_reversal' then 2
                                      when exists (select 1 from payout_item o
                                                   where o.payout_id = f.id and o.balance_transaction = t.id) then 1 end) as strength
                      from payout_item i
                      join balance_transaction t on t.id = i.balance_transaction
                      where i.payout_id = r.id and t.source is distinct from r.id) listed on true
                  where f.status in ('failed', 'canceled')
                    and (r.original_payout = f.id or listed.strength is not null
                         or r.amount_minor = f.amount_minor and r.automatic = f.automatic
                            and r.id <> all (select o.retried_by from payout o where o.retried_by is not null and o.id <> f.id))
                  order by f.id, r.original_payout is not distinct from f.id desc, listed.strength desc nulls last,
                           r.created_at, r.id) retry
            where failed.id = retry.failed_id and failed.retried_by is distinct from retry.id
            """;

    /**
     * Only gifts whose payout may be another than the one they are told: without one, of a payout looked at just now, or
     * of one whose money came back. The rest of the history is what it was.
     */
    private static final String GIFTS =
            """
            with recursive followed (listed, payout, status, retried_by, depth) as (
                select p.id, p.id, p.status, p.retried_by, 0 from payout p where p.items_fetched
                union all
                select f.listed, r.id, r.status, r.retried_by, f.depth + 1
                from followed f
                join payout r on r.id = f.retried_by
                where f.status in ('failed', 'canceled') and f.depth < 10),
            final as (
                select listed, payout from followed f
                where f.status not in ('failed', 'canceled')),
            candidate as (
                select g.id from gift g where g.settled_minor is not null and g.payout_id is null
                union select g.id from payout p join gift g on g.payout_id = p.id where p.status in ('failed', 'canceled')
                union select t.gift_id from balance_transaction t where t.finding is not null
                union select g.id from settlement_link k join gift g on g.reference = k.gift where k.state = 'MADE' and k.part
                union select t.gift_id from payout p
                      join payout_item i on i.payout_id = p.id
                      join balance_transaction t on t.id = i.balance_transaction
                      where p.status in ('failed', 'canceled') or p.id = any (:judged)),
            listed as (
                select c.id as gift_id, t.id as balance_transaction
                from candidate c
                join balance_transaction t on t.gift_id = c.id and t.reporting_category = 'charge'
                where not exists (select from settlement_link k
                                  where k.balance_transaction = t.id and k.state = 'MADE' and k.part)
                union all
                select c.id, t.id
                from settlement_link k
                join gift g on g.reference = k.gift
                join candidate c on c.id = g.id
                join balance_transaction t on t.id = k.balance_transaction and t.reporting_category = 'charge'
                     and t.gift_id is not null
                where k.state = 'MADE' and k.part),
            went as (
                select distinct on (l.gift_id) l.gift_id, f.payout
                from listed l
                join payout_item i on i.balance_transaction = l.balance_transaction
                left join final f on f.listed = i.payout_id
                left join payout p on p.id = f.payout
                order by l.gift_id, p.created_at desc nulls last, p.id)
            update gift g set payout_id = w.payout
            from went w
            where g.id = w.gift_id and g.payout_id is distinct from w.payout
            """;
}
