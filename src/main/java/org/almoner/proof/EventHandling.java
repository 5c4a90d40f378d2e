package org.almoner.proof;

import java.util.List;
import org.almoner.database.Transactions;
import org.jdbi.v3.core.Handle;

/** How stored events become facts, gifts and entries: the very same way as the live books, in whatever books are given. */
public interface EventHandling {

    /**
     * Works off a batch of the inbox that these transactions see.
     *
     * @return how many events it dealt with; 0 when nothing is due
     */
    int batch(Transactions inside);

    /**
     * Takes in objects that were fetched from Stripe, as they were kept.
     *
     * @param handle inside a transaction of the books they go into
     * @param account the Stripe account they were fetched from, as it is named here
     */
    void absorb(Handle handle, List<byte[]> bodies, String account, boolean livemode);
}
