package org.almoner.reconcile;

import java.util.Collection;
import org.almoner.gift.Ledger;
import org.jdbi.v3.core.Handle;

/**
 * Matches balance transactions with the facts they settle, and posts them. A balance transaction is looked at until it
 * has its counterpart: a charge, refund or dispute its gift, a fee, payout or adjustment its category. Until then its
 * money stands in {@code UNEXPLAINED}; when the counterpart becomes known, that entry is reversed and the right one made.
 *
 * <p>The clearing account mirrors Stripe's balance to the minor unit whatever is matched. Where the settlement is in
 * another currency than the gift, the exchange account stands between; nothing is computed from a rate. What each
 * category means stands in the table {@code posting_rule}.
 */
public final class Matching {

    private Matching() {}

    /**
     * How far a chunk came.
     *
     * @param last id of the last balance transaction that was looked at; where the next chunk goes on
     * @param count how many were looked at; 0 when there are no more
     */
    public record Chunk(String last, int count) {}

    /** How many balance transactions are to be looked at, for the progress shown. */
    public static long open(Handle handle) {
        return handle.createQuery("select count(*) from balance_transaction where match = 'NEW' or finding is not null")
                .mapTo(Long.class)
                .one();
    }

    /**
     * Looks at the next balance transactions that are new or had something wrong with them.
     *
     * @param handle inside a transaction; this takes the ledger's lock
     * @param after id of the last one looked at in this run, or ""
     * @param most how many to look at
     */
    public static Chunk next(Handle handle, String after, int most) {
        Ledger.lock(handle);
        LinkEntries.adopt(handle);
        handle.execute(STAGE_TABLE);
        int count = handle.createUpdate(STAGE.replace("<wanted>", NEXT))
                .bind("after", after)
                .bind("most", most)
                .execute();
        if (count == 0) {
            return new Chunk(after, 0);
        }
        handle.execute("analyze matching");
        String last = handle.createQuery("select max(id) from matching")
                .mapTo(String.class)
                .one();
        settle(handle);
        return new Chunk(last, count);
    }

    /**
     * Looks again at some balance transactions whose counterpart a person has changed.
     *
     * @param handle inside a transaction that holds the ledger's lock
     */
    static void again(Handle handle, Collection<String> transactions) {
        handle.execute(STAGE_TABLE);
        handle.createUpdate(STAGE.replace("<wanted>", THESE))
                .bindArray("these", String.class, transactions.toArray())
                .execute();
        settle(handle);
    }

    private static void settle(Handle handle) {
        // all at once, so that each gift's standing is written once
        Ledger.post(
                handle,
                String.join(" union all ", REVERSED, GROSS, FEE, EXCHANGE, EXCHANGE_DIFFERENCE, TAKEN_BACK),
                update -> {});
        handle.execute(RECORD);
        handle.execute("truncate matching");
    }

    private static final String NEXT = "(match = 'NEW' or finding is not null) and id > :after order by id limit :most";

    private static final String THESE = "id = any (:these)";

    private static final String STAGE_TABLE =
            """
            create temporary table if not exists matching (
                id text, stripe_account text, livemode boolean, amount_minor bigint, fee_minor bigint, currency text,
                category text, counterpart text, account text, created_at timestamptz, turn text, suffix text, was text, match text, finding text, charge text,
                gift_id bigint, gift_currency text, counterpart_minor bigint) on commit delete rows
            """;

