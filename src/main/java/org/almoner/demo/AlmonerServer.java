package org.almoner.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code java -jar almoner.jar} as a child process, its output in a file; stopped cleanly when closed. */
public final class AlmonerServer implements AutoCloseable {
    private static final Duration STOP_TAKES_AT_MOST = Duration.ofSeconds(30);
    private static final int LOG_LINES_SHOWN = 25;

    private final String base;
    private final Path log;
    private final Process process;

    /**
     * Starts the server; it is not ready yet.
     *
     * @param jar the packaged server
     * @param port where it shall listen on loopback
     * @param settings environment variables; none of the caller's own {@code ALMONER_} variables reach the server
     * @param log where its output goes
     */
    public AlmonerServer(Path jar, int port, Map<String, String> settings, Path log) throws IOException {
        if (!Files.isRegularFile(jar)) {
            throw new IOException("There is no " + jar + "; build it with mvn package.");
        }
        this.log = log;
        base = "http://127.0.0.1:" + port;
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx768m",
                "-jar",
                jar.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("ALMONER_"));
        builder.environment().putAll(settings);
        builder.environment().put("ALMONER_HTTP_PORT", Integer.toString(port));
        builder.environment().put("ALMONER_HTTP_BIND", "127.0.0.1");
        builder.environment().put("ALMONER_BASE_URL", base);
        process = builder.start();
    }

    /** The server's address; no slash at the end. */
    public String base() {
        return base;
    }

    /** The process, for those who want to be hard on it. */
    public Process process() {
        return process;
    }

    /**
     * Waits until the server takes requests.
     *
     * @throws IOException with its last lines, if it ends or does not get ready in time
     */
    public void awaitReady(Duration atMost) throws IOException, InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (!AlmonerClient.isReady(base)) {
            if (process.waitFor(250, TimeUnit.MILLISECONDS)) {
                throw new IOException("The server ended with code " + process.exitValue() + ":\n" + lastLines());
            }
            if (System.nanoTime() > end) {
                throw new IOException("The server is not ready after " + atMost.toSeconds() + " s:\n" + lastLines());
            }
        }
    }

    /** Asks the server to stop and waits until it has; kills it only if it does not. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_TAKES_AT_MOST.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private String lastLines() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()));
    }
}
