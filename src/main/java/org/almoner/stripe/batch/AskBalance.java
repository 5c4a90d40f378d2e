package org.almoner.stripe.batch;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.almoner.reconcile.batch.CurrentStep;
import org.almoner.reconcile.batch.WorkStep;
import org.almoner.stripe.StripeBalance;

/** Asks Stripe for its balance, which the list that follows must add up to. */
@Dependent
@Named("askBalance")
public class AskBalance extends WorkStep {

    @Inject
    private StripeBalance balance;

    @Inject
    private CurrentStep step;

    @Override
    protected void work() {
        balance.ask();
        step.done(1);
    }
}
