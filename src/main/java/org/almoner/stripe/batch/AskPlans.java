package org.almoner.stripe.batch;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.almoner.gift.PlanChanges;
import org.almoner.reconcile.batch.CurrentStep;
import org.almoner.reconcile.batch.WorkStep;
import org.almoner.stripe.UnfinishedPlans;

/** Asks Stripe again for what donors wished, and about plans and instalments that stay unfinished. */
@Dependent
@Named("askPlans")
public class AskPlans extends WorkStep {

    @Inject
    private EachAccount accounts;

    @Inject
    private PlanChanges changes;

    @Inject
    private CurrentStep step;

    @Override
    protected void work() {
        changes.tryAgain();
        step.total(0);
        accounts.each(account -> {
            step.more(account.sandbox() ? 0 : account.plans().open());
            ask(account.plans());
        });
    }

    private void ask(UnfinishedPlans plans) {
        int asked;
        do {
            asked = plans.nextPlans(step::done);
        } while (asked > 0 && !stopping());
        do {
            asked = plans.nextInstalments(step::done);
        } while (asked > 0 && !stopping());
    }
}
