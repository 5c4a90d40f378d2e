package org.almoner.reconcile;

import java.time.Instant;
import java.time.LocalDate;
import org.jdbi.v3.core.Handle;

/**
 * The months of the books. A month is OPEN until a close finds nothing unexplained and no exception in it that is about
 * right and wrong; then it is BALANCED, and OPEN again if something comes up. CLOSED is for people to say.
 */
public final class Periods {

    private Periods() {}

    /**
     * Gives every month from the first balance transaction to the close's its status.
     *
     * @param handle inside a transaction, after the exceptions were refreshed
     * @param date the close's day, in the organisation's zone
     */
    public static void refresh(Handle handle, LocalDate date, Instant now) {
        handle.createUpdate(REFRESH).bind("date", date).bind("now", now).execute();
    }

    private static final String REFRESH =
            """
            insert into settlement_period as s (period, status, status_since, closed_on)
            select m.period::date,
                   case when exists (select 1 from settlement_exception e
                                     where e.period = m.period::date and e.resolved_on is null
                                       and e.kind not in ('UNSETTLED', 'BANK_LINE_UNMATCHED', 'PAYOUT_NOT_IN_BANK'))
                        then 'OPEN' else 'BALANCED' end,
                   :now, :date
            from (select generate_series(
                      (select least(min(period), date_trunc('month', :date::date)::date) from balance_transaction),
                      (select greatest(max(period), date_trunc('month', :date::date)::date) from balance_transaction),
                      interval '1 month') as period) m
            on conflict (period) do update set
                status = case s.status when 'CLOSED' then 'CLOSED' else excluded.status end,
                status_since = case when s.status in ('CLOSED', excluded.status) then s.status_since else excluded.status_since end,
                closed_on = greatest(s.closed_on, excluded.closed_on)
            """;
}
