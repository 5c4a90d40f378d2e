package org.almoner.reconcile.batch;

import jakarta.batch.api.listener.AbstractJobListener;
import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import org.almoner.reconcile.batch.RunLog.Status;

/** Keeps the row of a run true from its beginning to its end, and gives its lease back. */
@Dependent
@Named("runRecord")
public class RunRecord extends AbstractJobListener {

    @Inject
    private JobContext job;

    @Inject
    private Jobs jobs;

    @Inject
    private RunLog runs;

    @Override
    public void beforeJob() {
        Properties told = job.getProperties();
        String resumes = told.getProperty(Jobs.RESUMES, "");
        runs.begin(
                job.getExecutionId(),
                job.getJobName(),
                date(),
                told.getProperty(Jobs.REQUESTED_BY),
                JobDefinition.steps(job.getJobName()),
                resumes.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(resumes)));
    }

    // The runtime settles the status after this: one that is still STARTED here is about to be COMPLETED.
    @Override
    public void afterJob() {
        try {
            BatchStatus status = job.getBatchStatus();
            Optional<String> without = runs.without(job.getExecutionId());
            runs.ended(
                    job.getExecutionId(),
                    switch (status) {
                        case STARTED, COMPLETED -> without.isEmpty() ? Status.COMPLETED : Status.FAILED;
                        case STOPPING, STOPPED -> Status.STOPPED;
                        default -> Status.FAILED;
                    },
                    without.orElse(null));
        } finally {
            jobs.ended(job.getJobName(), date());
        }
    }

    private LocalDate date() {
        return LocalDate.parse(job.getProperties().getProperty(Jobs.DATE));
    }
}
