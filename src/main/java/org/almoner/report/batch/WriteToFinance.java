package org.almoner.report.batch;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.almoner.reconcile.batch.CurrentStep;
import org.almoner.reconcile.batch.WorkStep;
import org.almoner.report.FinanceNews;

/** Tells finance what needs them, if anything does and they want to know. */
@Dependent
@Named("writeToFinance")
public class WriteToFinance extends WorkStep {

    @Inject
    private FinanceNews news;

    @Inject
    private CurrentStep step;

    @Override
    protected void work() {
        step.done(news.tell(step.date()) ? 1 : 0);
    }
}
