package org.almoner.stripe.batch;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.almoner.reconcile.batch.CurrentStep;
import org.almoner.reconcile.batch.WorkStep;
import org.almoner.stripe.PayoutItems;
import org.jdbi.v3.core.Jdbi;

/** Asks Stripe what each completed payout is made of. */
@Dependent
@Named("fetchPayoutItems")
public class FetchPayoutItems extends WorkStep {

    @Inject
    private PayoutItems items;

    @Inject
    private CurrentStep step;

    @Inject
    private Jdbi jdbi;

    @Override
    protected void work() {
        step.total(jdbi.withHandle(items::due));
        String last = "";
        do {
            last = items.next(last, handle -> step.done(handle, 1));
        } while (!last.isEmpty() && !stopping());
    }
}
