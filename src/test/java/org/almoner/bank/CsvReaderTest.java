package org.almoner.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.almoner.database.Rejection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Goal: a CSV is read exactly as its account's mapping says, and never half. */
class CsvReaderTest {

    private static final CsvMapping GERMAN =
            mapping("windows-1252", ';', ',', "dd.MM.yyyy", 2, "Betrag", null, null, "Saldo");
    private static final String GERMAN_FILE = "Konto 123\n\nBuchungstag;Zweck;Name;Betrag;Saldo\n"
            + "03.11.2026;\"Miete; Büro\";Vermieter;-1.250,00;8.750,00\n02.11.2026;po_1Abc;Stripe;9.825,00;10.000,00\n";

    @Test
    void readsTheGermanWayNewestFirst() {
        var read = ReadLines.csv(GERMAN_FILE, "EUR", GERMAN);

        assertThat(read.lines).extracting(StatementSink.Line::amount).containsExactly(-125_000L, 982_500L);
        assertThat(read.lines).extracting(StatementSink.Line::text).containsExactly("Miete; Büro", "po_1Abc");
        assertThat(read.lines.get(0).place()).isEqualTo(4);
        assertThat(read.lines.get(0).bookedOn()).isEqualTo(LocalDate.of(2026, 11, 3));
        assertThat(read.statements.get(0).opening()).isEqualTo(17_500);
        assertThat(read.statements.get(0).closing()).isEqualTo(875_000);
    }

    @Test
    void readsDebitAndCreditByNumber() {
        var mapping = new CsvMapping(
                "UTF-8", ',', '.', "M/d/yyyy", 0, false, "1", null, "3", "4", List.of("2"), null, null, null, null);
        var read = ReadLines.csv("11/2/2026,Stripe,,\"1,234.50\"\n11/3/2026,Fee,5.00,\n", "USD", mapping);

        assertThat(read.lines).extracting(StatementSink.Line::amount).containsExactly(123_450L, -500L);
    }

    @ParameterizedTest
    @CsvSource({
        "EUR, '1.234,5', 123450",
        "EUR, '12,00-', -1200",
        "EUR, '+7', 700",
        "EUR, '1 000,00', 100000",
        "ISK, '500', 50000",
        "UGX, '5', 500",
        "JPY, '1.200', 1200",
        "KWD, '1,250', 1250",
        "EUR, '−3,00', -300"
    })
    void amountsAreExact(String currency, String written, long minor) {
        var read = ReadLines.csv(
                "d;b\n02.11.2026;" + written + "\n",
                currency,
                new CsvMapping(
                        "UTF-8",
                        ';',
                        ',',
                        "dd.MM.yyyy",
                        0,
                        true,
                        "d",
                        "b",
                        null,
                        null,
                        List.of(),
                        null,
                        null,
                        null,
                        null));

        assertThat(read.lines.get(0).amount()).isEqualTo(minor);
    }

    @Test
    void namesThePlaceOfWhatIsWrong() {
        refused(GERMAN_FILE.replace("9.825,00;", "9,825.00;"), "Line 5, column 4", "not an amount");
        refused(GERMAN_FILE.replace("9.825,00;", "=SUM(A1);"), "Line 5, column 4", "formula");
        refused(GERMAN_FILE.replace("po_1Abc", "=cmd|'/c calc'!A1"), "Line 5, column 2", "formula");
        refused(GERMAN_FILE.replace("02.11.2026", "2026-11-02"), "Line 5, column 1", "not a day written as dd.MM.yyyy");
        refused(GERMAN_FILE.replace("02.11.2026", "31.06.2026"), "Line 5, column 1", "not a day");
        refused(GERMAN_FILE.replace("Betrag", "Umsatz"), "Line 3", "there is no column 'Betrag'");
        refused(GERMAN_FILE.replace(';', ','), "Line 3", "there is no column 'Buchungstag'", "delimiter");
        refused(GERMAN_FILE.replace("Stripe;9.825,00;10.000,00", "Stripe"), "Line 5", "fields and the header");
        refused(GERMAN_FILE.replace("10.000,00", "10.000,01"), "Line 5, column 5", "does not follow");
        refused(GERMAN_FILE.replace("9.825,00;", "9.825,001;"), "more decimals");
        refused(GERMAN_FILE.replace("\"Miete; Büro\"", "\"Miete; Büro"), "not closed");
        refused("Konto\n", "ends before its header");
        refused("Konto\n\nBuchungstag;Zweck;Name;Betrag;Saldo\n", "nothing follows");
    }

