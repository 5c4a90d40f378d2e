package org.almoner.gift;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.almoner.gift.Rhythm.Unit;
import org.junit.jupiter.api.Test;

/** Due dates around the ends of months and in leap years. */
class RhythmTest {

    private static final Rhythm MONTHLY = new Rhythm(Unit.MONTH, 1);
    private static final Rhythm YEARLY = new Rhythm(Unit.YEAR, 1);

    @Test
    void aPlanBegunOnThe31stFallsDueOnTheLastDayOfShorterMonths() {
        assertThat(dates(MONTHLY, "2026-01-31T10:00:00Z", 5))
                .containsExactly("2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30");
    }

    @Test
    void aPlanBegunOnThe30thFallsDueOnTheLastOfFebruaryAndOnThe30thAgain() {
        assertThat(dates(MONTHLY, "2027-12-30T10:00:00Z", 3)).containsExactly("2028-01-30", "2028-02-29", "2028-03-30");
    }

    @Test
    void aYearlyPlanBegunOnALeapDayFallsDueOnThe28thUntilTheNextLeapYear() {
        assertThat(dates(YEARLY, "2028-02-29T23:30:00Z", 5))
                .containsExactly("2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29", "2033-02-28");
    }

    @Test
    void aMonthlyPlanBegunOnALeapDayKeepsThe29th() {
        assertThat(dates(MONTHLY, "2028-02-29T00:00:00Z", 2)).containsExactly("2028-03-29", "2028-04-29");
    }

    @Test
    void quartersAndWeeksAreCountedFromTheAnchor() {
        assertThat(dates(new Rhythm(Unit.MONTH, 3), "2026-11-30T00:00:00Z", 3))
                .containsExactly("2027-02-28", "2027-05-30", "2027-08-30");
        assertThat(dates(new Rhythm(Unit.WEEK, 2), "2026-12-24T00:00:00Z", 2))
                .containsExactly("2027-01-07", "2027-01-21");
    }

    @Test
    void anAnchorThatIsStillToComeIsTheNextDate() {
        Instant anchor = Instant.parse("2027-01-31T10:00:00Z");
        assertThat(MONTHLY.next(anchor, Instant.parse("2026-11-21T00:00:00Z"))).isEqualTo(anchor);
    }

    @Property(tries = 500)
    void theNextDateIsAfterNowAndNoDateIsLeftOut(
            @ForAll Unit unit,
            @ForAll @IntRange(min = 1, max = 24) int count,
            @ForAll @IntRange(max = 20_000) int begun,
            @ForAll @IntRange(max = 20_000) int passed) {
        Rhythm rhythm = new Rhythm(unit, count);
        Instant anchor =
                LocalDate.ofEpochDay(begun).atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant now = anchor.plusSeconds(passed * 86_400L + 1);
        Instant next = rhythm.next(anchor, now);
        assertThat(next).isAfter(now);
        Instant before = anchor;
        for (Instant due = rhythm.next(anchor, anchor); !due.isAfter(now); due = rhythm.next(anchor, due)) {
            before = due;
        }
        assertThat(rhythm.next(anchor, before)).isEqualTo(next);
    }

    private static List<String> dates(Rhythm rhythm, String anchor, int many) {
        Instant start = Instant.parse(anchor);
        return Stream.iterate(rhythm.next(start, start), last -> rhythm.next(start, last))
                .limit(many)
                .map(due -> due.atZone(ZoneOffset.UTC).toLocalDate().toString())
                .toList();
    }
}
