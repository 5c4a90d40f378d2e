package org.almoner.reconcile;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import org.almoner.database.Rejection;
import org.almoner.reconcile.MonthView.Change;
import org.almoner.reconcile.MonthView.CloseRequest;
import org.almoner.reconcile.MonthView.RequestState;
import org.jdbi.v3.core.Handle;

/** Reads and writes the rows of months for {@link Months}, which decides. */
final class MonthRows {

    private static final int REQUESTS_MAX = 100;

    private MonthRows() {}

    /**
     * The id of a legal entity.
     *
     * @throws Rejection if there is none
     */
    static long entity(Handle handle, String code) {
        return handle.createQuery("select id from legal_entity where code = ?")
                .bind(0, code)
                .mapTo(Long.class)
                .findOne()
                .orElseThrow(() -> Rejection.unknown("legal entity " + code));
    }

    static MonthView view(Handle handle, long entity, String code, YearMonth period) {
        List<Change> history = handle.createQuery("select status, at, actor, requested_by, reason from period_change"
                        + " where legal_entity_id = :entity and period = :period order by id")
                .bind("entity", entity)
                .bind("period", period.atDay(1))
                .map((row, context) -> new Change(
                        row.getString("status"),
                        row.getTimestamp("at").toInstant(),
                        row.getString("actor"),
                        row.getString("requested_by"),
                        row.getString("reason")))
                .list();
        CloseRequest waiting = waiting(handle, entity, period).orElse(null);
        return handle.createQuery("select status, status_since from settlement_period"
                        + " where legal_entity_id = :entity and period = :period")
                .bind("entity", entity)
                .bind("period", period.atDay(1))
                .map((row, context) -> new MonthView(
                        code,
                        period,
                        Reconciliation.Status.valueOf(row.getString("status")),
                        row.getTimestamp("status_since").toInstant(),
                        waiting,
                        history))
                .findOne()
                .orElse(new MonthView(code, period, Reconciliation.Status.OPEN, null, waiting, history));
    }

    static Optional<CloseRequest> request(Handle handle, long id) {
        return handle.createQuery(REQUEST + " where r.id = :id")
                .bind("id", id)
                .map((row, context) -> request(row))
                .findOne();
    }

    static Optional<CloseRequest> waiting(Handle handle, long entity, YearMonth period) {
        return requests(handle, entity, period).stream()
                .filter(request -> request.state() == RequestState.REQUESTED)
                .findFirst();
    }

    static List<CloseRequest> requests(Handle handle, long entity, YearMonth period) {
        return handle.createQuery(REQUEST
                        + " where r.legal_entity_id = :entity and r.period = :period order by r.id desc limit "
                        + REQUESTS_MAX)
                .bind("entity", entity)
                .bind("period", period.atDay(1))
                .map((row, context) -> request(row))
                .list();
    }

    private static CloseRequest request(ResultSet row) throws SQLException {
        Timestamp decided = row.getTimestamp("decided_at");
        return new CloseRequest(
                row.getLong("id"),
                row.getString("code"),
                YearMonth.from(row.getObject("period", LocalDate.class)),
                RequestState.valueOf(row.getString("state")),
                row.getString("note"),
                row.getString("requested_by"),
                row.getTimestamp("requested_at").toInstant(),
                row.getString("decided_by"),
                decided == null ? null : decided.toInstant());
    }

    /** Writes down that what two people said of a month holds for an earlier one that is closed with it; its id. */
    static long repeat(Handle handle, long request, YearMonth earlier, String actor, Instant now) {
        return handle.createQuery(REPEAT)
                .bind("request", request)
                .bind("earlier", earlier.atDay(1))
                .bind("actor", actor)
                .bind("now", now)
                .mapTo(Long.class)
                .one();
    }

    /** Keeps what the month says, as far as what comes later could change it. */
    static void freeze(Handle handle, long entity, YearMonth period) {
        handle.createUpdate(FIGURES.replace("<lines>", ReconciliationQueries.LINES))
                .bind("entity", entity)
                .bind("period", period.atDay(1))
                .execute();
        Scope.of(handle, entity)
                .bind(handle.createUpdate(
                        LINES.replace("<scope>", Scope.SQL).replace("<payout>", ReconciliationQueries.PAYOUT)))
                .bind("entity", entity)
                .bind("period", period.atDay(1))
                .execute();
        freezeOpen(handle, entity, period);
    }

