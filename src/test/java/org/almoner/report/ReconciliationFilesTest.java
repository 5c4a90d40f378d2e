package org.almoner.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.reconcile.Ageing;
import org.almoner.reconcile.ExceptionQueries;
import org.almoner.reconcile.ReconciliationQueries;
import org.almoner.time.Calendar;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes a month's files and reads them back. */
class ReconciliationFilesTest {

    private static final YearMonth NOVEMBER = YearMonth.of(2026, 11);
    private static final Instant NOON = Instant.parse("2026-11-05T12:00:00Z");

    private final Calendar calendar = new Calendar(Clock.systemUTC(), ZoneOffset.UTC);
    private MonthBooks books;

    @TempDir
    private Path folder;

    @BeforeEach
    void aMonthInThreeCurrencies() {
        var jdbi = TestDatabase.books();
        var rows = new Rows(jdbi);
        books = new MonthBooks(
                new ReconciliationQueries(jdbi, new ExceptionQueries(jdbi, calendar)),
                calendar,
                new Ageing(jdbi, calendar));
        rows.balanceTransaction("txn_1", "charge", "EUR", 2_500, 98, NOON, "Gift, \"with\" love\r\nand more");
        rows.balanceTransaction("txn_2", "refund", "EUR", -500, 0, NOON.plusSeconds(1), "=HYPERLINK(\"x\")");
        rows.balanceTransaction("txn_3", "charge", "JPY", 1_000, 36, NOON.plusSeconds(2), "王偉");
        rows.balanceTransaction("txn_4", "charge", "KWD", 12_345, 5, NOON.plusSeconds(3), "\u0001 -bell");
        rows.exception("MISSING_GIFT", "txn_1", NOVEMBER.atDay(1), NOON, LocalDate.of(2026, 11, 9), null);
    }

    @Test
    void theCsvHasASummaryAndALineForEachTransaction() throws IOException {
        var records = csv();

        var summary = records.stream()
                .filter(line -> line.get("section").equals("summary")
                        && line.get("currency").equals("EUR"))
                .toList();
        assertThat(summary)
                .extracting(line -> line.get("line"))
                .containsExactly(
                        "opening",
                        "charges",
                        "refunds",
                        "disputes",
                        "fees",
                        "adjustments",
                        "payouts",
                        "unexplained",
                        "closing");
        assertThat(summary.get(1).get("amount")).isEqualTo("25.00");
        assertThat(summary.get(4).get("amount_minor")).isEqualTo("-98");
        assertThat(summary.stream()
                        .limit(8)
                        .mapToLong(line -> Long.parseLong(line.get("amount_minor")))
                        .sum())
                .isEqualTo(Long.parseLong(summary.get(8).get("amount_minor")));
        var transactions = records.stream()
                .filter(line -> line.get("section").equals("transaction"))
                .toList();
        assertThat(transactions)
                .extracting(line -> line.get("line"))
                .containsExactly("txn_1", "txn_2", "txn_3", "txn_4");
        assertThat(transactions).extracting(line -> line.get("net")).containsExactly("24.02", "-5.00", "964", "12.340");
        assertThat(transactions).extracting(line -> line.get("bucket")).contains("charges", "refunds");
    }

    @Test
    void whatASpreadsheetWouldExecuteIsPlainText() throws IOException {
        var descriptions = csv().stream()
                .filter(line -> line.get("section").equals("transaction"))
                .map(line -> line.get("description"))
                .toList();

        assertThat(descriptions).contains("'=HYPERLINK(\"x\")", "Gift, \"with\" love\r\nand more", "王偉");
        for (var text : List.of("=1", "+1", "-1", "@x", "\tx", "\rx")) {
            assertThat(ReconciliationCsv.text(text)).isEqualTo("'" + text);
        }
        assertThat(ReconciliationCsv.text("txn_1")).isEqualTo("txn_1");
    }

    @Test
    void theWorkbookHasASummaryAndTheTransactions() throws IOException {
        var parts = xlsx(new ReconciliationXlsx(books));

        assertThat(names(parts))
                .containsExactly(
                        "Summary", "Roll forward", "Exceptions", "Payouts", "Ageing", "Fees", "Checks", "Transactions");
        var transactions = sheet(parts, 8);
        assertThat(transactions)
                .contains("txn_1", "txn_4", "=HYPERLINK", "&#x738b;&#x5049;")
                .contains("<v>25.00</v>", "<v>1000</v>", "<v>12.345</v>")
                .contains("state=\"frozen\"")
                .doesNotContain("\u0001");
        assertThat(formulas(transactions))
                .hasSize(9)
                .contains("SUMIF('Transactions'!$D$2:$D$5,\"EUR\",'Transactions'!$E$2:$E$5)");
        assertThat(sheet(parts, 2)).contains("<v>-0.98</v>");
        assertThat(formulas(sheet(parts, 2)))
                .contains("SUM(B2:I2)")
                .contains(
                        "SUMIFS('Transactions'!$E$2:$E$5,'Transactions'!$D$2:$D$5,\"EUR\",'Transactions'!$J$2:$J$5,\"charges\")");
        assertThat(sheet(parts, 3)).contains("MISSING_GIFT");
        assertThat(parts.get("xl/styles.xml")).contains("#,##0.00", "#,##0.000", "#,##0");
    }

