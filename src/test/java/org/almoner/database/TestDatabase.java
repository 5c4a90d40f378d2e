package org.almoner.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.almoner.launch.Schema;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Real databases for unit tests: one embedded PostgreSQL for the test JVM, without durability because it lives only that
 * long, and in it one database with the real migrations from which every test gets its own copy within milliseconds.
 */
public final class TestDatabase {

    private static final String TEMPLATE = "almoner_template";
    private static final AtomicInteger COPIES = new AtomicInteger();
    private static final Queue<String> UNKEPT = new ConcurrentLinkedQueue<>();

    private TestDatabase() {}

    /** A new database with the whole schema and no rows but those the migrations bring; nobody else has it. */
    public static PGSimpleDataSource fresh() {
        var name = "test_" + COPIES.incrementAndGet();
        execute("create database " + name + " template " + TEMPLATE + " strategy file_copy");
        UNKEPT.add(name);
        return named(name);
    }

    /** The same, with connections that are kept. */
    public static Jdbi books() {
        return Jdbi.create(new KeptConnections(fresh()));
    }

    /** A new database without a schema, for tests of the migrations themselves. */
    public static PGSimpleDataSource empty() {
        var name = "empty_" + COPIES.incrementAndGet();
        execute("create database " + name);
        return named(name);
    }

    /** Gives its space back, for tests that make hundreds within themselves. */
    public static void drop(PGSimpleDataSource database) {
        execute("drop database if exists " + database.getDatabaseName() + " with (force)");
    }

    /** Leaves what was made so far to the end of the JVM. */
    static void keepAll() {
        UNKEPT.clear();
    }

    /** Drops what was made since. */
    static void dropUnkept() {
        for (String name = UNKEPT.poll(); name != null; name = UNKEPT.poll()) {
            execute("drop database if exists " + name + " with (force)");
        }
    }

    private static void execute(String sql) {
        try (var connection = Server.RUNNING.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static PGSimpleDataSource named(String name) {
        return (PGSimpleDataSource) Server.RUNNING.getDatabase("postgres", name);
    }

    /** Started by the first test that asks; zonky's own shutdown hook stops it and removes its folder. */
    private static final class Server {
        private static final File MEMORY = new File("/dev/shm");
        private static final long MEMORY_NEEDED = 2L << 30;

        static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                var settings = EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "200")
                        .setServerConfig("full_page_writes", "off")
                        .setServerConfig("shared_buffers", "64MB")
                        .setServerConfig("timezone", "UTC");
                if (MEMORY.isDirectory() && MEMORY.canWrite() && MEMORY.getUsableSpace() > MEMORY_NEEDED) {
                    // a copy of the template is a thousand files: on a slow disk a second, in memory a blink
                    settings.setDataDirectory(Files.createTempDirectory(MEMORY.toPath(), "almoner-test-")
                            .toFile());
                }
                var postgres = settings.start();
                try (var connection = postgres.getPostgresDatabase().getConnection();
                        var statement = connection.createStatement()) {
                    statement.execute("create database " + TEMPLATE);
                }
                Schema.migrate(postgres.getDatabase("postgres", TEMPLATE));
                return postgres;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
