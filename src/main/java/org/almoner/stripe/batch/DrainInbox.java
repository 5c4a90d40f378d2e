package org.almoner.stripe.batch;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.almoner.reconcile.batch.CurrentStep;
import org.almoner.reconcile.batch.WorkStep;
import org.almoner.stripe.Drain;

/** Works the inbox off, so that what the sweep fetched is in the books before they are compared. */
@Dependent
@Named("drainInbox")
public class DrainInbox extends WorkStep {

    @Inject
    private Drain drain;

    @Inject
    private CurrentStep step;

    @Override
    protected void work() {
        long left = drain.waiting();
        step.total(left);
        int dealtWith = 1;
        while (dealtWith > 0 && !stopping()) {
            dealtWith = drain.batch();
            // the drain that always runs takes its share of the same events
            long waiting = drain.waiting();
            step.done(Math.max(0, left - waiting));
            left = waiting;
        }
    }
}
