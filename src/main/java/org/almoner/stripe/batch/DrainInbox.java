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
        step.total(drain.waiting());
        int dealtWith = 1;
        while (dealtWith > 0 && !stopping()) {
            dealtWith = drain.batch();
            step.done(dealtWith);
        }
    }
}
