package org.almoner.reconcile.batch;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.almoner.database.Sandbox;
import org.almoner.database.Transactions;
import org.almoner.reconcile.Matching;

/** Matches every balance transaction that has no counterpart yet, some thousands in a transaction. */
@Dependent
@Named("matchTransactions")
public class MatchTransactions extends WorkStep {

    private static final int CHUNK = 5_000;

    @Inject
    private Transactions transactions;

    @Inject
    private Sandbox sandbox;

    @Inject
    private CurrentStep step;

    @Override
    protected void work() {
        if (sandbox.open()) {
            matchSandbox();
        }
        step.total(transactions.inNew(Matching::open));
        String last = "";
        int count = 1;
        while (count > 0 && !stopping()) {
            String after = last;
            Matching.Chunk chunk = transactions.inNew(handle -> {
                Matching.Chunk looked = Matching.next(handle, after, CHUNK);
                step.done(handle, looked.count());
                return looked;
            });
            last = chunk.last();
            count = chunk.count();
        }
    }

    private void matchSandbox() {
        var chunk = new Matching.Chunk("", 1);
        while (chunk.count() > 0 && !stopping()) {
            String after = chunk.last();
            chunk = sandbox.books().inNew(handle -> Matching.next(handle, after, CHUNK));
        }
    }
}