    /**
     * What each of the balance transactions is, as far as is known now: what a person said counts before what ids say. One
     * that was split has a row for each part, and each part its share of the fee. Entries of parts, and those after a link
     * was taken apart, have keys of their own.
     */
    private static final String STAGE =
            """
            insert into matching
            select t.id, t.stripe_account, t.livemode, coalesce(l.amount_minor, t.amount_minor), coalesce(l.fee_minor, t.fee_minor),
                   t.currency, t.reporting_category, r.counterpart, r.account, t.created_at, coalesce(turn.suffix, ''),
                   coalesce(':' || case when l.part then l.id end, turn.suffix, ''), t.match as was,
                   case
                       when r.bucket is null then 'SUSPENSE'
                       when r.counterpart is null then 'EXPLAINED'
                       when g.id is null then 'SUSPENSE'
                       when r.counterpart = 'REFUND' and re.id is null then 'SUSPENSE'
                       when r.counterpart = 'DISPUTE' and du.id is null then 'SUSPENSE'
                       else 'MATCHED' end as match,
                   case
                       when r.bucket is null then 'UNKNOWN_CATEGORY'
                       when r.counterpart is null then null
                       when g.id is null and t.reporting_category in ('charge', 'payment') then 'MISSING_GIFT'
                       when g.id is null then 'ORPHAN_REVERSAL'
                       when r.counterpart = 'REFUND' and re.id is null then 'ORPHAN_REVERSAL'
                       when r.counterpart = 'DISPUTE' and du.id is null then 'ORPHAN_REVERSAL'
                       when t.reporting_category in ('charge', 'payment') and t.currency <> g.currency and t.exchange_rate is null
                           then 'CURRENCY_MISMATCH'
                       when c.currency <> g.currency then 'CURRENCY_MISMATCH'
                       when t.reporting_category in ('charge', 'payment') and t.currency = g.currency
                            and coalesce(l.together_minor, t.amount_minor) <> g.amount_minor
                            and not exists (select 1 from balance_transaction part
                                            where part.reporting_category = 'partial_capture_reversal' and part.charge = t.charge)
                           then 'AMOUNT_MISMATCH'
                       when r.counterpart = 'REFUND' and t.currency = re.currency and abs(t.amount_minor) <> re.amount_minor
                           then 'AMOUNT_MISMATCH'
                       end as finding,
                   coalesce(t.charge, re.charge, du.charge, c.id, case when l.id is not null then t.source end) as charge,
                   g.id as gift_id, g.currency as gift_currency,
                   case r.counterpart
                       when 'CHARGE' then coalesce(c.amount_minor, g.amount_minor)
                       when 'REFUND' then re.amount_minor
                       when 'DISPUTE' then case when t.amount_minor > 0 then coalesce(du.reinstated_minor, du.amount_minor)
                                                else du.amount_minor end end as counterpart_minor
            from (select * from balance_transaction where <wanted>) t
            left join posting_rule r on r.category = t.reporting_category
            left join refund re on r.counterpart = 'REFUND' and re.id = t.source
            left join dispute du on r.counterpart = 'DISPUTE' and du.id = t.source
            left join charge c on c.id = coalesce(t.charge, re.charge, du.charge, t.source)
            left join lateral (
                select l.id, l.gift, l.amount_minor, l.part,
                       round(t.fee_minor::numeric * sum(l.amount_minor) over upto / t.amount_minor)::bigint
                           - round(t.fee_minor::numeric * (sum(l.amount_minor) over upto - l.amount_minor) / t.amount_minor)::bigint
                           as fee_minor,
                       (select sum(o.amount_minor) from settlement_link o where o.gift = l.gift and o.state = 'MADE') as together_minor
                from settlement_link l
                where l.balance_transaction = t.id and l.state = 'MADE'
                window upto as (order by l.id)) l on r.counterpart = 'CHARGE'
            left join gift g on g.reference = coalesce(l.gift, c.gift_reference, re.gift_reference, du.gift_reference)
            left join (
                select balance_transaction, '~' || count(*) as suffix from settlement_link where state = 'UNDONE' group by 1) turn
              on turn.balance_transaction = t.id
            """;

    /** What stood in suspense and has found its counterpart is taken out again. */
    private static final String REVERSED =
            """
            select p.key || ':reversed' as key, 'CORRECTION' as kind,
                   c.role as debit_role, null::bigint as debit_fund, d.role as credit_role, null::bigint as credit_fund,
                   p.amount, p.currency, null::bigint as gift_id, p.reference, p.occurred_at, m.stripe_account, m.livemode
            from (select distinct id, turn, was, match, stripe_account, livemode from matching) m
            join ledger_posting p on p.key in (m.id || ':suspense' || m.turn, m.id || ':suspense_fee' || m.turn)
            join ledger_account d on d.id = p.debit_id
            join ledger_account c on c.id = p.credit_id
            where m.was = 'SUSPENSE' and m.match <> 'SUSPENSE'
            """;

    private static final String GROSS =
            """
            select m.id || case m.match when 'SUSPENSE' then ':suspense' else ':gross' end || m.suffix as key,
                   case when m.match = 'MATCHED' and m.category in ('charge', 'payment') and m.amount_minor > 0 then 'CHARGE'
                        when m.match = 'MATCHED' and m.category in ('charge_failure', 'payment_failure_refund', 'payment_reversal')
                            and m.amount_minor < 0 then 'CHARGE_REVERSED'
                        else 'SETTLEMENT' end as kind,
                   case when m.amount_minor > 0 then 'STRIPE_CLEARING' else m.other end as debit_role, null::bigint as debit_fund,
                   case when m.amount_minor > 0 then m.other else 'STRIPE_CLEARING' end as credit_role, null::bigint as credit_fund,
                   abs(m.amount_minor) as amount, m.currency, case m.match when 'MATCHED' then m.gift_id end as gift_id,
                   m.id as reference, m.created_at as occurred_at, m.stripe_account, m.livemode
            from (select *, case
                      when match = 'SUSPENSE' then 'UNEXPLAINED'
                      when counterpart is not null and currency <> gift_currency then 'CURRENCY_EXCHANGE'
                      else account end as other
                  from matching) m
            where m.amount_minor <> 0
            """;

