package org.almoner.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Page;
import org.almoner.demo.DemoMonth;
import org.almoner.demo.ReportFiles;
import org.almoner.money.Money;
import org.almoner.proof.ReportAsked;
import org.almoner.proof.ReportKind;
import org.almoner.proof.StripeReport;
import org.almoner.proof.StripeReport.DifferenceKind;
import org.almoner.proof.StripeReportQueries;
import org.almoner.proof.StripeReports;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Goal: what a close fetched over the API agrees with the report files of the same world, and a cent of difference is
 * named. Method: the demo's month, fetched from the stand-in, against CSV files written from the world itself.
 */
class ReportProofTest {

    private static CloseFixture books;
    private static StripeReports reports;
    private static StripeReportQueries queries;

    @BeforeAll
    static void closeTheMonth() throws IOException {
        books = new CloseFixture(120, 11);
        books.deliver();
        books.night();
        reports = new StripeReports(books.transactions, books.calendar, new AuditTrail(books.jdbi, books.calendar));
        queries = new StripeReportQueries(books.jdbi);
    }

    @AfterAll
    static void end() {
        books.close();
    }

    @Test
    void everyKindOfReportAgreesWithWhatTheApiSaid() throws IOException {
        var files = files();
        assertThat(agrees(files.balanceChange(), ReportAsked.NOTHING).kind()).isEqualTo(ReportKind.BALANCE_CHANGE);
        assertThat(agrees(files.payoutReconciliation(), ReportAsked.NOTHING).kind())
                .isEqualTo(ReportKind.PAYOUT_RECONCILIATION);
        assertThat(agrees(files.payouts(), ReportAsked.NOTHING).kind()).isEqualTo(ReportKind.PAYOUTS);
        assertThat(agrees(files.balanceSummary(), month()).kind()).isEqualTo(ReportKind.BALANCE_SUMMARY);
        assertThat(agrees(files.balanceChangeSummary(), month()).kind()).isEqualTo(ReportKind.BALANCE_CHANGE_SUMMARY);
    }

    @Test
    void soItDoesInTheOrganisationsZoneWithSemicolonsAndDecimalCommas() throws IOException {
        var files = files().in(DemoMonth.ZONE, ';', ',');
        var report = agrees(files.balanceChange(), month());
        assertThat(report.lines()).isGreaterThan(100);
        agrees(files.payoutReconciliation(), ReportAsked.NOTHING);
        agrees(files.balanceSummary(), month());
    }

    @Test
    void aRowThatIsMissingAndACentThatIsWrongAreNamed() throws IOException {
        String[] rows = files().in(DemoMonth.ZONE, '\t', '.').balanceChange().split("(?<=\")?\r\n(?=txn_|$)");
        String missing = rows[5].substring(0, rows[5].indexOf('\t'));
        String wrong = rows[9].substring(0, rows[9].indexOf('\t'));
        rows[9] = rows[9].replaceFirst("\t(\\d+)\\.(\\d\\d)\t", "\t1$1.$2\t");
        var changed = new StringBuilder();
        for (int i = 0; i < rows.length; i++) {
            changed.append(i == 5 ? "" : rows[i] + "\r\n");
        }

        var report = take(changed.toString(), month());

        assertThat(report.outcome()).isEqualTo(StripeReport.Outcome.DIFFERS);
        assertThat(report.agreed()).isEqualTo(report.lines() - 1);
        var found = queries.differences(report.id(), null, Page.MAX_LIMIT).items();
        assertThat(found)
                .extracting(StripeReport.Difference::reference, StripeReport.Difference::kind)
                .containsExactly(tuple(wrong, DifferenceKind.FIELD), tuple(missing, DifferenceKind.ONLY_BOOKS));
        assertThat(found.get(0).field()).isEqualTo("gross");
        assertThat(found.get(0).line()).isPositive();
        assertThat(found.get(0).oursAmount())
                .isNotNull()
                .isNotEqualTo(found.get(0).theirsAmount());
        assertThat(found.get(1).oursAmount()).isInstanceOf(Money.class);
        assertThat(queries.totals(report.id())).anyMatch(total -> !total.same());
    }

    @Test
    void anAmountOfASummaryThatIsNotOursIsNamed() throws IOException {
        String summary = files().balanceChangeSummary().replaceFirst("(?m)^charge,eur,(\\d+),", "charge,eur,1$1,");

        var report = take(summary, month());

        assertThat(queries.differences(report.id(), null, 9).items())
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.reference()).isEqualTo("charge");
                    assertThat(difference.field()).isEqualTo("count");
                    assertThat(difference.theirs()).isEqualTo("1" + difference.ours());
                });
    }

    private static ReportFiles files() {
        return new ReportFiles(books.month.story().world(), books.month.month(), DemoMonth.ZONE);
    }

    private static ReportAsked month() {
        LocalDate first = books.month.month().atDay(1);
        return new ReportAsked(null, null, first, books.month.month().atEndOfMonth(), null, null);
    }

    private static StripeReport agrees(String csv, ReportAsked asked) throws IOException {
        var report = take(csv, asked);
        assertThat(queries.differences(report.id(), null, 20).items())
                .as(report.kind().name())
                .isEmpty();
        assertThat(report.outcome()).isEqualTo(StripeReport.Outcome.AGREES);
        assertThat(report.agreed()).isPositive();
        assertThat(queries.totals(report.id())).isNotEmpty().allMatch(StripeReport.Total::same);
        return report;
    }

    private static StripeReport take(String csv, ReportAsked asked) throws IOException {
        var taken = reports.take(
                new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)), "report.csv", asked, "fin@example.org");
        return queries.find(taken.id()).orElseThrow();
    }
}
