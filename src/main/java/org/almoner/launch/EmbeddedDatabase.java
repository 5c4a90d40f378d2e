package org.almoner.launch;

import com.sun.management.OperatingSystemMXBean;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * PostgreSQL 18 in the data folder, run with its own tools (initdb, pg_ctl) from zonky's builds of it. Durable, on a
 * loopback port of its own, behind a password that only the folder knows.
 *
 * <p>Zonky's own starter is not used: it is made for tests and switches durability and passwords off.
 */
final class EmbeddedDatabase implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(EmbeddedDatabase.class.getName());
    private static final String NAME = "almoner";
    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    private static final Duration REVIVAL_PAUSE = Duration.ofSeconds(5);

    /** Durability said aloud, checkpoints far apart for an insert-heavy load, quiet about data. */
    private static final Map<String, String> CONFIGURATION = Map.ofEntries(
            Map.entry("listen_addresses", "127.0.0.1"),
            Map.entry("unix_socket_directories", ""),
            Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("full_page_writes", "on"),
            Map.entry("shared_buffers", cacheMegabytes() + "MB"),
            Map.entry("max_connections", "60"),
            Map.entry("max_wal_size", "2GB"),
            Map.entry("checkpoint_timeout", "15min"),
            Map.entry("wal_compression", "on"),
            Map.entry("wal_level", "replica"),
            Map.entry("random_page_cost", "1.1"),
            Map.entry("timezone", "UTC"),
            Map.entry("log_timezone", "UTC"),
            Map.entry("log_checkpoints", "off"),
            Map.entry("log_min_messages", "log"),
            Map.entry("log_error_verbosity", "terse"),
            Map.entry("log_min_error_statement", "panic"));

    private final Path binaries;
    private final Path cluster;
    private final Path log;
    private final String password;
    private int port;
    private volatile boolean closing;

    private EmbeddedDatabase(Path binaries, Path cluster, Path log, String password) {
        this.binaries = binaries;
        this.cluster = cluster;
        this.log = log;
        this.password = password;
    }

    /**
     * Starts it on the cluster in the folder, made on first use; a PostgreSQL that outlived a killed server is stopped
     * first. One that ends by itself later, for want of disk space or memory say, is started again on the same port,
     * until it comes up.
     *
     * @throws Problem when it does not come up, or comes up without durability
     */
    static EmbeddedDatabase start(DataFolder folder) {
        try {
            var database = new EmbeddedDatabase(
                    unpackBinaries(folder),
                    folder.resolve("postgres"),
                    folder.resolve("postgres.log"),
                    password(folder.resolve("postgres.password")));
            database.initialise(folder);
            database.stopOrphan();
            database.port = freePort();
            database.launch();
            database.verify();
            database.watch();
            return database;
        } catch (IOException e) {
            throw new Problem("The embedded PostgreSQL cannot use ALMONER_DATA_DIR " + folder.resolve("") + " ("
                    + DataFolder.reason(e) + ")");
        }
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + NAME;
    }

    String user() {
        return NAME;
    }

    String password() {
        return password;
    }

    private static Path unpackBinaries(DataFolder folder) throws IOException {
        var system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        var os = system.contains("win") && !system.contains("darwin")
                ? "Windows"
                : system.contains("mac") || system.contains("darwin") ? "Darwin" : "Linux";
        var target = folder.resolve("runtime").resolve("postgresql-18.4");
        if (Files.isDirectory(target)) {
            return target;
        }
        var part = folder.emptied("runtime/postgresql.part");
        try (var packed = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(os, System.getProperty("os.arch"));
                var tar = new TarArchiveInputStream(new XZCompressorInputStream(packed))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                var file = part.resolve(entry.getName()).normalize();
                if (!file.startsWith(part)) {
                    throw new IOException("entry outside the archive: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                    continue;
                }
                Files.createDirectories(file.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, file);
                    file.toFile().setExecutable((entry.getMode() & 0100) != 0, true);
                }
            }
        }
        return Files.move(part, target);
    }

    private static String password(Path file) throws IOException {
        if (Files.notExists(file)) {
            var bytes = new byte[24];
            new SecureRandom().nextBytes(bytes);
            Files.createFile(file);
            DataFolder.onlyForOwner(file);
            Files.writeString(file, HexFormat.of().formatHex(bytes));
        }
        return Files.readString(file).strip();
    }

    /** A cluster is made beside its place and moved there when complete, so that a kill leaves no half of one. */
    private void initialise(DataFolder folder) throws IOException {
        if (Files.isDirectory(cluster)) {
            return;
        }
        LOG.info("Making a new database in " + cluster);
        var part = folder.emptied("postgres.part");
        DataFolder.onlyForOwner(part);
        run(
                "make a database",
                Duration.ofMinutes(2),
                "initdb",
                List.of(
                        "-D",
                        part.toString(),
                        "-U",
                        NAME,
                        "--pwfile=" + folder.resolve("postgres.password"),
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--locale=C"));
        Files.move(part, cluster);
    }

    /** We hold the folder's lock, so a postmaster still alive in it has lost its server. */
    private void stopOrphan() throws IOException {
        var orphan = postmaster();
        if (orphan.isPresent()) {
            var pid = orphan.get().pid();
            LOG.info("Stopping the PostgreSQL process " + pid + " that a killed server left behind");
            run("stop the orphaned PostgreSQL " + pid, STOP_LIMIT, "pg_ctl", stopping());
        }
    }

    private Optional<ProcessHandle> postmaster() throws IOException {
        var pidFile = cluster.resolve("postmaster.pid");
        if (Files.notExists(pidFile)) {
            return Optional.empty();
        }
        return ProcessHandle.of(
                        Long.parseLong(Files.readAllLines(pidFile).get(0).strip()))
                .filter(process -> process.info().command().orElse("").contains("postgres"));
    }

    private void watch() throws IOException {
        postmaster().ifPresent(process -> process.onExit().thenRunAsync(this::revive));
    }

    private void revive() {
        while (!closing) {
            LOG.warning("The embedded PostgreSQL ended by itself; starting it again");
            try {
                launchUnlessClosing();
                return;
            } catch (IOException | Problem e) {
                LOG.warning("It does not come up and is tried again in " + REVIVAL_PAUSE.toSeconds() + " s: "
                        + e.getMessage());
            }
            try {
                Thread.sleep(REVIVAL_PAUSE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private synchronized void launchUnlessClosing() throws IOException {
        if (!closing) {
            launch();
            watch();
            LOG.info("The embedded PostgreSQL is back");
        }
    }

    private void launch() throws IOException {
        var options = new StringBuilder("-p ").append(port);
        CONFIGURATION.forEach(
                (name, value) -> options.append(" -c ").append(name).append('=').append(value));
        Files.deleteIfExists(log);
        run(
                "start",
                START_LIMIT,
                "pg_ctl",
                List.of(
                        "start",
                        "-D",
                        cluster.toString(),
                        "-l",
                        log.toString(),
                        "-o",
                        options.toString(),
                        "-w",
                        "-t",
                        Long.toString(START_LIMIT.toSeconds())));
    }

    /** A sixteenth of the machine's memory: a large month's indexes stay in it, and the server beside it has room. */
    private static long cacheMegabytes() {
        var machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return Math.max(128, Math.min(2048, machine.getTotalMemorySize() >> 24));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void verify() {
        try (var connection = connect("postgres")) {
            for (var setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
                var value = single(connection, "show " + setting);
                if (!"on".equals(value)) {
                    throw new Problem("The embedded PostgreSQL runs with " + setting + "=" + value
                            + " and would lose data: remove that from " + cluster.resolve("postgresql.auto.conf"));
                }
            }
            if (single(connection, "select count(*) from pg_database where datname = '" + NAME + "'")
                    .equals("0")) {
                single(connection, "create database " + NAME);
            }
        } catch (SQLException e) {
            throw new Problem("The embedded PostgreSQL does not answer (" + e.getMessage() + "), see " + log);
        }
    }

    private Connection connect(String database) throws SQLException {
        var source = new PGSimpleDataSource();
        source.setURL("jdbc:postgresql://127.0.0.1:" + port + "/" + database);
        source.setUser(NAME);
        source.setPassword(password);
        return source.getConnection();
    }

    private static String single(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (var rows = statement.getResultSet()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    private List<String> stopping() {
        return List.of(
                "stop", "-D", cluster.toString(), "-m", "fast", "-w", "-t", Long.toString(STOP_LIMIT.toSeconds()));
    }

    /** Stops it without waiting for its clients; what was committed is on disk either way. */
    @Override
    public synchronized void close() {
        closing = true;
        try {
            run("stop", STOP_LIMIT, "pg_ctl", stopping());
        } catch (IOException | Problem e) {
            LOG.warning("The embedded PostgreSQL did not stop, the next start will see to it: " + e.getMessage());
        }
    }

    private void run(String what, Duration limit, String tool, List<String> arguments) throws IOException {
        var command = new ArrayList<String>();
        if (asRoot()) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(binaries.resolve("bin").resolve(tool).toString());
        command.addAll(arguments);
        // A file and not a pipe: the postmaster inherits it and would keep a pipe open for ever.
        var output = Files.createTempFile(binaries.getParent(), tool, ".out");
        try {
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(new File(nullDevice())))
                    .start();
            if (!process.waitFor(limit.toSeconds() + 5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new Problem("The embedded PostgreSQL did not " + what + " within " + limit.toSeconds() + " s");
            }
            if (process.exitValue() != 0) {
                throw new Problem("The embedded PostgreSQL did not " + what + ": " + lastWords(output));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Problem("Interrupted while PostgreSQL was to " + what);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    /** PostgreSQL refuses to be root, so root enters a user namespace in which it is nobody. */
    private static boolean asRoot() {
        if (!"root".equals(System.getProperty("user.name"))
                || !System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")) {
            return false;
        }
        if (!LinuxUtils.isUnshareAvailable()) {
            throw new Problem("PostgreSQL does not run as root: start Almoner as an ordinary user,"
                    + " or set ALMONER_DATABASE_URL to a PostgreSQL server");
        }
        return true;
    }

    private String lastWords(Path output) throws IOException {
        var words = new ArrayList<String>();
        for (var file : List.of(log, output)) {
            if (Files.isReadable(file)) {
                Files.readString(file, StandardCharsets.ISO_8859_1)
                        .lines()
                        .filter(line -> line.matches(".*\\b(FATAL|PANIC|ERROR|error|fatal|could not)\\b.*"))
                        .forEach(words::add);
            }
        }
        return words.isEmpty() ? "see " + log : words.get(words.size() - 1).strip();
    }

    private static String nullDevice() {
        return File.separatorChar == '\\' ? "NUL" : "/dev/null";
    }
}
