package org.almoner.stripe.batch;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.almoner.reconcile.batch.CurrentStep;
import org.almoner.reconcile.batch.WorkStep;
import org.almoner.stripe.Unknowns;
import org.jdbi.v3.core.Jdbi;

/** Asks Stripe for what its balance transactions point at and no event told. */
@Dependent
@Named("resolveUnknown")
public class ResolveUnknown extends WorkStep {

    @Inject
    private Unknowns unknowns;

    @Inject
    private CurrentStep step;

    @Inject
    private Jdbi jdbi;

    @Override
    protected void work() {
        step.total(jdbi.withHandle(unknowns::open));
        String last = "";
        do {
            last = unknowns.nextTransactions(last, step::done);
        } while (!last.isEmpty() && !stopping());
        do {
            last = unknowns.nextPayments(last, step::done);
        } while (!last.isEmpty() && !stopping());
    }
}
