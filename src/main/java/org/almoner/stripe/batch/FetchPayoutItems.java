package org.almoner.stripe.batch;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.almoner.reconcile.batch.CurrentStep;
import org.almoner.reconcile.batch.WorkStep;
import org.almoner.stripe.PayoutItems;

/** Asks Stripe what each completed payout is made of. */
@Dependent
@Named("fetchPayoutItems")
public class FetchPayoutItems extends WorkStep {

    @Inject
    private EachAccount accounts;

    @Inject
    private CurrentStep step;

    @Override
    protected void work() {
        step.total(0);
        accounts.each(account -> {
            PayoutItems items = account.payoutItems();
            step.more(account.sandbox() ? 0 : items.due());
            String last = "";
            do {
                last = items.next(last, handle -> step.done(handle, 1));
            } while (!last.isEmpty() && !stopping());
        });
    }
}
