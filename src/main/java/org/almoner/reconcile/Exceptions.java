package org.almoner.reconcile;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.almoner.gift.Ledger;
import org.jdbi.v3.core.Handle;

/**
 * Raises what is wrong between the books and Stripe, and lets go of what is right again. An exception is born when a
 * close first sees it, keeps its day of birth while it is seen, is resolved by the close that no longer sees it, and
 * comes back as the same one if it must, in the first open month if its own is closed. One that was written off is
 * over as long as its cause stays the same; when that is explained after all, or is about another amount, the entry of the
 * write-off is taken back.
 */
public final class Exceptions {

    private static final int DAYS_UNTIL_UNSETTLED = 14;

    private Exceptions() {}

    /**
     * Compares the exceptions with how things stand.
     *
     * @param handle inside a transaction; this takes the ledger's lock
     * @param date the close's day; ages count from here
     * @param endOfDay the first instant after that day in the organisation's zone
     * @param zone the organisation's
     * @return how many are open
     */
    public static int refresh(Handle handle, LocalDate date, Instant endOfDay, ZoneId zone) {
        Ledger.lock(handle);
        handle.execute(FOUND_TABLE);
        handle.createUpdate(FIND)
                .bind("zone", zone.getId())
                .bind("dayAgo", endOfDay.minusSeconds(86_400))
                .bind("longAgo", endOfDay.minusSeconds(86_400L * DAYS_UNTIL_UNSETTLED))
                .bind("days", DAYS_UNTIL_UNSETTLED)
                .execute();
        handle.execute("analyze exception_found");
        Ledger.post(handle, TAKEN_BACK.replace("<gone>", GONE), update -> {});
        handle.createUpdate(REVERSE.replace("<gone>", GONE)).bind("date", date).execute();
        handle.createUpdate(RAISE).bind("date", date).execute();
        handle.createUpdate(RESOLVE).bind("date", date).bind("now", endOfDay).execute();
        handle.execute("truncate exception_found");
        return handle.createQuery("select count(*) from settlement_exception where resolved_on is null")
                .mapTo(Integer.class)
                .one();
    }

    private static final String FOUND_TABLE =
            """
            create temporary table if not exists exception_found (
                kind text, reference text, amount_minor bigint, currency text, detail text, period date, occurred_at timestamptz,
                gift_id bigint, stripe_account text) on commit delete rows
            """;

    private static final String FIND =
            """
            insert into exception_found
            select t.finding, t.id, t.amount_minor, t.currency,
                   case t.finding
                       when 'MISSING_GIFT' then 'Stripe has the charge ' || coalesce(t.source, '') || ', the books have no gift for it.'
                       when 'ORPHAN_REVERSAL' then 'Stripe moved money for ' || coalesce(t.source, '') || ', which belongs to no gift in the books.'
                       when 'UNKNOWN_CATEGORY' then coalesce(
                           (select 'Not expected here: ' || r.meaning || ' ("' || r.category || '"). Decide with finance where it belongs.'
                            from posting_rule r where r.category = t.reporting_category),
                           'No posting rule for the reporting category "' || t.reporting_category || '".')
                       when 'AMOUNT_MISMATCH' then 'Stripe settled another amount than the books expect for ' || coalesce(t.source, '') || '.'
                       else 'Stripe settled in another currency than the books expect, without an exchange rate.' end,
                   t.period, t.created_at, t.gift_id, t.stripe_account
            from balance_transaction t
            where t.finding is not null
            union all
            select 'MISSING_AT_STRIPE', g.reference, g.amount_minor, g.currency,
                   'The books have the gift, Stripe has no balance transaction for it.',
                   date_trunc('month', g.received_at at time zone :zone)::date, g.received_at, g.id, g.stripe_account
            from gift g
            where g.received_minor > 0 and g.payout_id is null and g.settled_minor is null and g.found_by <> 'KEYED' and g.received_at < :dayAgo
            union all
            select 'UNSETTLED', g.reference, g.amount_minor, g.currency,
                   'No payout has brought this gift to the bank for ' || :days || ' days.',
                   date_trunc('month', g.received_at at time zone :zone)::date, g.received_at, g.id, g.stripe_account
            from gift g
            where g.received_minor > 0 and g.payout_id is null and g.settled_minor is not null and g.received_at < :longAgo
              and g.status in ('RECEIVED', 'PARTIALLY_REFUNDED')
            union all
            select 'PAYOUT_DOES_NOT_ADD_UP', p.id, p.amount_minor - p.items_net_minor, p.currency,
                   'What Stripe lists under the payout differs from its amount by this much.',
                   date_trunc('month', p.created_at at time zone :zone)::date, p.created_at, null, p.stripe_account
            from payout p
            where p.proof = 'DOES_NOT_ADD_UP'
            """;

    /** Written off and no longer there, or about another amount: the cause it was written off for is gone. */
    private static final String GONE =
            """
            w.state = 'MADE' and (w.basis_minor <> <basis> or not exists (
                select 1 from exception_found f
                where f.kind = x.kind and f.reference = x.reference and f.amount_minor = w.amount_minor))
            """
                    .replace("<basis>", WriteOffSubjects.BASIS);

    private static final String TAKEN_BACK =
            """
            select p.key || ':reversed' as key, 'WRITE_OFF_REVERSED' as kind, c.role as debit_role, null::bigint as debit_fund,
                   d.role as credit_role, null::bigint as credit_fund, p.amount, p.currency, p.gift_id, p.reference,
                   p.occurred_at, w.stripe_account, w.livemode
            from write_off w
            join settlement_exception x on x.id = w.exception_id
            join ledger_posting p on p.key = 'write_off:' || w.id
            join ledger_account d on d.id = p.debit_id
            join ledger_account c on c.id = p.credit_id
            where <gone>
            """;

    private static final String REVERSE =
            """
            with reversed as (
                update write_off w set state = 'REVERSED', reversed_on = :date
                from settlement_exception x
                where x.id = w.exception_id and <gone>
                returning w.exception_id)
            update settlement_exception x set written_off = false, resolved_on = :date
            from reversed r
            where x.id = r.exception_id
            """;

    private static final String RAISE =
            """
            insert into settlement_exception as e (kind, reference, amount_minor, currency, detail, period, occurred_at,
                                                   gift_id, raised_on, seen_on, legal_entity_id)
            select f.kind, f.reference, f.amount_minor, f.currency, f.detail, f.period, f.occurred_at, f.gift_id,
                   :date::date, :date::date, coalesce(s.legal_entity_id, 1)
            from exception_found f
            left join stripe_account_entity s on s.stripe_account = f.stripe_account
            on conflict (kind, reference) do update set
                amount_minor = excluded.amount_minor, detail = excluded.detail, gift_id = excluded.gift_id,
                seen_on = greatest(e.seen_on, excluded.seen_on), resolved_on = null
            where not e.written_off
            """;

    /** What is over needs no second person any more. */
    private static final String RESOLVE =
            """
            with over as (
                update settlement_exception e set resolved_on = :date
                where e.resolved_on is null and e.kind not in ('BANK_LINE_UNMATCHED', 'PAYOUT_NOT_IN_BANK')
                  and not exists (select 1 from exception_found f where f.kind = e.kind and f.reference = e.reference)
                returning e.id)
            update write_off w set state = 'WITHDRAWN', decided_by = 'nightly-close', decided_at = :now
            from over
            where w.exception_id = over.id and w.state = 'WAITING'
            """;
}
