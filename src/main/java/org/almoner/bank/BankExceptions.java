package org.almoner.bank;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.almoner.reconcile.Checks;
import org.jdbi.v3.core.Handle;

/**
 * Raises what bank and deposits do not agree on, and lets go of what they do. Only for accounts that are kept and days
 * that their statements cover: without an account there is nothing to say.
 */
final class BankExceptions {

    private BankExceptions() {}

    /**
     * @param handle inside a transaction
     * @param date the day from which ages count
     * @param now when it is looked at, which is what the newest close then says of payouts in the bank
     */
    static void refresh(Handle handle, LocalDate date, ZoneId zone, Instant now) {
        handle.createUpdate(REFRESH)
                .bind("date", date)
                .bind("zone", zone.getId())
                .execute();
        Checks.lookAtTheBankAgain(handle, now);
    }

    private static final String REFRESH =
            """
            with found (kind, reference, amount_minor, currency, detail, period, occurred_at, legal_entity_id) as (
                select 'BANK_LINE_UNMATCHED', 'bl_' || l.id, s.open_minor, l.currency,
                       'The bank shows it on ' || l.booked_on || ' ("' || left(trim(l.counterparty || ' ' || l.text), 80)
                       || '"), and no deposit is known that it would be.',
                       date_trunc('month', l.booked_on)::date, l.booked_on::timestamp at time zone :zone, a.legal_entity_id
                from bank_line l
                join bank_line_standing s on s.line_id = l.id
                join bank_account a on a.id = l.bank_account_id
                where s.open_minor <> 0 and (a.raises = 'ALL' or l.amount_minor > 0)
                union all
                select 'PAYOUT_NOT_IN_BANK', d.reference, d.open_minor, d.currency,
                       'The bank should have shown it by ' || d.window_to || ', and no line of its statements is it.',
                       date_trunc('month', d.expected_on)::date, d.expected_on::timestamp at time zone :zone, d.legal_entity_id
                from deposit_due d
                where d.open_minor <> 0),
            raised as (
                insert into settlement_exception as e (kind, reference, amount_minor, currency, detail, period, occurred_at,
                                                       raised_on, seen_on, legal_entity_id)
                select kind, reference, amount_minor, currency, detail, period, occurred_at, :date::date, :date::date, legal_entity_id
                from found
                on conflict (kind, reference) do update set
                    amount_minor = excluded.amount_minor, detail = excluded.detail,
                    seen_on = greatest(e.seen_on, excluded.seen_on), resolved_on = null
                where not e.written_off)
            update settlement_exception e set resolved_on = :date
            where e.resolved_on is null and e.kind in ('BANK_LINE_UNMATCHED', 'PAYOUT_NOT_IN_BANK')
              and not exists (select 1 from found f where f.kind = e.kind and f.reference = e.reference)
            """;
}
