package org.almoner.giving;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often one address comes: no more than sixty times in a minute. Kept in memory and per node; the oldest are forgotten
 * first, so that nobody can fill it.
 */
final class Visits {

    static final int PER_MINUTE = 60;
    private static final int REMEMBERED = 20_000;

    private record Count(int visits, Instant until) {}

    private final Map<String, Count> counts = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** Counts a visit; false if it is one too many. */
    synchronized boolean allowed(String address, Instant now) {
        Count known = counts.get(address);
        Count next = known == null || !now.isBefore(known.until)
                ? new Count(1, now.plus(Duration.ofMinutes(1)))
                : new Count(known.visits + 1, known.until);
        counts.put(address, next);
        return next.visits <= PER_MINUTE;
    }
}
