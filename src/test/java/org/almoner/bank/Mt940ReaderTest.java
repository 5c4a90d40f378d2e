package org.almoner.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import org.almoner.database.Rejection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Goal: MT940 is read with and without its envelope, in the dialects of banks, and never silently empty. */
class Mt940ReaderTest {

    private static final String ONE = Written.mt940(
            "STARTUMS",
            "2026-11-01",
            "2026-11-03",
            10_000,
            List.of(
                    Written.line("2026-11-02", 9_825, "R1", "STRIPE PAYOUT\r\npo_1Abc"),
                    Written.line("2026-11-03", -1_250, "", "Rent }")));

    @Test
    void readsLinesBalancesAndDays() {
        var read = read(ONE);

        assertThat(read.accounts).containsExactly("37040044/532013000");
        assertThat(read.lines)
                .extracting(
                        StatementSink.Line::bookedOn,
                        StatementSink.Line::amount,
                        StatementSink.Line::bankReference,
                        StatementSink.Line::text)
                .containsExactly(
                        tuple(LocalDate.of(2026, 11, 2), 9_825L, "R1", "STRIPE PAYOUT po_1Abc"),
                        tuple(LocalDate.of(2026, 11, 3), -1_250L, "", "Rent }"));
        assertThat(read.statements)
                .containsExactly(new ReadLines.Statement(
                        "STARTUMS/1/1/2026-11-03",
                        LocalDate.of(2026, 11, 1),
                        LocalDate.of(2026, 11, 3),
                        10_000L,
                        18_575L));
    }

    @Test
    void readsTheEnvelopeOfSwiftAndManyStatements() {
        var inBlocks = "\u0001{1:F01BANKDEFFXXXX0000000000}{2:I940BANKDEFFXXXXN}{4:\r\n"
                + ONE.replace("\r\n-\r\n", "\r\n-}{5:{CHK:1}}\u0003\r\n");

        var read = read(inBlocks
                + ONE.replace("STARTUMS", "SECOND")
                + ONE.replace("STARTUMS", "THIRD").replace("\r\n", "\n"));

        assertThat(read.statements).hasSize(3);
        assertThat(read.lines).hasSize(6);
    }

    @Test
    void readsTheNumberedPartsOfGermanBanks() {
        var line = read(ONE.replace(
                        "STRIPE PAYOUT\r\npo_1Abc",
                        "166?00SEPA-GUTSCHRIFT?20EREF+E2E-1?21SVWZ+po_1A\r\nbcDef?22Ghi?30BANKDEFF?31DE1?32STRIPE TECHN?33OLOGY"))
                .lines
                .get(0);

        assertThat(line.counterparty()).isEqualTo("STRIPE TECHNOLOGY");
        assertThat(line.text()).isEqualTo("EREF+E2E-1SVWZ+po_1AbcDefGhi SEPA-GUTSCHRIFT");
    }

    @Test
    void readsReversalsAndTheTurnOfTheYear() {
        var text =
                ":20:A\n:25:1234567\n:28C:9\n:60F:C251230EUR0,\n:61:2601021231RC5,00NTRFNONREF\n:86:back\n:61:2512310102RD7,5NTRFX\n"
                        + ":62F:C260102EUR2,5\n";
        var read = read(text);

        assertThat(read.lines)
                .extracting(StatementSink.Line::bookedOn, StatementSink.Line::valuedOn, StatementSink.Line::amount)
                .containsExactly(
                        tuple(LocalDate.of(2025, 12, 31), LocalDate.of(2026, 1, 2), -500L),
                        tuple(LocalDate.of(2026, 1, 2), LocalDate.of(2025, 12, 31), 750L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16", "ISO-8859-1", "windows-1252"})
    void readsTheEncodingsOfBanks(String encoding) {
        assertThat(ReadLines.mt940(ONE.replace("Rent", "Büro"), Charset.forName(encoding))
                        .lines
                        .get(1)
                        .text())
                .startsWith("Büro");
    }

    @Test
    void namesThePlaceOfWhatIsWrong() {
        refused(ONE.substring(0, ONE.indexOf(":62F")), "Line 9", "cut off");
        refused(ONE.replace("C98,25", "C98.25"), "Line 5", "not an amount");
        refused(ONE.replace("C98,25", "X98,25"), "Line 5");
        refused(ONE.replace(":61:261102", ":61:261399"), "Line 5", "not a day");
        refused(ONE.replace("D12,50", "D12,51"), "Line 10", "its 2 lines make 185.74 EUR");
        refused(ONE.replace(":25:37040044/532013000\r\n", ""), "whose account");
        refused(ONE.replace(":20:STARTUMS\r\n", ""), "Line 1", "before :20:");
        refused("hello\r\n" + ONE, "Line 1", "belongs to no field");
        refused(ONE.substring(0, ONE.indexOf(":62F")) + ONE, "Line 10", "begins within");
        refused("{1:F01}{2:I940}{4:\r\n-}", "no statement");
        refused(ONE.replace("Rent", "Rent\u0000"), "Line 9, column 9", "not text");
        refused(ONE.replace("Rent", "x\r\n".repeat(12_000)), "more than 20000 characters");
    }

    private static ReadLines read(String text) {
        return ReadLines.mt940(text, StandardCharsets.UTF_8);
    }

    private static void refused(String text, String... said) {
        var refusal = assertThatThrownBy(() -> read(text)).isInstanceOf(Rejection.class);
        for (String each : said) {
            refusal.hasMessageContaining(each);
        }
    }
}
