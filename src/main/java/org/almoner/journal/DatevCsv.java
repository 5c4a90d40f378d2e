package org.almoner.journal;

import static org.almoner.journal.ExportSheet.each;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.Normalizer;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.almoner.database.Rejection;
import org.almoner.journal.ExportSheet.Pair;
import org.almoner.money.Money;

/**
 * DATEV-Format, Buchungsstapel: {@code EXTF} 700, category 21, version 13, as developer.datev.de describes it. Windows-1252,
 * semicolons, CRLF, texts in quotes, decimal comma, days as TTMM. A row books an amount to an account ({@code S}: debit)
 * against another one. Where both have a department of their own, two rows meet on the transit account, for a row has room
 * for one.
 */
final class DatevCsv implements JournalWriter {

    private static final int COLUMNS = 125;
    private static final BigDecimal MOST = new BigDecimal("9999999999.99");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyyMMdd");
    private static final DateTimeFormatter DDMM = DateTimeFormatter.ofPattern("ddMM");
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS").withZone(ZoneOffset.UTC);

    @Override
    public String refusal(ExportFile file, ExportSettings settings) {
        if (settings.datevConsultant() == 0 || settings.datevClient() == 0) {
            return "say the entity's consultant and client number (Berater, Mandant) under the settings of the chart";
        }
        return null;
    }

    @Override
    public void write(ExportSheet sheet, OutputStream out) throws IOException {
        var writer = new BufferedWriter(new OutputStreamWriter(out, ExportText.WINDOWS));
        line(writer, header(sheet));
        line(writer, headings());
        for (Pair pair : each(sheet.rows().pairs())) {
            if (same(pair)) {
                continue;
            }
            boolean both = !cost(pair.debit()).equals(cost(pair.credit()))
                    && !cost(pair.debit()).equals("/")
                    && !cost(pair.credit()).equals("/");
            var debit = account(sheet, pair.debit().account());
            var credit = account(sheet, pair.credit().account());
            if (!both) {
                var costed = cost(pair.debit()).equals("/") ? pair.credit() : pair.debit();
                line(writer, row(sheet, pair, pair.debit(), "S", debit, credit, costed));
            } else if (sheet.settings().datevTransit().isEmpty()) {
                throw Rejection.invalid(
                        "datevTransit",
                        "departments " + pair.debit().department() + " and "
                                + pair.credit().department()
                                + " meet in one entry; say the transit account in the settings");
            } else {
                var transit = account(sheet, sheet.settings().datevTransit());
                line(writer, row(sheet, pair, pair.debit(), "S", debit, transit, pair.debit()));
                line(writer, row(sheet, pair, pair.credit(), "H", credit, transit, pair.credit()));
            }
        }
        writer.flush();
    }

    /** An amount that goes from an account to itself says nothing, and DATEV takes no such row. */
    private static boolean same(Pair pair) {
        return pair.debit().account().equals(pair.credit().account())
                && cost(pair.debit()).equals(cost(pair.credit()));
    }

    private static String cost(JournalLine line) {
        return line.department() + "/" + line.project();
    }

    private static List<String> header(ExportSheet sheet) {
        var settings = sheet.settings();
        var month = sheet.batch().month();
        LocalDate year = month.withMonth(settings.datevYearStart()).atDay(1);
        if (year.isAfter(month.atDay(1))) {
            year = year.minusYears(1);
        }
        return List.of(
                quoted("EXTF"),
                "700",
                "21",
                quoted("Buchungsstapel"),
                "13",
                STAMP.format(sheet.batch().madeAt()),
                "",
                quoted("AL"),
                quoted("Almoner"),
                quoted(""),
                Integer.toString(settings.datevConsultant()),
                Integer.toString(settings.datevClient()),
                DAY.format(year),
                Integer.toString(settings.datevAccountLength()),
                DAY.format(month.atDay(1)),
                DAY.format(month.atEndOfMonth()),
                quoted(ExportText.windows("Journal " + sheet.batch().number() + " " + month, 30)),
                quoted(""),
                "1",
                "0",
                "0",
                quoted(sheet.file().currency()),
                "",
                quoted(""),
                "",
                "",
                quoted(""),
                "",
                "",
                quoted(""),
                quoted(""));
    }

    private static List<String> row(
            ExportSheet sheet,
            Pair pair,
            JournalLine line,
            String side,
            String account,
            String against,
            JournalLine costed) {
        var cells = new ArrayList<>(QUOTED_EMPTY);
        cells.set(0, amount(pair.amount()));
        cells.set(1, quoted(side));
        cells.set(2, quoted(pair.amount().currency()));
        cells.set(6, account);
        cells.set(7, against);
        cells.set(9, DDMM.format(line.day()));
        cells.set(10, quoted(document(sheet)));
        cells.set(13, quoted(ExportText.windows(sheet.description(costed), 60)));
        cells.set(36, quoted(costCentre(costed.department())));
        cells.set(37, quoted(costCentre(costed.project())));
        cells.set(113, "0");
        return cells;
    }

