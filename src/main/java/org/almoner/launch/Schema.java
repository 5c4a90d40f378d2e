package org.almoner.launch;

import java.sql.SQLException;
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
     * @return the version the schema has now, {@code "none"} when there are no migrations
     * @throws Problem when the database does not answer or is too old, a migration fails, or an applied one was changed
     *     since; nothing of the failed file remains
     */
    public static String migrate(DataSource database) {
        var flyway = Flyway.configure(Schema.class.getClassLoader())
                .dataSource(database)
                .locations("classpath:db/migration")
                .defaultSchema("public")
                .validateMigrationNaming(true)
                .connectRetries(10)
                .connectRetriesInterval(3)
                .load();
        try {
            flyway.info();
            requireSupported(database);
            flyway.migrate();
            var current = flyway.info().current();
            return current == null ? "none" : String.valueOf(current.getVersion());
        } catch (FlywayException | SQLException e) {
            throw new Problem(
                    "The database is not ready for use: " + lastCause(e).getMessage());
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
