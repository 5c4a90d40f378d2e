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

/** Goal: camt.053 of every version and encoding is read to the cent, and what is wrong or hostile is named with its place. */
class CamtReaderTest {

    private static final String ONE = Written.camt(
            "S1",
            "2026-11-02",
            "2026-11-03",
            10_000,
            List.of(
                    Written.line("2026-11-02", 9_825, "R1", "STRIPE PAYOUT po_1Abc"),
                    Written.line("2026-11-03", -1_250, "", "Rent")));

    @Test
    void readsLinesBalancesAndDays() {
        var read = ReadLines.camt(ONE);

        assertThat(read.accounts).containsExactly(Written.IBAN);
        assertThat(read.lines)
                .extracting(
                        StatementSink.Line::bookedOn,
                        StatementSink.Line::amount,
                        StatementSink.Line::bankReference,
                        StatementSink.Line::text)
                .containsExactly(
                        tuple(LocalDate.of(2026, 11, 2), 9_825L, "R1", "STRIPE PAYOUT po_1Abc"),
                        tuple(LocalDate.of(2026, 11, 3), -1_250L, "", "Rent"));
        assertThat(read.statements)
                .containsExactly(new ReadLines.Statement(
                        "S1", LocalDate.of(2026, 11, 2), LocalDate.of(2026, 11, 3), 10_000L, 18_575L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16", "ISO-8859-1", "windows-1252"})
    void readsTheEncodingThatTheFileNames(String encoding) {
        var read = ReadLines.camt(
                ONE.replace("\"UTF-8\"", '"' + encoding + '"').replace("Rent", "Miete für Büro"),
                Charset.forName(encoding));

        assertThat(read.lines.get(1).text()).isEqualTo("Miete für Büro");
    }

    @Test
    void readsTheOlderAndTheNewerVersions() {
        var older = ONE.replace("001.08", "001.02").replace("<Sts><Cd>BOOK</Cd></Sts>", "<Sts>BOOK</Sts>");

        assertThat(ReadLines.camt(older).lines).isEqualTo(ReadLines.camt(ONE).lines);
        assertThat(ReadLines.camt(ONE.replace("001.08", "001.13")).lines).hasSize(2);
    }

    @Test
    void leavesOutWhatIsNotBookedYet() {
        var pending = ONE.replace(
                "</Stmt>",
                "<Ntry><Amt Ccy=\"EUR\">7.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts></Ntry>"
                        + "<Ntry><Amt Ccy=\"EUR\">7.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>INFO</Sts></Ntry></Stmt>");

        assertThat(ReadLines.camt(pending).lines).hasSize(2);
    }

    @Test
    void keepsTheOtherSideAndEveryReference() {
        var rich = ONE.replace(
                "<NtryDtls><TxDtls><RmtInf><Ustrd>STRIPE",
                "<NtryDtls><TxDtls><Refs><EndToEndId>E2E</EndToEndId><TxId>TX</TxId></Refs><RltdPties><Dbtr><Pty><Nm>Stripe</Nm></Pty>"
                        + "</Dbtr><Cdtr><Pty><Nm>Us</Nm></Pty></Cdtr></RltdPties><RmtInf><Strd><CdtrRefInf><Ref>RF18</Ref></CdtrRefInf>"
                        + "</Strd><Ustrd>STRIPE");
        var line = ReadLines.camt(rich).lines.get(0);

        assertThat(line.counterparty()).isEqualTo("Stripe");
        assertThat(line.senderReference()).isEqualTo("E2E");
        assertThat(line.text()).isEqualTo("TX RF18 STRIPE PAYOUT po_1Abc");
    }

    @Test
    void letsNoEntityIn() {
        refused(
                ONE.replace("<Document", "<!DOCTYPE Document [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Document")
                        .replace("Rent", "&x;"),
                "Line ");
        var laughs = new StringBuilder("<!DOCTYPE Document [<!ENTITY a0 \"ha\">");
        for (int i = 1; i < 30; i++) {
            laughs.append("<!ENTITY a" + i + " \"" + ("&a" + (i - 1) + ";").repeat(10) + "\">");
        }
        refused(ONE.replace("<Document", laughs + "]><Document").replace("Rent", "&a29;"), "Line ");
        refused(
                ONE.replace("<Document", "<!DOCTYPE Document SYSTEM \"http://127.0.0.1:1/x.dtd\"><Document"),
                "document type");
    }

    @Test
    void namesThePlaceOfWhatIsWrong() {
        refused(ONE.substring(0, ONE.length() / 2), "column ", "cut off");
        refused(ONE.replace("98.25<", "98.253<"), "Line 7", "more decimals than EUR");
        refused(ONE.replace("98.25<", "1e2<"), "Line 7", "not an amount");
        refused(ONE.replace("<Dt>2026-11-03</Dt></BookgDt>", "<Dt>2026-02-31</Dt></BookgDt>"), "Line 8", "not a day");
        refused(ONE.replace("<Ccy>EUR</Ccy>", "").replace("Ccy=\"EUR\">98.25", "Ccy=\"USD\">98.25"), "Line 7", "USD");
        refused(
                ONE.replace("12.50", "12.51"),
                "Line 9",
                "opens with 100.00 EUR, its 2 lines make 185.74 EUR",
                "185.75 EUR");
        refused(ONE.replace("CLBD", "XPCD"), "no opening or no closing balance");
        refused(ONE.replace("BkToCstmrStmt", "BkToCstmrAcctRpt"), "camt.052");
        refused("<html><body/></html>", "Line 1", "begins with <html>");
        refused("<a>".repeat(100), "begins with <a>");
        refused(ONE.replace("<BookgDt>", "<BookgDt>" + "<a>".repeat(100)), "more than 64 deep");
        refused(ONE.replace("Rent", "x".repeat(10_001)), "more than 10000 characters");
    }

    @Test
    void namesAnEncodingThatIsNotTheOneTheFileSays() {
        assertThatThrownBy(() -> ReadLines.camt(ONE.replace("Rent", "Büro"), StandardCharsets.ISO_8859_1))
                .isInstanceOf(Rejection.class)
                .hasMessageContaining("Line 8, column")
                .hasMessageContaining("encoding");
    }

    private static void refused(String xml, String... said) {
        var refusal = assertThatThrownBy(() -> ReadLines.camt(xml)).isInstanceOf(Rejection.class);
        for (String each : said) {
            refusal.hasMessageContaining(each);
        }
    }
}
