package org.almoner.stripe;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;

/**
 * Where every event is kept, raw, from the moment it is accepted. An event is born NEW by a webhook or by the nightly
 * sweep, once, whatever the number of deliveries; the drain makes it DONE, IGNORED (a type nobody handles) or PARKED
 * (it could not be processed; staff look at it and send it again). Nothing is ever deleted.
 *
 * <p>Events that arrive at the same time are stored together in one statement and one commit: whoever comes while
 * fewer than two are storing stores what waits, the others wait for it. Each caller returns only when its own event is durable.
 */
public final class Inbox {

    private static final int MOST_AT_ONCE = 64;
    private static final int STORERS = 2;

    private record Waiting(StripeEvent event, CompletableFuture<Void> stored) {}

    private final ConcurrentLinkedQueue<Waiting> waiting = new ConcurrentLinkedQueue<>();
    private final Semaphore storing = new Semaphore(STORERS);
    private final Jdbi jdbi;
    private final Calendar calendar;
    private final String insert;

    public Inbox(Jdbi jdbi, Calendar calendar) {
        this(jdbi, calendar, "stripe_event");
    }

    /** @param table where the events are kept */
    Inbox(Jdbi jdbi, Calendar calendar, String table) {
        this.jdbi = jdbi;
        this.calendar = calendar;
        this.insert = INSERT.replace("<table>", table);
    }

    /**
     * Returns once the event is durably stored, or was before.
     *
     * @throws RuntimeException if the database did not take it; then it is not stored and may be sent again
     */
    void accept(StripeEvent event) {
        Waiting mine = new Waiting(event, new CompletableFuture<>());
        waiting.add(mine);
        do {
            if (!storing.tryAcquire()) {
                break;
            }
            try {
                storeWaiting();
            } finally {
                storing.release();
            }
        } while (!waiting.isEmpty());
        try {
            mine.stored.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }

    private void storeWaiting() {
        List<Waiting> batch = new ArrayList<>();
        for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
            batch.add(next);
            if (batch.size() == MOST_AT_ONCE) {
                storeBatch(batch);
                batch.clear();
            }
        }
        if (!batch.isEmpty()) {
            storeBatch(batch);
        }
    }

    private void storeBatch(List<Waiting> batch) {
        try {
            store(batch.stream().map(Waiting::event).toList(), "WEBHOOK");
            batch.forEach(each -> each.stored.complete(null));
        } catch (RuntimeException refused) {
            if (batch.size() == 1) {
                batch.get(0).stored.completeExceptionally(refused);
            } else {
                batch.forEach(each -> storeBatch(List.of(each)));
            }
        }
    }

    /**
     * Stores events that are not stored yet, in the caller's transaction if there is one.
     *
     * @param origin {@code WEBHOOK} or {@code SWEEP}
     * @return how many were new
     */
    int store(List<StripeEvent> events, String origin) {
        if (events.isEmpty()) {
            return 0;
        }
        Instant now = calendar.now();
        return jdbi.withHandle(handle -> {
            Connection connection = handle.getConnection();
            try (PreparedStatement statement = connection.prepareStatement(insert)) {
                statement.setString(1, now.toString());
                statement.setString(2, origin);
                statement.setArray(3, texts(connection, events, StripeEvent::id));
                statement.setArray(4, texts(connection, events, StripeEvent::account));
                statement.setArray(5, texts(connection, events, event -> Boolean.toString(event.livemode())));
                statement.setArray(6, texts(connection, events, StripeEvent::type));
                statement.setArray(7, texts(connection, events, StripeEvent::objectId));
                statement.setArray(8, texts(connection, events, StripeEvent::objectType));
                statement.setArray(9, texts(connection, events, StripeEvent::apiVersion));
                statement.setArray(
                        10,
                        texts(
                                connection,
                                events,
                                event -> event.created() == null
                                        ? null
                                        : event.created().toString()));
                statement.setArray(11, bytes(connection, events, event -> sha256(event.body())));
                statement.setArray(12, bytes(connection, events, StripeEvent::body));
                statement.setArray(13, texts(connection, events, StripeEvent::objection));
                return statement.executeUpdate();
            } catch (SQLException refused) {
                throw new IllegalStateException("the events were not stored", refused);
            }
        });
    }

    private static Array texts(Connection connection, List<StripeEvent> events, Function<StripeEvent, String> column)
            throws SQLException {
        return connection.createArrayOf("text", events.stream().map(column).toArray());
    }

    private static Array bytes(Connection connection, List<StripeEvent> events, Function<StripeEvent, byte[]> column)
            throws SQLException {
        return connection.createArrayOf("bytea", events.stream().map(column).toArray(byte[][]::new));
    }

    private static byte[] sha256(byte[] body) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private static final String INSERT =
            """
            insert into <table> (received_at, origin, event_id, stripe_account, livemode, type, object_id,
                                      object_type, api_version, created_at, sha256, body, objection)
            select ?::timestamptz, ?, id, account, livemode::boolean, type, object_id, object_type, api_version,
                   created::timestamptz, sha256, body, objection
            from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                        ?::bytea[], ?::bytea[], ?::text[])
                as event (id, account, livemode, type, object_id, object_type, api_version, created, sha256, body, objection)
            on conflict (event_id) do nothing
            """;
}
