package org.almoner.stripe;

import jakarta.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Asks Stripe for many things, a few at a time. */
final class ParallelFetch {

    private static final int AT_ONCE = 4;

    private final StripeApi stripe;
    private final Executor executor;

    ParallelFetch(StripeApi stripe, Executor executor) {
        this.stripe = stripe;
        this.executor = executor;
    }

    /** The objects at these paths that Stripe knows, in their order. */
    List<JsonObject> all(Collection<String> paths) {
        Map<String, JsonObject> found = new ConcurrentHashMap<>();
        each(paths, path -> stripe.get(path).ifPresent(object -> found.put(path, object)));
        return paths.stream()
                .distinct()
                .map(found::get)
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * Does something for each, a few at a time, and returns when all are done.
     *
     * @throws RuntimeException the first failure, after those under way have ended; the rest is left
     */
    <T> void each(Collection<T> things, Consumer<T> deed) {
        Queue<T> left = new ConcurrentLinkedQueue<>(things);
        CompletableFuture<?>[] workers = new CompletableFuture<?>[Math.min(AT_ONCE, things.size())];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = CompletableFuture.runAsync(() -> work(left, deed), executor);
        }
        try {
            CompletableFuture.allOf(workers).join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }

    private static <T> void work(Queue<T> left, Consumer<T> deed) {
        try {
            for (T next = left.poll(); next != null; next = left.poll()) {
                deed.accept(next);
            }
        } catch (RuntimeException failed) {
            left.clear();
            throw failed;
        }
    }
}
