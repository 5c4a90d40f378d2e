package org.almoner.receipt.batch;

import jakarta.batch.api.chunk.AbstractItemWriter;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.almoner.receipt.ReceiptIssue;
import org.almoner.reconcile.batch.CurrentStep;
import org.jdbi.v3.core.Jdbi;

/** Issues the receipts of a chunk in its transaction. */
@Dependent
@Named("issuedReceipts")
public class IssuedReceipts extends AbstractItemWriter {

    @Inject
    private ReceiptIssue issue;

    @Inject
    private CurrentStep step;

    @Inject
    private Jdbi jdbi;

    @Override
    public void writeItems(List<Object> gifts) {
        jdbi.useHandle(handle -> {
            int issued = issue.issue(
                    handle, step.date(), gifts.stream().map(Long.class::cast).toList());
            step.done(handle, issued);
        });
    }
}
