package org.almoner.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import org.almoner.document.Fonts;
import org.almoner.document.VeraPdf;
import org.almoner.money.MoneyFormat;
import org.almoner.time.Calendar;
import org.apache.commons.csv.CSVFormat;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The report on paper and as a list for machines: what is computed must be what is read. */
class SustainabilityPdfTest {
    private static final YearMonth NOVEMBER = YearMonth.of(2026, 11);

    private static Books sampled;

    private final Books books = new Books();

    /** Written once: it takes longer than all the rest. */
    @BeforeAll
    static void writeTheSample() {
        sampled = SampleBooks.write(new Books());
    }

    @Test
    void everyFigureOfTheReportCanBeReadInThePdf() throws IOException {
        var report = report(sampled, "EUR");

        var text = text("sample", report);

        var money = MoneyFormat.of(Locale.ENGLISH);
        assertThat(text)
                .contains(money.withCode(report.income().gross()))
                .contains(money.withCode(report.income().net()))
                .contains(money.withCode(report.change().current()))
                .contains(money.withCode(report.change().losses()))
                .contains(money.withCode(report.value().averageGift()))
                .contains("in no sum")
                .contains("4 Quality Education")
                .contains("为所有人的学校图书馆")
                .contains("gains-and-losses, version 1");
        report.funds().forEach(f -> assertThat(text).contains(money.withCode(f.net())));
        report.currencies().forEach(c -> assertThat(text).contains(money.withCode(c.gross())));
        report.definitions().forEach(d -> assertThat(text).contains(d.name()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"EUR", "JPY", "KWD", "ISK"})
    void anEmptyMonthSaysSo(String currency) throws IOException {
        var text = text("empty-" + currency, report(currency));

        assertThat(text)
                .contains("No gifts in this period")
                .doesNotContain("NaN")
                .doesNotContain("null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"JPY", "KWD", "ISK"})
    void oneDonorAndAMonthBelowZeroInAnyCurrency(String currency) throws IOException {
        var donor = books.donor();
        var gift = books.gift(Instant.parse("2026-10-05T00:00:00Z"), 1_234_500, currency, donor);
        books.refunded(gift, Instant.parse("2026-11-05T00:00:00Z"), 1_000_000, currency);
        var report = report(currency);

        var text = text("single-" + currency, report);

        var printed = MoneyFormat.of(Locale.ENGLISH).withCode(report.income().net());
        assertThat(text).contains(printed).contains("10,000 of 10,000").doesNotContain("NaN");
    }

    /** The fonts are cut: a sign they lack would print as a box. */
    @ParameterizedTest
    @ValueSource(strings = {"sustainability/messages_en", "sustainability/metrics", "reconciliation/messages_en"})
    void everyTextCanBePrinted(String texts) throws IOException {
        assertThat(Fonts.unprintable(Files.readString(Path.of("reports", texts + ".properties"))))
                .isEmpty();
    }

    @Test
    void theSameReportGivesTheSameBytes() {
        var report = report(sampled, "EUR");

        assertThat(SustainabilityPdf.of(report)).isEqualTo(SustainabilityPdf.of(report));
    }

    @Test
    void theCsvHoldsTheFiguresOneALine() throws IOException {
        var donor = books.donor();
        books.gift(Instant.parse("2025-11-05T00:00:00Z"), 500, "EUR", donor);
        books.gift(Instant.parse("2026-11-05T00:00:00Z"), 900, "EUR", donor);
        books.gift(
                Instant.parse("2026-11-06T00:00:00Z"),
                7,
                "EUR",
                null,
                false,
                books.campaign("a,\"b\"\n=c", "x", 3),
                null);
        var report = report("EUR");
        var csv = new StringBuilder();

        SustainabilityCsv.write(report, csv);

        var lines = CSVFormat.RFC4180.parse(new StringReader(csv.toString())).getRecords();
        assertThat(lines).allMatch(line -> line.size() == 4);
        assertThat(csv).startsWith("metric,dimension,value,currency\r\n");
        assertThat(csv).contains("income.net,," + report.income().net().minor() + ",EUR\r\n");
        assertThat(csv)
                .contains("months.net,2026-11," + report.months().get(23).net().minor() + ",EUR\r\n");
        assertThat(csv)
                .contains("donors.retention,," + report.donors().retention().toPlainString() + ",\r\n");
        assertThat(csv).contains("campaigns.net,\"a,\"\"b\"\"=c\",7,EUR\r\n");
    }

    @Test
    void theScreensChartsAreThoseOfThePaper() throws IOException {
        var page = new StringBuilder(
                "<!doctype html><meta charset=utf-8><body style='font-family:Noto Sans;width:700px'>");
        for (ChartSpec spec : new SustainabilityCharts(report(sampled, "EUR")).all()) {
            var svg = ChartSvg.of(spec, SustainabilityCharts.locale(), SustainabilityCharts.nothing());
            assertThat(svg).contains("<desc").doesNotContain("NaN");
            page.append("<h3>").append(spec.title()).append("</h3>").append(svg);
        }
        Files.writeString(folder().resolve("charts.html"), page);
    }

    private SustainabilityReport report(String currency) {
        return report(books, currency);
    }

    private static SustainabilityReport report(Books books, String currency) {
        var clock = Clock.fixed(Instant.parse("2026-11-28T18:30:00Z"), ZoneOffset.UTC);
        return new SustainabilityReports(books.jdbi(), new Calendar(clock, ZoneId.of("UTC")), currency).of(NOVEMBER);
    }

    /** The words of the PDF, which is left in {@code target/looks} for people. */
    private static String text(String name, SustainabilityReport report) throws IOException {
        var bytes = SustainabilityPdf.of(report);
        Files.write(folder().resolve("sustainability-" + name + ".pdf"), bytes);
        assertThat(VeraPdf.faults(bytes)).isEmpty();
        try (var document = Loader.loadPDF(bytes)) {
            return new PDFTextStripper().getText(document);
        }
    }

    private static Path folder() throws IOException {
        return Files.createDirectories(Path.of("target", "looks"));
    }
}
