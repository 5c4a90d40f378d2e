package org.almoner.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ThrottleTest {

    private final Hand clock = new Hand();
    private final Throttle throttle = new Throttle(clock);

    @Test
    void tenFailuresForOneAccountFromOneAddressPauseIt() {
        fail(9, "zoe@example.org", "10.0.0.1");
        assertThat(throttle.pause("zoe@example.org", "10.0.0.1")).isZero();

        fail(1, "zoe@example.org", "10.0.0.1");

        assertThat(throttle.pause("zoe@example.org", "10.0.0.1")).isEqualTo(Throttle.PAUSE);
        assertThat(throttle.pause("zoe@example.org", "10.0.0.2"))
                .as("nobody can lock an account out everywhere")
                .isZero();
        assertThat(throttle.pause("wei@example.org", "10.0.0.1")).isZero();
    }

    @Test
    void thePauseEndsAndTheCountBeginsAnew() {
        fail(10, "zoe@example.org", "10.0.0.1");

        clock.now = clock.now.plus(Throttle.PAUSE);

        assertThat(throttle.pause("zoe@example.org", "10.0.0.1")).isZero();
        fail(9, "zoe@example.org", "10.0.0.1");
        assertThat(throttle.pause("zoe@example.org", "10.0.0.1")).isZero();
    }

    @Test
    void theRightPasswordWipesTheAccountsFailuresOnly() {
        for (int i = 0; i < Throttle.FAILURES_PER_ADDRESS; i++) {
            throttle.failed("zoe@example.org", "10.0.0.1");
            throttle.succeeded("zoe@example.org", "10.0.0.1");
        }

        assertThat(throttle.pause("zoe@example.org", "10.0.0.2")).isZero();
        assertThat(throttle.pause("zoe@example.org", "10.0.0.1")).isEqualTo(Throttle.PAUSE);
    }

    @Test
    void whoTriesManyAccountsFromOneAddressIsPausedToo() {
        for (int i = 0; i < Throttle.FAILURES_PER_ADDRESS; i++) {
            throttle.failed("guess" + i + "@example.org", "10.0.0.1");
        }

        assertThat(throttle.pause("anybody@example.org", "10.0.0.1")).isPositive();
    }

    @Test
    void rememberedAnswersAreAskedAnewAfterTheirMoment() {
        var asked = new int[1];
        var remembered = new Remembered<String, Integer>(clock, Duration.ofSeconds(5), 2);

        remembered.get("a", key -> ++asked[0], value -> true);
        assertThat(remembered.get("a", key -> ++asked[0], value -> true)).isEqualTo(1);
        clock.now = clock.now.plusSeconds(5);
        assertThat(remembered.get("a", key -> ++asked[0], value -> true)).isEqualTo(2);
        assertThat(remembered.get("b", key -> ++asked[0], value -> false)).isEqualTo(3);
        assertThat(remembered.get("b", key -> ++asked[0], value -> false))
                .as("what is not worth it is not remembered")
                .isEqualTo(4);
    }

    private void fail(int times, String account, String address) {
        for (int i = 0; i < times; i++) {
            throttle.failed(account, address);
        }
    }

    private static final class Hand extends Clock {
        private Instant now = Instant.parse("2026-11-20T10:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
