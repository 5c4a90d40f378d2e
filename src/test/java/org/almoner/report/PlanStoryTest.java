package org.almoner.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.almoner.report.PlanStory.Movement;
import org.almoner.report.PlanStory.Said;
import org.junit.jupiter.api.Test;

/** One plan's statements, day by day, and what they did to the monthly recurring income. */
class PlanStoryTest {

    private static final Instant START = Instant.parse("2026-01-31T10:00:00Z");

    @Test
    void aPlanBeginsGrowsAndShrinks() {
        assertThat(told(running(1, 1000), running(5, 1500), running(9, 1200), running(12, 1200)))
                .containsExactly("0 NEW 1000 1000", "5 UPGRADE 500 500", "9 DOWNGRADE 300 -300");
    }

    @Test
    void aPauseTakesItOutAndItsEndBringsItBackWithWhatIsAgreedThen() {
        assertThat(told(running(0, 1000), paused(3, 1000), paused(4, 1500), running(9, 1500)))
                .containsExactly("0 NEW 1000 1000", "3 PAUSED 1000 -1000", "9 RESUMED 1500 1500");
    }

    @Test
    void anEndByChoiceAndAnEndByFailureAreToldApart() {
        assertThat(told(running(0, 1000), ended(5, "cancellation_requested", false)))
                .containsExactly("0 NEW 1000 1000", "5 CHURNED_BY_CHOICE 1000 -1000");
        assertThat(told(running(0, 1000), ended(5, "payment_failed", false)))
                .containsExactly("0 NEW 1000 1000", "5 CHURNED_BY_FAILURE 1000 -1000");
        assertThat(told(running(0, 1000), ended(5, "payment_disputed", true)))
                .last()
                .isEqualTo("5 CHURNED_BY_CHOICE 1000 -1000");
    }

    @Test
    void withoutAReasonAFailedPaymentShortlyBeforeIsOne() {
        assertThat(told(running(0, 1000), ended(5, null, false))).last().isEqualTo("5 CHURNED_BY_CHOICE 1000 -1000");
        assertThat(told(running(0, 1000), ended(5, null, true))).last().isEqualTo("5 CHURNED_BY_FAILURE 1000 -1000");
        assertThat(told(running(0, 1000), said(3, "past_due", false, 1000L), ended(5, null, false)))
                .last()
                .isEqualTo("5 CHURNED_BY_FAILURE 1000 -1000");
    }

    @Test
    void aFailedPaymentThatIsPaidAfterAllIsRecoveredAndMovesNothingWhileThePlanCounted() {
        assertThat(told(running(0, 1000), said(3, "past_due", false, 1000L), running(6, 1000)))
                .containsExactly("0 NEW 1000 1000", "6 RECOVERED 1000 0");
    }

    @Test
    void aPlanThatWasGivenUpIsLostUntilItIsPaid() {
        assertThat(told(
                        running(0, 1000),
                        said(3, "past_due", false, 1000L),
                        said(9, "unpaid", false, 1000L),
                        running(12, 1000)))
                .containsExactly("0 NEW 1000 1000", "9 CHURNED_BY_FAILURE 1000 -1000", "12 RECOVERED 1000 1000");
        assertThat(told(running(0, 1000), said(9, "unpaid", false, 1000L), ended(12, "payment_failed", true)))
                .hasSize(2);
    }

    @Test
    void aPlanThatEndsInItsPauseIsLostWithoutMovingTheIncomeAgain() {
        assertThat(told(running(0, 1000), paused(3, 1000), ended(5, "cancellation_requested", false)))
                .endsWith("5 CHURNED_BY_CHOICE 1000 0");
    }

    @Test
    void aPlanThatNeverBeganMovesNothing() {
        assertThat(told(said(0, "incomplete", false, 1000L), said(1, "incomplete_expired", false, 1000L)))
                .isEmpty();
        assertThat(told(said(0, "incomplete", false, 1000L), running(1, 1000))).containsExactly("1 NEW 1000 1000");
    }

    @Test
    void ofAPlanWhoseEndAloneWasHeardTheBeginningIsKnown() {
        assertThat(told(ended(5, "cancellation_requested", false)))
                .containsExactly("0 NEW 1000 1000", "5 CHURNED_BY_CHOICE 1000 -1000");
    }

