package org.almoner.stripe.batch;

import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.chunk.AbstractItemWriter;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.almoner.reconcile.batch.CurrentStep;
import org.almoner.stripe.Sweep;
import org.jdbi.v3.core.Jdbi;

/** Writes the pages of one of Stripe's lists in the transaction that also keeps the cursor. */
@Dependent
@Named("sweepRows")
public class SweepRows extends AbstractItemWriter {

    @Inject
    @BatchProperty
    private String list;

    @Inject
    private Instance<Sweep> sweeps;

    @Inject
    private CurrentStep step;

    @Inject
    private Jdbi jdbi;

    @Override
    public void writeItems(List<Object> pages) {
        Sweep sweep = named(sweeps, list);
        jdbi.useHandle(handle -> {
            for (Object item : pages) {
                Sweep.Page page = (Sweep.Page) item;
                sweep.write(handle, page);
                step.done(handle, page.items().size());
            }
        });
    }

    static Sweep named(Instance<Sweep> sweeps, String list) {
        return sweeps.stream()
                .filter(sweep -> sweep.list().equals(list))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no list " + list + " to sweep"));
    }
}
