package org.almoner.security;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Slows down those who guess passwords: after ten failures for one account from one address, or a hundred from one
 * address, nothing more is tried from there for five minutes. Kept in memory and per node, with the oldest forgotten
 * first, so that an attack cannot fill it. Not per account alone, or anybody could lock anybody out.
 */
@ApplicationScoped
public class Throttle {

    static final int FAILURES_PER_ACCOUNT = 10;
    static final int FAILURES_PER_ADDRESS = 100;
    static final Duration PAUSE = Duration.ofMinutes(5);
    private static final int REMEMBERED = 20_000;

    private record Failures(int count, Instant until) {}

    private Clock clock;
    private final Map<String, Failures> failures = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > REMEMBERED;
        }
    };

    protected Throttle() {}

    @Inject
    public Throttle(Clock clock) {
        this.clock = clock;
    }

    /** How long to wait before the next try; zero when it may be made now. */
    public synchronized Duration pause(String account, String address) {
        var now = clock.instant();
        var byAccount = left(key(account, address), FAILURES_PER_ACCOUNT, now);
        var byAddress = left(address, FAILURES_PER_ADDRESS, now);
        return byAccount.compareTo(byAddress) > 0 ? byAccount : byAddress;
    }

    public synchronized void failed(String account, String address) {
        count(key(account, address));
        count(address);
    }

    /** The right password: its account's failures no longer count; those of the address do. */
    public synchronized void succeeded(String account, String address) {
        failures.remove(key(account, address));
    }

    private void count(String key) {
        var now = clock.instant();
        var known = failures.get(key);
        var before = known == null || !now.isBefore(known.until()) ? 0 : known.count();
        failures.put(key, new Failures(before + 1, now.plus(PAUSE)));
    }

    private Duration left(String key, int allowed, Instant now) {
        var known = failures.get(key);
        return known == null || known.count() < allowed || !now.isBefore(known.until())
                ? Duration.ZERO
                : Duration.between(now, known.until());
    }

    private static String key(String account, String address) {
        return account + "\n" + address;
    }
}
