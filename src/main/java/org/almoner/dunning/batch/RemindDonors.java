package org.almoner.dunning.batch;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.almoner.dunning.CardNotices;
import org.almoner.dunning.Dunning;
import org.almoner.reconcile.batch.CurrentStep;
import org.almoner.reconcile.batch.WorkStep;

/** Follows failed renewals and cards that are about to expire, and does what the policies say. */
@Dependent
@Named("remindDonors")
public class RemindDonors extends WorkStep {

    @Inject
    private Dunning dunning;

    @Inject
    private CardNotices cards;

    @Inject
    private CurrentStep step;

    @Override
    protected void work() {
        dunning.run(step::done, this::stopping);
        step.done(cards.run());
    }
}