    private static final String FEE =
            """
            select m.id || case m.match when 'SUSPENSE' then ':suspense_fee' else ':fee' end || m.suffix as key,
                   case when m.match = 'MATCHED' and m.category in ('charge', 'payment') and m.fee_minor > 0 then 'CHARGE_FEE'
                        else 'SETTLEMENT_FEE' end as kind,
                   case when m.fee_minor > 0 then 'PROCESSING_FEES' else 'STRIPE_CLEARING' end as debit_role, null::bigint as debit_fund,
                   case when m.fee_minor > 0 then 'STRIPE_CLEARING' else 'PROCESSING_FEES' end as credit_role, null::bigint as credit_fund,
                   abs(m.fee_minor) as amount, m.currency, case m.match when 'MATCHED' then m.gift_id end as gift_id,
                   m.id as reference, m.created_at as occurred_at, m.stripe_account, m.livemode
            from matching m
            where m.fee_minor <> 0
            """;

    /** The donor's side of a settlement in another currency. */
    private static final String EXCHANGE =
            """
            select m.id || ':exchange' || m.suffix as key, 'EXCHANGE' as kind,
                   case when m.amount_minor > 0 then 'CURRENCY_EXCHANGE' else 'STRIPE_RECEIVABLE' end as debit_role, null::bigint as debit_fund,
                   case when m.amount_minor > 0 then 'STRIPE_RECEIVABLE' else 'CURRENCY_EXCHANGE' end as credit_role, null::bigint as credit_fund,
                   m.counterpart_minor as amount, m.gift_currency as currency, m.gift_id,
                   m.id as reference, m.created_at as occurred_at, m.stripe_account, m.livemode
            from matching m
            where m.match = 'MATCHED' and m.currency <> m.gift_currency and m.counterpart_minor > 0 and m.amount_minor <> 0
            """;

    /**
     * What a refund or dispute cost, or brought, because it was settled at another rate than its charge: the difference
     * to the same share of what the charge itself was settled at, to the half minor unit.
     */
    private static final String EXCHANGE_DIFFERENCE =
            """
            select m.id || ':exchange_difference' as key, 'EXCHANGE_DIFFERENCE' as kind,
                   case when m.loss > 0 then 'EXCHANGE_DIFFERENCE' else 'CURRENCY_EXCHANGE' end as debit_role, null::bigint as debit_fund,
                   case when m.loss > 0 then 'CURRENCY_EXCHANGE' else 'EXCHANGE_DIFFERENCE' end as credit_role, null::bigint as credit_fund,
                   abs(m.loss) as amount, m.currency, m.gift_id, m.id as reference, m.created_at as occurred_at,
                   m.stripe_account, m.livemode
            from (select m.*, -m.amount_minor - sign(-m.amount_minor)::bigint
                              * round(b.amount_minor::numeric * m.counterpart_minor / c.amount_minor)::bigint as loss
                  from matching m
                  join charge c on c.id = m.charge
                  join balance_transaction b on b.source = c.id and b.currency = m.currency
                      and b.reporting_category in ('charge', 'payment') and b.amount_minor > 0
                  where m.match = 'MATCHED' and m.counterpart in ('REFUND', 'DISPUTE') and m.currency <> m.gift_currency
                    and c.amount_minor > 0 and m.counterpart_minor > 0) m
            where m.loss <> 0
            """;

    /** A gift that had been received, and whose money the bank took back: no attempt of it stands any more. */
    private static final String TAKEN_BACK =
            """
            select g.reference || ':reversed' as key, 'GIFT_REVERSED' as kind,
                   'GIFT_INCOME' as debit_role, g.fund_id as debit_fund,
                   'STRIPE_RECEIVABLE' as credit_role, null::bigint as credit_fund,
                   g.received_minor as amount, g.currency, g.id as gift_id, m.id as reference,
                   m.created_at as occurred_at, m.stripe_account, m.livemode
            from matching m
            join gift g on g.id = m.gift_id and g.received_minor > 0
            where m.match = 'MATCHED' and m.category in ('charge_failure', 'payment_failure_refund', 'payment_reversal')
              and m.amount_minor < 0
              and not exists (select 1 from charge o
                              where o.gift_reference = g.reference and o.id <> m.charge and o.status = 'succeeded')
            """;

    private static final String RECORD =
            """
            update balance_transaction t
            set match = m.match, finding = m.finding, gift_id = m.gift_id, charge = m.charge
            from (select distinct on (id) * from matching order by id, finding nulls last, abs(amount_minor) desc, gift_id) m
            where t.id = m.id
            """;
}
