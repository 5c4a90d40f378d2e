package org.almoner.launch;

import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** The reviewed schema: the SQL files under {@code db/migration}, brought to a database before anything else uses it. */
public final class Schema {

    private static final int OLDEST_SERVER = 18;

    private Schema() {}

    /**
     * Applies the migrations that the database does not have yet, in one go under Flyway's own advisory lock, so that
     * several nodes may start at once. A database that does not answer is asked again for half a minute.
     *
     * @param zone the organisation's, in which months are cut
     * @return the version the schema has now, {@code "none"} when there are no migrations
     * @throws Problem when the database does not answer or is too old, a migration fails, or an applied one was changed
     *     since; nothing of the failed file remains. Also when months were closed in another zone
     */
    public static String migrate(DataSource database, String zone) {
        var flyway = Flyway.configure(Schema.class.getClassLoader())
                .dataSource(database)
                .locations("classpath:db/migration")
                .defaultSchema("public")
                .validateMigrationNaming(true)
                .connectRetries(10)
                .connectRetriesInterval(3)
                .placeholders(Map.of("zone", zone))
                .load();
        try {
            flyway.info();
            requireSupported(database);
            flyway.migrate();
            cutMonthsIn(zone, database);
            var current = flyway.info().current();
            return current == null ? "none" : String.valueOf(current.getVersion());
        } catch (FlywayException | SQLException e) {
            throw new Problem(
                    "The database is not ready for use: " + lastCause(e).getMessage());
        }
    }

    /** The same with months cut in UTC. */
    public static String migrate(DataSource database) {
        return migrate(database, "UTC");
    }

    private static void cutMonthsIn(String zone, DataSource database) throws SQLException {
        try (var connection = database.getConnection();
                var change = connection.prepareStatement("update books set zone = ? where zone <> ?"
                        + " and not exists (select from settlement_period where status = 'CLOSED')");
                var look = connection.prepareStatement("select zone from books where zone <> ?")) {
            change.setString(1, zone);
            change.setString(2, zone);
            change.executeUpdate();
            look.setString(1, zone);
            try (var other = look.executeQuery()) {
                if (other.next()) {
                    throw new Problem("ALMONER_TIME_ZONE is " + zone + ", but months were closed in "
                            + other.getString(1) + ": write that");
                }
            }
        }
    }

    private static void requireSupported(DataSource database) throws SQLException {
        try (var connection = database.getConnection()) {
            var version = connection.getMetaData().getDatabaseMajorVersion();
            if (version < OLDEST_SERVER) {
                throw new Problem("ALMONER_DATABASE_URL leads to PostgreSQL " + version
                        + ": write that of a PostgreSQL " + OLDEST_SERVER + " or newer");
            }
        }
    }

    private static Throwable lastCause(Throwable problem) {
        var cause = problem;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
