package org.almoner.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.exception.SignatureVerificationException;
import com.stripe.net.Webhook;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.almoner.demo.WebhookSender.Delivery;
import org.junit.jupiter.api.Test;

/** Goal: what we send is what Stripe would send. Method: Stripe's own verifier judges what a small receiver got. */
class WebhookSenderTest {
    private static final List<String> SECRETS = List.of("whsec_new", "whsec_old");

    @Test
    void signsWithEverySecretAndCountsByStatus() throws Exception {
        Queue<String> problems = new ConcurrentLinkedQueue<>();
        Queue<String> accepted = new ConcurrentLinkedQueue<>();
        AtomicInteger count = new AtomicInteger();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.setExecutor(Executors.newFixedThreadPool(4));
        receiver.createContext("/webhooks/stripe", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String header = exchange.getRequestHeaders().getFirst("Stripe-Signature");
            for (String secret : SECRETS) {
                try {
                    Webhook.Signature.verifyHeader(body, header, secret, 300);
                } catch (SignatureVerificationException e) {
                    problems.add(e.getMessage());
                }
            }
            exchange.sendResponseHeaders(count.incrementAndGet() % 10 == 0 ? 503 : 200, -1);
            exchange.close();
        });
        receiver.start();
        try {
            URI url = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/webhooks/stripe");
            List<Delivery> deliveries = IntStream.range(0, 100)
                    .mapToObj(i -> new Delivery(
                            "evt_" + i, ("{\"id\":\"evt_" + i + "\",\"n\":\"王小明\"}").getBytes(StandardCharsets.UTF_8)))
                    .toList();
            Map<Integer, Integer> counts = new WebhookSender(url, SECRETS, accepted::add).send(deliveries, 4);
            assertThat(problems).isEmpty();
            assertThat(counts).containsExactlyInAnyOrderEntriesOf(Map.of(200, 90, 503, 10));
            assertThat(accepted).hasSize(90).doesNotHaveDuplicates();
        } finally {
            receiver.stop(0);
        }
    }

    @Test
    void countsNoAnswerWhenNobodyListens() throws Exception {
        WebhookSender sender =
                new WebhookSender(URI.create("http://127.0.0.1:1/webhooks/stripe"), List.of("whsec"), id -> {});
        assertThat(sender.send(List.of(new Delivery("evt", new byte[0])), 1))
                .containsExactly(Map.entry(WebhookSender.NO_ANSWER, 1));
    }

    @Test
    void needsASecret() {
        assertThatThrownBy(() -> new WebhookSender(URI.create("http://127.0.0.1:1/"), List.of(), id -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
