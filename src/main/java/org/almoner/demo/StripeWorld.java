package org.almoner.demo;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * One Stripe account with everything in it, on a clock of its own. Things happen when the clock is run: tasks are put on
 * the agenda, {@link #runUntil} carries them out in order of time, they change objects and emit events. The same seed and
 * the same agenda give the same world to the byte.
 *
 * <p>Objects are live JSON trees in Stripe's wire shape (API {@value #API_VERSION}); lists are in order of creation.
 * Guarded by its own monitor: whoever shares it between threads holds {@code synchronized (world)} for each operation.
 */
public final class StripeWorld {
    /** The version in whose shape objects are kept and events are written. */
    public static final String API_VERSION = "2026-07-29.dahlia";

    /** The id of the account. */
    public static final String ACCOUNT = "acct_1AlmonerDemo00";

    /** How long Stripe's event list reaches back. */
    static final Duration EVENTS_KEPT = Duration.ofDays(30);

    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private record Task(Instant at, long order, Runnable action) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final long seed;
    private final PriorityQueue<Task> agenda = new PriorityQueue<>();
    private final Map<Kind, List<JsonObject>> lists = new EnumMap<>(Kind.class);
    private final Map<String, JsonObject> byId = new HashMap<>();
    private final List<StripeEvent> events = new ArrayList<>();
    private final Map<String, StripeEvent> eventById = new HashMap<>();
    private final Set<String> unheard = new HashSet<>();
    private final Set<String> delivered = new HashSet<>();
    private final Map<String, String> payoutByTransaction = new HashMap<>();
    private final Map<String, List<JsonObject>> transactionsByPayout = new HashMap<>();
    private final Map<String, Instant> receivedAt = new HashMap<>();
    private final SplittableRandom random;
    private Instant now;
    private long sequence;

    /** An empty account whose clock stands at {@code start}. */
    public StripeWorld(long seed, Instant start) {
        this.seed = seed;
        this.now = start;
        this.random = new SplittableRandom(seed);
        for (Kind kind : Kind.values()) {
            lists.put(kind, new ArrayList<>());
        }
    }

    /** The world's own time. */
    public Instant now() {
        return now;
    }

    long second() {
        return now.getEpochSecond();
    }

    /** Puts something on the agenda; a time already past means as soon as the clock runs. */
    public void at(Instant time, Runnable action) {
        agenda.add(new Task(time.isBefore(now) ? now : time, sequence++, action));
    }

    void in(Duration delay, Runnable action) {
        at(now.plus(delay), action);
    }

    /** Lets everything happen that is due up to and including {@code end}, and leaves the clock there. */
    public void runUntil(Instant end) {
        while (!agenda.isEmpty() && !agenda.peek().at.isAfter(end)) {
            Task task = agenda.poll();
            now = task.at;
            task.action.run();
        }
        now = end.isAfter(now) ? end : now;
    }

    /** A number from 0 to {@code bound} exclusive, drawn from the seed. */
    int draw(int bound) {
        return random.nextInt(bound);
    }

    /** A fresh id: looks random, differs by seed, never repeats. */
    String id(String prefix) {
        long number = sequence++;
        long mixed = (seed * 0x9E3779B97F4A7C15L) ^ (number * 0xBF58476D1CE4E5B9L);
        mixed = (mixed ^ (mixed >>> 31)) * 0x94D049BB133111EBL;
        mixed ^= mixed >>> 29;
        StringBuilder id = new StringBuilder(prefix).append("3A");
        for (int i = 0; i < 10; i++) {
            id.append(BASE62.charAt((int) Long.remainderUnsigned(mixed, 62)));
            mixed = Long.divideUnsigned(mixed, 62);
        }
        for (int i = 0; i < 6; i++) {
            id.append(BASE62.charAt((int) (number % 62)));
            number /= 62;
        }
        return id.toString();
    }

    JsonObject add(Kind kind, JsonObject object) {
        lists.get(kind).add(object);
        byId.put(Json.text(object, "id"), object);
        return object;
    }

    /** The live object with this id, of whatever kind; null if there is none. */
    JsonObject find(String id) {
        return id == null ? null : byId.get(id);
    }

    JsonObject get(String id) {
        JsonObject object = find(id);
        if (object == null) {
            throw new IllegalArgumentException("no such object in this world: " + id);
        }
        return object;
    }

    /** All objects of a kind, oldest first. */
    List<JsonObject> all(Kind kind) {
        return Collections.unmodifiableList(lists.get(kind));
    }

    /** From now on no webhook about this object is sent: the webhook that never came. */
    void neverHeardOf(String id) {
        unheard.add(id);
    }

    boolean isUnheard(String id) {
        return unheard.contains(id);
    }

    StripeEvent emit(String type, JsonObject object) {
        return emit(type, object, null);
    }

    /** Records that something happened, with the object as it is at this moment. */
    StripeEvent emit(String type, JsonObject object, JsonObject previous) {
        String id = id("evt_");
        JsonObject data = Json.object("object", object);
        if (previous != null) {
            data.add("previous_attributes", previous);
        }
        byte[] body = Json.bytes(Json.object(
                "id",
                id,
                "object",
                "event",
                "api_version",
                API_VERSION,
                "created",
                second(),
                "data",
                data,
                "livemode",
                false,
                "pending_webhooks",
                1,
                "request",
                Json.object("id", null, "idempotency_key", null),
                "type",
                type));
        String objectId = Json.text(object, "id");
        StripeEvent event = new StripeEvent(id, type, objectId, second(), body, unheard.contains(objectId));
        events.add(event);
        eventById.put(id, event);
        return event;
    }

    /** Every event, oldest first, those whose webhook is lost included. */
    public List<StripeEvent> events() {
        return Collections.unmodifiableList(events);
    }

    /** The events created in a span of time, end excluded, oldest first. */
    public List<StripeEvent> events(Instant from, Instant to) {
        return events.stream()
                .filter(e -> e.created() >= from.getEpochSecond() && e.created() < to.getEpochSecond())
                .toList();
    }

    StripeEvent event(String id) {
        return eventById.get(id);
    }

    /** Tells the world that the receiver answered 2xx; until then {@code delivery_success=false} lists the event. */
    public synchronized void delivered(String eventId) {
        delivered.add(eventId);
    }

    boolean isDelivered(String eventId) {
        return delivered.contains(eventId);
    }

    /** Notes that a balance transaction left with a payout; Stripe's object itself does not say so. */
    void paidOut(JsonObject transaction, String payout) {
        payoutByTransaction.put(Json.text(transaction, "id"), payout);
        transactionsByPayout.computeIfAbsent(payout, p -> new ArrayList<>()).add(transaction);
    }

    /** The payout a balance transaction left with; null while it is in the balance. */
    String payoutOf(String transaction) {
        return payoutByTransaction.get(transaction);
    }

    /** What a payout consists of, its own negative transaction included, oldest first. */
    List<JsonObject> transactionsOf(String payout) {
        return transactionsByPayout.getOrDefault(payout, List.of());
    }

    /** Notes the moment a payment was received, which no Stripe object tells for a bank debit. */
    void received(String paymentIntent) {
        receivedAt.put(paymentIntent, now);
    }

    Instant receivedAt(String paymentIntent) {
        return receivedAt.get(paymentIntent);
    }
}
