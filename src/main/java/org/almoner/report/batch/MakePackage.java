package org.almoner.report.batch;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.YearMonth;
import org.almoner.reconcile.batch.CurrentStep;
import org.almoner.reconcile.batch.WorkStep;
import org.almoner.report.MonthPackages;

/**
 * Makes the packages of the month in which the run's date lies, of each legal entity and of all together, and keeps those
 * that say anything new.
 */
@Dependent
@Named("makePackage")
public class MakePackage extends WorkStep {

    @Inject
    private MonthPackages packages;

    @Inject
    private CurrentStep step;

    @Override
    protected void work() {
        var drafts = packages.drafts(YearMonth.from(step.date()));
        step.total(drafts.size());
        for (var draft : drafts) {
            packages.make(draft, step.requestedBy());
            step.done(1);
        }
    }
}
