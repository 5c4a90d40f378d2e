package org.almoner.reconcile.batch;

import jakarta.batch.runtime.context.JobContext;
import jakarta.batch.runtime.context.StepContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.LocalDate;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** What a step of a job may know of its run, and how it says how far it is. One for each artefact. */
@Dependent
public class CurrentStep {

    private static final long PROOF_NANOS = Duration.ofSeconds(5).toNanos();

    private final JobContext job;
    private final StepContext step;
    private final Jobs jobs;
    private final RunLog runs;
    private final Jdbi jdbi;
    private long provenAt;

    @Inject
    public CurrentStep(JobContext job, StepContext step, Jobs jobs, RunLog runs, Jdbi jdbi) {
        this.job = job;
        this.step = step;
        this.jobs = jobs;
        this.runs = runs;
        this.jdbi = jdbi;
    }

    /** The business date of the run, in the organisation's zone. */
    public LocalDate date() {
        return LocalDate.parse(job.getProperties().getProperty(Jobs.DATE));
    }

    /** Who asked for the run: a staff member's e-mail address, or {@code schedule}. */
    public String requestedBy() {
        return job.getProperties().getProperty(Jobs.REQUESTED_BY);
    }

    public long executionId() {
        return job.getExecutionId();
    }

    public String job() {
        return job.getJobName();
    }

    /** How many things there are to do, as far as known. */
    public void total(long things) {
        jdbi.useHandle(handle -> total(handle, things));
    }

    /** So many more than were known. */
    public void more(long things) {
        jdbi.useHandle(handle -> runs.more(handle, executionId(), step.getStepName(), things));
    }

    public void total(Handle handle, long things) {
        runs.total(handle, executionId(), step.getStepName(), things);
    }

    /** Counts things as done, in the chunk's transaction if there is one. */
    public void done(long things) {
        jdbi.useHandle(handle -> done(handle, things));
    }

    /**
     * Counts things as done, in the transaction that does them.
     *
     * @throws IllegalStateException when the run has lost its lease, so that the transaction must not commit
     */
    public void done(Handle handle, long things) {
        if (provenAt == 0 || System.nanoTime() - provenAt > PROOF_NANOS) {
            jobs.proveHeld(job(), date());
            provenAt = System.nanoTime();
        }
        runs.done(handle, executionId(), step.getStepName(), things);
    }

    /** The run goes on without one of the Stripe accounts, and ends as failed for this reason. */
    public void without(String account, String why) {
        runs.without(executionId(), account, why);
    }

    /** Whether the run goes on without it. */
    public boolean isWithout(String account) {
        return runs.isWithout(executionId(), account);
    }

    /** Whether the run goes on without any. */
    public boolean isPartial() {
        return runs.isPartial(executionId());
    }

    /** Waits for nobody: takes a lease that the run keeps until it ends; false while another run has it. */
    boolean take(String lease) {
        return jobs.takeAlso(lease, job(), date());
    }
}
