package org.almoner.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.awaitility.core.ConditionTimeoutException;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The real thing as an operator runs it: {@code java -Xmx768m -jar target/almoner.jar}, in a folder of its own, on a port
 * of its own, with nothing of this process's environment that is ours. It can be stopped, killed and started again on the
 * same data.
 */
public final class AlmonerProcess implements AutoCloseable {

    /** The first administrator, for tests that sign in. */
    public static final String ADMIN_EMAIL = "admin@example.org";

    /** That administrator's password. */
    public static final String ADMIN_PASSWORD = "correct horse battery";

    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final Path JAR = TARGET.resolve("almoner.jar");
    private static final Duration START_LIMIT = Duration.ofMinutes(10);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Path folder;
    private final Path log;
    private final int port;
    private final Map<String, String> settings = new HashMap<>();
    private Process process;

    private AlmonerProcess(Path folder, Map<String, String> settings) {
        this.folder = folder;
        this.log = folder.resolve("almoner.log");
        this.port = freePort();
        this.settings.putAll(Map.of(
                "ALMONER_DATA_DIR",
                folder.resolve("data").toString(),
                "ALMONER_HTTP_PORT",
                Integer.toString(port),
                "ALMONER_ADMIN_EMAIL",
                ADMIN_EMAIL,
                "ALMONER_ADMIN_PASSWORD",
                ADMIN_PASSWORD));
        this.settings.putAll(settings);
    }

    /** One that is not started yet, in a new folder below {@code target/it} whose name begins as said. */
    public static AlmonerProcess prepared(String name, Map<String, String> settings) {
        try {
            var folders = Files.createDirectories(TARGET.resolve("it"));
            return new AlmonerProcess(Files.createTempDirectory(folders, name + "-"), settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that answers and is ready. */
    public static AlmonerProcess started(String name, Map<String, String> settings) {
        return prepared(name, settings).start();
    }

    /** Another one with the same settings, not started, as when somebody starts the server twice. */
    public AlmonerProcess twin() {
        var twin = prepared(folder.getFileName() + "-twin", settings);
        twin.settings.put("ALMONER_HTTP_PORT", Integer.toString(twin.port));
        return twin;
    }

    /** Starts it and waits until it is ready. */
    public AlmonerProcess start() {
        launch();
        try {
            await().atMost(START_LIMIT).pollInterval(Duration.ofMillis(200)).until(() -> {
                if (!process.isAlive()) {
                    throw new AssertionError("Almoner ended with " + process.exitValue() + ":\n" + log());
                }
                return status("/health/ready") == 200;
            });
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("Almoner is not ready:\n" + log(), e);
        }
        return this;
    }

    /** Starts it without waiting for anything. */
    public AlmonerProcess launch() {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx768m",
                        // tests start it often: half of a start is the thorough compiler's work, a fifth the verifier's
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UnlockDiagnosticVMOptions",
                        "-XX:-BytecodeVerificationRemote",
                        "-jar",
                        JAR.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("ALMONER_"));
        builder.environment().putAll(settings);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Tells it to stop, as an init system does, and returns its exit code. */
    public int stop() {
        process.destroy();
        return exitCode(Duration.ofSeconds(90));
    }

    /** {@code kill -9}: no hook, no flush, no farewell. */
    public void kill() {
        process.destroyForcibly();
        exitCode(Duration.ofSeconds(30));
    }

    /** What it ended with, or will end with before the limit. */
    public int exitCode(Duration limit) {
        try {
            if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("Almoner still runs after " + limit + ":\n" + log());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Changes a setting for the next start. */
    public AlmonerProcess with(String setting, String value) {
        settings.put(setting, value);
        return this;
    }

    /** The address of a path of it. */
    public URI at(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    public HttpResponse<String> get(String path) throws IOException {
        return send(HttpRequest.newBuilder(at(path)).GET());
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return client.send(request.timeout(Duration.ofSeconds(60)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private int status(String path) {
        try {
            return get(path).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    /** Everything it has said so far, over all its starts. */
    public String log() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<String> logLines() {
        return log().lines().toList();
    }

    public Path dataFolder() {
        return folder.resolve("data");
    }

    /** Its embedded PostgreSQL, wherever it listens since the last start. */
    public DataSource database() {
        try {
            var source = new PGSimpleDataSource();
            source.setURL("jdbc:postgresql://127.0.0.1:"
                    + Files.readAllLines(dataFolder().resolve("postgres/postmaster.pid"))
                            .get(3)
                    + "/almoner");
            source.setUser("almoner");
            source.setPassword(databasePassword());
            return source;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What opens that database; must stay out of logs. */
    public String databasePassword() throws IOException {
        return Files.readString(dataFolder().resolve("postgres.password"));
    }

    /** The process id of the JVM. */
    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Stops it if need be; what it has said stays under {@code target/it}. */
    @Override
    public void close() {
        if (isAlive()) {
            stop();
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
