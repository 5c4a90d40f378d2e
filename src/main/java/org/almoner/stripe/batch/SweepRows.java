package org.almoner.stripe.batch;

import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.chunk.AbstractItemWriter;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.almoner.reconcile.batch.CurrentStep;
import org.almoner.stripe.StripeAccount;
import org.almoner.stripe.StripeAccounts;
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
    private StripeAccounts accounts;

    @Inject
    private CurrentStep step;

    @Inject
    private Jdbi jdbi;

    @Override
    public void writeItems(List<Object> pages) {
        jdbi.useHandle(handle -> {
            for (Object item : pages) {
                Sweep.Page page = (Sweep.Page) item;
                StripeAccount account = accounts.of(page);
                account.inBooks(handle, books -> {
                    account.sweep(list).write(books, page);
                    return null;
                });
                step.done(handle, account.sandbox() ? 0 : page.items().size());
            }
        });
    }
}
