package org.almoner.lease;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A right that at most one holder in the world has, from {@link Leases#tryTake} until closed or its process ends. */
public final class Lease implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Lease.class.getName());
    private static final int PROOF_SECONDS = 5;

    private final String name;
    private final Connection connection;

    Lease(String name, Connection connection) {
        this.name = name;
        this.connection = connection;
    }

    public String name() {
        return name;
    }

    /** Whether the database still knows of it; false after the connection was cut, though somebody may not have it yet. */
    public synchronized boolean held() {
        try {
            return connection.isValid(PROOF_SECONDS);
        } catch (SQLException e) {
            return false;
        }
    }

    /** Gives it back; a second call does nothing. */
    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.log(Level.FINE, "The connection of lease {0} was already gone.", name);
        }
    }
}
