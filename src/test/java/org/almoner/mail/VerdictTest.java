package org.almoner.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class VerdictTest {

    @Test
    void whatTheServerTookIsSent() {
        assertThat(Verdict.of(Delivery.sent(250, "ok"), 0, true))
                .isEqualTo(new Verdict("SENT", 1, Duration.ZERO, "ok"));
    }

    @Test
    void aRefusedRecipientIsTriedThreeTimes() {
        var refused = Delivery.rejected(550, "no such user");

        assertThat(Verdict.of(refused, 0, true).state()).isEqualTo("QUEUED");
        assertThat(Verdict.of(refused, 1, true).state()).isEqualTo("QUEUED");
        assertThat(Verdict.of(refused, 2, true)).satisfies(verdict -> {
            assertThat(verdict.state()).isEqualTo("FAILED");
            assertThat(verdict.attempts()).isEqualTo(3);
            assertThat(verdict.reply()).isEqualTo("no such user");
        });
    }

    @Test
    void whatCannotBeWrittenIsNotTriedAgain() {
        assertThat(Verdict.of(Delivery.rejected(0, "not an e-mail address"), 0, true)
                        .state())
                .isEqualTo("FAILED");
    }

    @Test
    void aServerThatIsAwayCostsTheLetterNothing() {
        var away = Verdict.of(Delivery.deferred(0, "no connection"), 7, false);

        assertThat(away.state()).isEqualTo("QUEUED");
        assertThat(away.attempts()).isEqualTo(7);
        assertThat(away.pause()).isLessThanOrEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void aServerThatSaysLaterIsAskedWithinHalfAMinuteForTenMinutes() {
        var later = Delivery.deferred(451, "try again");
        Duration waited = Duration.ZERO;
        for (int attempts = 0; waited.compareTo(Duration.ofMinutes(8)) < 0; attempts++) {
            var pause = Verdict.of(later, attempts, true).pause();
            assertThat(pause).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
            waited = waited.plus(pause);
        }
        assertThat(Verdict.of(later, 40, true).pause()).isEqualTo(Duration.ofHours(4));
        assertThat(Verdict.of(later, 58, true).state()).isEqualTo("QUEUED");
        assertThat(Verdict.of(later, 59, true).state()).isEqualTo("FAILED");
    }

    @Test
    void aLetterWhoseAnswerWasLostIsSentAgainButNotForEver() {
        var lost = Delivery.uncertain("connection reset");

        assertThat(Verdict.of(lost, 0, true).state()).isEqualTo("QUEUED");
        assertThat(Verdict.of(lost, 2, true).state()).isEqualTo("FAILED");
    }
}
