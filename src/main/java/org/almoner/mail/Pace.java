package org.almoner.mail;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says when the next letter may go, in all and to each domain, so that what goes in a minute is spread over it (the generic
 * cell rate algorithm). Kept in memory, since one process sends at a time. Safe for any thread.
 */
final class Pace {

    /** So much may go ahead of its time, as letters are taken by tens. */
    static final Duration AHEAD = Duration.ofSeconds(5);

    private static final String ALL = "";
    private static final int REMEMBERED = 10_000;

    private final Map<String, Instant> next = new HashMap<>();

    /** Whether nothing at all may go now. */
    synchronized boolean closed(Sending.Rules rules, Instant now) {
        return rules.perMinute() != null && due(ALL, now).isAfter(now.plus(AHEAD));
    }

    /** The domains to which nothing may go now. */
    synchronized List<String> closedDomains(Sending.Rules rules, Instant now) {
        return rules.domains().values().stream()
                .filter(domain -> wait(domain, now).isPresent())
                .map(Sending.Domain::name)
                .toList();
    }

    /** Empty if a letter to the domain may go now, which then counts; otherwise how long it has to wait. */
    synchronized Optional<Duration> take(Sending.Rules rules, String domain, Instant now) {
        var own = rules.domains().get(domain);
        var waits = Stream.concat(
                        wait(ALL, rules.perMinute(), now).stream(),
                        own == null ? Stream.empty() : wait(own, now).stream())
                .max(Duration::compareTo);
        if (waits.isEmpty()) {
            count(ALL, rules.perMinute(), now);
            count(domain, own == null ? null : own.effective(), now);
        }
        return waits;
    }

    private Optional<Duration> wait(Sending.Domain domain, Instant now) {
        return domain.slowedUntil() != null && domain.slowedUntil().isAfter(now)
                ? Optional.of(Duration.between(now, domain.slowedUntil()))
                : wait(domain.name(), domain.effective(), now);
    }

    private Optional<Duration> wait(String key, Integer perMinute, Instant now) {
        if (perMinute == null) {
            return Optional.empty();
        }
        var early = Duration.between(now.plus(AHEAD), due(key, now));
        return early.isNegative() || early.isZero() ? Optional.empty() : Optional.of(early);
    }

    private void count(String key, Integer perMinute, Instant now) {
        if (perMinute != null) {
            if (next.size() > REMEMBERED) {
                next.values().removeIf(time -> time.isBefore(now));
            }
            next.put(key, due(key, now).plusNanos(60_000_000_000L / perMinute));
        }
    }

    private Instant due(String key, Instant now) {
        var time = next.get(key);
        return time == null || time.isBefore(now) ? now : time;
    }
}
