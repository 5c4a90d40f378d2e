package org.almoner.stripe;

import com.stripe.Stripe;
import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.net.ApiResource.RequestMethod;
import com.stripe.net.RawRequestOptions;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReaderFactory;
import java.io.StringReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/**
 * Asks Stripe for lists and objects, and has it do things, and gives its answers as the JSON it sent, whatever its API
 * version.
 *
 * <p>A call is tried five times; between two tries it waits longer each time, or as long as Stripe said; no call is
 * waited for much longer than its patience. No more than four calls are under way at once.
 */
public final class StripeApi {

    /** What Stripe gives at most in one page. */
    public static final int PAGE = 100;

    private static final Logger LOG = Logger.getLogger(StripeApi.class.getName());
    private static final int TRIES = 5;
    private static final int AT_ONCE = 4;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final JsonReaderFactory JSON = Json.createReaderFactory(Map.of());

    /** How long to wait. */
    record Patience(Duration answer, Duration firstPause, Duration call) {

        static final Patience USUAL =
                new Patience(Duration.ofSeconds(25), Duration.ofMillis(400), Duration.ofMinutes(2));
    }

    /** A page of a list, in Stripe's order: the newest first. */
    public record Page(List<JsonObject> items, boolean more) {

        /** The cursor of the page after this one. */
        public String last() {
            return items.get(items.size() - 1).getString("id");
        }
    }

    /**
     * One question.
     *
     * @param path what it is about, for messages
     * @param target the path with its query, encoded
     * @param content the form to send, encoded; null when reading
     * @param key of our own that makes repeating it safe; null when reading
     */
    private record Call(RequestMethod method, String path, String target, String content, String key) {

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private final Semaphore slots = new Semaphore(AT_ONCE, true);
    private final String account;
    private final String base;
    private final Optional<String> key;
    private final Patience patience;
    private final StripeClient client;
    private volatile Boolean livemode;

    /** For the account without a name. */
    StripeApi(String base, Optional<String> key, Patience patience) {
        this("", base, key, patience);
    }

    /**
     * @param account whose key it is, by our name; every answer is about this account alone
     * @param key none, if there is none to ask with
     */
    StripeApi(String account, String base, Optional<String> key, Patience patience) {
        this.account = account;
        this.base = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        this.key = key.map(String::strip).filter(text -> !text.isEmpty());
        this.patience = patience;
        // It would write a file into the home directory and tell Stripe about this machine.
        Stripe.enableTelemetry = false;
        this.client = StripeClient.builder()
                .setApiKey(this.key.orElse("none"))
                .setApiBase(this.base)
                .setMaxNetworkRetries(0)
                .setConnectTimeout((int) CONNECT.toMillis())
                .setReadTimeout((int) patience.answer().toMillis())
                .setHttpClient(new StripeTransport())
                .build();
    }

    /** Which account answers, by our name; "" for the one without a name. */
    public String account() {
        return account;
    }

    /** Whether there is a key to ask with. */
    public boolean configured() {
        return key.isPresent();
    }

    /** Whether what Stripe tells us is about real money; asked once. */
    public boolean livemode() {
        Boolean known = livemode;
        if (known == null && !account.isEmpty()) {
            // books were chosen for it by its key
            known = AccountSettings.mode(key).orElse(true);
            livemode = known;
        } else if (known == null) {
            known = get("/v1/balance")
                    .filter(balance -> balance.containsKey("livemode"))
                    .map(balance -> balance.getBoolean("livemode", false))
                    .orElseGet(() -> key.filter(text -> text.contains("_live_")).isPresent());
            livemode = known;
        }
        return known;
    }

    /**
     * One page of a list.
     *
     * @param path such as {@code /v1/events}
     * @param filters parameters as Stripe names them, {@code created[gte]} for instance
     * @param after the cursor of the page before, or null for the first
     * @throws StripeUnavailable when all tries failed or Stripe refuses
     */
    public Page list(String path, Map<String, String> filters, String after) {
        return listIfThere(path, filters, after)
                .orElseThrow(() -> new StripeUnavailable("Stripe knows no list " + path, null));
    }

    /** The same for a list that not every API version has; empty where there is none. */
    public Optional<Page> listIfThere(String path, Map<String, String> filters, String after) {
        StringBuilder target = new StringBuilder(path).append("?limit=").append(PAGE);
        filters.forEach((name, value) ->
                target.append('&').append(encoded(name)).append('=').append(encoded(value)));
        if (after != null) {
            target.append("&starting_after=").append(encoded(after));
        }
        return ask(path, target.toString()).map(answer -> page(path, answer));
    }

    private static Page page(String path, JsonObject answer) {
        JsonArray data = answer.getJsonArray("data");
        if (data == null) {
            throw new StripeUnavailable("Stripe's answer to GET " + path + " is no list", null);
        }
        List<JsonObject> items = data.getValuesAs(JsonObject.class);
        return new Page(items, !items.isEmpty() && answer.getBoolean("has_more", false));
    }

