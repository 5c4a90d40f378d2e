package org.almoner.report.batch;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.YearMonth;
import org.almoner.reconcile.batch.CurrentStep;
import org.almoner.reconcile.batch.WorkStep;
import org.almoner.report.MonthPackages;

/** Makes the package of the month in which the run's date lies, and keeps it if it says anything new. */
@Dependent
@Named("makePackage")
public class MakePackage extends WorkStep {

    @Inject
    private MonthPackages packages;

    @Inject
    private CurrentStep step;

    @Override
    protected void work() {
        step.total(1);
        packages.make(YearMonth.from(step.date()), step.requestedBy());
        step.done(1);
    }
}
