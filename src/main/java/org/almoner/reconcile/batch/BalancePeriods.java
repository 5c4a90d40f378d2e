package org.almoner.reconcile.batch;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.almoner.database.Transactions;
import org.almoner.reconcile.Periods;
import org.almoner.time.Calendar;

/** Tells which months balance. */
@Dependent
@Named("balancePeriods")
public class BalancePeriods extends WorkStep {

    @Inject
    private Transactions transactions;

    @Inject
    private Calendar calendar;

    @Inject
    private CurrentStep step;

    @Override
    protected void work() {
        transactions.inNew(handle -> {
            // a month of which an account's part is not known is neither right nor wrong
            if (!step.isPartial()) {
                Periods.refresh(handle, step.date(), calendar.now());
            }
            step.done(handle, 1);
            return null;
        });
    }
}