    /**
     * One object, or a short list; empty when Stripe knows none of that path.
     *
     * @param path with its query, encoded
     *
     * @throws StripeUnavailable when all tries failed or Stripe refuses
     */
    public Optional<JsonObject> get(String path) {
        return ask(path.replaceFirst("[?].*", ""), path);
    }

    /**
     * Has Stripe do something: once, however often it is asked to under the same key, for as long as Stripe remembers
     * keys, which it promises for 24 hours.
     *
     * @param path such as {@code /v1/refunds}
     * @param form parameters as Stripe names them, {@code metadata[order]} for instance; the same ones with the same key
     * @param idempotencyKey the caller's own; kept somewhere durable before this call where repeating would do harm
     * @return what Stripe made or changed
     * @throws StripeRefused if Stripe understood and will not; asking again changes nothing
     * @throws StripeUnavailable when all tries failed: it may have been done or not; or when the key may not do it
     */
    public JsonObject post(String path, Map<String, String> form, String idempotencyKey) {
        String content = form.entrySet().stream()
                .map(parameter -> encoded(parameter.getKey()) + '=' + encoded(parameter.getValue()))
                .collect(Collectors.joining("&"));
        return ask(new Call(RequestMethod.POST, path, path, content, idempotencyKey))
                .orElseThrow();
    }

    /**
     * Has Stripe end or remove something, a subscription for instance; empty when there is none, or none any more.
     *
     * @throws StripeRefused if Stripe will not
     * @throws StripeUnavailable like {@link #post}
     */
    public Optional<JsonObject> delete(String path) {
        return ask(new Call(RequestMethod.DELETE, path, path, null, null));
    }

    private Optional<JsonObject> ask(String path, String target) {
        return ask(new Call(RequestMethod.GET, path, target, null, null));
    }

    private Optional<JsonObject> ask(Call call) {
        long end = System.nanoTime() + patience.call().toNanos();
        Duration pause = patience.firstPause();
        for (int tries = 1; ; tries++) {
            String trouble;
            Duration asked = Duration.ZERO;
            RuntimeException cause = null;
            try {
                return Optional.of(once(call));
            } catch (StripeTransport.Refused e) {
                if (e.status() == 404 && call.method != RequestMethod.POST) {
                    return Optional.empty();
                }
                if (e.status() != 429 && e.status() != 409 && e.status() < 500) {
                    throw refused(call, e);
                }
                trouble = "status " + e.status();
                asked = e.retryAfter();
                cause = e;
            } catch (StripeException e) {
                trouble = "no whole answer";
                cause = new IllegalStateException(e.getClass().getSimpleName());
            } catch (JsonException e) {
                trouble = "an answer that is no JSON object";
            }
            Duration wait = asked.isZero() ? jittered(pause) : asked.plus(jittered(patience.firstPause()));
            wait = wait.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wait;
            if (tries == TRIES || System.nanoTime() + wait.toNanos() > end) {
                throw new StripeUnavailable(
                        "Stripe did not answer " + call + ": " + trouble + ", asked " + tries + " times", cause);
            }
            LOG.log(Level.FINE, "{0}: {1}; asked again in {2}", new Object[] {call, trouble, wait});
            pause(wait);
            pause = pause.multipliedBy(2);
        }
    }

    private JsonObject once(Call call) throws StripeException {
        RawRequestOptions.RawRequestOptionsBuilder options = RawRequestOptions.builder();
        options.setIdempotencyKey(call.key);
        slots.acquireUninterruptibly();
        String body;
        try {
            body = client.rawRequest(call.method, call.target, call.content, options.build())
                    .body();
        } finally {
            slots.release();
        }
        try (var reader = JSON.createReader(new StringReader(body))) {
            return reader.readObject();
        }
    }

    private RuntimeException refused(Call call, StripeTransport.Refused refusal) {
        boolean ofKey = refusal.status() == 401 || refusal.status() == 403;
        if (call.method != RequestMethod.GET && !ofKey) {
            return StripeRefused.of(call.toString(), refusal);
        }
        String hint =
                ofKey ? "; check " + AccountSettings.named(account, AccountSettings.KEY) + " and what it may do" : "";
        return new StripeUnavailable("Stripe refused " + call + " with status " + refusal.status() + hint, refusal);
    }

    // Half of it by chance, so that calls that failed together do not come back together.
    private static Duration jittered(Duration pause) {
        long nanos = pause.toNanos();
        return Duration.ofNanos(nanos / 2 + ThreadLocalRandom.current().nextLong(nanos / 2 + 1));
    }

    private static void pause(Duration wait) {
        try {
            Thread.sleep(wait.toMillis(), wait.toNanosPart() % 1_000_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StripeUnavailable("Interrupted while waiting for Stripe", e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
