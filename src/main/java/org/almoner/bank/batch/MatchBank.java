package org.almoner.bank.batch;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.almoner.bank.BankMatching;
import org.almoner.database.Transactions;
import org.almoner.reconcile.batch.CurrentStep;
import org.almoner.reconcile.batch.WorkStep;
import org.almoner.time.Calendar;

/** Matches bank lines with deposits, and raises what bank and deposits do not agree on. */
@Dependent
@Named("matchBank")
public class MatchBank extends WorkStep {

    @Inject
    private Transactions transactions;

    @Inject
    private Calendar calendar;

    @Inject
    private CurrentStep step;

    @Override
    protected void work() {
        transactions.inNew(handle -> {
            BankMatching.run(handle, step.date(), calendar.zone(), calendar.now());
            step.done(handle, 1);
            return null;
        });
    }
}