    @Test
    void nothingFollowsAnEndAndAStatusNobodyKnowsChangesNothing() {
        assertThat(told(running(0, 1000), ended(5, "payment_failed", false), running(6, 9000)))
                .hasSize(2);
        assertThat(told(running(0, 1000), said(3, "hibernating", false, 1000L), running(6, 1000)))
                .hasSize(1);
    }

    /** Opening and all movements of a month are its closing: what has moved is what the plan counts for, at any time. */
    @Property(tries = 1000)
    void whateverIsSaidTheMovementsAddUp(@ForAll("stories") List<Said> story) {
        for (int heard = 0; heard <= story.size(); heard++) {
            Map<String, Long> sums = new HashMap<>();
            PlanStory.of(story.subList(0, heard)).forEach(each -> sums.merge(each.currency(), each.moved(), Long::sum));
            sums.values().removeIf(sum -> sum == 0);
            assertThat(sums).isEqualTo(counted(story.subList(0, heard)));
        }
        assertThat(PlanStory.of(story))
                .allSatisfy(each -> assertThat(Math.abs(each.moved())).isIn(0L, each.amount()));
    }

    /** What the last word means, said without movements; an unknown status is as the word before. */
    private static Map<String, Long> counted(List<Said> heard) {
        String status = "incomplete";
        boolean paused = false;
        for (Said each : heard) {
            if (each.status().equals("canceled") || each.status().equals("incomplete_expired")) {
                return Map.of();
            }
            if (each.paused()) {
                paused = true;
                status = "active";
            } else if (List.of("active", "past_due").contains(each.status())) {
                status = each.status();
                paused = false;
            } else if (each.status().equals("unpaid") && !status.equals("incomplete")) {
                status = "unpaid";
                paused = false;
            }
        }
        if (heard.isEmpty() || paused || !List.of("active", "past_due").contains(status)) {
            return Map.of();
        }
        Said last = heard.get(heard.size() - 1);
        return last.monthly() == 0 ? Map.of() : Map.of(last.currency(), last.monthly());
    }

    @Provide
    Arbitrary<List<Said>> stories() {
        Arbitrary<String> status = Arbitraries.of("active", "past_due", "unpaid", "incomplete", "canceled", "new_word");
        Arbitrary<Said> one = Combinators.combine(
                        status,
                        Arbitraries.of(true, false, false),
                        Arbitraries.longs().between(0, 5),
                        Arbitraries.of("EUR", "EUR", "EUR", "CHF"),
                        Arbitraries.of("payment_failed", "cancellation_requested", null),
                        Arbitraries.of(true, false))
                .as((word, paused, monthly, currency, reason, missed) -> new Said(
                        START,
                        word,
                        paused && List.of("active", "past_due").contains(word),
                        monthly,
                        currency,
                        null,
                        null,
                        reason,
                        missed));
        return one.list().ofMaxSize(12).map(list -> {
            List<Said> story = new ArrayList<>();
            for (Said each : list) {
                Instant at = START.plus(Duration.ofDays(9L * story.size()));
                story.add(new Said(
                        at,
                        each.status(),
                        each.paused(),
                        each.monthly(),
                        each.currency(),
                        START,
                        null,
                        each.reason(),
                        each.missed()));
            }
            return story;
        });
    }

    private static List<String> told(Said... said) {
        return PlanStory.of(List.of(said)).stream().map(PlanStoryTest::line).toList();
    }

    private static String line(Movement each) {
        return Duration.between(START, each.at()).toDays() + " " + each.kind() + " " + each.amount() + " "
                + each.moved();
    }

    private static Said running(int day, long monthly) {
        return said(day, "active", false, monthly);
    }

    private static Said paused(int day, long monthly) {
        return said(day, "active", true, monthly);
    }

    private static Said ended(int day, String reason, boolean missed) {
        Instant at = START.plus(Duration.ofDays(day));
        return new Said(at, "canceled", false, 1000L, "EUR", START, at, reason, missed);
    }

    private static Said said(int day, String status, boolean paused, Long monthly) {
        return new Said(START.plus(Duration.ofDays(day)), status, paused, monthly, "EUR", START, null, null, false);
    }
}
