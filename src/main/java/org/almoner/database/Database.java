package org.almoner.database;

import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;

/**
 * The one way to SQL. The {@link Jdbi} it gives joins the container's transaction where one is running, and outside of
 * one works as Jdbi does: each statement on its own, or {@code inTransaction}.
 */
@ApplicationScoped
public class Database {

    private static final int QUERY_LIMIT_SECONDS = 600;

    @Resource(lookup = "jdbc/almoner")
    private DataSource pool;

    /** For injection: {@code @Inject Jdbi}. */
    @Produces
    @Singleton
    public Jdbi jdbi() {
        return over(pool);
    }

    /** The pool itself, for COPY and for what reads with a cursor. */
    @Produces
    @Singleton
    public DataSource pool() {
        return pool;
    }

    /** The same configuration over any data source, for tests. */
    public static Jdbi over(DataSource source) {
        var jdbi = Jdbi.create(source);
        jdbi.setTransactionHandler(new ContainerTransactions());
        // A handle closed inside a container's transaction leaves it open on purpose.
        jdbi.getConfig(org.jdbi.v3.core.Handles.class).setForceEndTransactions(false);
        jdbi.getConfig(SqlStatements.class).setQueryTimeout(QUERY_LIMIT_SECONDS);
        return jdbi;
    }
}