    /** Belegfeld 1 takes letters, digits and {@code $&%*+-/}. */
    private static String document(ExportSheet sheet) {
        return ExportText.line(sheet.number().replaceAll("[^A-Za-z0-9$&%*+/-]", "-"), 36);
    }

    /** Cost centres take letters without marks, digits, blanks and underscores. */
    private static String costCentre(String text) {
        return ExportText.windows(
                        Normalizer.normalize(text, Normalizer.Form.NFD).replaceAll("\\p{M}+", ""), 36)
                .replaceAll("[^A-Za-z0-9_ ]", "_");
    }

    private static String amount(Money money) {
        var decimal = money.toDecimal();
        if (decimal.stripTrailingZeros().scale() > 2 || decimal.compareTo(MOST) > 0) {
            throw Rejection.invalid(
                    "currency", "DATEV takes two decimal places and ten digits before them, not " + money);
        }
        return decimal.setScale(2, RoundingMode.UNNECESSARY).toPlainString().replace('.', ',');
    }

    private static String account(ExportSheet sheet, String account) {
        int length = sheet.settings().datevAccountLength();
        if (!account.matches("\\d{1," + (length + 1) + "}")) {
            throw Rejection.invalid(
                    "account", "DATEV takes accounts of digits, here at most " + (length + 1) + ", not " + account);
        }
        return account;
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }

    private static void line(Writer writer, List<String> cells) throws IOException {
        writer.write(String.join(";", cells));
        writer.write("\r\n");
    }

    /** The row of headings, in the words of the format's description. */
    static List<String> headings() {
        var names = new ArrayList<>(List.of(("Umsatz (ohne Soll/Haben-Kz);Soll/Haben-Kennzeichen;WKZ Umsatz;Kurs;"
                        + "Basis-Umsatz;WKZ Basis-Umsatz;Konto;Gegenkonto (ohne BU-Schlüssel);BU-Schlüssel;Belegdatum;"
                        + "Belegfeld 1;Belegfeld 2;Skonto;Buchungstext;Postensperre;Diverse Adressnummer;"
                        + "Geschäftspartnerbank;Sachverhalt;Zinssperre;Beleglink")
                .split(";")));
        for (int i = 1; i <= 8; i++) {
            names.add("Beleginfo - Art " + i);
            names.add("Beleginfo - Inhalt " + i);
        }
        names.addAll(List.of(("KOST1 - Kostenstelle;KOST2 - Kostenstelle;Kost-Menge;EU-Land u. UStID (Bestimmung);"
                        + "EU-Steuersatz (Bestimmung);Abw. Versteuerungsart;Sachverhalt L+L;Funktionsergänzung L+L;"
                        + "BU 49 Hauptfunktionstyp;BU 49 Hauptfunktionsnummer;BU 49 Funktionsergänzung")
                .split(";")));
        for (int i = 1; i <= 20; i++) {
            names.add("Zusatzinformation - Art " + i);
            names.add("Zusatzinformation- Inhalt " + i);
        }
        names.addAll(List.of(("Stück;Gewicht;Zahlweise;Forderungsart;Veranlagungsjahr;Zugeordnete Fälligkeit;Skontotyp;"
                        + "Auftragsnummer;Buchungstyp;USt-Schlüssel (Anzahlungen);EU-Land (Anzahlungen);"
                        + "Sachverhalt L+L (Anzahlungen);EU-Steuersatz (Anzahlungen);Erlöskonto (Anzahlungen);Herkunft-Kz;"
                        + "Buchungs GUID;KOST-Datum;SEPA-Mandatsreferenz;Skontosperre;Gesellschaftername;Beteiligtennummer;"
                        + "Identifikationsnummer;Zeichnernummer;Postensperre bis;Bezeichnung SoBil-Sachverhalt;"
                        + "Kennzeichen SoBil-Buchung;Festschreibung;Leistungsdatum;Datum Zuord. Steuerperiode;Fälligkeit;"
                        + "Generalumkehr (GU);Steuersatz;Land;Abrechnungsreferenz;BVV-Position;"
                        + "EU-Land u. UStID (Ursprung);EU-Steuersatz (Ursprung);Abw. Skontokonto")
                .split(";")));
        return names;
    }

    /** Every field empty: those of type text as quotes, numbers and days as nothing. */
    private static final List<String> QUOTED_EMPTY = quotedEmpty();

    private static List<String> quotedEmpty() {
        var numbers = List.of(
                1, 4, 5, 7, 8, 10, 13, 15, 17, 18, 19, 39, 41, 43, 44, 45, 46, 47, 88, 89, 90, 92, 93, 94, 97, 99, 100,
                101, 104, 106, 108, 111, 113, 114, 115, 116, 117, 119, 122, 124, 125);
        var cells = new ArrayList<String>();
        for (int column = 1; column <= COLUMNS; column++) {
            cells.add(numbers.contains(column) ? "" : quoted(""));
        }
        return cells;
    }
}
