package org.almoner.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.proof.StripeReport.Difference;
import org.almoner.proof.StripeReport.DifferenceKind;
import org.almoner.proof.StripeReport.Outcome;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: every way in which a report file may be written is read exactly, and every way in which it is broken is named. */
class StripeReportsTest {

    private static final String HEAD = "balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category\n";
    private static final String ONE = "txn_1,2026-11-10 12:00:00,eur,25.00,0.63,24.37,charge\n";
    private static final Instant NOON = Instant.parse("2026-11-10T12:00:00Z");

    private final Jdbi jdbi = TestDatabase.books();
    private final Calendar calendar = new Calendar(
            Clock.fixed(Instant.parse("2026-11-21T02:00:00Z"), ZoneOffset.UTC), ZoneId.of("Europe/Berlin"));
    private final StripeReports reports =
            new StripeReports(Transactions.over(jdbi), calendar, new AuditTrail(jdbi, calendar));
    private final StripeReportQueries queries = new StripeReportQueries(jdbi);
    private final Rows rows = new Rows(jdbi);

    @BeforeEach
    void oneCharge() {
        rows.balanceTransaction("txn_1", "charge", "EUR", 2_500, 63, NOON, null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                HEAD + ONE,
                "\ufeff" + HEAD + ONE,
                "balance_transaction_id;created_utc;currency;gross;fee;net\r\ntxn_1;2026-11-10 12:00:00;EUR;25,00;0,63;24,37\r\n",
                "gross\tnet\tcurrency\tbalance_transaction_id\tcreated\n25\t24.37\teur\ttxn_1\t2026-11-10 13:00\n",
                "\"net\",\"made_up[x]\",\"gross\",\"currency\",\"created_utc\",\"balance_transaction_id\"\n"
                        + "\"24.37\",\"a \"\"b\"\",\n=c\",\"25.0\",\"eur\",\"2026-11-10T12:00:00Z\",\"txn_1\"",
                "balance_transaction_id,created,created_utc,currency,gross,net\n"
                        + "txn_1,1999-01-01 00:00:00,2026-11-10 12:00:00,eur,25.00,24.37\n\n",
            })
    void isReadHoweverItIsWritten(String csv) throws IOException {
        var report = take(csv);

        assertThat(differences(report)).isEmpty();
        assertThat(report.outcome()).isEqualTo(Outcome.AGREES);
        assertThat(report.agreed()).isOne();
        assertThat(report.account()).isEqualTo("acct_1");
    }

