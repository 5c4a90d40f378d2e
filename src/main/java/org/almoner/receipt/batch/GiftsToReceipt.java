package org.almoner.receipt.batch;

import jakarta.batch.api.chunk.AbstractItemReader;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Deque;
import org.almoner.receipt.ReceiptIssue;
import org.almoner.reconcile.batch.CurrentStep;
import org.jdbi.v3.core.Jdbi;

/** Reads the gifts that are due a receipt in the order of their ids; the checkpoint is the last id. */
@Dependent
@Named("giftsToReceipt")
public class GiftsToReceipt extends AbstractItemReader {

    private static final int PAGE = 1_000;

    @Inject
    private ReceiptIssue issue;

    @Inject
    private CurrentStep step;

    @Inject
    private Jdbi jdbi;

    private final Deque<Long> read = new ArrayDeque<>();
    private long last;

    @Override
    public void open(Serializable checkpoint) {
        last = checkpoint == null ? 0 : (Long) checkpoint;
        if (checkpoint == null) {
            jdbi.useHandle(handle -> step.total(handle, issue.due(handle)));
        }
    }

    @Override
    public Long readItem() {
        if (read.isEmpty()) {
            read.addAll(jdbi.withHandle(handle -> issue.due(handle, last, PAGE)));
        }
        Long next = read.poll();
        if (next != null) {
            last = next;
        }
        return next;
    }

    @Override
    public Long checkpointInfo() {
        return last;
    }
}
