package org.almoner.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Sends webhooks as Stripe does: the exact bytes, signed with every active secret at the moment of sending (by the wall
 * clock, since that is what the receiver compares with), over kept-alive connections. Each delivery is tried once.
 */
public final class WebhookSender {
    /** What is posted: an event's id and the bytes; several deliveries may carry the same id. */
    public record Delivery(String event, byte[] body) {
        /** The event as it was. */
        public static Delivery of(StripeEvent event) {
            return new Delivery(event.id(), event.body());
        }
    }

    /** The status counted for deliveries that got no answer at all. */
    public static final int NO_ANSWER = 0;

    private final URI url;
    private final List<String> secrets;
    private final HttpClient client;
    private final Consumer<String> accepted;

    /**
     * @param url the receiver's webhook address
     * @param secrets one, or two while a secret is rolled: one signature each, in one header
     * @param accepted is told the event id of each delivery answered with 2xx, from any thread
     */
    public WebhookSender(URI url, List<String> secrets, Consumer<String> accepted) {
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("at least one secret is needed to sign with");
        }
        this.url = url;
        this.secrets = List.copyOf(secrets);
        this.accepted = accepted;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    /** Sends over a number of connections at once, in the given order as far as that allows; counts by HTTP status. */
    public Map<Integer, Integer> send(List<Delivery> deliveries, int connections) throws InterruptedException {
        return send(deliveries, connections, done -> {});
    }

    /** As {@link #send(List, int)}, and tells after each delivery how many are done. */
    public Map<Integer, Integer> send(List<Delivery> deliveries, int connections, IntConsumer progress)
            throws InterruptedException {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            List<Future<Map<Integer, Integer>>> lanes = new ArrayList<>();
            for (int lane = 0; lane < connections; lane++) {
                lanes.add(threads.submit(() -> {
                    Map<Integer, Integer> counts = new TreeMap<>();
                    for (int i = next.getAndIncrement(); i < deliveries.size(); i = next.getAndIncrement()) {
                        counts.merge(post(deliveries.get(i)), 1, Integer::sum);
                        progress.accept(done.incrementAndGet());
                    }
                    return counts;
                }));
            }
            Map<Integer, Integer> total = new TreeMap<>();
            for (Future<Map<Integer, Integer>> lane : lanes) {
                lane.get().forEach((status, count) -> total.merge(status, count, Integer::sum));
            }
            return total;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a sending thread broke down", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    /** Posts one delivery and returns the HTTP status, {@link #NO_ANSWER} if there was none. */
    public int post(Delivery delivery) throws InterruptedException {
        long timestamp = System.currentTimeMillis() / 1_000;
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json; charset=utf-8")
                .header("User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)")
                .header("Stripe-Signature", header(delivery.body, timestamp, secrets))
                .POST(HttpRequest.BodyPublishers.ofByteArray(delivery.body))
                .build();
        try {
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status / 100 == 2) {
                accepted.accept(delivery.event);
            }
            return status;
        } catch (IOException e) {
            return NO_ANSWER;
        }
    }

    /** The {@code Stripe-Signature} header over these bytes at a Unix time, one {@code v1} per secret. */
    public static String header(byte[] body, long timestamp, List<String> secrets) {
        StringBuilder header = new StringBuilder("t=").append(timestamp);
        for (String secret : secrets) {
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
                mac.update((timestamp + ".").getBytes(StandardCharsets.US_ASCII));
                header.append(",v1=").append(HexFormat.of().formatHex(mac.doFinal(body)));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has HmacSHA256", e);
            }
        }
        return header.toString();
    }
}
