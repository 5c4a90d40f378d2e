package org.almoner.receipt.batch;

import jakarta.batch.api.chunk.AbstractItemReader;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.ArrayDeque;
import java.util.Deque;
import org.almoner.database.Transactions;
import org.almoner.receipt.YearlyStatements;
import org.almoner.reconcile.batch.CurrentStep;

/** Reads the donors whom a run for a year has still to look at, in the order of their ids; the checkpoint is the last id. */
@Dependent
@Named("donorsToState")
public class DonorsToState extends AbstractItemReader {

    private static final int PAGE = 1_000;

    @Inject
    private YearlyStatements statements;

    @Inject
    private CurrentStep step;

    @Inject
    private Transactions transactions;

    private final Deque<Long> read = new ArrayDeque<>();
    private long last;

    @Override
    public void open(Serializable checkpoint) {
        last = checkpoint == null ? 0 : (Long) checkpoint;
        if (checkpoint == null) {
            step.total(transactions.inNew(
                    handle -> statements.begin(handle, step.date().getYear())));
        }
    }

    @Override
    public Long readItem() {
        if (read.isEmpty()) {
            read.addAll(transactions.inNew(
                    handle -> statements.next(handle, step.date().getYear(), last, PAGE)));
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
