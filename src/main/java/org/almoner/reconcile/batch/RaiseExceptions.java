package org.almoner.reconcile.batch;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.almoner.database.Transactions;
import org.almoner.reconcile.Exceptions;
import org.almoner.time.Calendar;

/** Raises an exception for all that cannot be explained and resolves those that can. */
@Dependent
@Named("raiseExceptions")
public class RaiseExceptions extends WorkStep {

    @Inject
    private Transactions transactions;

    @Inject
    private Calendar calendar;

    @Inject
    private CurrentStep step;

    @Override
    protected void work() {
        transactions.inNew(handle -> {
            Exceptions.refresh(handle, step.date(), calendar.endOf(step.date()), calendar.zone());
            step.done(handle, 1);
            return null;
        });
    }
}
