package org.almoner.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionFactory;

/**
 * Connections that are kept for the next who asks, as the server's pool keeps them: a new one costs a process and
 * compiles every function and every plan again.
 */
public final class KeptConnections implements ConnectionFactory {

    private final DataSource source;
    private final ConcurrentLinkedDeque<Connection> kept = new ConcurrentLinkedDeque<>();

    public KeptConnections(DataSource source) {
        this.source = source;
    }

    @Override
    public Connection openConnection() throws SQLException {
        for (Connection last = kept.pollFirst(); last != null; last = kept.pollFirst()) {
            if (!last.isClosed()) {
                return last;
            }
        }
        return source.getConnection();
    }

    @Override
    public void closeConnection(Connection connection) {
        kept.offerFirst(connection);
    }
}
