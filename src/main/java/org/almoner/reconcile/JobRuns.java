package org.almoner.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.almoner.database.Cursor;
import org.almoner.database.Filter;
import org.almoner.database.Page;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Reads what jobs did and are doing, the newest first. */
@ApplicationScoped
public class JobRuns {

    /**
     * One execution of a job.
     *
     * @param status {@code STARTED}, {@code COMPLETED}, {@code FAILED}, {@code STOPPED}
     * @param requestedBy a staff member's e-mail address, or what started it by itself
     * @param error one line, without secrets; null unless it failed
     */
    public record Run(
            long id,
            String job,
            LocalDate date,
            String status,
            String requestedBy,
            Instant startedAt,
            Instant endedAt,
            String error,
            List<Step> steps) {

        private Run with(List<Step> known) {
            return new Run(id, job, date, status, requestedBy, startedAt, endedAt, error, known);
        }
    }

    /**
     * A step of it, in the order of the job.
     *
     * @param done items dealt with so far
     * @param total items there are; null while nobody knows
     */
    public record Step(String name, String status, long done, Long total, Instant startedAt, Instant endedAt) {}

    private Jdbi jdbi;

    protected JobRuns() {}

    @Inject
    public JobRuns(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * The page after a cursor, or the first.
     *
     * @param job name of a job, or null for all
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<Run> page(String job, String after, int limit) {
        var filter = new Filter().andIf(job, "job = ?");
        if (after != null) {
            filter.and("execution_id < ?", Cursor.read(after, 1).number(0));
        }
        return Page.cut(select(filter, limit + 1), limit, run -> Cursor.of(run.id()));
    }

    public Optional<Run> find(long executionId) {
        return select(new Filter().and("execution_id = ?", executionId), 1).stream()
                .findFirst();
    }

    /** The newest execution of a job, running or not. */
    public Optional<Run> newest(String job) {
        return select(new Filter().and("job = ?", job), 1).stream().findFirst();
    }

    private List<Run> select(Filter filter, int limit) {
        var sql = "select * from job_run where " + filter.sql() + " order by execution_id desc limit ?";
        return jdbi.withHandle(handle -> {
            var runs = filter.bind(handle.createQuery(sql), limit)
                    .map((row, context) -> read(row))
                    .list();
            var steps = steps(handle, runs.stream().map(Run::id).toList());
            return runs.stream()
                    .map(run -> run.with(steps.getOrDefault(run.id(), List.of())))
                    .toList();
        });
    }

    private static Map<Long, List<Step>> steps(Handle handle, List<Long> executions) {
        if (executions.isEmpty()) {
            return Map.of();
        }
        return handle
                .createQuery("select * from job_step where execution_id in (<ids>) order by execution_id, position")
                .bindList("ids", executions)
                .map((row, context) -> Map.entry(
                        row.getLong("execution_id"),
                        new Step(
                                row.getString("name"),
                                row.getString("status"),
                                row.getLong("done"),
                                row.getObject("total", Long.class),
                                instant(row, "started_at"),
                                instant(row, "ended_at"))))
                .stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    }

    private static Run read(ResultSet row) throws SQLException {
        return new Run(
                row.getLong("execution_id"),
                row.getString("job"),
                row.getObject("business_date", LocalDate.class),
                row.getString("status"),
                row.getString("requested_by"),
                instant(row, "started_at"),
                instant(row, "ended_at"),
                row.getString("error"),
                List.of());
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }
}
