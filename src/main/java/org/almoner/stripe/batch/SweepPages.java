package org.almoner.stripe.batch;

import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.chunk.AbstractItemReader;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import org.almoner.stripe.Sweep;

/** Reads one of Stripe's lists page by page; the checkpoint is the cursor. */
@Dependent
@Named("sweepPages")
public class SweepPages extends AbstractItemReader {

    @Inject
    @BatchProperty
    private String list;

    @Inject
    private Instance<Sweep> sweeps;

    private Sweep.Position position;

    @Override
    public void open(Serializable checkpoint) {
        position = (Sweep.Position) checkpoint;
    }

    @Override
    public Sweep.Page readItem() {
        if (position != null && position.ended()) {
            return null;
        }
        Sweep.Page page = SweepRows.named(sweeps, list).read(position);
        position = page.next();
        return page;
    }

    @Override
    public Sweep.Position checkpointInfo() {
        return position;
    }
}
