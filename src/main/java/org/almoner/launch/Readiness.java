package org.almoner.launch;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Pattern;

/** Asks the server over HTTP how it is, as a load balancer would. */
final class Readiness {

    private static final Duration START_LIMIT = Duration.ofSeconds(120);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(100);

    /** Payara writes numbers of a health check as strings. */
    private static final Pattern NONE_RUNNING = Pattern.compile("\"running\":\"?0\"?[,}]");

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI ready;

    Readiness(Settings settings) {
        ready = URI.create(settings.localUrl() + "/health/ready");
    }

    /** Waits until the application says it is ready. */
    void await() {
        var end = System.nanoTime() + START_LIMIT.toNanos();
        var answer = ask();
        while (!answer.startsWith("200 ")) {
            if (answer.contains("No Application deployed")) {
                throw new Problem("The application was not deployed, the lines above say why");
            }
            if (System.nanoTime() > end) {
                throw new Problem("The application is not ready after " + START_LIMIT.toSeconds() + " s: " + answer);
            }
            pause();
            answer = ask();
        }
    }

    /** Tells the application to refuse new requests and waits until none is running. */
    void drain() {
        System.setProperty("almoner.stopping", "true");
        var end = System.nanoTime() + DRAIN_LIMIT.toNanos();
        while (!NONE_RUNNING.matcher(ask()).find() && System.nanoTime() < end) {
            pause();
        }
    }

    private String ask() {
        try {
            var answer = client.send(
                    HttpRequest.newBuilder(ready)
                            .timeout(Duration.ofSeconds(10))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        } catch (IOException e) {
            return "no answer (" + e + ")";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Problem("Interrupted");
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Problem("Interrupted");
        }
    }
}
