package org.almoner.reconcile.batch;

import jakarta.batch.api.Batchlet;

/** A step whose truth is in tables: it takes what is still to do in small transactions until nothing is left. */
public abstract class WorkStep implements Batchlet {

    private volatile boolean stopping;

    /** Does the work and returns early, with whole transactions, once {@link #stopping}. */
    protected abstract void work() throws Exception;

    protected final boolean stopping() {
        return stopping;
    }

    @Override
    public final String process() throws Exception {
        work();
        return null;
    }

    @Override
    public final void stop() {
        stopping = true;
    }
}
