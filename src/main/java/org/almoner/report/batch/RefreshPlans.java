package org.almoner.report.batch;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.almoner.reconcile.batch.CurrentStep;
import org.almoner.reconcile.batch.WorkStep;
import org.almoner.report.PlanMovements;

/** Computes what the plans that changed did to the monthly recurring income. */
@Dependent
@Named("refreshPlans")
public class RefreshPlans extends WorkStep {

    @Inject
    private PlanMovements movements;

    @Inject
    private CurrentStep step;

    @Override
    protected void work() {
        long last = 0;
        do {
            last = movements.refresh(last);
            step.done(1);
        } while (last > 0 && !stopping());
    }
}
