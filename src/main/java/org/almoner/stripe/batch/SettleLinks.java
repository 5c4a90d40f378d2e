package org.almoner.stripe.batch;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.almoner.campaign.ShareLinks;
import org.almoner.reconcile.batch.CurrentStep;
import org.almoner.reconcile.batch.WorkStep;

/** Finishes what was begun with share links, and closes those of campaigns that ended while Stripe was out of reach. */
@Dependent
@Named("settleLinks")
public class SettleLinks extends WorkStep {

    @Inject
    private ShareLinks links;

    @Inject
    private CurrentStep step;

    @Override
    protected void work() {
        links.settleAll();
        step.done(1);
    }
}
