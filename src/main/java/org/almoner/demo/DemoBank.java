package org.almoner.demo;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The bank's statement of the demo's month, as a camt.053: each payout in euros that arrived, and went back if it did;
 * two of them merged into one line that names neither; and the rent, which has nothing to do with any.
 */
public final class DemoBank {

    /** An account number that is sound and nobody's. */
    public static final String IBAN = "DE89370400440532013000";

    /** Balance before the month, in cents. */
    public static final long OPENING = 2_500_000;

    private static final long RENT = -125_000;

    private record Line(LocalDate day, long cents, String text) {}

    private final StripeWorld world;
    private final YearMonth month;

    public DemoBank(StripeWorld world, YearMonth month) {
        this.world = world;
        this.month = month;
    }

    /** Writes the statement. */
    public void write(Path file) throws IOException {
        Files.writeString(file, statement());
    }

    /** The statement as a camt.053. */
    public String statement() {
        List<Line> lines = lines();
        long closing = OPENING + lines.stream().mapToLong(Line::cents).sum();
        var xml = new StringBuilder(
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
                <GrpHdr><MsgId>DEMO-%1$s</MsgId><CreDtTm>%3$sT23:59:59</CreDtTm></GrpHdr>
                <Stmt><Id>DEMO-%1$s</Id><FrToDt><FrDtTm>%2$sT00:00:00</FrDtTm><ToDtTm>%3$sT23:59:59</ToDtTm></FrToDt>
                <Acct><Id><IBAN>%4$s</IBAN></Id><Ccy>EUR</Ccy></Acct>
                """
                        .formatted(month, month.atDay(1), month.atEndOfMonth(), IBAN));
        balance(xml, "OPBD", OPENING, month.atDay(1));
        balance(xml, "CLBD", closing, month.atEndOfMonth());
        int number = 0;
        for (Line line : lines) {
            xml.append("<Ntry>");
            amount(xml, line.cents);
            xml.append("<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>" + line.day + "</Dt></BookgDt><AcctSvcrRef>" + month + "/"
                    + ++number
                    + "</AcctSvcrRef><NtryDtls><TxDtls><RltdPties><"
                    + (line.cents == RENT
                            ? "Cdtr><Pty><Nm>Hausverwaltung Nord</Nm></Pty></Cdtr>"
                            : "Dbtr><Pty><Nm>Stripe</Nm></Pty></Dbtr>")
                    + "</RltdPties><RmtInf><Ustrd>" + line.text + "</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n");
        }
        return xml.append("</Stmt>\n</BkToCstmrStmt></Document>\n").toString();
    }

    private List<Line> lines() {
        var lines = new ArrayList<Line>();
        JsonObject before = null;
        boolean merged = false;
        int place = 0;
        for (JsonObject payout : payouts()) {
            boolean comesBack = Json.text(payout, "status").equals("failed");
            if (!merged && place > 3 && before != null && !comesBack) {
                lines.remove(lines.size() - 1);
                add(
                        lines,
                        arrival(payout),
                        Json.number(before, "amount") + Json.number(payout, "amount"),
                        "STRIPE PAYOUTS");
                merged = true;
            } else {
                add(lines, arrival(payout), Json.number(payout, "amount"), text(payout, place));
            }
            if (comesBack) {
                JsonObject back = world.find(Json.text(payout, "failure_balance_transaction"));
                add(
                        lines,
                        day(Json.number(back, "created")),
                        -Json.number(payout, "amount"),
                        "RETURNED " + Json.text(payout, "id"));
            }
            before = comesBack || merged ? null : payout;
            place++;
        }
        add(lines, month.atDay(3), RENT, "Office rent " + month);
        lines.sort(Comparator.comparing(Line::day));
        return lines;
    }

    private void add(List<Line> lines, LocalDate day, long cents, String text) {
        if (YearMonth.from(day).equals(month)) {
            lines.add(new Line(day, cents, text));
        }
    }

    /** Those in euros that the bank saw this month, by their days. */
    private List<JsonObject> payouts() {
        return world.all(Kind.PAYOUT).stream()
                .filter(payout -> Json.text(payout, "currency").equals("eur"))
                .filter(payout -> List.of("paid", "failed").contains(Json.text(payout, "status")))
                .filter(payout -> YearMonth.from(arrival(payout)).equals(month))
                .sorted(Comparator.comparing(DemoBank::arrival))
                .toList();
    }

    /** As different banks write it: with the payout's id, with its trace id, or with neither. */
    private static String text(JsonObject payout, int place) {
        boolean traced = payout.has("trace_id")
                && payout.get("trace_id").isJsonObject()
                && Json.text(payout.getAsJsonObject("trace_id"), "value") != null;
        return switch (place % 3) {
            case 0 -> "STRIPE PAYOUT " + Json.text(payout, "id");
            case 1 ->
                "STRIPE " + (traced ? Json.text(payout.getAsJsonObject("trace_id"), "value") : Json.text(payout, "id"));
            default -> "STRIPE TECHNOLOGY EUROPE LTD";
        };
    }

    private static LocalDate arrival(JsonObject payout) {
        return day(Json.number(payout, "arrival_date"));
    }

    private static LocalDate day(long second) {
        return LocalDate.ofInstant(Instant.ofEpochSecond(second), ZoneOffset.UTC);
    }

    private static void balance(StringBuilder xml, String code, long cents, LocalDate day) {
        xml.append("<Bal><Tp><CdOrPrtry><Cd>" + code + "</Cd></CdOrPrtry></Tp>");
        amount(xml, cents);
        xml.append("<Dt><Dt>" + day + "</Dt></Dt></Bal>\n");
    }

    private static void amount(StringBuilder xml, long cents) {
        xml.append("<Amt Ccy=\"EUR\">" + BigDecimal.valueOf(Math.abs(cents), 2).toPlainString() + "</Amt><CdtDbtInd>"
                + (cents < 0 ? "DBIT" : "CRDT") + "</CdtDbtInd>");
    }
}
