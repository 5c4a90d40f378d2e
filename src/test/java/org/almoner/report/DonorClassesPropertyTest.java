package org.almoner.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.almoner.time.Calendar;

/** The identities that hold for any books whatever: metrics.md, 5.7. Random gifts and refunds, counted twice. */
class DonorClassesPropertyTest {
    private static final YearMonth MONTH = YearMonth.of(2024, 2);
    private static final ZoneId ZONE = ZoneId.of("America/Sao_Paulo");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2024-03-05T00:00:00Z"), ZONE);
    private static Books books;

    /**
     * A gift and what was given back of it.
     *
     * @param donor 0 for a gift without one
     * @param months before the report's month
     * @param kept hundredths that are not refunded
     * @param later months after the gift in which it is refunded
     */
    record Given(int donor, int months, long minor, int kept, int later, boolean recurring) {
        long refunded() {
            return minor * (100 - kept) / 100;
        }
    }

    @BeforeContainer
    static void open() {
        books = new Books();
    }

    @Property(tries = 40)
    void theIdentitiesHold(@ForAll("gifts") List<Given> gifts) {
        write(gifts);

        var report = report();
        var donors = report.donors();
        var change = report.change();

        assertThat(donors.retained() + donors.lapsed()).isEqualTo(donors.previous());
        assertThat(donors.first() + donors.recaptured() + donors.retained()).isEqualTo(donors.active());
        assertThat(donors.upgraded() + donors.downgraded() + donors.same()).isEqualTo(donors.retained());
        assertThat(change.previous()
                        .plus(change.gains())
                        .minus(change.losses())
                        .plus(change.anonymous())
                        .plus(change.late()))
                .isEqualTo(change.current());
        assertThat(report.income().oneOff().plus(report.income().recurring()))
                .isEqualTo(report.income().net());
        assertThat(report.funds().stream().mapToLong(f -> f.net().minor()).sum())
                .isEqualTo(report.income().net().minor());
    }

    @Property(tries = 40)
    void donorsAndMoneyAreThoseOfAPlainCount(@ForAll("gifts") List<Given> gifts) {
        write(gifts);
        Map<Integer, Long> year = new HashMap<>();
        Map<Integer, Long> before = new HashMap<>();
        Map<Integer, Long> byMonth = new TreeMap<>();
        for (Given gift : gifts) {
            count(year, before, byMonth, gift.donor, gift.months, gift.minor);
            count(year, before, byMonth, gift.donor, gift.months - gift.later, -gift.refunded());
        }
        var active = givers(year);
        var previous = givers(before);

        var report = report();

        assertThat(report.donors().active()).isEqualTo(active.size());
        assertThat(report.donors().previous()).isEqualTo(previous.size());
        assertThat(report.donors().retained())
                .isEqualTo(active.stream().filter(previous::contains).count());
        assertThat(report.income().net().minor()).isEqualTo(sum(year));
        assertThat(report.income().previous().minor()).isEqualTo(sum(before));
        for (int ago = 0; ago < 24; ago++) {
            assertThat(report.months().get(23 - ago).net().minor()).isEqualTo(byMonth.getOrDefault(ago, 0L));
        }
    }

    @Property(tries = 15)
    void whatTheCloseStoredEqualsAFreshComputation(@ForAll("gifts") List<Given> gifts) {
        write(gifts);
        var fresh = report();

        reports().refresh(LocalDate.of(2024, 2, 29));

        assertThat(reports().newest()).contains(MONTH);
        assertThat(report()).isEqualTo(fresh);
    }

    @Provide
    Arbitrary<List<Given>> gifts() {
        Arbitrary<Given> gift = Combinators.combine(
                        Arbitraries.integers().between(0, 6),
                        Arbitraries.integers().between(0, 40),
                        Arbitraries.longs().between(1, 20_000),
                        Arbitraries.of(100, 100, 100, 50, 0),
                        Arbitraries.integers().between(0, 15),
                        Arbitraries.of(true, false))
                .as((donor, months, minor, kept, later, recurring) ->
                        new Given(donor, months, minor, kept, Math.min(later, months), recurring));
        return gift.list().ofMaxSize(25);
    }

    private static void write(List<Given> gifts) {
        books.empty();
        Map<Integer, Long> donors = new HashMap<>();
        for (Given given : gifts) {
            var donor = given.donor == 0 ? null : donors.computeIfAbsent(given.donor, d -> books.donor());
            var gift =
                    books.gift(edge(given.months, given.minor), given.minor, "EUR", donor, given.recurring, null, null);
            if (given.refunded() > 0) {
                books.refunded(gift, edge(given.months - given.later, given.minor), given.refunded(), "EUR");
            }
        }
    }

    /** The first or the last second of a month, where a wrong zone would put it into another. */
    private static Instant edge(int monthsAgo, long minor) {
        var month = MONTH.minusMonths(monthsAgo);
        return minor % 2 == 0
                ? month.atDay(1).atStartOfDay(ZONE).toInstant()
                : month.atEndOfMonth().atTime(23, 59, 59).atZone(ZONE).toInstant();
    }

    private static void count(
            Map<Integer, Long> year,
            Map<Integer, Long> before,
            Map<Integer, Long> byMonth,
            int donor,
            int ago,
            long minor) {
        byMonth.merge(ago, minor, Long::sum);
        if (ago < 12) {
            year.merge(donor, minor, Long::sum);
        } else if (ago < 24) {
            before.merge(donor, minor, Long::sum);
        }
    }

    private static List<Integer> givers(Map<Integer, Long> amounts) {
        return amounts.entrySet().stream()
                .filter(e -> e.getKey() != 0 && e.getValue() > 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    private static long sum(Map<Integer, Long> amounts) {
        return amounts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static SustainabilityReport report() {
        return reports().of(MONTH);
    }

    private static SustainabilityReports reports() {
        return new SustainabilityReports(books.jdbi(), new Calendar(CLOCK, ZONE), "EUR");
    }
}