    @ParameterizedTest
    @CsvSource({
        "eur, 12.34, 1234",
        "eur, -12.30, -1230",
        "eur, 7, 700",
        "eur, '0,05', 5",
        "jpy, 1200, 1200",
        "jpy, 1200.00, 1200",
        "isk, 5.00, 500",
        "ugx, 5, 500",
        "mga, 90, 90",
        "kwd, 1.250, 1250",
        "eur, 90071992547409.93, 9007199254740993",
    })
    void majorUnitsBecomeMinorOnesByStripesExponents(String currency, String written, long minor) throws IOException {
        take("balance_transaction_id;created_utc;currency;gross;net\ntxn_9;2026-11-10 12:00:00;" + currency + ";"
                + written + ";0\n");

        long read = jdbi.withHandle(handle -> handle.createQuery("select gross_minor from stripe_report_line")
                .mapTo(Long.class)
                .one());
        assertThat(read).isEqualTo(minor);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "25.001 | 0.63 | Line 2, column 4 (gross): '25.001' has more decimals than EUR, which has 2",
                "1,234.50 | 0.63 | Line 2, column 4 (gross): '1,234.50' is not an amount",
                "=1+1 | 0.63 | Line 2, column 4 (gross): '=1+1' is not an amount",
                "25.00 | +0.63 | Line 2, column 5 (fee): '+0.63' is not an amount",
                "25.00 | 1e2 | Line 2, column 5 (fee): '1e2' is not an amount",
                "25.00 | '0,63' | Line 2, column 5 (fee): decimals are separated by ',' here and by '.' before",
                "9999999999999999 | 0 | Line 2, column 4 (gross): '9999999999999999' is not an amount",
                "'' | 0 | Line 2, column 4 (gross): is empty",
            })
    void anAmountThatIsNoneIsNamedWithItsPlace(String gross, String fee, String said) {
        refused(HEAD + "txn_1,2026-11-10 12:00:00,eur,\"" + gross + "\",\"" + fee + "\",24.37,charge\n", said);
    }

    @Test
    void aBrokenFileIsNamedWithItsPlaceAndLeavesNothing() {
        refused("", "Line 1, column 1: the file is empty");
        refused("hello,world\n1,2\n", "Line 1, column 1: this is not the header of a Stripe report");
        refused(ONE, "Line 1, column 1: this is not the header");
        refused(HEAD, "Line 2: nothing follows the header");
        refused(HEAD.replace("fee", "gross") + ONE, "Line 1, column 5: the column gross stands there twice");
        refused(HEAD + ONE + "txn_2,2026-11-10 12:0", "Line 3, column 2: the row has 2 fields and the header 7");
        refused(HEAD + ONE + "\"txn_2,2026-11-10 12:00:00,eur", "Line 3, in the row that begins in line 3");
        refused(HEAD + "\"" + "x\n".repeat(600_000), "the row has more than 1000000 characters");
        refused(HEAD + ONE.replace("txn_1", "@SUM(1)"), "Line 2, column 1 (balance_transaction_id): '@SUM(1)' is not");
        refused(HEAD + ONE.replace("eur", "euro"), "Line 2, column 3 (currency): 'euro' is not a currency");
        refused(HEAD + ONE.replace("2026-11-10", "10/11/2026"), "Line 2, column 2 (created_utc): '10/11/2026");
        refused(HEAD + ONE.replace("2026-11-10", "2026-13-10"), "is a time that does not exist");
        refused(HEAD + ONE + "txn_\u0000", "Line 3, character 5: the file is not UTF-8 text");
        refusedBytes(
                (HEAD + ONE + "txn_é,").getBytes(StandardCharsets.ISO_8859_1), "Line 3, character 5: the file is not");
        refusedBytes((HEAD + ONE).getBytes(StandardCharsets.UTF_16), "Line 1, character 1: the file is not UTF-8");
        refused(
                HEAD.replace("created_utc", "created") + ONE.replace("2026-11-10 12", "2026-03-29 02"),
                "there was no 2026-03-29T02:00 in Europe/Berlin");

        assertThat(count("stripe_report")).isZero();
        assertThat(count("stripe_report_line")).isZero();
        assertThat(count("audit_entry")).isZero();
    }

    @Test
    void theSameFileTwiceIsOneReport() throws IOException {
        var first = reports.take(bytes(HEAD + ONE), "a.csv", ReportAsked.NOTHING, "fin@example.org");
        var second = reports.take(bytes(HEAD + ONE), "b.csv", ReportAsked.NOTHING, "aud@example.org");

        assertThat(first.added()).isTrue();
        assertThat(second).isEqualTo(new StripeReports.Taken(first.id(), false));
        assertThat(queries.page(null, 10).items())
                .extracting(StripeReport::name)
                .containsExactly("a.csv");
        assertThat(count("audit_entry")).isOne();
    }

    @Test
    void whatOnlyOneSideHasIsNamedWithinTheIntervalAndTheCurrenciesOfTheFile() throws IOException {
        rows.balanceTransaction("txn_2", "charge", "EUR", 100, 0, NOON.plusSeconds(60), null);
        rows.balanceTransaction("txn_late", "charge", "EUR", 100, 0, NOON.plusSeconds(86_400), null);
        rows.balanceTransaction("txn_payout", "payout", "EUR", -100, 0, NOON.plusSeconds(30), null);
        rows.balanceTransaction("txn_usd", "charge", "USD", 100, 0, NOON.plusSeconds(30), null);

        var report = take(HEAD + ONE + ONE.replace("txn_1", "txn_3").replace("12:00:00", "12:02:00"));

        assertThat(differences(report))
                .extracting(Difference::reference, Difference::kind)
                .containsExactly(tuple("txn_3", DifferenceKind.ONLY_STRIPE), tuple("txn_2", DifferenceKind.ONLY_BOOKS));
        assertThat(queries.totals(report.id()))
                .extracting(StripeReport.Total::currency, StripeReport.Total::compared, total -> total.ours()
                        .count())
                .containsExactly(tuple("EUR", true, 2L), tuple("USD", false, 1L));
    }

    @Test
    void eachColumnThatDiffersIsNamed() throws IOException {
        var report = take(HEAD.replace("\n", ",automatic_payout_id\n")
                + "txn_1,2026-11-10 12:00:01,usd,26.00,0.64,25.36,refund,po_1\n");

        assertThat(differences(report))
                .extracting(Difference::field)
                .containsExactly(
                        "currency", "gross", "fee", "net", "reporting_category", "created", "automatic_payout_id");
        assertThat(report.agreed()).isZero();
        assertThat(report.differing()).isEqualTo(7);
    }

    @Test
    void anHourThatTheClocksRepeatMeansEither() throws IOException {
        rows.balanceTransaction("txn_a", "charge", "EUR", 100, 0, Instant.parse("2026-10-25T00:30:00Z"), null);
        rows.balanceTransaction("txn_b", "charge", "EUR", 100, 0, Instant.parse("2026-10-25T01:30:00Z"), null);

        var report = take("balance_transaction_id,created,currency,gross,net\n"
                + "txn_a,2026-10-25 02:30:00,eur,1.00,1.00\ntxn_b,2026-10-25 02:30:00,eur,1.00,1.00\n");

        assertThat(differences(report)).isEmpty();
    }

    @Test
    void aLineThatStandsTwiceIsNamed() throws IOException {
        assertThat(differences(take(HEAD + ONE + ONE)))
                .extracting(Difference::kind, Difference::line)
                .containsExactly(tuple(DifferenceKind.TWICE, 3L));
    }

    @Test
    void whatTheBooksLearnedSinceIsFoundByComparingAgain() throws IOException {
        var report = take(HEAD + ONE + ONE.replace("txn_1", "txn_2"));
        assertThat(report.outcome()).isEqualTo(Outcome.DIFFERS);
        rows.balanceTransaction("txn_2", "charge", "EUR", 2_500, 63, NOON, null);

        reports.compareAgain(report.id(), "fin@example.org");

        assertThat(queries.find(report.id()).orElseThrow().outcome()).isEqualTo(Outcome.AGREES);
        assertThatThrownBy(() -> reports.compareAgain(999, "fin@example.org")).isInstanceOf(Rejection.class);
    }

    @Test
    void aSummaryNeedsItsDaysAndAMatchingKind() {
        var summary = "category,description,net_amount,currency\nstarting_balance,x,0.00,eur\n";
        refused(summary, "name its first and its last day");
        assertThatThrownBy(() -> take(summary, asked(ReportKind.PAYOUTS, null, null)))
                .hasMessageContaining("BALANCE_SUMMARY and cannot be PAYOUTS");
        assertThatThrownBy(() -> take(HEAD + ONE, asked(null, "2026-11-12", "2026-11-13")))
                .hasMessageContaining("line 2 of the file is of another time");
        assertThatThrownBy(() -> take(HEAD + ONE, asked(null, "2026-11-12", "2026-11-10")))
                .hasMessageContaining("before the first");
    }

    @Test
    void aSummaryIsComparedWithOurOwnSumsAndAnUnknownLineIsKept() throws IOException {
        var report = take(
                "category,description,net_amount,currency\nstarting_balance,x,0.00,eur\nactivity,x,24.37,eur\n"
                        + "payouts,x,0.00,eur\nsomething_new,x,1.00,eur\nending_balance,x,24.38,eur\n",
                asked(null, "2026-11-10", "2026-11-10"));

        assertThat(differences(report)).singleElement().satisfies(difference -> {
            assertThat(difference.reference()).isEqualTo("ending_balance");
            assertThat(difference.oursAmount().minor()).isEqualTo(2_437);
            assertThat(difference.theirsAmount().minor()).isEqualTo(2_438);
        });
        assertThat(report.agreed()).isEqualTo(3);
        assertThat(queries.totals(report.id()))
                .filteredOn(total -> !total.compared())
                .extracting(StripeReport.Total::category)
                .containsExactly("something_new");
    }

    @Test
    void thePayoutOfAFileThatLeavesItOutIsThatOfItsTransactions() throws IOException {
        rows.balanceTransaction("txn_2", "charge", "EUR", 100, 0, NOON.minusSeconds(9_999_999), null);
        jdbi.useHandle(handle -> {
            handle.execute(
                    "insert into payout (id, stripe_account, livemode, amount_minor, currency, status, automatic,"
                            + " created_at, fetched_at) values ('po_1', 'acct_1', true, 2537, 'EUR', 'paid', true, now(), now())");
            handle.execute(
                    "insert into payout_item values ('po_1', 'acct_1', true, 'txn_1'), ('po_1', 'acct_1', true, 'txn_2')");
        });

        var report = take(HEAD + ONE, asked(ReportKind.PAYOUT_RECONCILIATION, null, null));

        assertThat(differences(report))
                .extracting(Difference::reference, Difference::kind)
                .containsExactly(tuple("txn_2", DifferenceKind.ONLY_BOOKS));
    }

    private static ReportAsked asked(ReportKind kind, String from, String to) {
        return new ReportAsked(
                kind,
                null,
                from == null ? null : LocalDate.parse(from),
                to == null ? null : LocalDate.parse(to),
                null,
                null);
    }

    private void refused(String csv, String said) {
        refusedBytes(csv.getBytes(StandardCharsets.UTF_8), said);
    }

    private void refusedBytes(byte[] csv, String said) {
        assertThatThrownBy(() ->
                        reports.take(new ByteArrayInputStream(csv), "x.csv", ReportAsked.NOTHING, "fin@example.org"))
                .isInstanceOf(Rejection.class)
                .hasMessageContaining(said);
    }

    private StripeReport take(String csv) throws IOException {
        return take(csv, ReportAsked.NOTHING);
    }

    private StripeReport take(String csv, ReportAsked asked) throws IOException {
        return queries.find(reports.take(bytes(csv), "x.csv", asked, "fin@example.org")
                        .id())
                .orElseThrow();
    }

    private List<Difference> differences(StripeReport report) {
        return queries.differences(report.id(), null, 100).items();
    }

    private static ByteArrayInputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private int count(String table) {
        return jdbi.withHandle(handle -> handle.createQuery("select count(*) from " + table)
                .mapTo(Integer.class)
                .one());
    }
}
