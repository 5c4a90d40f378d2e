package org.almoner.demo;

import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * The Stripe API over a {@link StripeWorld}, on loopback: lists with paging, filters and expansion, single objects, the
 * few writes a donation back office makes, Stripe's manners (form bodies, bearer key, request ids, idempotency keys, error
 * JSON), and {@link Faults} on order.
 */
public final class StripeStandIn implements AutoCloseable {
    private static final int THREADS = 16;
    private static final int BODY_BYTES_MAX = 64 * 1024;

    static {
        // Without it the JDK's server answers keep-alive clients only after the delayed acknowledgement, 40 ms late.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final StripeWorld world;
    private final StripeWrites writes;
    private final String apiKey;
    private final Faults faults = new Faults();
    private final Set<String> keysInUse = ConcurrentHashMap.newKeySet();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong strangers = new AtomicLong();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    /**
     * Starts serving a scenario's world.
     *
     * @param port 0 for any free one
     * @param apiKey the only key that is let in
     */
    public StripeStandIn(Scenario scenario, int port, String apiKey) throws IOException {
        this.world = scenario.world();
        this.writes = new StripeWrites(world, scenario.reversals(), scenario.plans());
        this.apiKey = apiKey;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", this::serve);
        server.setExecutor(threads);
        server.start();
    }

    /** What to give as API base; no slash at the end. */
    public String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Orders trouble. */
    public Faults faults() {
        return faults;
    }

    /** How many requests have come in so far. */
    public long requests() {
        return requests.get();
    }

    /** How many of them came with a key that is none of this account. */
    public long strangers() {
        return strangers.get();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        long number = requests.incrementAndGet();
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX);
            exchange.getResponseHeaders().set("Request-Id", "req_" + String.format(Locale.ROOT, "%014d", number));
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            String version = exchange.getRequestHeaders().getFirst("Stripe-Version");
            exchange.getResponseHeaders().set("Stripe-Version", version == null ? StripeWorld.API_VERSION : version);
            Faults.Fault fault = faults.take(path);
            if (fault != null) {
                LockSupport.parkNanos(fault.delay().toNanos());
                if (fault.status() == Faults.Fault.CUT_AFTER.status()) {
                    unheard(exchange, path, new String(body, StandardCharsets.UTF_8));
                    return;
                }
                if (fault.status() != 0) {
                    fail(exchange, fault.status());
                    return;
                }
            }
            answer(exchange, path, new String(body, StandardCharsets.UTF_8));
        }
    }

    private void answer(HttpExchange exchange, String path, String body) throws IOException {
        try {
            if (!("Bearer " + apiKey).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                strangers.incrementAndGet();
                throw new StripeProblem(401, "invalid_request_error", null, "Invalid API Key provided.", null);
            }
            if (!path.startsWith("/v1/")) {
                throw unknownUrl(exchange.getRequestMethod(), path);
            }
            String resource = path.substring("/v1/".length());
            switch (exchange.getRequestMethod()) {
                case "GET" ->
                    send(
                            exchange,
                            200,
                            read(resource, Params.parse(exchange.getRequestURI().getRawQuery())));
                case "POST", "DELETE" -> write(exchange, resource, body);
                default -> throw unknownUrl(exchange.getRequestMethod(), path);
            }
        } catch (StripeProblem problem) {
            send(exchange, problem.status, Json.write(problem.body()));
        }
    }

    private void write(HttpExchange exchange, String resource, String body) throws IOException {
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        if (key != null && !keysInUse.add(key)) {
            throw new StripeProblem(
                    409,
                    "idempotency_error",
                    "idempotency_key_in_use",
                    "There is currently another in-progress request using this Idempotent Key.",
                    null);
        }
        StripeWrites.Answer answer;
        try {
            synchronized (world) {
                answer = writes.write(exchange.getRequestMethod(), resource, body, key);
            }
        } finally {
            // before the answer goes out: who has it may ask again at once
            if (key != null) {
                keysInUse.remove(key);
            }
        }
        if (answer.replayed()) {
            exchange.getResponseHeaders().set("Idempotent-Replayed", "true");
        }
        send(exchange, answer.status(), answer.body());
    }

    private void unheard(HttpExchange exchange, String path, String body) throws IOException {
        String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        synchronized (world) {
            writes.write(exchange.getRequestMethod(), path.substring("/v1/".length()), body, key);
        }
        fail(exchange, Faults.Fault.CUT.status());
    }

    /** Forgets all idempotency keys, as Stripe does after a day. */
    public void forgetKeys() {
        synchronized (world) {
            writes.forgetKeys();
        }
    }

    private String read(String resource, Params params) {
        synchronized (world) {
            if (resource.equals("events")) {
                Listing.Page<StripeEvent> page = new Listing(world, params).ofEvents();
                return list(
                        resource,
                        page.hasMore(),
                        page.items().stream().map(this::shown).toList());
            }
            if (resource.startsWith("events/")) {
                String id = resource.substring("events/".length());
                StripeEvent event = world.event(id);
                if (event == null) {
                    throw StripeProblem.missing("event", id);
                }
                return shown(event);
            }
            if (resource.equals("balance")) {
                return Json.write(Balance.shown(world));
            }
            if (resource.equals("account") || resource.equals("accounts/" + StripeWorld.ACCOUNT)) {
                return Json.write(Json.object(
                        "id", StripeWorld.ACCOUNT,
                        "object", "account",
                        "country", "DE",
                        "default_currency", "eur"));
            }
            return readObjects(resource, params);
        }
    }

    private String readObjects(String resource, Params params) {
        Listing listing = new Listing(world, params);
        for (Kind kind : Kind.values()) {
            if (resource.equals(kind.path)) {
                Listing.Page<JsonObject> page = listing.of(kind);
                List<String> items = page.items().stream()
                        .map(o -> Json.write(listing.expanded(o, true)))
                        .toList();
                return list(resource, page.hasMore(), items);
            }
            if (resource.startsWith(kind.path + "/")) {
                String id = resource.substring(kind.path.length() + 1);
                JsonObject object = world.find(id);
                if (object == null || !kind.object.equals(Json.text(object, "object"))) {
                    throw StripeProblem.missing(kind.object, id);
                }
                return Json.write(listing.expanded(object, false));
            }
        }
        throw unknownUrl("GET", "/v1/" + resource);
    }

    /** An event as the list shows it: {@code pending_webhooks} falls to 0 once it was delivered, nothing else changes. */
    private String shown(StripeEvent event) {
        String body = new String(event.body(), StandardCharsets.UTF_8);
        return world.isDelivered(event.id())
                ? body.replace("\"pending_webhooks\":1,", "\"pending_webhooks\":0,")
                : body;
    }

    private static String list(String resource, boolean hasMore, List<String> items) {
        return items.stream()
                .collect(Collectors.joining(
                        ",",
                        "{\"object\":\"list\",\"url\":\"/v1/" + resource + "\",\"has_more\":" + hasMore + ",\"data\":[",
                        "]}"));
    }

    private static StripeProblem unknownUrl(String method, String path) {
        return new StripeProblem(
                404, "invalid_request_error", null, "Unrecognized request URL (" + method + ": " + path + ").", null);
    }

    private void fail(HttpExchange exchange, int status) throws IOException {
        if (status < 0) {
            exchange.sendResponseHeaders(200, 4_096);
            exchange.getResponseBody().write("{\"object\":\"li".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            return;
        }
        String type = status == 429 ? "rate_limit_error" : "api_error";
        String code = status == 429 ? "rate_limit" : null;
        send(exchange, status, Json.write(new StripeProblem(status, type, code, "Ordered trouble.", null).body()));
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }
}
