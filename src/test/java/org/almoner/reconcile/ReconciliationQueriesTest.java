package org.almoner.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReconciliationQueriesTest {

    private static final YearMonth NOVEMBER = YearMonth.of(2026, 11);
    private static final Instant IN_OCTOBER = Instant.parse("2026-10-31T23:59:59Z");
    private static final Instant IN_NOVEMBER = Instant.parse("2026-11-05T00:00:00Z");
    private static final Instant IN_DECEMBER = Instant.parse("2026-12-01T00:00:00Z");

    private Jdbi jdbi;
    private Rows rows;
    private ReconciliationQueries reconciliations;

    @BeforeEach
    void freshDatabase() {
        jdbi = TestDatabase.books();
        rows = new Rows(jdbi);
        var calendar = new Calendar(Clock.systemUTC(), ZoneOffset.UTC);
        reconciliations = new ReconciliationQueries(jdbi, new ExceptionQueries(jdbi, calendar));
    }

    @Test
    void aConnectionThatBreaksUnderTheSnapshotSaysWhy() {
        assertThatThrownBy(() -> reconciliations.snapshot(
                        handle -> handle.execute("select pg_terminate_backend(pg_backend_pid())")))
                .hasStackTraceContaining("terminating connection due to administrator command");
    }

    @Test
    void anAmountGoesToItsBucketAndItsFeeToTheFees() {
        rows.balanceTransaction("txn_0", "charge", "EUR", 10_000, 320, IN_OCTOBER, null);
        rows.balanceTransaction("txn_1", "charge", "EUR", 2_500, 98, IN_NOVEMBER, null);
        rows.balanceTransaction("txn_2", "charge_failure", "EUR", -700, 0, IN_NOVEMBER, null);
        rows.balanceTransaction("txn_3", "refund", "EUR", -500, 0, IN_NOVEMBER, null);
        rows.balanceTransaction("txn_4", "dispute", "EUR", -1_000, 1_500, IN_NOVEMBER, null);
        rows.balanceTransaction("txn_5", "fee", "EUR", -45, 0, IN_NOVEMBER, null);
        rows.balanceTransaction("txn_6", "tax", "EUR", -9, 0, IN_NOVEMBER, null);
        rows.balanceTransaction("txn_7", "topup", "EUR", 300, 0, IN_NOVEMBER, null);
        rows.balanceTransaction("txn_8", "payout", "EUR", -9_000, 25, IN_NOVEMBER, null);
        rows.balanceTransaction("txn_9", "a_new_category", "EUR", 77, 3, IN_NOVEMBER, null);
        rows.balanceTransaction("txn_x", "charge", "EUR", 1, 0, IN_DECEMBER, null);
        rows.balanceTransaction("txn_j", "charge", "JPY", 500, 18, IN_NOVEMBER, null);
        rows.balanceTransaction("txn_b", "charge", "BRL", 900, 40, IN_OCTOBER, null);

        var month = reconciliations.of(NOVEMBER);

        assertThat(month.status()).isEqualTo(Reconciliation.Status.OPEN);
        assertThat(month.currencies())
                .containsExactly(
                        new Reconciliation.Line("BRL", 860, 0, 0, 0, 0, 0, 0, 0),
                        new Reconciliation.Line(
                                "EUR", 9_680, 1_800, -500, -1_000, -98 - 1_500 - 45 - 9 - 25 - 3, 300, -9_000, 77),
                        new Reconciliation.Line("JPY", 0, 500, 0, 0, -18, 0, 0, 0));
        assertThat(month.currencies().get(1).closing()).isEqualTo(-323);
    }

    @Test
    void severalAccountsAreOneMonthAndShownEachByItself() {
        rows.balanceTransaction("txn_0", "charge", "EUR", 1_000, 30, IN_OCTOBER, null);
        rows.balanceTransaction("txn_1", "charge", "EUR", 2_500, 98, IN_NOVEMBER, null);
        assertThat(reconciliations.of(NOVEMBER).accounts()).isEmpty();
        rows.balanceTransaction("txn_2", "charge", "EUR", 700, 20, IN_NOVEMBER, null);
        rows.balanceTransaction("txn_3", "refund", "USD", -50, 0, IN_NOVEMBER, null);
        jdbi.useHandle(handle -> {
            handle.execute("alter table balance_transaction disable trigger balance_transaction_account");
            handle.execute("update balance_transaction set stripe_account = case when id in ('txn_2', 'txn_3')"
                    + " then 'shop' else '' end");
        });

        var month = reconciliations.of(NOVEMBER);

        var main = new Reconciliation.Line("EUR", 970, 2_500, 0, 0, -98, 0, 0, 0);
        var shop = new Reconciliation.Line("EUR", 0, 700, 0, 0, -20, 0, 0, 0);
        var dollars = new Reconciliation.Line("USD", 0, 0, -50, 0, 0, 0, 0, 0);
        assertThat(month.currencies())
                .containsExactly(new Reconciliation.Line("EUR", 970, 3_200, 0, 0, -118, 0, 0, 0), dollars);
        assertThat(month.accounts())
                .containsExactly(
                        new Reconciliation.OfAccount("", java.util.List.of(main)),
                        new Reconciliation.OfAccount("shop", java.util.List.of(shop, dollars)));
    }

    @Test
    void theClosingOfAMonthIsTheOpeningOfTheNext() {
        rows.balanceTransaction("txn_1", "charge", "EUR", 2_500, 98, IN_OCTOBER, null);
        rows.balanceTransaction("txn_2", "nobody_knows", "EUR", -300, 7, IN_NOVEMBER, null);
        jdbi.useHandle(handle ->
                handle.execute("update balance_transaction set net_minor = net_minor + 11 where id = 'txn_2'"));

        var november = reconciliations.of(NOVEMBER).currencies().get(0);
        var december = reconciliations.of(NOVEMBER.plusMonths(1)).currencies().get(0);

        assertThat(november.unexplained()).isEqualTo(-300 + 11);
        assertThat(december.opening()).isEqualTo(november.closing());
    }

    @Test
    void anEmptyMonthIsOpenAndHasNoLines() {
        assertThat(reconciliations.of(NOVEMBER))
                .isEqualTo(new Reconciliation(
                        NOVEMBER,
                        Reconciliation.Status.OPEN,
                        java.util.List.of(),
                        java.util.List.of(),
                        java.util.List.of()));
    }

    @Test
    void showsTheOpenExceptionsOfTheMonthWithTheirAgeAtTheLastClose() {
        var november = NOVEMBER.atDay(1);
        rows.exception("ORPHAN_REVERSAL", "txn_b", november, IN_NOVEMBER, LocalDate.of(2026, 11, 8), null);
        rows.exception("MISSING_GIFT", "txn_a", november, IN_NOVEMBER, LocalDate.of(2026, 11, 8), null);
        rows.exception("MISSING_GIFT", "txn_done", november, IN_NOVEMBER, november, LocalDate.of(2026, 11, 9));
        rows.exception("MISSING_GIFT", "txn_oct", november.minusMonths(1), IN_OCTOBER, november, null);
        jdbi.useHandle(handle -> {
            handle.execute("insert into settlement_period values ('2026-11-01', 'BALANCED', now(), '2026-11-19')");
            handle.execute(
                    "insert into job_run values (7, 'nightly-close', '2026-11-19', 'COMPLETED', 'timer', now())");
            handle.execute("insert into job_run values (8, 'nightly-close', '2026-11-20', 'FAILED', 'timer', now())");
        });

        var month = reconciliations.of(NOVEMBER);

        assertThat(month.status()).isEqualTo(Reconciliation.Status.BALANCED);
        assertThat(month.exceptions()).extracting(ExceptionView::reference).containsExactly("txn_a", "txn_b");
        assertThat(month.exceptions()).extracting(ExceptionView::ageDays).containsExactly(14, 14);
    }

    @Test
    void exportsTheMonthsTransactionsOldestFirst() {
        long gift = rows.gift("pi_1", null, null, IN_NOVEMBER);
        rows.balanceTransaction("txn_2", "weird", "EUR", 5, 0, IN_NOVEMBER.plusSeconds(1), "=cmd()");
        rows.balanceTransaction("txn_1", "charge", "EUR", 2_500, 98, IN_NOVEMBER, null);
        rows.balanceTransaction("txn_0", "charge", "EUR", 2_500, 98, IN_OCTOBER, null);
        jdbi.useHandle(handle -> {
            handle.execute("update balance_transaction set gift_id = ?, match = 'MATCHED' where id = 'txn_1'", gift);
            handle.execute(
                    "insert into payout (id, stripe_account, livemode, amount_minor, currency, status, automatic,"
                            + " created_at, fetched_at) values ('po_1', 'acct_1', true, 1, 'EUR', 'paid', true, now(), now()),"
                            + " ('po_9', 'acct_1', true, 1, 'EUR', 'failed', true, now(), now())");
            handle.execute("insert into payout_item values ('po_1', 'acct_1', true, 'txn_1'),"
                    + " ('po_9', 'acct_1', true, 'txn_1')");
        });
        var lines = new ArrayList<BalanceLine>();

        reconciliations.snapshot(handle -> {
            assertThat(reconciliations.of(handle, NOVEMBER, null).currencies()).hasSize(1);
            try (var rest = reconciliations.lines(handle, NOVEMBER, null)) {
                rest.forEach(lines::add);
            }
        });

        assertThat(lines).extracting(BalanceLine::id).containsExactly("txn_1", "txn_2");
        assertThat(lines).extracting(BalanceLine::gift).containsExactly("pi_1", null);
        assertThat(lines).extracting(BalanceLine::payout).containsExactly("po_1", null);
        assertThat(lines).extracting(BalanceLine::bucket).containsExactly("charges", "unexplained");
    }
}
