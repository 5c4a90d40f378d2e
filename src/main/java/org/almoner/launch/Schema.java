package org.almoner.launch;

import java.util.Locale;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** The reviewed schema: the SQL files under {@code db/migration}, brought to a database before anything else uses it. */
public final class Schema {

    private Schema() {}

    /**
     * Applies the migrations that the database does not have yet, in one go under Flyway's own advisory lock, so that
     * several nodes may start at once.
     *
     * @return the version the schema has now, {@code "none"} when there are no migrations
     * @throws FlywayException when a migration fails or an applied one was changed since; nothing of the failed file
     *     remains
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
        var result = flyway.migrate();
        if (!result.success) {
            throw new FlywayException(String.format(Locale.ROOT, "Migration to %s failed", result.targetSchemaVersion));
        }
        var current = flyway.info().current();
        return current == null ? "none" : String.valueOf(current.getVersion());
    }
}
