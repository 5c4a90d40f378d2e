package org.almoner.database;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Runs work in a transaction of its own, also from inside another one (a chunk of a job, say). */
@ApplicationScoped
public class Transactions {

    private Jdbi jdbi;

    protected Transactions() {}

    @Inject
    public Transactions(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Commits what {@code work} did when it returns, and undoes it when it throws.
     *
     * @return what {@code work} returned
     */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public <T> T inNew(Function<Handle, T> work) {
        return jdbi.withHandle(work::apply);
    }

    /** The same over a plain data source, where no container runs transactions. */
    public static Transactions over(Jdbi jdbi) {
        return new Transactions(jdbi) {
            @Override
            public <T> T inNew(Function<Handle, T> work) {
                return jdbi.inTransaction(work::apply);
            }
        };
    }
}
