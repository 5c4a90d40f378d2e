package org.almoner.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.document.VeraPdf;
import org.almoner.reconcile.Ageing;
import org.almoner.reconcile.ExceptionQueries;
import org.almoner.reconcile.ReconciliationQueries;
import org.almoner.time.Calendar;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

class ReconciliationPdfTest {
    private static final YearMonth NOVEMBER = YearMonth.of(2026, 11);
    private static final Instant FIFTH = Instant.parse("2026-11-05T10:00:00Z");

    private final Jdbi jdbi = TestDatabase.books();
    private final Rows rows = new Rows(jdbi);

    @Test
    void itShowsTheMovementsTheExceptionsAndThePayoutsWithTheirProof() throws IOException {
        rows.balanceTransaction("txn_0", "charge", "EUR", 10_000, 320, Instant.parse("2026-10-31T00:00:00Z"), null);
        rows.balanceTransaction("txn_1", "charge", "EUR", 1_234_500, 9_800, FIFTH, null);
        rows.balanceTransaction("txn_2", "payout", "EUR", -1_000_000, 0, FIFTH, null);
        rows.balanceTransaction("txn_3", "charge", "JPY", 5_000, 180, FIFTH, null);
        rows.balanceTransaction("txn_4", "charge", "KWD", 25_500, 1_000, FIFTH, null);
        rows.balanceTransaction("txn_5", "charge", "ISK", 250_000, 8_000, FIFTH, null);
        rows.balanceTransaction("txn_6", "refund", "USD", -2_500, 0, FIFTH, null);
        for (int i = 0; i < 60; i++) {
            rows.exception(
                    "MISSING_GIFT",
                    "txn_1PqExample0000000000000" + i,
                    NOVEMBER.atDay(1),
                    FIFTH,
                    LocalDate.of(2026, 11, 6),
                    null);
        }
        payout("po_1PqExample00000000000001", 1_000_000, "paid", "ADDS_UP", 1_000_000L, null);
        payout("po_1PqExample00000000000002", 50_000, "failed", "OPEN", null, "po_1PqExample00000000000001");
        jdbi.useHandle(handle ->
                handle.execute("insert into settlement_period values ('2026-11-01', 'OPEN', now(), '2026-11-19')"));

        var text = text("open");

        assertThat(text)
                .contains("Reconciliation of November 2026")
                .contains("Opening balance")
                .contains("96.80")
                .contains("12,345.00")
                .contains("-98.00")
                .contains("2,343.80")
                .contains("24.500")
                .contains("Not in the books")
                .contains("txn_1PqExample0000000000000" + 59)
                .contains("1 of 2")
                .contains("failed, sent again")
                .contains("adds up");
    }

    @Test
    void anEmptyMonthSaysThatNothingMoved() throws IOException {
        assertThat(text("empty"))
                .contains("has never moved")
                .contains("No payouts in this month")
                .contains("Open");
    }

    private void payout(String id, long minor, String status, String proof, Long items, String retriedBy) {
        jdbi.useHandle(handle -> handle.execute(
                "insert into payout (id, stripe_account, livemode, amount_minor, currency, status, automatic, created_at,"
                        + " fetched_at, proof, items_net_minor, retried_by, arrival_date)"
                        + " values (?, 'acct_1', true, ?, 'EUR', ?, true, ?, ?, ?, ?, ?, '2026-11-09')",
                id,
                minor,
                status,
                FIFTH,
                FIFTH,
                proof,
                items,
                retriedBy));
    }

    private String text(String name) throws IOException {
        var zone = ZoneId.of("Europe/Berlin");
        var calendar = new Calendar(Clock.fixed(Instant.parse("2026-12-01T03:00:00Z"), zone), zone);
        var reconciliations = new ReconciliationQueries(jdbi, new ExceptionQueries(jdbi, calendar));
        var bytes = new ReconciliationPdf(new MonthBooks(reconciliations, calendar, new Ageing(jdbi, calendar)))
                .of(NOVEMBER, null);
        var folder = Files.createDirectories(Path.of("target", "looks"));
        Files.write(folder.resolve("reconciliation-" + name + ".pdf"), bytes);
        assertThat(VeraPdf.faults(bytes)).isEmpty();
        try (var document = Loader.loadPDF(bytes)) {
            return new PDFTextStripper().getText(document);
        }
    }
}
