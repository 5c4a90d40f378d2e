package org.almoner.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Statements about plans in the database, and the months that come of them. */
class PlanMovementsTest {

    private final Calendar calendar = new Calendar(
            Clock.fixed(Instant.parse("2026-11-21T02:00:00Z"), ZoneOffset.UTC), ZoneId.of("Europe/Berlin"));
    private Jdbi jdbi;
    private PlanMovements movements;

    @BeforeEach
    void start() {
        jdbi = TestDatabase.books();
        movements = new PlanMovements(jdbi, Transactions.over(jdbi), calendar);
    }

    @Test
    void openingAndWhatMovedMakeClosing() {
        say(1, "2026-08-15T00:00:00Z", "active", 1200, "YEAR", 1);
        say(2, "2026-08-20T00:00:00Z", "active", 500, "MONTH", 1);
        say(2, "2026-09-20T00:00:00Z", "active", 900, "MONTH", 1);
        say(3, "2026-09-01T00:00:00Z", "active", 700, "MONTH", 1);
        say(3, "2026-09-25T00:00:00Z", "canceled", 700, "MONTH", 1);
        refresh();

        var september = movements.month(YearMonth.of(2026, 9)).get(0);
        assertThat(september.opening()).isEqualTo(new Money(600, "EUR"));
        assertThat(september.moved())
                .containsEntry("NEW", new Money(700, "EUR"))
                .containsEntry("UPGRADE", new Money(400, "EUR"))
                .containsEntry("CHURNED_BY_CHOICE", new Money(-700, "EUR"))
                .containsEntry("PAUSED", new Money(0, "EUR"));
        assertThat(september.closing()).isEqualTo(new Money(1000, "EUR"));
        assertThat(movements.month(YearMonth.of(2026, 10)).get(0).opening()).isEqualTo(september.closing());
    }

    @Test
    void aPlanCountsUntilItsGraceIsOverAndAgainOnceItIsPaid() {
        say(1, "2026-08-01T00:00:00Z", "active", 500, "MONTH", 1);
        say(1, "2026-09-01T00:00:00Z", "past_due", 500, "MONTH", 1);
        jdbi.useHandle(handle ->
                handle.execute("insert into plan_failure (plan_id, invoice, class, first_failed_at, lapsed_at)"
                        + " values (1, 'in_1', 'SOFT_FUNDS', '2026-09-01', '2026-10-02T01:30:00Z')"));
        say(1, "2026-10-05T00:00:00Z", "past_due", 500, "MONTH", 1);
        refresh();
        assertThat(movements.of(1)).extracting(PlanMovements.Moved::kind).containsExactly("CHURNED_BY_FAILURE", "NEW");
        assertThat(movements.month(YearMonth.of(2026, 9)).get(0).closing()).isEqualTo(new Money(500, "EUR"));
        assertThat(movements.month(YearMonth.of(2026, 10)).get(0).closing()).isEqualTo(new Money(0, "EUR"));

        say(1, "2026-11-03T00:00:00Z", "active", 500, "MONTH", 1);
        jdbi.useHandle(handle -> {
            handle.execute("update plan_failure set ended_at = '2026-11-04', ending = 'RECOVERED'");
            handle.execute("update recurring_plan set unmoved = true");
        });
        refresh();
        assertThat(movements.month(YearMonth.of(2026, 11)).get(0).moved())
                .containsEntry("RECOVERED", new Money(500, "EUR"));
    }

    @Test
    void aPlanThatThePolicyEndedIsLostOverItsPayments() {
        say(1, "2026-08-01T00:00:00Z", "active", 500, "MONTH", 1);
        say(1, "2026-09-01T00:00:00Z", "canceled", 500, "MONTH", 1);
        jdbi.useHandle(handle -> {
            handle.execute("update recurring_plan set cancel_reason = 'cancellation_requested', unmoved = true");
            handle.execute("insert into plan_change (plan_id, deed, nonce, idempotency_key, state, asked_at, wished_by)"
                    + " values (1, 'CANCEL', 'dunning:1:1', 'k', 'DONE', now(), 'POLICY')");
        });
        refresh();
        assertThat(movements.of(1)).extracting(PlanMovements.Moved::kind).containsExactly("CHURNED_BY_FAILURE", "NEW");
    }

