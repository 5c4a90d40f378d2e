package org.almoner.reconcile.batch;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;

/** Writes down what runs do, for people to read. The batch repository drives the runs; these rows are what is shown. */
@ApplicationScoped
public class RunLog {

    private static final int MOST = 100;
    private static final int LONGEST_ERROR = 1_000;

    /** How far a run or a step is; a step waits before it starts, a run does not. */
    enum Status {
        WAITING,
        STARTED,
        COMPLETED,
        FAILED,
        STOPPED
    }

    /** What is known of a run; {@code endedAt} is null while it is going on. */
    record Line(long id, String job, LocalDate date, Status status, Instant endedAt) {}

    private Jdbi jdbi;
    private Calendar calendar;

    protected RunLog() {}

    @Inject
    public RunLog(Jdbi jdbi, Calendar calendar) {
        this.jdbi = jdbi;
        this.calendar = calendar;
    }

    /** The newest run of a job for a date. */
    Optional<Line> newest(String job, LocalDate date) {
        return jdbi.withHandle(handle -> handle.createQuery("select execution_id, job, business_date, status, ended_at"
                        + " from job_run where job = :job and business_date = :date order by execution_id desc limit 1")
                .bind("job", job)
                .bind("date", date)
                .map(RunLog::line)
                .findOne());
    }

