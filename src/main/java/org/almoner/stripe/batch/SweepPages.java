package org.almoner.stripe.batch;

import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.chunk.AbstractItemReader;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.Optional;
import org.almoner.stripe.StripeAccount;
import org.almoner.stripe.StripeUnavailable;
import org.almoner.stripe.Sweep;

/** Reads one of Stripe's lists page by page, account after account; the checkpoint is the cursor. */
@Dependent
@Named("sweepPages")
public class SweepPages extends AbstractItemReader {

    @Inject
    @BatchProperty
    private String list;

    @Inject
    private EachAccount accounts;

    private Sweep.Position position;

    @Override
    public void open(Serializable checkpoint) {
        position = (Sweep.Position) checkpoint;
    }

    @Override
    public Sweep.Page readItem() {
        Optional<StripeAccount> account = position == null ? accounts.after(null) : current();
        while (account.isPresent()) {
            StripeAccount asked = account.get();
            boolean anew = position == null || position.ended() || !asked.name().equals(name());
            try {
                Sweep.Page page = asked.sweep(list).read(anew ? null : position);
                position = page.next();
                return page;
            } catch (StripeUnavailable failure) {
                accounts.failed(asked, failure);
                account = accounts.after(asked.name());
            }
        }
        return null;
    }

    /** Who is read now: the account at whose end we are not, else the next. */
    private Optional<StripeAccount> current() {
        Optional<StripeAccount> same = position.ended() ? Optional.empty() : accounts.named(name());
        return same.isPresent() ? same : accounts.after(name());
    }

    private String name() {
        return position.account() == null ? "" : position.account();
    }

    @Override
    public Sweep.Position checkpointInfo() {
        return position;
    }
}