    /** Keeps what is open when the month is closed, for it may be resolved later. */
    private static void freezeOpen(Handle handle, long entity, YearMonth period) {
        handle.createUpdate(OPEN)
                .bind("entity", entity)
                .bind("period", period.atDay(1))
                .execute();
    }

    static void close(Handle handle, long entity, CloseRequest request, String actor, Instant now) {
        handle.createUpdate(
                        "update settlement_period set status = 'CLOSED', status_since = :now, close_request_id = :request"
                                + " where legal_entity_id = :entity and period = :period")
                .bind("entity", entity)
                .bind("period", request.period().atDay(1))
                .bind("request", request.id())
                .bind("now", now)
                .execute();
        changed(handle, entity, request.period(), "CLOSED", actor, request.requestedBy(), request.note(), now);
    }

    static void reopen(Handle handle, long entity, YearMonth period, String reason, String actor, Instant now) {
        changed(handle, entity, period, "REOPENED", actor, null, reason, now);
        handle.execute(
                "update settlement_period set status = 'OPEN', status_since = ?, close_request_id = null"
                        + " where legal_entity_id = ? and period = ?",
                now,
                entity,
                period.atDay(1));
        handle.execute("delete from closed_figure where legal_entity_id = ? and period = ?", entity, period.atDay(1));
        handle.execute(
                "delete from closed_exception where legal_entity_id = ? and period = ?", entity, period.atDay(1));
        handle.execute("delete from closed_line where legal_entity_id = ? and period = ?", entity, period.atDay(1));
    }

    private static void changed(
            Handle handle,
            long entity,
            YearMonth period,
            String status,
            String actor,
            String requestedBy,
            String reason,
            Instant now) {
        handle.execute(
                "insert into period_change (legal_entity_id, period, status, at, actor, requested_by, reason)"
                        + " values (?, ?, ?, ?, ?, ?, ?)",
                entity,
                period.atDay(1),
                status,
                now,
                actor,
                requestedBy,
                reason);
    }

    private static final String REQUEST =
            """
            select r.id, e.code, r.period, r.state, r.note, r.requested_by, r.requested_at, r.decided_by, r.decided_at
            from close_request r
            join legal_entity e on e.id = r.legal_entity_id
            """;

    private static final String REPEAT =
            """
            insert into close_request (legal_entity_id, period, state, note, seen, requested_by, requested_at, decided_by,
                                       decided_at)
            select legal_entity_id, :earlier, 'CLOSED', note, seen, requested_by, requested_at, :actor, :now
            from close_request where id = :request
            returning id
            """;

    private static final String OPEN =
            """
            insert into closed_exception (legal_entity_id, period, exception_id, amount_minor, detail, assignee, counted_on)
            select legal_entity_id, period, id, amount_minor, detail, assignee,
                   greatest(seen_on, (select max(j.business_date) from job_run j
                                      where j.job in ('nightly-close', 'monthly-close') and j.status = 'COMPLETED'))
            from settlement_exception
            where legal_entity_id = :entity and period = :period and resolved_on is null
            """;

    private static final String FIGURES =
            """
            insert into closed_figure (legal_entity_id, period, stripe_account, currency, opening, charges, refunds, disputes,
                                       fees, adjustments, payouts, unexplained)
            select :entity, :period, l.stripe_account, l.currency, l.opening, l.charges, l.refunds, l.disputes, l.fees,
                   l.adjustments, l.payouts, l.unexplained
            from (<lines>) l
            """;

    private static final String LINES =
            """
            insert into closed_line (period, balance_transaction, legal_entity_id, bucket, match, gift_reference, payout,
                                     available_on)
            select b.period, b.id, :entity, coalesce(lower(r.bucket), 'unexplained'), b.match, g.reference, <payout>,
                   b.available_on
            from balance_transaction b
            left join posting_rule r on r.category = b.reporting_category
            left join gift g on g.id = b.gift_id
            where b.period = :period and <scope>
            """;
}
