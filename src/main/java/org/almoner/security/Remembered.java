package org.almoner.security;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Answers that stay good for a moment, so that a busy caller does not cost a query a call. What was taken back meanwhile
 * is still answered until the moment is over.
 */
final class Remembered<K, V> {

    private record Answer<V>(V value, Instant until) {}

    private final ConcurrentHashMap<K, Answer<V>> answers = new ConcurrentHashMap<>();
    private final Clock clock;
    private final Duration moment;
    private final int sizeMax;

    Remembered(Clock clock, Duration moment, int sizeMax) {
        this.clock = clock;
        this.moment = moment;
        this.sizeMax = sizeMax;
    }

    /** The answer, asked anew when it is older than the moment; only what {@code worth} approves is remembered. */
    V get(K key, Function<K, V> ask, Predicate<V> worth) {
        var known = answers.get(key);
        var now = clock.instant();
        if (known != null && now.isBefore(known.until())) {
            return known.value();
        }
        var value = ask.apply(key);
        if (worth.test(value)) {
            if (answers.size() >= sizeMax) {
                answers.clear();
            }
            answers.put(key, new Answer<>(value, now.plus(moment)));
        } else {
            answers.remove(key);
        }
        return value;
    }
}
