package org.almoner.stripe.batch;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.almoner.reconcile.batch.CurrentStep;
import org.almoner.reconcile.batch.WorkStep;

/** Asks Stripe for its balance, which the list that follows must add up to. */
@Dependent
@Named("askBalance")
public class AskBalance extends WorkStep {

    @Inject
    private EachAccount accounts;

    @Inject
    private CurrentStep step;

    @Override
    protected void work() {
        accounts.each(account -> account.balance().ask());
        step.done(1);
    }
}
