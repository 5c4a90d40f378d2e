package org.almoner.stripe.batch;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.almoner.reconcile.batch.CurrentStep;
import org.almoner.reconcile.batch.WorkStep;
import org.almoner.stripe.Unknowns;

/** Asks Stripe for what its balance transactions point at and no event told. */
@Dependent
@Named("resolveUnknown")
public class ResolveUnknown extends WorkStep {

    @Inject
    private EachAccount accounts;

    @Inject
    private CurrentStep step;

    @Override
    protected void work() {
        step.total(0);
        accounts.each(account -> {
            step.more(account.sandbox() ? 0 : account.unknowns().open());
            resolve(account.unknowns());
        });
    }

    private void resolve(Unknowns unknowns) {
        String last = "";
        do {
            last = unknowns.nextTransactions(last, step::done);
        } while (!last.isEmpty() && !stopping());
        do {
            last = unknowns.nextUnfinished(last, step::done);
        } while (!last.isEmpty() && !stopping());
    }
}
