package org.almoner.gift;

import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/**
 * Posts what is known of gifts, refunds and disputes and not yet in the ledger. It compares states, not messages: it
 * may be called any number of times, with the facts having become known in any order.
 *
 * <p>All amounts are in the donor's currency; what the settlement made of them is posted with the balance
 * transactions. The account {@code STRIPE_RECEIVABLE} stands between: it is zero when both sides are known and agree.
 */
public final class GiftFacts {

    private GiftFacts() {}

    /**
     * @param handle inside a transaction that holds {@link Ledger#lock}
     * @param references the gifts whose facts may have changed
     * @return how many entries are new
     */
    public static int post(Handle handle, Collection<String> references) {
        if (references.isEmpty()) {
            return 0;
        }
        String[] gifts = references.toArray(String[]::new);
        int posted = 0;
        for (String wanted : List.of(
                RECEIVED,
                REFUNDED,
                REFUND_FAILED,
                DISPUTED,
                DISPUTE_WON,
                DISPUTE_LOST,
                DISPUTE_LOST_IN_PART,
                DISPUTE_WON_LATE)) {
            posted += Ledger.post(
                    handle, wanted, (Update update) -> update.bindArray("gifts", String.class, (Object[]) gifts));
        }
        return posted;
    }

    // "offset 0" makes the database begin with the few refunds and disputes: a plan made while the tables were empty,
    // and
    // kept, would otherwise begin with all the gifts that have come since.

    private static final String RECEIVED =
            """
            select g.reference || ':received' as key, 'GIFT' as kind,
                   'STRIPE_RECEIVABLE' as debit_role, null::bigint as debit_fund,
                   'GIFT_INCOME' as credit_role, g.fund_id as credit_fund,
                   g.amount_minor as amount, g.currency, g.id as gift_id, g.reference,
                   g.received_at as occurred_at, g.stripe_account, g.livemode
            from gift g
            where g.reference = any (:gifts) and g.attempt = 'SUCCEEDED' and g.received_minor = 0 and g.amount_minor > 0
            """;

    private static final String REFUNDED =
            """
            select r.id || ':refund' as key, 'REFUND' as kind,
                   'REFUNDS' as debit_role, null::bigint as debit_fund,
                   'STRIPE_RECEIVABLE' as credit_role, null::bigint as credit_fund,
                   r.amount_minor as amount, r.currency, g.id as gift_id, r.id as reference,
                   r.created_at as occurred_at, g.stripe_account, g.livemode
            from refund r
            cross join lateral (select * from gift
                where reference = r.gift_reference and stripe_account = r.stripe_account offset 0) g
            where r.gift_reference = any (:gifts) and r.status in ('pending', 'succeeded') and r.amount_minor > 0
              and g.attempt = 'SUCCEEDED'
            """;

    private static final String REFUND_FAILED =
            """
            select r.id || ':refund_failed' as key, 'REFUND_FAILED' as kind,
                   'STRIPE_RECEIVABLE' as debit_role, null::bigint as debit_fund,
                   'REFUNDS' as credit_role, null::bigint as credit_fund,
                   p.amount, p.currency, p.gift_id, r.id as reference,
                   r.created_at as occurred_at, r.stripe_account, r.livemode
            from refund r
            join ledger_posting p on p.key = r.id || ':refund'
            where r.gift_reference = any (:gifts) and r.status in ('failed', 'canceled')
            """;

    /** An inquiry ({@code warning_…}) moves no money; the money of a dispute is gone when Stripe withdrew it. */
    private static final String DISPUTED =
            """
            select d.id || ':withdrawn' as key, 'DISPUTE' as kind,
                   'DISPUTES_OPEN' as debit_role, null::bigint as debit_fund,
                   'STRIPE_RECEIVABLE' as credit_role, null::bigint as credit_fund,
                   d.amount_minor as amount, d.currency, g.id as gift_id, d.id as reference,
                   d.created_at as occurred_at, g.stripe_account, g.livemode
            from dispute d
            cross join lateral (select * from gift
                where reference = d.gift_reference and stripe_account = d.stripe_account offset 0) g
            where d.gift_reference = any (:gifts) and d.withdrawn and d.amount_minor > 0 and g.attempt = 'SUCCEEDED'
            """;

    private static final String DISPUTE_WON =
            """
            select d.id || ':won' as key, 'DISPUTE_WON' as kind,
                   'STRIPE_RECEIVABLE' as debit_role, null::bigint as debit_fund,
                   'DISPUTES_OPEN' as credit_role, null::bigint as credit_fund,
                   p.amount, p.currency, p.gift_id, d.id as reference,
                   d.created_at as occurred_at, d.stripe_account, d.livemode
            from dispute d
            join ledger_posting p on p.key = d.id || ':withdrawn'
            where d.gift_reference = any (:gifts) and (d.status = 'won' or d.reinstated and d.status <> 'lost'
                   and coalesce(d.reinstated_minor, d.amount_minor) >= d.amount_minor)
              and not exists (select 1 from ledger_posting l where l.key = d.id || ':lost')
            """;

    private static final String DISPUTE_LOST =
            """
            select d.id || ':lost' as key, 'DISPUTE_LOST' as kind,
                   'DISPUTES_LOST' as debit_role, null::bigint as debit_fund,
                   'DISPUTES_OPEN' as credit_role, null::bigint as credit_fund,
                   p.amount, p.currency, p.gift_id, d.id as reference,
                   d.created_at as occurred_at, d.stripe_account, d.livemode
            from dispute d
            join ledger_posting p on p.key = d.id || ':withdrawn'
            where d.gift_reference = any (:gifts) and d.status = 'lost'
              and not exists (select 1 from ledger_posting w where w.key = d.id || ':won')
            """;

    /** A dispute that was lost may still bring a part back, when a part of the gift had been refunded before. */
    private static final String DISPUTE_LOST_IN_PART =
            """
            select d.id || ':lost_in_part' as key, 'DISPUTE_LOST_IN_PART' as kind,
                   'STRIPE_RECEIVABLE' as debit_role, null::bigint as debit_fund,
                   'DISPUTES_LOST' as credit_role, null::bigint as credit_fund,
                   least(d.reinstated_minor, p.amount) as amount, p.currency, p.gift_id, d.id as reference,
                   d.created_at as occurred_at, d.stripe_account, d.livemode
            from dispute d
            join ledger_posting p on p.key = d.id || ':lost'
            where d.gift_reference = any (:gifts) and d.status = 'lost' and d.reinstated_minor > 0
            """;

    private static final String DISPUTE_WON_LATE =
            """
            select d.id || ':won_late' as key, 'DISPUTE_WON_LATE' as kind,
                   'STRIPE_RECEIVABLE' as debit_role, null::bigint as debit_fund,
                   'DISPUTES_LOST' as credit_role, null::bigint as credit_fund,
                   p.amount - coalesce(part.amount, 0) as amount, p.currency, p.gift_id, d.id as reference,
                   d.created_at as occurred_at, d.stripe_account, d.livemode
            from dispute d
            join ledger_posting p on p.key = d.id || ':lost'
            left join ledger_posting part on part.key = d.id || ':lost_in_part'
            where d.gift_reference = any (:gifts) and d.status = 'won' and p.amount > coalesce(part.amount, 0)
            """;
}
