package org.almoner.bank;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Statements as banks write them, from plain lines. */
final class Written {

    static final String IBAN = "DE89370400440532013000";

    /** A line in euro cents; the reference may be empty. */
    record Line(LocalDate day, long cents, String reference, String text) {}

    private Written() {}

    static Line line(String day, long cents, String reference, String text) {
        return new Line(LocalDate.parse(day), cents, reference, text);
    }

    static String camt(String id, String since, String until, long opening, List<Line> lines) {
        long closing = opening + lines.stream().mapToLong(Line::cents).sum();
        return camt(id, since, until, opening, closing, lines);
    }

    static String camt(String id, String since, String until, long opening, long closing, List<Line> lines) {
        var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>\n"
                + "<GrpHdr><MsgId>m</MsgId></GrpHdr>\n");
        xml.append(statement(id, since, until, opening, closing, lines));
        return xml.append("</BkToCstmrStmt></Document>\n").toString();
    }

    private static String statement(
            String id, String since, String until, long opening, long closing, List<Line> lines) {
        var xml = new StringBuilder("<Stmt><Id>" + id + "</Id><FrToDt><FrDtTm>" + since + "T00:00:00</FrDtTm><ToDtTm>"
                + until + "T23:59:59</ToDtTm></FrToDt><Acct><Id><IBAN>" + IBAN + "</IBAN></Id><Ccy>EUR</Ccy></Acct>\n");
        xml.append(balance("OPBD", opening, since)).append(balance("CLBD", closing, until));
        for (Line line : lines) {
            xml.append("<Ntry><Amt Ccy=\"EUR\">" + major(Math.abs(line.cents)) + "</Amt><CdtDbtInd>"
                    + (line.cents < 0 ? "DBIT" : "CRDT") + "</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>"
                    + line.day
                    + "</Dt></BookgDt>"
                    + (line.reference.isEmpty() ? "" : "<AcctSvcrRef>" + line.reference + "</AcctSvcrRef>")
                    + "<NtryDtls><TxDtls><RmtInf><Ustrd>" + line.text
                    + "</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n");
        }
        return xml.append("</Stmt>\n").toString();
    }

    private static String balance(String code, long cents, String day) {
        return "<Bal><Tp><CdOrPrtry><Cd>" + code + "</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">" + major(Math.abs(cents))
                + "</Amt><CdtDbtInd>" + (cents < 0 ? "DBIT" : "CRDT") + "</CdtDbtInd><Dt><Dt>" + day
                + "</Dt></Dt></Bal>\n";
    }

    static String mt940(String id, String since, String until, long opening, List<Line> lines) {
        long closing = opening + lines.stream().mapToLong(Line::cents).sum();
        var text = new StringBuilder(":20:" + id + "\r\n:25:37040044/532013000\r\n:28C:1/1\r\n:60F:"
                + balance(opening, LocalDate.parse(since)) + "\r\n");
        for (Line line : lines) {
            text.append(":61:" + swift(line.day) + line.day.format(DateTimeFormatter.ofPattern("MMdd"))
                    + (line.cents < 0 ? "D" : "C") + comma(Math.abs(line.cents)) + "NTRFNONREF"
                    + (line.reference.isEmpty() ? "" : "//" + line.reference) + "\r\n:86:" + line.text + "\r\n");
        }
        return text.append(":62F:" + balance(closing, LocalDate.parse(until)) + "\r\n-\r\n")
                .toString();
    }

    private static String balance(long cents, LocalDate day) {
        return (cents < 0 ? "D" : "C") + swift(day) + "EUR" + comma(Math.abs(cents));
    }

    private static String swift(LocalDate day) {
        return day.format(DateTimeFormatter.ofPattern("yyMMdd"));
    }

    private static String comma(long cents) {
        return major(cents).replace('.', ',');
    }

    static String major(long cents) {
        return BigDecimal.valueOf(cents, 2).toPlainString();
    }
}
