package org.almoner.reconcile;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * The months of the books, of each legal entity by itself. A month is OPEN until a close finds nothing unexplained and no
 * exception in it that is about right and wrong; then it is BALANCED, and OPEN again if something comes up. CLOSED is for
 * people to say ({@link Months}). Every change is kept in {@code period_change}.
 */
public final class Periods {

    private static final String LOCK = "months";

    private Periods() {}

    /**
     * Lets balance transactions be written down: no month is closed before this transaction ends. To be called before
     * any other lock is taken.
     */
    public static void share(Handle handle) {
        lock(handle, "pg_advisory_xact_lock_shared");
    }

    /** Waits until nobody writes balance transactions down, and keeps them out until this transaction ends. */
    static void seize(Handle handle) {
        lock(handle, "pg_advisory_xact_lock");
    }

    private static void lock(Handle handle, String function) {
        handle.createQuery("select 1 from (select " + function + "(hashtextextended(:name, 0))) as locked")
                .bind("name", LOCK)
                .mapTo(Integer.class)
                .one();
    }

    /**
     * Gives every month from the first balance transaction of a legal entity to the close's its status.
     *
     * @param handle inside a transaction, after the exceptions were refreshed
     * @param date the close's day, in the organisation's zone
     */
    public static void refresh(Handle handle, LocalDate date, Instant now) {
        List<Long> entities = handle.createQuery("select id from legal_entity order by id")
                .mapTo(Long.class)
                .list();
        for (long entity : entities) {
            Scope.of(handle, entity)
                    .bind(handle.createUpdate(BEGIN.replace("<scope>", Scope.SQL)))
                    .bind("entity", entity)
                    .bind("date", date)
                    .bind("now", now)
                    .execute();
        }
        judge(handle, "nightly-close", now);
    }

    /**
     * Says anew which months that are not closed balance.
     *
     * @param actor through whom that may have changed
     */
    static void judge(Handle handle, String actor, Instant now) {
        handle.createUpdate(JUDGE).bind("actor", actor).bind("now", now).execute();
    }

    /** Months that no close has seen yet, and how far the others have been seen. */
    private static final String BEGIN =
            """
            with seen as (
                insert into settlement_period as s (legal_entity_id, period, status, status_since, closed_on)
                select :entity, m.period::date, 'OPEN', :now, :date
                from (select generate_series(
                          least((select min(b.period) from balance_transaction b where <scope>), date_trunc('month', :date::date)::date),
                          greatest((select max(b.period) from balance_transaction b where <scope>), date_trunc('month', :date::date)::date),
                          interval '1 month') as period) m
                on conflict (legal_entity_id, period) do update set closed_on = greatest(s.closed_on, excluded.closed_on)
                where s.status <> 'CLOSED' and s.closed_on < excluded.closed_on
                returning s.legal_entity_id, s.period, old.status as before)
            insert into period_change (legal_entity_id, period, status, at, actor)
            select legal_entity_id, period, 'OPEN', :now, 'nightly-close' from seen where before is null
            """;

    private static final String JUDGE =
            """
            with judged as (
                update settlement_period s set status = j.status, status_since = :now
                from (select p.legal_entity_id, p.period,
                             case when exists (select 1 from settlement_exception e
                                               where e.period = p.period and e.legal_entity_id = p.legal_entity_id
                                                 and e.resolved_on is null
                                                 and e.kind not in ('UNSETTLED', 'BANK_LINE_UNMATCHED', 'PAYOUT_NOT_IN_BANK'))
                                  then 'OPEN' else 'BALANCED' end as status
                      from settlement_period p where p.status <> 'CLOSED') j
                where s.legal_entity_id = j.legal_entity_id and s.period = j.period and s.status <> j.status
                returning s.legal_entity_id, s.period, s.status)
            insert into period_change (legal_entity_id, period, status, at, actor)
            select legal_entity_id, period, status, :now, :actor from judged
            """;
}
