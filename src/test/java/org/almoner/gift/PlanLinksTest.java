package org.almoner.gift;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Links to plans and the nonces of the forms behind them: what opens, and what does not. */
class PlanLinksTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final Jdbi jdbi = TestDatabase.books();
    private final PlanLinks links = at(NOW);
    private String token;

    @BeforeEach
    void twoPlans() {
        new Rows(jdbi).plan("sub_1");
        new Rows(jdbi).plan("sub_2");
        token = links.path("sub_1").orElseThrow().replace("/giving/", "");
    }

    @Test
    void aLinkOpensItsPlanOnAnyNode() {
        assertThat(at(NOW).open(token)).hasValueSatisfying(opened -> {
            assertThat(opened.expired()).isFalse();
            assertThat(opened.link().plan()).isEqualTo("sub_1");
        });
        assertThat(links.path("sub_none")).isEmpty();
    }

    @Test
    void noPartOfALinkCanBeAltered() {
        var parts = token.split("-", 4);
        assertThat(links.open("2-" + parts[1] + "-" + parts[2] + "-" + parts[3]))
                .isEmpty();
        assertThat(links.open(parts[0] + "-9" + parts[1] + "-" + parts[2] + "-" + parts[3]))
                .isEmpty();
        assertThat(links.open(parts[0] + "-" + parts[1] + "-2-" + parts[3])).isEmpty();
        var last = token.charAt(token.length() - 5);
        assertThat(links.open(token.substring(0, token.length() - 5)
                        + (last == 'x' ? 'y' : 'x')
                        + token.substring(token.length() - 4)))
                .isEmpty();
        for (var none : new String[] {null, "", "1", token + "a", token.substring(1), "1-2-3-4", "\u0000"}) {
            assertThat(links.open(none)).as(none).isEmpty();
        }
    }

    @Test
    void aLinkEndsAfterThirtyDays() {
        assertThat(at(NOW.plus(Duration.ofDays(30)).minusSeconds(1))
                        .open(token)
                        .orElseThrow()
                        .expired())
                .isFalse();
        assertThat(at(NOW.plus(Duration.ofDays(30))).open(token).orElseThrow().expired())
                .isTrue();
    }

    @Test
    void allLinksOfAPlanCanBeWithdrawn() {
        var other = links.path("sub_2").orElseThrow().replace("/giving/", "");
        links.withdraw("sub_1");
        assertThat(links.open(token).orElseThrow().expired()).isTrue();
        assertThat(links.open(other).orElseThrow().expired()).isFalse();
        assertThat(links.open(links.path("sub_1").orElseThrow().replace("/giving/", ""))
                        .orElseThrow()
                        .expired())
                .isFalse();
    }

    @Test
    void aNonceHoldsForItsLinkAndDeedAndForTwoHours() {
        var link = links.open(token).orElseThrow().link();
        var other = links.open(links.path("sub_2").orElseThrow().replace("/giving/", ""))
                .orElseThrow()
                .link();
        var nonce = links.nonce(link, "CANCEL");
        assertThat(links.nonce(link, "CANCEL")).isNotEqualTo(nonce);
        assertThat(links.holds(link, "CANCEL", nonce)).isTrue();
        assertThat(links.holds(link, "AMOUNT 25", nonce)).isFalse();
        assertThat(links.holds(other, "CANCEL", nonce)).isFalse();
        assertThat(at(NOW.plus(Duration.ofHours(2))).holds(link, "CANCEL", nonce))
                .isFalse();
        assertThat(at(NOW.minusSeconds(60)).holds(link, "CANCEL", nonce)).isFalse();
        assertThat(links.holds(link, "CANCEL", null)).isFalse();
        assertThat(links.holds(link, "CANCEL", "1" + nonce)).isFalse();
    }

    @Test
    void theSecretIsMadeOnceAndIsOfFullLength() {
        links.path("sub_1");
        at(NOW).path("sub_2");
        List<Integer> lengths = jdbi.withHandle(handle -> handle.createQuery("select length(secret) from giving_secret")
                .mapTo(Integer.class)
                .list());
        assertThat(lengths).containsExactly(32);
    }

    private PlanLinks at(Instant now) {
        return new PlanLinks(jdbi, new Calendar(Clock.fixed(now, ZoneOffset.UTC), ZoneId.of("UTC")));
    }
}
