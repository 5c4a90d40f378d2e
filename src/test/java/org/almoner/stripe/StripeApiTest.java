package org.almoner.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.almoner.stripe.StripeApi.Patience;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StripeApiTest {

    private static final String KEY = "sk_test_secret123";
    private static final Patience SHORT =
            new Patience(Duration.ofMillis(400), Duration.ofMillis(5), Duration.ofSeconds(5));

    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private final List<String> sent = Collections.synchronizedList(new ArrayList<>());
    private final List<String> authorizations = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;
    private StripeApi api;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().toString());
            sent.add(exchange.getRequestMethod() + " "
                    + exchange.getRequestHeaders().getFirst("Idempotency-Key") + " "
                    + exchange.getRequestHeaders().getFirst("Content-Type") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
            Answer answer;
            synchronized (answers) {
                answer = answers.size() > 1 ? answers.poll() : answers.peek();
            }
            answer.to(exchange);
            exchange.close();
        });
        server.start();
        api = new StripeApi("http://127.0.0.1:" + server.getAddress().getPort(), Optional.of(KEY), SHORT);
    }

    @AfterEach
    void silence() {
        server.stop(0);
    }

    @Test
    void aListIsAskedForWithFiltersCursorAndKey() {
        answers.add(json("{\"object\":\"list\",\"has_more\":true,\"data\":[{\"id\":\"txn_2\"},{\"id\":\"txn_1\"}]}"));

        var page = api.list("/v1/balance_transactions", Map.of("created[gte]", "17"), "txn_3");

        assertThat(page.items()).extracting(item -> item.getString("id")).containsExactly("txn_2", "txn_1");
        assertThat(page.more()).isTrue();
        assertThat(page.last()).isEqualTo("txn_1");
        assertThat(asked)
                .containsExactly("/v1/balance_transactions?limit=100&created%5Bgte%5D=17&starting_after=txn_3");
        assertThat(authorizations).containsExactly("Bearer " + KEY);
    }

    @Test
    void whatStripeDoesNotKnowIsEmpty() {
        answers.add(status(404, Map.of()));

        assertThat(api.get("/v1/charges/ch_none")).isEmpty();
        assertThat(asked).hasSize(1);
    }

    @Test
    void itAsksAgainAfterEveryKindOfTrouble() {
        answers.add(status(429, Map.of("Retry-After", "0")));
        answers.add(status(500, Map.of()));
        answers.add(exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write("{\"id\":".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            throw new IOException("cut");
        });
        answers.add(json("no json"));
        answers.add(json("{\"id\":\"ch_1\"}"));

        assertThat(api.get("/v1/charges/ch_1").orElseThrow().getString("id")).isEqualTo("ch_1");
        assertThat(asked).hasSize(5);
    }

    @Test
    void aSlowAnswerIsNotWaitedForForEver() {
        var late = new CountDownLatch(1);
        answers.add(exchange -> {
            try {
                late.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        answers.add(json("{\"id\":\"ch_1\"}"));

        assertThat(api.get("/v1/charges/ch_1")).isPresent();
        assertThat(asked).hasSize(2);
        late.countDown();
    }

    @Test
    void itWaitsAsLongAsStripeAsks() {
        answers.add(status(429, Map.of("Retry-After", "1")));
        answers.add(json("{\"id\":\"ch_1\"}"));
        long begin = System.nanoTime();

        api.get("/v1/charges/ch_1");

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void itGivesUpNamingPathAndStatusButNoSecret() {
        answers.add(status(503, Map.of()));

        assertThatThrownBy(() -> api.list("/v1/payouts", Map.of(), null))
                .isInstanceOf(StripeUnavailable.class)
                .hasMessageContaining("/v1/payouts")
                .hasMessageContaining("503")
                .hasMessageNotContaining(KEY)
                .hasStackTraceContaining("StripeApi")
                .satisfies(e -> assertThat(e.toString() + e.getCause()).doesNotContain(KEY));
        assertThat(asked).hasSize(5);
    }

    @Test
    void aWrongKeyIsSaidAtOnce() {
        answers.add(status(401, Map.of()));

        assertThatThrownBy(() -> api.get("/v1/payouts/po_1"))
                .isInstanceOf(StripeUnavailable.class)
                .hasMessageContaining("ALMONER_STRIPE_API_KEY");
        assertThat(asked).hasSize(1);
    }

    @Test
    void nobodyAnsweringIsSaidPlainly() {
        server.stop(0);

        assertThatThrownBy(() -> api.get("/v1/payouts/po_1"))
                .isInstanceOf(StripeUnavailable.class)
                .hasMessageContaining("/v1/payouts/po_1");
        answers.add(json("{}"));
    }

    @Test
    void noMoreThanFourCallsAreUnderWay() throws Exception {
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        answers.add(exchange -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            new CompletableFuture<Void>()
                    .completeOnTimeout(null, 30, TimeUnit.MILLISECONDS)
                    .join();
            now.decrementAndGet();
            json("{\"id\":\"ch_1\"}").to(exchange);
        });

        var calls = IntStream.range(0, 16)
                .mapToObj(i -> CompletableFuture.runAsync(
                        () -> api.get("/v1/charges/ch_" + i), task -> new Thread(task).start()))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(calls).get(30, TimeUnit.SECONDS);

        assertThat(most.get()).isBetween(2, 4);
    }

    @Test
    void whatIsToBeDoneIsSentAsAFormUnderOurOwnKey() {
        answers.add(json("{\"id\":\"re_1\"}"));

        var made = api.post("/v1/refunds", ordered("payment_intent", "pi_1", "metadata[order]", "ä &="), "ours-1");

        assertThat(made.getString("id")).isEqualTo("re_1");
        assertThat(asked).containsExactly("/v1/refunds");
        assertThat(sent)
                .containsExactly("POST ours-1 application/x-www-form-urlencoded;charset=UTF-8"
                        + " payment_intent=pi_1&metadata%5Border%5D=%C3%A4+%26%3D");
    }

    @Test
    void aTroubledPostIsRepeatedUnderTheSameKey() {
        answers.add(error(409, "{\"type\":\"idempotency_error\",\"code\":\"idempotency_key_in_use\"}"));
        answers.add(status(429, Map.of("Retry-After", "0")));
        answers.add(status(500, Map.of()));
        answers.add(json("no json"));
        answers.add(json("{\"id\":\"re_1\"}"));

        assertThat(api.post("/v1/refunds", Map.of("charge", "ch_1"), "ours-1").getString("id"))
                .isEqualTo("re_1");
        assertThat(sent)
                .hasSize(5)
                .containsOnly("POST ours-1 application/x-www-form-urlencoded;charset=UTF-8 charge=ch_1");
    }

    @Test
    void aRefusalIsSaidAtOnceInStripesWords() {
        answers.add(error(
                400,
                "{\"type\":\"invalid_request_error\",\"code\":\"charge_already_refunded\",\"param\":\"amount\","
                        + "\"message\":\"Charge ch_1 has already been refunded.\"}"));

        assertThatThrownBy(() -> api.post("/v1/refunds", Map.of("charge", "ch_1"), "ours-1"))
                .hasMessage("Stripe refused POST /v1/refunds with status 400")
                .isInstanceOfSatisfying(StripeRefused.class, refused -> {
                    assertThat(refused.status()).isEqualTo(400);
                    assertThat(refused.type()).isEqualTo("invalid_request_error");
                    assertThat(refused.code()).isEqualTo("charge_already_refunded");
                    assertThat(refused.param()).isEqualTo("amount");
                    assertThat(refused.words()).isEqualTo("Charge ch_1 has already been refunded.");
                });
        assertThat(asked).hasSize(1);
    }

    @Test
    void aRefusalWithoutWordsIsStillARefusal() {
        answers.add(error(404, "<html>"));
        answers.add(error(402, "{\"code\":7}"));

        assertThatThrownBy(() -> api.post("/v1/refunds", Map.of(), "ours-1"))
                .isInstanceOfSatisfying(StripeRefused.class, refused -> {
                    assertThat(refused.status()).isEqualTo(404);
                    assertThat(refused.code()).isNull();
                    assertThat(refused.words()).isEqualTo("status 404 without a word");
                });
        assertThatThrownBy(() -> api.post("/v1/refunds", Map.of(), "ours-2"))
                .isInstanceOfSatisfying(StripeRefused.class, refused -> assertThat(refused.code())
                        .isNull());
    }

    @Test
    void aPostThatTheKeyMayNotDoIsAMatterOfTheKey() {
        answers.add(status(403, Map.of()));

        assertThatThrownBy(() -> api.post("/v1/refunds", Map.of(), "ours-1"))
                .isInstanceOf(StripeUnavailable.class)
                .hasMessageContaining("ALMONER_STRIPE_API_KEY");
        assertThat(asked).hasSize(1);
    }

    @Test
    void aPostThatNobodyAnswersIsGivenUp() {
        answers.add(status(500, Map.of()));

        assertThatThrownBy(() -> api.post("/v1/refunds", Map.of(), "ours-1"))
                .isInstanceOf(StripeUnavailable.class)
                .hasMessageContaining("POST /v1/refunds")
                .satisfies(e -> assertThat(e.toString() + e.getCause()).doesNotContain(KEY));
        assertThat(asked).hasSize(5);
    }

    @Test
    void whatIsRemovedIsAnsweredAndWhatIsGoneIsEmpty() {
        answers.add(json("{\"id\":\"sub_1\",\"status\":\"canceled\"}"));
        answers.add(status(404, Map.of()));
        answers.add(status(400, Map.of()));

        assertThat(api.delete("/v1/subscriptions/sub_1")).isPresent();
        assertThat(api.delete("/v1/subscriptions/sub_1")).isEmpty();
        assertThatThrownBy(() -> api.delete("/v1/subscriptions/sub_1"))
                .isInstanceOfSatisfying(StripeRefused.class, refused -> assertThat(refused.words())
                        .isEqualTo("no"));
        assertThat(sent).allMatch(request -> request.startsWith("DELETE "));
    }

    private static Map<String, String> ordered(String... namesAndValues) {
        var form = new LinkedHashMap<String, String>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            form.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return form;
    }

    private static Answer error(int status, String error) {
        return exchange -> {
            byte[] bytes =
                    (error.startsWith("{") ? "{\"error\":" + error + "}" : error).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    private static Answer json(String body) {
        return exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    private static Answer status(int status, Map<String, String> headers) {
        return exchange -> {
            headers.forEach(exchange.getResponseHeaders()::set);
            byte[] bytes = "{\"error\":{\"message\":\"no\"}}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }
}
