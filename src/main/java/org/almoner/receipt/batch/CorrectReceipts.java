package org.almoner.receipt.batch;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.almoner.receipt.ReceiptRegister;
import org.almoner.reconcile.batch.CurrentStep;
import org.almoner.reconcile.batch.WorkStep;

/** Voids and reissues receipts whose gifts went back, for issuers who want that at once; each in its own transaction. */
@Dependent
@Named("correctReceipts")
public class CorrectReceipts extends WorkStep {

    @Inject
    private ReceiptRegister register;

    @Inject
    private CurrentStep step;

    @Override
    protected void work() {
        step.done(register.correct(this::stopping));
    }
}
