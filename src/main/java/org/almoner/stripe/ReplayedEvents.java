package org.almoner.stripe;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.almoner.database.Transactions;
import org.almoner.proof.EventHandling;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;

/** The drain of the live inbox, over other books. */
@ApplicationScoped
public class ReplayedEvents implements EventHandling {

    private Calendar calendar;

    protected ReplayedEvents() {}

    @Inject
    public ReplayedEvents(Calendar calendar) {
        this.calendar = calendar;
    }

    @Override
    public int batch(Transactions inside) {
        return new Drain(inside, calendar).batch();
    }

    @Override
    public void absorb(Handle handle, List<byte[]> bodies, String account, boolean livemode) {
        // its transactions are never asked for: what is taken in goes into the one that is given
        new Drain(null, calendar)
                .absorb(handle, bodies.stream().map(StripeJson::parse).toList(), account, livemode);
    }
}
