package org.almoner.stripe.batch;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.almoner.reconcile.StripeEndpoint;
import org.almoner.reconcile.batch.CurrentStep;
import org.almoner.reconcile.batch.WorkStep;

/** Looks whether Stripe still sends us what it must; what it finds is shown and fails no close. */
@Dependent
@Named("watchEndpoint")
public class WatchEndpoint extends WorkStep {

    @Inject
    private StripeEndpoint endpoint;

    @Inject
    private CurrentStep step;

    @Override
    protected void work() {
        endpoint.check();
        step.done(1);
    }
}
