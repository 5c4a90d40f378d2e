package org.almoner.reconcile.batch;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.almoner.database.Transactions;
import org.almoner.reconcile.Checks;
import org.almoner.time.Calendar;

/** Checks the books against themselves and against Stripe, and keeps what it found with the run. */
@Dependent
@Named("checkBooks")
public class CheckBooks extends WorkStep {

    @Inject
    private Transactions transactions;

    @Inject
    private Calendar calendar;

    @Inject
    private CurrentStep step;

    @Override
    protected void work() {
        step.total(Checks.Name.values().length);
        transactions.inNew(handle -> {
            Checks.run(handle, step.executionId(), step.date(), calendar.now());
            step.done(handle, Checks.Name.values().length);
            return null;
        });
    }
}
