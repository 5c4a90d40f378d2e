package org.almoner.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The peer: {@code @supabase/stripe-sync-engine} from npm behind the smallest HTTP route, on the same PostgreSQL. Needs
 * Node and npm; without them the comparison is left out.
 */
final class Peer implements AutoCloseable {

    private static final Path SOURCE = Path.of("src/test/bench/peer");

    private final Process process;

    private Peer(Process process) {
        this.process = process;
    }

    /** Whether this machine can run it. */
    static boolean isPossible() {
        return works("node", "--version") && works("npm", "--version");
    }

    /** Installs and starts it; returns when it listens. */
    static Peer start(Path folder, String databaseUrl, int port) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        for (String file : List.of("package.json", "server.cjs")) {
            Files.write(folder.resolve(file), Files.readAllBytes(SOURCE.resolve(file)));
        }
        Process install = new ProcessBuilder(
                        "npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")
                .directory(folder.toFile())
                .inheritIO()
                .start();
        if (install.waitFor() != 0) {
            throw new IOException("npm could not install the peer");
        }
        Process server = new ProcessBuilder("node", "server.cjs", databaseUrl, Integer.toString(port), Events.SECRET)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        BufferedReader said =
                new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.equals("listening")) {
                return new Peer(server);
            }
            System.out.println("peer: " + line);
        }
        throw new IOException("the peer did not start");
    }

    @Override
    public void close() {
        process.destroy();
    }

    private static boolean works(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException absent) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
