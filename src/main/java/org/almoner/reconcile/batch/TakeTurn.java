package org.almoner.reconcile.batch;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.concurrent.TimeUnit;

/**
 * Waits until no other run of the same job is going on, whatever its date: two closes would sweep the same lists.
 * Taken anew at every restart, for the lease died with the process.
 */
@Dependent
@Named("takeTurn")
public class TakeTurn extends WorkStep {

    @Inject
    private CurrentStep step;

    @Override
    protected void work() throws InterruptedException {
        while (!stopping() && !step.take("turn:" + step.job())) {
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }
}