    /** The newest date for which a job ended well. */
    Optional<LocalDate> newestCompleted(String job) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select max(business_date) from job_run where job = :job and status = 'COMPLETED'"
                                + " having max(business_date) is not null")
                .bind("job", job)
                .mapTo(LocalDate.class)
                .findOne());
    }

    /** Whether a job ended well for a date, in a run that began at or after an instant. */
    boolean completed(String job, LocalDate date, Instant since) {
        return jdbi.withHandle(handle -> handle.createQuery("select exists (select 1 from job_run where job = :job"
                        + " and business_date = :date and status = 'COMPLETED' and started_at >= :since)")
                .bind("job", job)
                .bind("date", date)
                .bind("since", since)
                .mapTo(Boolean.class)
                .one());
    }

    /** The runs that are said to be going on; those of a killed process are among them until somebody looks. */
    List<Line> started() {
        return jdbi.withHandle(handle -> handle.createQuery("select execution_id, job, business_date, status, ended_at"
                        + " from job_run where status = 'STARTED' order by execution_id limit :limit")
                .bind("limit", MOST)
                .map(RunLog::line)
                .list());
    }

    /**
     * Writes a run with its steps down; the second to say so changes nothing.
     *
     * @param resumes the run it goes on from, whose finished steps it will not do again
     */
    void begin(long id, String job, LocalDate date, String requestedBy, List<String> steps, OptionalLong resumes) {
        jdbi.useTransaction(handle -> {
            int news = handle.createUpdate(
                            "insert into job_run (execution_id, job, business_date, status, requested_by, started_at)"
                                    + " values (:id, :job, :date, 'STARTED', :by, :now) on conflict do nothing")
                    .bind("id", id)
                    .bind("job", job)
                    .bind("date", date)
                    .bind("by", requestedBy)
                    .bind("now", now())
                    .execute();
            if (news == 0) {
                return;
            }
            for (int position = 0; position < steps.size(); position++) {
                handle.createUpdate("insert into job_step (execution_id, name, position, status)"
                                + " values (:id, :name, :position, 'WAITING')")
                        .bind("id", id)
                        .bind("name", steps.get(position))
                        .bind("position", position)
                        .execute();
            }
            if (resumes.isPresent()) {
                resume(handle, id, resumes.getAsLong());
            }
        });
    }

    // A step cut short goes on from its checkpoint, so what it had done still counts; so do the checks of a finished
    // one.
    private static void resume(Handle handle, long id, long from) {
        handle.createUpdate(
                        """
                        update job_step step
                        set status = case before.status when 'COMPLETED' then 'COMPLETED' else 'WAITING' end,
                            done = before.done, total = before.total,
                            started_at = before.started_at, ended_at = before.ended_at
                        from job_step before
                        where step.execution_id = :id and before.execution_id = :from and before.name = step.name
                        """)
                .bind("id", id)
                .bind("from", from)
                .execute();
        handle.createUpdate("insert into job_without (execution_id, stripe_account, why)"
                        + " select :id, stripe_account, why from job_without where execution_id = :from")
                .bind("id", id)
                .bind("from", from)
                .execute();
        handle.createUpdate(
                        """
                        insert into close_check (execution_id, name, stripe_account, position, outcome, checked, broken, detail, checked_at)
                        select :id, name, stripe_account, position, outcome, checked, broken, detail, checked_at
                        from close_check where execution_id = :from
                        """)
                .bind("id", id)
                .bind("from", from)
                .execute();
    }

    void stepStarted(long id, String step) {
        jdbi.useHandle(handle -> handle.createUpdate(
                        "update job_step set status = 'STARTED', started_at = :now, ended_at = null"
                                + " where execution_id = :id and name = :step")
                .bind("now", now())
                .bind("id", id)
                .bind("step", step)
                .execute());
    }

    void stepEnded(long id, String step, Status status) {
        jdbi.useHandle(handle -> handle.createUpdate("update job_step set status = :status, ended_at = :now,"
                        + " total = coalesce(total, case when :status = 'COMPLETED' then done end)"
                        + " where execution_id = :id and name = :step")
                .bind("status", status.name())
                .bind("now", now())
                .bind("id", id)
                .bind("step", step)
                .execute());
    }

    /** Ends a run that is going on; one that has ended stays as it is. */
    void ended(long id, Status status, String error) {
        jdbi.useTransaction(handle -> {
            handle.createUpdate("update job_run set status = :status, ended_at = :now, error = coalesce(error, :error)"
                            + " where execution_id = :id and status = 'STARTED'")
                    .bind("status", status.name())
                    .bind("now", now())
                    .bind("error", error)
                    .bind("id", id)
                    .execute();
            handle.createUpdate("update job_step set status = :status, ended_at = :now"
                            + " where execution_id = :id and status = 'STARTED'")
                    .bind("status", status.name())
                    .bind("now", now())
                    .bind("id", id)
                    .execute();
        });
    }

    /** Notes what failed; the first failure of a run is the one that is kept. */
    void failed(long id, String error) {
        jdbi.useHandle(handle -> handle.createUpdate(
                        "update job_run set error = coalesce(error, :error) where execution_id = :id")
                .bind("error", error)
                .bind("id", id)
                .execute());
    }

    /** Notes that a run goes on without an account; what it says first is what is kept. */
    void without(long id, String account, String why) {
        jdbi.useTransaction(handle -> handle.execute(
                "insert into job_without (execution_id, stripe_account, why) values (?, ?, ?) on conflict do nothing",
                id,
                account,
                why));
    }

    boolean isWithout(long id, String account) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select exists (select from job_without where execution_id = ? and stripe_account = ?)")
                .bind(0, id)
                .bind(1, account)
                .mapTo(Boolean.class)
                .one());
    }

    /** Whether it goes, or went, on without any account. */
    boolean isPartial(long id) {
        return without(id).isPresent();
    }

    /** Whether all its steps were done, but not for all accounts. */
    boolean isWholeButPartial(long id) {
        return isPartial(id)
                && jdbi.withHandle(handle -> handle.createQuery("select not exists (select from job_step"
                                + " where execution_id = ? and status <> 'COMPLETED')")
                        .bind(0, id)
                        .mapTo(Boolean.class)
                        .one());
    }

    /** The accounts that a run went on without, in words; empty when it had all of them. */
    Optional<String> without(long id) {
        return jdbi.withHandle(handle -> handle.createQuery("select string_agg(why, '; ' order by stripe_account)"
                                + " from job_without where execution_id = ?")
                        .bind(0, id)
                        .mapTo(String.class)
                        .findOne())
                .map(why -> why.substring(0, Math.min(LONGEST_ERROR, why.length())));
    }

    /** How many things a step has to do, as far as known. */
    void total(Handle handle, long id, String step, long total) {
        handle.createUpdate("update job_step set total = :total where execution_id = :id and name = :step")
                .bind("total", total)
                .bind("id", id)
                .bind("step", step)
                .execute();
    }

    /** Adds to how many things a step has to do. */
    void more(Handle handle, long id, String step, long more) {
        handle.createUpdate("update job_step set total = coalesce(total, 0) + :more"
                        + " where execution_id = :id and name = :step")
                .bind("more", more)
                .bind("id", id)
                .bind("step", step)
                .execute();
    }

    /** Counts things as done, in the transaction that does them. */
    void done(Handle handle, long id, String step, long more) {
        handle.createUpdate("update job_step set done = done + :more where execution_id = :id and name = :step")
                .bind("more", more)
                .bind("id", id)
                .bind("step", step)
                .execute();
    }

    private Instant now() {
        return calendar.now();
    }

    private static Line line(ResultSet row, StatementContext context) throws SQLException {
        OffsetDateTime ended = row.getObject("ended_at", OffsetDateTime.class);
        return new Line(
                row.getLong("execution_id"),
                row.getString("job"),
                row.getObject("business_date", LocalDate.class),
                Status.valueOf(row.getString("status")),
                ended == null ? null : ended.toInstant());
    }
}
