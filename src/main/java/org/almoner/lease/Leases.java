package org.almoner.lease;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.postgresql.ds.PGSimpleDataSource;

/** Gives out leases. Names are free text; the same name means the same right on every node of one database. */
@ApplicationScoped
public class Leases {

    private static final int CONNECT_SECONDS = 10;

    private DataSource database;

    protected Leases() {}

    /** Leases in a database, for tests and plain use; every lease takes a connection of its own from it. */
    public Leases(DataSource database) {
        this.database = database;
    }

    @Inject
    Leases(
            @ConfigProperty(name = "almoner.database.url") String url,
            @ConfigProperty(name = "almoner.database.user") Optional<String> user,
            @ConfigProperty(name = "almoner.database.password") Optional<String> password) {
        this(unpooled(url, user.orElse(null), password.orElse(null)));
    }

    /**
     * Takes a lease if nobody has it, without waiting.
     *
     * @throws IllegalStateException when the database does not answer
     */
    public Optional<Lease> tryTake(String name) {
        try {
            Connection connection = database.getConnection();
            try {
                if (lock(connection, name)) {
                    return Optional.of(new Lease(name, connection));
                }
                connection.close();
                return Optional.empty();
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The database gave no answer about the lease " + name, e);
        }
    }

    private static boolean lock(Connection connection, String name) throws SQLException {
        try (var statement = connection.prepareStatement("select pg_try_advisory_lock(hashtextextended(?, 0))")) {
            statement.setString(1, name);
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    // Not the pool: a connection given back to it would keep the lock, and the pool may cut one that stays out long.
    private static DataSource unpooled(String url, String user, String password) {
        var source = new PGSimpleDataSource();
        source.setURL(url);
        if (user != null) {
            source.setUser(user);
        }
        if (password != null) {
            source.setPassword(password);
        }
        source.setTcpKeepAlive(true);
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setApplicationName("almoner lease");
        return source;
    }
}
