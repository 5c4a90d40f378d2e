package org.almoner.reconcile.batch;

import jakarta.batch.operations.BatchRuntimeException;
import jakarta.batch.operations.JobExecutionAlreadyCompleteException;
import jakarta.batch.operations.JobExecutionNotMostRecentException;
import jakarta.batch.operations.JobOperator;
import jakarta.batch.operations.JobRestartException;
import jakarta.batch.operations.NoSuchJobExecutionException;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.BeforeDestroyed;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.almoner.lease.Lease;
import org.almoner.lease.Leases;
import org.almoner.reconcile.batch.RunLog.Status;

/**
 * Starts jobs. A job runs at most once at a time for a date, on all nodes together; who starts it again after it was
 * stopped, failed or killed goes on where it stopped. Two dates of one job may be asked for at once: the later waits
 * in its first step until the earlier has ended.
 */
@ApplicationScoped
public class Jobs {

    public static final String NIGHTLY_CLOSE = "nightly-close";
    public static final String MONTHLY_CLOSE = "monthly-close";
    public static final String YEARLY_STATEMENTS = "yearly-statements";

    /** What a run is told; the job definitions hand these on to the steps. */
    static final String DATE = "date";

    static final String REQUESTED_BY = "requestedBy";
    static final String RESUMES = "resumes";

    private static final Logger LOG = Logger.getLogger(Jobs.class.getName());

    private Leases leases;
    private RunLog runs;
    private Supplier<JobOperator> operator;
    private final Map<String, Lease> held = new ConcurrentHashMap<>();

    protected Jobs() {}

    @Inject
    public Jobs(Leases leases, RunLog runs) {
        this(leases, runs, BatchRuntime::getJobOperator);
    }

    Jobs(Leases leases, RunLog runs, Supplier<JobOperator> operator) {
        this.leases = leases;
        this.runs = runs;
        this.operator = operator;
    }

    /**
     * Starts a job, or goes on with its newest run for that date if that did not end well. Must not be called within a
     * transaction: the job's thread would inherit it and fail.
     *
     * @param date the business date in the organisation's zone
     * @param requestedBy a staff member's e-mail address, or {@code schedule}
     * @return the execution's id
     * @throws UnknownJob when there is no such job
     * @throws JobAlreadyRunning while it runs for that date
     */
    public long start(String job, LocalDate date, String requestedBy) {
        List<String> steps = JobDefinition.steps(job);
        String name = leaseName(job, date);
        Lease lease = leases.tryTake(name).orElseThrow(() -> new JobAlreadyRunning(job, date));
        held.put(name, lease);
        Started started;
        try {
            started = restartOrStart(job, date, requestedBy);
        } catch (RuntimeException e) {
            release(name);
            throw e;
        }
        // The job's own thread says the same; the first of the two writes, so that nobody who has the id finds nothing.
        runs.begin(started.id, job, date, requestedBy, steps, started.resumes);
        return started.id;
    }

    private record Started(long id, OptionalLong resumes) {}

    private Started restartOrStart(String job, LocalDate date, String requestedBy) {
        // one that went to its end without an account has nowhere to go on: it begins anew, for that account too
        Optional<RunLog.Line> before = runs.newest(job, date)
                .filter(run -> run.status() != Status.COMPLETED && !runs.isWholeButPartial(run.id()));
        if (before.isPresent()) {
            long from = before.get().id();
            runs.ended(from, Status.STOPPED, "The server ended while it ran");
            try {
                Properties parameters = parameters(date, requestedBy);
                parameters.setProperty(RESUMES, Long.toString(from));
                return new Started(operator.get().restart(from, parameters), OptionalLong.of(from));
            } catch (NoSuchJobExecutionException
                    | JobExecutionNotMostRecentException
                    | JobExecutionAlreadyCompleteException
                    | JobRestartException e) {
                // Every step can be repeated, so a repository that lost its memory costs time and nothing else.
                LOG.log(Level.WARNING, e, () -> "Run " + from + " of " + job + " cannot go on and begins anew.");
            }
        }
        return new Started(operator.get().start(job, parameters(date, requestedBy)), OptionalLong.empty());
    }

    private static Properties parameters(LocalDate date, String requestedBy) {
        Properties parameters = new Properties();
        parameters.setProperty(DATE, date.toString());
        parameters.setProperty(REQUESTED_BY, requestedBy);
        parameters.setProperty(RESUMES, "");
        return parameters;
    }

    /** Ends, as stopped, the runs that are said to be going on although no process has their lease any more. */
    public void endOrphans() {
        for (RunLog.Line run : runs.started()) {
            leases.tryTake(leaseName(run.job(), run.date())).ifPresent(lease -> {
                try (lease) {
                    runs.ended(run.id(), Status.STOPPED, "The server ended while it ran");
                }
            });
        }
    }

    /** Takes a further lease for a run of this process, for as long as the run lasts; false while another has it. */
    boolean takeAlso(String name, String job, LocalDate date) {
        String key = leaseName(job, date) + " " + name;
        if (held.containsKey(key)) {
            return true;
        }
        Optional<Lease> lease = leases.tryTake(name);
        lease.ifPresent(taken -> held.put(key, taken));
        return lease.isPresent();
    }

    /** @throws IllegalStateException when the run lost its lease, so that another may be running in its place */
    void proveHeld(String job, LocalDate date) {
        Lease lease = held.get(leaseName(job, date));
        if (lease == null || !lease.held()) {
            throw new IllegalStateException("Lost the lease of " + job + " for " + date);
        }
    }

    /** Gives back all that a run of this process held. */
    void ended(String job, LocalDate date) {
        String name = leaseName(job, date);
        held.keySet().stream().filter(key -> key.startsWith(name + " ")).forEach(this::release);
        release(name);
    }

    private void release(String name) {
        Lease lease = held.remove(name);
        if (lease != null) {
            lease.close();
        }
    }

    /** Stops what runs here at its next chunk, so that a clean stop leaves nothing half done. */
    void stopAll(@Observes @BeforeDestroyed(ApplicationScoped.class) Object end) {
        for (RunLog.Line run : runs.started()) {
            if (held.containsKey(leaseName(run.job(), run.date()))) {
                try {
                    operator.get().stop(run.id());
                } catch (BatchRuntimeException e) {
                    LOG.log(Level.FINE, "A job could not be stopped and will be found as killed.", e);
                }
            }
        }
    }

    private static String leaseName(String job, LocalDate date) {
        return "job:" + job + ":" + date;
    }
}
