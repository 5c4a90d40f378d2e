package org.almoner.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.junit.jupiter.api.Test;

/** Each figure of the sustainability report, on books small enough to count by hand. */
class SustainabilityReportsTest {
    private static final YearMonth NOVEMBER = YearMonth.of(2026, 11);
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private final Books books = new Books();
    private final SustainabilityReports reports = reports("2026-12-02T08:00:00Z", "EUR");

    @Test
    void aMonthWithoutGiftsIsZerosAndNoDivisionFails() {
        var report = reports.of(NOVEMBER);

        assertThat(report.empty()).isTrue();
        assertThat(report.months()).hasSize(24).allMatch(m -> m.net().equals(Money.zero("EUR")));
        assertThat(report.income().recurringShare()).isNull();
        assertThat(report.income().growth()).isNull();
        assertThat(report.donors().retention()).isNull();
        assertThat(report.value().averageGift()).isNull();
        assertThat(report.concentration().hhi()).isNull();
        assertThat(report.booksSince()).isNull();
        assertThat(report.funds()).isEmpty();
    }

    @Test
    void aMonthThatHasNotBegunIsRefused() {
        assertThatThrownBy(() -> reports.of(YearMonth.of(2027, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the month 2027-01 has not begun");
    }

    @Test
    void donorsFallIntoTheirClassesAndGainsMinusLossesIsTheChange() {
        long retained = books.donor();
        long upgraded = books.donor();
        long lapsed = books.donor();
        long fresh = books.donor();
        long back = books.donor();
        books.gift(at("2024-03-01"), 1000, "EUR", upgraded);
        books.gift(at("2024-03-02"), 9000, "EUR", back);
        books.gift(at("2025-05-05"), 3000, "EUR", retained);
        books.gift(at("2025-05-06"), 4000, "EUR", upgraded);
        books.gift(at("2025-05-07"), 5000, "EUR", lapsed);
        books.gift(at("2025-05-08"), 100, "EUR", null);
        books.gift(at("2026-05-05"), 3000, "EUR", retained);
        books.gift(at("2026-05-06"), 4500, "EUR", upgraded);
        books.gift(at("2026-05-07"), 700, "EUR", fresh);
        books.gift(at("2026-05-08"), 800, "EUR", back);
        books.gift(at("2026-05-09"), 350, "EUR", null);

        var report = reports.of(NOVEMBER);
        var donors = report.donors();

        assertThat(donors.active()).isEqualTo(4);
        assertThat(donors.previous()).isEqualTo(3);
        assertThat(donors.first()).isEqualTo(1);
        assertThat(donors.recaptured()).isEqualTo(1);
        assertThat(donors.retained()).isEqualTo(2);
        assertThat(donors.upgraded()).isEqualTo(1);
        assertThat(donors.same()).isEqualTo(1);
        assertThat(donors.lapsed()).isEqualTo(1);
        assertThat(donors.retention()).isEqualTo(new BigDecimal("0.6667"));
        assertThat(donors.newDonorRetention()).isEqualTo(new BigDecimal("0.5000"));
        assertThat(donors.repeatRetention()).isEqualTo(new BigDecimal("1.0000"));
        assertThat(donors.recapture()).isEqualTo(new BigDecimal("1.0000"));
        var change = report.change();
        assertThat(change.gains()).isEqualTo(eur(700 + 800 + 500));
        assertThat(change.losses()).isEqualTo(eur(5000));
        assertThat(change.anonymous()).isEqualTo(eur(250));
        assertThat(change.late()).isEqualTo(eur(0));
        assertThat(change.previous()).isEqualTo(eur(12100));
        assertThat(change.current()).isEqualTo(eur(12100 + 2000 - 5000 + 250));
    }

    @Test
    void refundsAndDisputesWeighOnTheMonthInWhichTheyHappen() {
        long donor = books.donor();
        long refunded = books.gift(at("2026-09-10"), 10_000, "EUR", donor);
        long lost = books.gift(at("2026-09-11"), 2_000, "EUR", donor);
        long won = books.gift(at("2026-09-12"), 3_000, "EUR", donor);
        books.refunded(refunded, at("2026-10-01"), 4_000, "EUR");
        books.refunded(refunded, at("2026-10-02"), 500, "EUR");
        books.refundFailed(refunded, at("2026-11-02"), 500, "EUR");
        books.disputed(lost, at("2026-10-03"), 2_000, "EUR");
        books.disputeLost(lost, at("2026-11-03"), 2_000, "EUR");
        books.disputed(won, at("2026-10-04"), 3_000, "EUR");
        books.disputeWon(won, at("2026-11-04"), 3_000, "EUR");

        var months = reports.of(NOVEMBER).months();

        assertThat(months.get(21).net()).isEqualTo(eur(15_000));
        assertThat(months.get(22).refunds()).isEqualTo(eur(4_500));
        assertThat(months.get(22).disputes()).isEqualTo(eur(5_000));
        assertThat(months.get(22).net()).isEqualTo(eur(-9_500));
        assertThat(months.get(22).recurringShare()).isNull();
        assertThat(months.get(23).refunds()).isEqualTo(eur(-500));
        assertThat(months.get(23).disputes()).isEqualTo(eur(-3_000));
        assertThat(reports.of(NOVEMBER).income().net()).isEqualTo(eur(15_000 - 4_000 - 2_000));
    }

    @Test
    void foreignMoneyCountsAtStripesRateOrTheMonthsOrStandsApart() {
        long donor = books.donor();
        long other = books.donor();
        long settled = books.gift(at("2026-10-05"), 10_000, "USD", donor);
        books.settled(settled, at("2026-10-05"), 9_001, 300, "EUR");
        books.gift(at("2026-10-06"), 20_000, "USD", donor);
        books.gift(at("2026-11-06"), 1_000, "USD", donor);
        books.gift(at("2026-11-07"), 500, "JPY", other);
        books.refunded(settled, at("2026-11-08"), 5_000, "USD");

        var report = reports.of(NOVEMBER);

        assertThat(report.months().get(22).gross()).isEqualTo(eur(9_001 + 18_002));
        assertThat(report.months().get(23).gross()).isEqualTo(eur(900));
        assertThat(report.months().get(23).refunds()).isEqualTo(eur(4_501));
        assertThat(report.donors().active()).isEqualTo(2);
        assertThat(report.currencies()).hasSize(2);
        assertThat(report.currencies().get(0).gross()).isEqualTo(new Money(31_000, "USD"));
        assertThat(report.currencies().get(0).counted())
                .isEqualTo(report.income().net());
        assertThat(report.currencies().get(1).net()).isEqualTo(new Money(500, "JPY"));
        assertThat(report.currencies().get(1).counted()).isNull();
        assertThat(report.fees().get(0).share()).isEqualTo(new BigDecimal("0.0333"));
    }

    @Test
    void monthsAreCutWhereTheOrganisationLives() {
        long donor = books.donor();
        books.gift(Instant.parse("2026-10-31T22:59:59Z"), 100, "EUR", donor);
        books.gift(Instant.parse("2026-10-31T23:00:00Z"), 20, "EUR", donor);
        books.gift(Instant.parse("2024-02-29T22:59:59Z"), 3, "EUR", donor);
        books.gift(Instant.parse("2024-02-29T23:00:00Z"), 4, "EUR", donor);

        assertThat(reports.of(NOVEMBER).months().get(22).net()).isEqualTo(eur(100));
        assertThat(reports.of(NOVEMBER).months().get(23).net()).isEqualTo(eur(20));
        var leap = reports.of(YearMonth.of(2024, 2));
        assertThat(leap.months().get(23).net()).isEqualTo(eur(3));
        assertThat(leap.booksSince()).isEqualTo(LocalDate.of(2024, 2, 29));
        assertThat(reports.of(YearMonth.of(2024, 3)).months().get(23).net()).isEqualTo(eur(4));
    }

    @Test
    void incomeIsSplitByFundGoalCampaignAndRhythm() {
        long donor = books.donor();
        long school = books.campaign("school", "مدرسة للجميع", 4);
        long fund = books.fund("school", "School building", "PURPOSE");
        books.gift(at("2026-11-01"), 7_500, "EUR", donor, true, school, fund);
        books.gift(at("2026-11-02"), 2_500, "EUR", donor);

        var report = reports.of(NOVEMBER);

        assertThat(report.income().recurringShare()).isEqualTo(new BigDecimal("0.7500"));
        assertThat(report.income().restricted()).isEqualTo(eur(7_500));
        assertThat(report.income().unrestrictedShare()).isEqualTo(new BigDecimal("0.2500"));
        assertThat(report.funds())
                .extracting(f -> f.code() + " " + f.kind())
                .containsExactly("school PURPOSE", "general NONE");
        assertThat(report.goals())
                .extracting(g -> g.code() + " " + g.share())
                .containsExactly("4 0.7500", "null 0.2500");
        assertThat(report.campaigns()).extracting(c -> c.name()).containsExactly("مدرسة للجميع", null);
        assertThat(report.affiliates()).extracting(a -> a.net()).containsExactly(eur(10_000));
    }

    @Test
    void concentrationAndPyramidRankTheYearsDonors() {
        books.gift(at("2026-11-01"), 6_000, "EUR", books.donor());
        books.gift(at("2026-11-01"), 3_000, "EUR", books.donor());
        books.gift(at("2026-11-01"), 1_000, "EUR", books.donor());
        books.gift(at("2026-11-01"), 500_000, "EUR", null);

        var report = reports.of(NOVEMBER);

        assertThat(report.concentration().top1()).isEqualTo(new BigDecimal("0.6000"));
        assertThat(report.concentration().top5()).isEqualTo(new BigDecimal("1.0000"));
        assertThat(report.concentration().hhi()).isEqualTo(new BigDecimal("4600.0000"));
        assertThat(report.pyramid().get(0).donors()).isEqualTo(3);
        assertThat(report.pyramid().get(4).upTo()).isNull();
    }

    @Test
    void eachPlanIsRoundedByItselfAsItsMovementsAre() {
        // 100.5, 100.5 and 33.33 a month: their sum alone would be 234.33
        books.plan(at("2026-01-01"), 1_206, "EUR", "YEAR", 1);
        books.plan(at("2026-01-01"), 1_206, "EUR", "YEAR", 1);
        books.plan(at("2026-01-01"), 100, "EUR", "MONTH", 3);

        var recurring = reports.of(NOVEMBER).recurring();

        assertThat(recurring.monthly()).isEqualTo(eur(101 + 101 + 33));
    }

    @Test
    void aPlanCountsAsMoneyAMonthWithItsNewestTerms() {
        long yearly = books.plan(at("2025-01-01"), 12_000, "EUR", "YEAR", 1);
        books.plan(at("2026-01-01"), 3_000, "EUR", "MONTH", 3);
        books.plan(at("2026-01-01"), 300, "EUR", "WEEK", 1);
        long paused = books.plan(at("2026-01-01"), 999, "EUR", "MONTH", 1);
        books.agreed(paused, at("2026-06-01"), 999, "EUR", "MONTH", 1, true);
        books.agreed(yearly, at("2026-06-01"), 24_000, "EUR", "YEAR", 1, false);
        books.plan(at("2026-12-01"), 5_000, "EUR", "MONTH", 1);
        books.plan(at("2026-01-01"), 5_000, "JPY", "MONTH", 1);

        var recurring = reports.of(NOVEMBER).recurring();

        assertThat(recurring.monthly()).isEqualTo(eur(2_000 + 1_000 + 1_300));
        assertThat(recurring.plans()).isEqualTo(4);
        assertThat(recurring.withoutRate()).isEqualTo(1);
        assertThat(recurring.monthlyBefore()).isEqualTo(eur(1_000));
        assertThat(recurring.plansBefore()).isEqualTo(1);
    }

    @Test
    void twoDonorsMergedAreOne() {
        long one = books.donor();
        long other = books.donor();
        books.gift(at("2025-11-01"), 1_000, "EUR", one);
        books.gift(at("2026-11-01"), 1_500, "EUR", other);
        assertThat(reports.of(NOVEMBER).donors().retained()).isZero();
        assertThat(reports.of(NOVEMBER).donors().first()).isEqualTo(1);

        books.merge(one, other);

        var donors = reports.of(NOVEMBER).donors();
        assertThat(donors.retained()).isEqualTo(1);
        assertThat(donors.upgraded()).isEqualTo(1);
        assertThat(donors.first()).isZero();
        assertThat(donors.lapsed()).isZero();
    }

    @Test
    void whatIsStoredIsWhatIsComputedAndComesBackEqual() {
        long donor = books.donor();
        books.gift(at("2026-02-01"), 1_000, "EUR", donor, true, books.campaign("c", "C", 17), null);
        var computed = reports.of(NOVEMBER);

        reports.refresh(LocalDate.of(2026, 11, 30));

        assertThat(reports.of(NOVEMBER)).isEqualTo(computed);
        assertThat(SustainabilityReport.fromJson(computed.toJson())).isEqualTo(computed);
    }

    @Test
    void aRefreshWritesTheMonthsThatPostingsChanged() {
        var donor = books.donor();
        books.gift(at("2024-02-01"), 1_000, "EUR", donor);
        books.jdbi().useHandle(h -> h.execute("select setval(pg_get_serial_sequence('ledger_posting', 'id'), 20000)"));
        books.gift(at("2026-10-01"), 1_000, "EUR", donor);
        assertThat(reports.refresh(LocalDate.of(2026, 11, 20)))
                .startsWith(YearMonth.of(2025, 1))
                .endsWith(NOVEMBER)
                .hasSize(23);

        books.gift(at("2026-10-31"), 70, "EUR", donor);

        assertThat(reports.refresh(LocalDate.of(2026, 11, 21))).containsExactly(YearMonth.of(2026, 10), NOVEMBER);
        assertThat(reports.of(YearMonth.of(2026, 10)).months().get(23).net()).isEqualTo(eur(1_070));
        assertThat(reports.newest()).contains(NOVEMBER);
    }

    private SustainabilityReports reports(String now, String currency) {
        var calendar = new Calendar(Clock.fixed(Instant.parse(now), BERLIN), BERLIN);
        return new SustainabilityReports(books.jdbi(), calendar, currency);
    }

    private static Instant at(String day) {
        return LocalDate.parse(day).atTime(12, 0).atZone(BERLIN).toInstant();
    }

    private static Money eur(long minor) {
        return new Money(minor, "EUR");
    }
}
