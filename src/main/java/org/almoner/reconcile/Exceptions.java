package org.almoner.reconcile;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jdbi.v3.core.Handle;

/**
 * Raises what is wrong between the books and Stripe, and lets go of what is right again. An exception is born when a
 * close first sees it, keeps its day of birth while it is seen, is resolved by the close that no longer sees it, and
 * comes back as the same one if it must, in the first open month if its own is closed. One that was written off is
 * over.
 */
public final class Exceptions {

    private static final int DAYS_UNTIL_UNSETTLED = 14;

    private Exceptions() {}

    /**
     * Compares the exceptions with how things stand.
     *
     * @param handle inside a transaction
     * @param date the close's day; ages count from here
     * @param endOfDay the first instant after that day in the organisation's zone
     * @param zone the organisation's
     * @return how many are open
     */
    public static int refresh(Handle handle, LocalDate date, Instant endOfDay, ZoneId zone) {
        handle.createUpdate(REFRESH)
                .bind("date", date)
                .bind("zone", zone.getId())
                .bind("dayAgo", endOfDay.minusSeconds(86_400))
                .bind("longAgo", endOfDay.minusSeconds(86_400L * DAYS_UNTIL_UNSETTLED))
                .bind("days", DAYS_UNTIL_UNSETTLED)
                .execute();
        return handle.createQuery("select count(*) from settlement_exception where resolved_on is null")
                .mapTo(Integer.class)
                .one();
    }

    private static final String REFRESH =
            """
            with found (kind, reference, amount_minor, currency, detail, period, occurred_at, gift_id, stripe_account) as (
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
                where p.proof = 'DOES_NOT_ADD_UP'),
            raised as (
                insert into settlement_exception as e (kind, reference, amount_minor, currency, detail, period, occurred_at,
                                                       gift_id, raised_on, seen_on, legal_entity_id)
                select f.kind, f.reference, f.amount_minor, f.currency, f.detail, f.period, f.occurred_at, f.gift_id,
                       :date::date, :date::date, coalesce(s.legal_entity_id, 1)
                from found f
                left join stripe_account_entity s on s.stripe_account = f.stripe_account
                on conflict (kind, reference) do update set
                    amount_minor = excluded.amount_minor, detail = excluded.detail, gift_id = excluded.gift_id,
                    seen_on = greatest(e.seen_on, excluded.seen_on), resolved_on = null
                where not e.written_off)
            update settlement_exception e set resolved_on = :date
            where e.resolved_on is null and e.kind not in ('BANK_LINE_UNMATCHED', 'PAYOUT_NOT_IN_BANK')
              and not exists (select 1 from found f where f.kind = e.kind and f.reference = e.reference)
            """;
}