    @Test
    void whoCannotComputeIsToldWhatTheFormulasComeTo() throws IOException {
        var parts = xlsx(new ReconciliationXlsx(books));

        // the rows are EUR, JPY, KWD: as reconciled, added up again, and the difference
        assertThat(cached(sheet(parts, 2)))
                .containsExactly(
                        "19.02", "964", "12.340", //
                        "0.00", "25.00", "-5.00", "0.00", "-0.98", "0.00", "0.00", "0.00", "19.02", //
                        "0", "1000", "0", "0", "-36", "0", "0", "0", "964", //
                        "0.000", "12.345", "0.000", "0.000", "-0.005", "0.000", "0.000", "0.000", "12.340", //
                        "0.00", "0.00", "0.00", "0.00", "0.00", "0.00", "0.00", "0.00", "0.00", //
                        "0", "0", "0", "0", "0", "0", "0", "0", "0", //
                        "0.000", "0.000", "0.000", "0.000", "0.000", "0.000", "0.000", "0.000", "0.000");
        assertThat(cached(sheet(parts, 8)))
                .containsExactly("20.00", "0.98", "19.02", "1000", "36", "964", "12.345", "0.005", "12.340");
        assertThat(parts.get("xl/workbook.xml")).contains("fullCalcOnLoad=\"1\"/></workbook>");
    }

    @Test
    void eachAmountHasThePlacesOfItsCurrency() throws IOException {
        var parts = xlsx(new ReconciliationXlsx(books));

        var formats = new HashMap<String, String>();
        Pattern.compile("numFmtId=\"(\\d+)\" formatCode=\"([^\"]*)\"")
                .matcher(parts.get("xl/styles.xml"))
                .results()
                .forEach(format -> formats.put(format.group(1), format.group(2)));
        var styles =
                matches("<xf numFmtId=\"(\\d+)\"", parts.get("xl/styles.xml").replaceFirst("(?s)^.*<cellXfs", ""));
        var shown = matches("<c r=\"[A-Z]+[2-5]\" s=\"(\\d+)\"", sheet(parts, 8)).stream()
                .map(style -> formats.get(styles.get(Integer.parseInt(style))))
                .toList();

        assertThat(shown).filteredOn(format -> format.startsWith("yyyy")).hasSizeBetween(4, 8);
        assertThat(shown)
                .filteredOn(format -> format.startsWith("#"))
                .containsExactly(
                        "#,##0.00",
                        "#,##0.00",
                        "#,##0.00",
                        "#,##0.00",
                        "#,##0.00",
                        "#,##0.00", //
                        "#,##0",
                        "#,##0",
                        "#,##0",
                        "#,##0.000",
                        "#,##0.000",
                        "#,##0.000");
    }

    @Test
    void moreRowsThanASheetHoldsGoOnTheNext() throws IOException {
        var parts = xlsx(new ReconciliationXlsx(books, 3));

        assertThat(names(parts)).endsWith("Transactions", "Transactions 2", "Transactions 3");
        var from = names(parts).indexOf("Transactions") + 1;
        assertThat(sheet(parts, from)).contains("txn_1", "txn_2").doesNotContain("txn_3");
        assertThat(sheet(parts, from + 1)).contains("txn_3", "txn_4");
        assertThat(formulas(sheet(parts, from + 2)))
                .contains("SUMIF('Transactions'!$D$2:$D$3,\"EUR\",'Transactions'!$E$2:$E$3)"
                        + "+SUMIF('Transactions 2'!$D$2:$D$3,\"EUR\",'Transactions 2'!$E$2:$E$3)");
        assertThat(formulas(sheet(parts, 2)))
                .anySatisfy(formula -> assertThat(formula).contains("'Transactions'!", "'Transactions 2'!$E$2:$E$3"));
    }

    @Test
    void theSameStateGivesTheSameBytes() throws IOException {
        var once = new ByteArrayOutputStream();
        var again = new ByteArrayOutputStream();
        new ReconciliationXlsx(books).write(NOVEMBER, null, once);
        new ReconciliationXlsx(books).write(NOVEMBER, null, again);

        assertThat(again.toByteArray()).isEqualTo(once.toByteArray());
    }

    private static List<String> names(Map<String, String> parts) {
        return matches("<sheet name=\"([^\"]*)\"", parts.get("xl/workbook.xml"));
    }

    private static String sheet(Map<String, String> parts, int number) {
        return parts.get("xl/worksheets/sheet" + number + ".xml");
    }

    private static List<String> formulas(String sheet) {
        return matches("<f>([^<]*)</f>", sheet).stream()
                .map(formula -> formula.replace("&apos;", "'").replace("&quot;", "\""))
                .toList();
    }

    private static List<String> cached(String sheet) {
        return matches("</f><v>([^<]*)</v>", sheet);
    }

    private static List<String> matches(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private List<CSVRecord> csv() throws IOException {
        var out = new ByteArrayOutputStream();
        new ReconciliationCsv(books).write(NOVEMBER, null, out);
        var format = CSVFormat.RFC4180
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (var parser = format.parse(new StringReader(out.toString(StandardCharsets.UTF_8)))) {
            return parser.getRecords();
        }
    }

    private Map<String, String> xlsx(ReconciliationXlsx writer) throws IOException {
        var file = folder.resolve("month.xlsx");
        try (var out = Files.newOutputStream(file)) {
            writer.write(NOVEMBER, null, out);
        }
        var parts = new HashMap<String, String>();
        try (var zip = new ZipFile(file.toFile())) {
            for (var entry : zip.stream().toList()) {
                parts.put(
                        entry.getName(), new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return parts;
    }
}
