package org.almoner.report.batch;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.almoner.reconcile.batch.CurrentStep;
import org.almoner.reconcile.batch.WorkStep;
import org.almoner.report.SustainabilityReports;

/** Computes again the months that changed. */
@Dependent
@Named("refreshReports")
public class RefreshReports extends WorkStep {

    @Inject
    private SustainabilityReports reports;

    @Inject
    private CurrentStep step;

    @Override
    protected void work() {
        step.done(reports.refresh(step.date()).size());
    }
}
