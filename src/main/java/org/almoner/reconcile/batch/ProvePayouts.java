package org.almoner.reconcile.batch;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.almoner.database.Sandbox;
import org.almoner.database.Transactions;
import org.almoner.reconcile.PayoutProof;

/** Proves every payout whose items are known, to the minor unit. */
@Dependent
@Named("provePayouts")
public class ProvePayouts extends WorkStep {

    @Inject
    private Transactions transactions;

    @Inject
    private Sandbox sandbox;

    @Inject
    private CurrentStep step;

    @Override
    protected void work() {
        if (sandbox.open()) {
            sandbox.books().inNew(PayoutProof::prove);
        }
        transactions.inNew(handle -> {
            PayoutProof.prove(handle);
            step.done(handle, 1);
            return null;
        });
    }
}
