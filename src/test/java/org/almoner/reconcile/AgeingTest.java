package org.almoner.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.reconcile.Ageing.Band;
import org.almoner.reconcile.Ageing.Matter;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AgeingTest {

    // a Friday
    private static final LocalDate CLOSE = LocalDate.of(2026, 11, 20);

    private final Jdbi jdbi = TestDatabase.books();
    private final Rows rows = new Rows(jdbi);
    private final ZoneId zone = ZoneId.of("Europe/Berlin");
    private final Ageing ageing = new Ageing(jdbi, new Calendar(Clock.systemUTC(), zone));

    @BeforeEach
    void aClose() {
        jdbi.useHandle(handle -> handle.execute(
                "insert into job_run values (7, 'nightly-close', ?, 'COMPLETED', 'schedule', now(), now())", CLOSE));
    }

    @Test
    void giftsWithoutAPayoutStandInTheBandOfTheirAgeToTheDay() {
        int[] ages = {0, 2, 3, 7, 8, 30, 31, 90, 91, 400};
        for (int age : ages) {
            rows.gift("pi_" + age, null, null, noon(CLOSE.minusDays(age)));
        }
        rows.gift("pi_paid", null, null, noon(CLOSE.minusDays(5)));
        jdbi.useHandle(handle -> handle.execute("update gift set payout_id = 'po_1' where reference = 'pi_paid'"));

        var row = ageing.rows().get(0);

        assertThat(row.matter()).isEqualTo(Matter.GIFTS);
        assertThat(row.currency()).isEqualTo("EUR");
        assertThat(row.cells().values()).allSatisfy(cell -> {
            assertThat(cell.count()).isEqualTo(2);
            assertThat(cell.sum().minor()).isEqualTo(5_000);
        });
        assertThat(ageing.slice(Matter.GIFTS, "EUR", Band.DAYS_8_30, 0, 10))
                .extracting(Ageing.Item::reference)
                .containsExactly("pi_30", "pi_8");
        assertThat(ageing.slice(Matter.GIFTS, "EUR", Band.DAYS_91, 1, 10)).hasSize(1);
        assertThat(ageing.slice(Matter.GIFTS, "USD", Band.DAYS_91, 0, 10)).isEmpty();
    }

    @Test
    void aPaidPayoutIsProvisionalForFiveBusinessDays() {
        // the Friday before is five business days ago, the Monday after it four
        payout("po_old", "paid", CLOSE.minusDays(7));
        payout("po_new", "paid", CLOSE.minusDays(4));
        payout("po_way", "in_transit", CLOSE.minusDays(1));

        assertThat(ageing.rows()).singleElement().satisfies(row -> {
            assertThat(row.matter()).isEqualTo(Matter.PAYOUTS);
            assertThat(row.cells().get(Band.DAYS_3_7).count()).isEqualTo(1);
        });
        assertThat(ageing.slice(Matter.PAYOUTS, "EUR", Band.DAYS_3_7, 0, 10))
                .extracting(Ageing.Item::reference)
                .containsExactly("po_new");
    }

    @Test
    void exceptionsAgeUntilTheyAreResolvedAndAreCountedWhenTheyGrowOlder() {
        rows.exception("MISSING_GIFT", "txn_1", LocalDate.of(2026, 11, 1), noon(CLOSE.minusDays(8)), CLOSE, null);
        rows.exception("MISSING_GIFT", "txn_2", LocalDate.of(2026, 11, 1), noon(CLOSE.minusDays(8)), CLOSE, CLOSE);

        assertThat(ageing.rows()).singleElement().satisfies(row -> assertThat(
                        row.cells().get(Band.DAYS_8_30).count())
                .isEqualTo(1));
        jdbi.useHandle(handle -> {
            assertThat(ageing.grewOlder(handle, Matter.EXCEPTIONS, 7, CLOSE.minusDays(1), CLOSE))
                    .isEqualTo(1);
            assertThat(ageing.grewOlder(handle, Matter.EXCEPTIONS, 7, CLOSE, CLOSE))
                    .isZero();
            assertThat(ageing.grewOlder(handle, Matter.EXCEPTIONS, 30, CLOSE.minusDays(1), CLOSE))
                    .isZero();
        });
    }

    private Instant noon(LocalDate day) {
        return day.atTime(12, 0).atZone(zone).toInstant();
    }

    private void payout(String id, String status, LocalDate arrival) {
        jdbi.useHandle(handle -> handle.execute(
                "insert into payout (id, stripe_account, livemode, amount_minor, currency, status, automatic, created_at,"
                        + " fetched_at, arrival_date) values (?, '', true, 100, 'EUR', ?, true, now(), now(), ?)",
                id,
                status,
                arrival));
    }
}
