package org.almoner.launch;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import sun.misc.Signal;

/** The command: {@code java -jar almoner.jar}. Ends with 0 when told to stop, 2 for wrong settings, 1 for the rest. */
public final class Main {

    private static final Logger LOG = Logger.getLogger(Main.class.getName());

    private Main() {}

    /** Starts the server and returns; the server's threads go on until the process is told to stop. */
    public static void main(String[] arguments) {
        switch (String.join(" ", arguments)) {
            case "" -> run();
            case "--help" -> help(System.out);
            case "--version" -> System.out.println("Almoner " + version());
            default -> {
                help(System.err);
                System.exit(Problem.SETTINGS);
            }
        }
    }

    private static void run() {
        // What a zone means is decided by ALMONER_TIME_ZONE, never by the machine.
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        Server server = null;
        try {
            var settings = Settings.read(System.getenv(), System.getProperties());
            settings.publish();
            var logging = Logging.start(settings);
            server = new Server(settings, logging);
            stopOnSignal(server);
            LOG.info("Almoner " + version() + " starts");
            server.start();
        } catch (Problem e) {
            fail(server, e.exitCode(), e.getMessage().lines().toList());
        } catch (IOException e) {
            fail(server, Problem.START, List.of("ALMONER_DATA_DIR cannot be written (" + DataFolder.reason(e) + ")"));
        } catch (RuntimeException e) {
            LOG.log(Level.SEVERE, "Almoner did not start", e);
            fail(server, Problem.START, List.of());
        }
    }

    private static void fail(Server server, int exitCode, List<String> lines) {
        lines.forEach(line -> System.err.println("almoner: " + line));
        if (server != null) {
            server.stopDatabase();
        }
        // Not exit: Payara's shutdown hook may wait for a start that will never end.
        Runtime.getRuntime().halt(exitCode);
    }

    /**
     * An orderly stop decides the order itself. Shutdown hooks run all at once, and Payara has one of its own, which
     * would take the database from under running requests.
     */
    private static void stopOnSignal(Server server) {
        var stopping = new AtomicBoolean();
        for (var name : List.of("TERM", "INT")) {
            Signal.handle(new Signal(name), signal -> {
                if (stopping.compareAndSet(false, true)) {
                    var thread = new Thread(() -> {
                        server.stop();
                        Runtime.getRuntime().halt(0);
                    });
                    thread.setName("almoner-stop");
                    // A child of the signal's thread would be a daemon, and the JVM would end before the database did.
                    thread.setDaemon(false);
                    thread.start();
                }
            });
        }
    }

    private static String version() {
        return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
    }

    private static void help(PrintStream out) {
        out.println("Usage: java -jar almoner.jar [--help | --version]");
        out.println();
        out.println("Starts the server. Settings are environment variables; the same names in lower case with dots");
        out.println("(-Dalmoner.http.port=8080) are Java system properties and win.");
        out.println();
        for (var setting : Setting.values()) {
            out.printf("  %-32s %s%n", setting.name(), setting.write());
            setting.byDefault().ifPresent(value -> out.printf("  %-32s default: %s%n", "", value));
        }
    }
}
