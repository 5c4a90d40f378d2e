package org.almoner.bank;

import java.time.ZoneId;
import org.almoner.gift.Ledger;
import org.jdbi.v3.core.Handle;

/**
 * The entries of matches: each line moves from the bank in transit to the bank, on its booking day; a difference goes where
 * a person said. A match that is undone is posted the other way round. What is none of ours is not posted at all.
 */
final class MatchEntries {

    private MatchEntries() {}

    /**
     * Posts every match that is made and not posted yet.
     *
     * @param handle inside a transaction that holds {@link Ledger#lock}
     */
    static void post(Handle handle, ZoneId zone) {
        Ledger.post(handle, LINES + " union all " + DIFFERENCES, update -> update.bind("zone", zone.getId()));
        handle.execute("update bank_match set posted = true where state = 'MADE' and not posted");
    }

    /** Posts what undoes a match. */
    static void undo(Handle handle, long match) {
        Ledger.post(handle, UNDONE, update -> update.bind("match", "bank:" + match + ":"));
    }

    /** In which mode the money of a match was: that of its deposits, else that of the books. */
    private static final String MODE =
            """
            coalesce((select bool_and(d.livemode) from bank_match_deposit p join deposit d on d.id = p.deposit_id where p.match_id = m.id),
                     not exists (select 1 from payout) or exists (select 1 from payout where livemode))
            """;

    private static final String LINES =
            """
            select 'bank:' || m.id || ':' || p.line_id as key, 'BANK' as kind,
                   case when p.amount_minor > 0 then 'BANK' else 'BANK_IN_TRANSIT' end as debit_role, null::bigint as debit_fund,
                   case when p.amount_minor > 0 then 'BANK_IN_TRANSIT' else 'BANK' end as credit_role, null::bigint as credit_fund,
                   abs(p.amount_minor) as amount, m.currency, null::bigint as gift_id, 'bl_' || p.line_id as reference,
                   l.booked_on::timestamp at time zone :zone as occurred_at, '' as stripe_account, <mode> as livemode
            from bank_match m
            join bank_match_line p on p.match_id = m.id
            join bank_line l on l.id = p.line_id
            where m.state = 'MADE' and not m.posted and m.difference_account is distinct from 'NOT_OURS'
            """
                    .replace("<mode>", MODE);

    private static final String DIFFERENCES =
            """
            select 'bank:' || m.id || ':difference', 'BANK_DIFFERENCE',
                   case when m.difference_minor > 0 then 'BANK_IN_TRANSIT' else m.difference_account end, null,
                   case when m.difference_minor > 0 then m.difference_account else 'BANK_IN_TRANSIT' end, null,
                   abs(m.difference_minor), m.currency, null, 'bm_' || m.id,
                   coalesce((select max(l.booked_on) from bank_match_line p join bank_line l on l.id = p.line_id where p.match_id = m.id),
                            (select max(d.expected_on) from bank_match_deposit p join deposit d on d.id = p.deposit_id where p.match_id = m.id))
                       ::timestamp at time zone :zone, '', <mode>
            from bank_match m
            where m.state = 'MADE' and not m.posted and m.difference_account in ('PROCESSING_FEES', 'ADJUSTMENTS')
            """
                    .replace("<mode>", MODE);

    private static final String UNDONE =
            """
            select p.key || ':undone' as key, 'BANK_UNDONE' as kind, c.role as debit_role, null::bigint as debit_fund,
                   d.role as credit_role, null::bigint as credit_fund, p.amount, p.currency, null::bigint as gift_id, p.reference,
                   p.occurred_at, '' as stripe_account, d.livemode
            from ledger_posting p
            join ledger_account d on d.id = p.debit_id
            join ledger_account c on c.id = p.credit_id
            where starts_with(p.key, :match) and p.kind in ('BANK', 'BANK_DIFFERENCE')
            """;
}