    @Test
    void namesAnEncodingThatIsNotTheOneMapped() {
        var utf8 = mapping("UTF-8", ';', ',', "dd.MM.yyyy", 2, "Betrag", null, null, "Saldo");

        assertThatThrownBy(() -> ReadLines.reading(
                        GERMAN_FILE.getBytes(FileText.WINDOWS), "EUR", (file, sink) -> new CsvReader(file, utf8, sink)
                                .read()))
                .isInstanceOf(Rejection.class)
                .hasMessageContaining("Line 4, column 21")
                .hasMessageContaining("not text in UTF-8");
        assertThatThrownBy(() -> ReadLines.reading(
                        ("\ufeff" + GERMAN_FILE).getBytes(StandardCharsets.UTF_16LE),
                        "EUR",
                        (file, sink) -> new CsvReader(file, utf8, sink).read()))
                .isInstanceOf(Rejection.class)
                .hasMessageContaining("choose UTF-16");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "windows-1252|;|,|dd.MM.yyyy|2|Buchungstag|Betrag|Konto 123¶¶Buchungstag;Zweck;Währung;Betrag¶13.11.2026;x;EUR;-1.250,00",
                "UTF-8|,|.|MM/dd/yyyy|0|Date|Amount|Date,Description,Amount¶11/13/2026,x,~1,250.00~",
                "UTF-16|;|.|yyyy-MM-dd|0|Date|Amount|Date;Memo;Amount¶2026-11-13;x;3",
            })
    void isGuessedFromItsFirstRows(
            String encoding,
            char delimiter,
            char decimal,
            String dates,
            int skipped,
            String date,
            String amount,
            String text)
            throws IOException {
        var bytes = text.replace('¶', '\n').replace('~', '"').getBytes(Charset.forName(encoding));
        var guess = CsvGuess.of(new ByteArrayInputStream(bytes)).mapping();

        assertThat(guess.encoding()).isEqualTo(encoding);
        assertThat(guess.delimiter()).isEqualTo(delimiter);
        assertThat(guess.decimalSign()).isEqualTo(decimal);
        assertThat(guess.datePattern()).isEqualTo(dates);
        assertThat(guess.skippedLines()).isEqualTo(skipped);
        assertThat(guess.dateColumn()).isEqualTo(date);
        assertThat(guess.amountColumn()).isEqualTo(amount);
    }

    @Test
    void whatIsNoTableIsNotGuessed() {
        assertThatThrownBy(() -> CsvGuess.of(new ByteArrayInputStream("hello".getBytes(StandardCharsets.UTF_8))))
                .hasMessageContaining("no table");
    }

    private static CsvMapping mapping(
            String encoding,
            char delimiter,
            char decimal,
            String dates,
            int skipped,
            String amount,
            String debit,
            String credit,
            String balance) {
        return new CsvMapping(
                encoding,
                delimiter,
                decimal,
                dates,
                skipped,
                true,
                "Buchungstag",
                amount,
                debit,
                credit,
                List.of("Zweck"),
                null,
                "Name",
                null,
                balance);
    }

    private static void refused(String text, String... said) {
        var refusal =
                assertThatThrownBy(() -> ReadLines.csv(text, "EUR", GERMAN)).isInstanceOf(Rejection.class);
        for (String each : said) {
            refusal.hasMessageContaining(each);
        }
    }
}
