package org.almoner.stripe.batch;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.almoner.reconcile.batch.CurrentStep;
import org.almoner.reconcile.batch.WorkStep;
import org.almoner.stripe.StripeAccounts;

/** Works the inbox off, so that what the sweep fetched is in the books before they are compared. */
@Dependent
@Named("drainInbox")
public class DrainInbox extends WorkStep {

    @Inject
    private StripeAccounts accounts;

    @Inject
    private CurrentStep step;

    @Override
    protected void work() {
        long left = accounts.waiting();
        step.total(left);
        int dealtWith = 1;
        while (dealtWith > 0 && !stopping()) {
            dealtWith = accounts.drain();
            // the drain that always runs takes its share of the same events
            long waiting = accounts.waiting();
            step.done(Math.max(0, left - waiting));
            left = waiting;
        }
    }
}