    @Test
    void aMonthIsCutInTheOrganisationsZone() {
        say(1, "2026-08-31T22:30:00Z", "active", 500, "MONTH", 1);
        refresh();
        assertThat(movements.month(YearMonth.of(2026, 8))).isEmpty();
        assertThat(movements.month(YearMonth.of(2026, 9)).get(0).moved()).containsEntry("NEW", new Money(500, "EUR"));
    }

    @Test
    void whatIsSaidLaterAboutAnEarlierTimeIsComputedAgain() {
        say(1, "2026-08-01T00:00:00Z", "active", 500, "MONTH", 1);
        say(1, "2026-10-01T00:00:00Z", "active", 900, "MONTH", 1);
        refresh();
        refresh();
        assertThat(movements.of(1)).extracting(PlanMovements.Moved::kind).containsExactly("UPGRADE", "NEW");
        say(1, "2026-09-01T00:00:00Z", "active", 700, "MONTH", 1);
        jdbi.useHandle(handle -> handle.execute("update recurring_plan set unmoved = true"));
        refresh();
        assertThat(movements.of(1)).extracting(each -> each.moved().minor()).containsExactly(200L, 200L, 500L);
    }

    @Test
    void anAmountBecomesMoneyAMonthByWholeMinorUnitsHalfOfOneRoundedUp() {
        Object[][] cases = {
            {1200, "YEAR", 1, 100},
            {1206, "YEAR", 1, 101},
            {1205, "YEAR", 1, 100},
            {1000, "YEAR", 2, 42},
            {1000, "MONTH", 3, 333},
            {1001, "MONTH", 2, 501},
            {999, "MONTH", 1, 999},
            {1000, "WEEK", 1, 4333},
            {1000, "WEEK", 2, 2167},
            {100, "DAY", 1, 3042},
            {0, "YEAR", 1, 0},
            {1_000_000_000_000_000L, "DAY", 1, 30_416_666_666_666_667L}
        };
        for (int i = 0; i < cases.length; i++) {
            say(
                    i + 1,
                    "2026-08-01T00:00:00Z",
                    "active",
                    ((Number) cases[i][0]).longValue(),
                    (String) cases[i][1],
                    (Integer) cases[i][2]);
        }
        List<Long> monthly = jdbi.withHandle(
                handle -> handle.createQuery("select monthly_minor from plan_statement order by plan_id")
                        .mapTo(Long.class)
                        .list());
        for (int i = 0; i < cases.length; i++) {
            assertThat(monthly.get(i))
                    .as(cases[i][0] + " " + cases[i][1])
                    .isEqualTo(((Number) cases[i][3]).longValue());
        }
    }

    private void refresh() {
        long last = 0;
        do {
            last = movements.refresh(last);
        } while (last > 0);
    }

    private void say(int plan, String at, String status, long amount, String unit, int count) {
        jdbi.useHandle(handle -> {
            handle.execute(
                    "insert into recurring_plan (id, reference, stripe_account, livemode, status)"
                            + " values (?, 'sub_' || ?, '', true, ?) on conflict (id) do nothing",
                    plan,
                    plan,
                    status);
            handle.execute(
                    "insert into plan_statement (plan_id, at, place, digest, status, paused, amount_minor, currency,"
                            + " interval_unit, interval_count) values (?, ?::timestamptz, 1, 'x', ?, false, ?, 'EUR', ?, ?)",
                    plan,
                    at,
                    status,
                    amount,
                    unit,
                    count);
        });
    }
}
