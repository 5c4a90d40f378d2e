package org.almoner.reconcile.batch;

import jakarta.batch.api.listener.AbstractStepListener;
import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.context.JobContext;
import jakarta.batch.runtime.context.StepContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.almoner.reconcile.batch.RunLog.Status;

/** Keeps the row of a step true from its beginning to its end. */
@Dependent
@Named("stepRecord")
public class StepRecord extends AbstractStepListener {

    @Inject
    private JobContext job;

    @Inject
    private StepContext step;

    @Inject
    private RunLog runs;

    @Override
    public void beforeStep() {
        runs.stepStarted(job.getExecutionId(), step.getStepName());
    }

    @Override
    public void afterStep() {
        BatchStatus status = step.getBatchStatus();
        runs.stepEnded(
                job.getExecutionId(),
                step.getStepName(),
                switch (status) {
                    case STARTED, COMPLETED -> Status.COMPLETED;
                    case STOPPING, STOPPED -> Status.STOPPED;
                    default -> Status.FAILED;
                });
        if (step.getException() != null) {
            runs.failed(job.getExecutionId(), step.getStepName() + ": " + Failure.describe(step.getException()));
        }
    }
}
