package org.almoner.bank;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.almoner.database.Rejection;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * How a CSV seems to be written, from its first rows; for a person to look at and mend, never to import by itself.
 *
 * @param mapping what it seems to be; columns that nobody recognised are null
 * @param rows the first rows as they are split with it, the header first
 */
public record CsvGuess(CsvMapping mapping, List<List<String>> rows) {

    private static final int HEAD = 40;
    private static final int SHOWN = 6;
    private static final int LONGEST_LINE = 20_000;
    private static final List<String> DATES = List.of(
            "yyyy-MM-dd",
            "dd.MM.yyyy",
            "dd.MM.yy",
            "dd/MM/yyyy",
            "MM/dd/yyyy",
            "dd-MM-yyyy",
            "yyyyMMdd",
            "yyyy/MM/dd",
            "M/d/yyyy");
    private static final Pattern AMOUNT = Pattern.compile("[-+]?[\\d.,' ]*\\d-?");
    private static final Pattern DATE =
            words("buchung(stag|sdatum)?|booking.?date|book.?date|date|datum|fecha|data|dato|tag");
    private static final Pattern AMOUNTS =
            words("betrag.*|amount.*|umsatz|montant|importe|importo|bedrag|bel[øo]b|bel[öo]pp");
    private static final Pattern DEBIT = words("debit.*|soll|lastschrift|d[ée]bit.*|withdraw.*|paid out");
    private static final Pattern CREDIT = words("credit.*|haben|gutschrift|cr[ée]dit.*|deposit.*|paid in");
    private static final Pattern TEXT = words(
            "verwendungszweck|zweck|buchungstext|text|description|details|memo|narrative|remittance.*|libell[ée]|concepto|causale|omschrijving");
    private static final Pattern NAME =
            words("name.*|beg[üu]nstigter.*|auftraggeber.*|payee|payer|counterparty|empf[äa]nger.*");
    private static final Pattern REFERENCE = words("bank.?reference|transaction.?id|reference|referenz|bankreferenz");
    private static final Pattern CURRENCY = words("w[äa]hrung|currency|devise|moneda|valuta");
    private static final Pattern BALANCE = words("saldo.*|balance.*|kontostand.*|solde");

    /**
     * Looks at a file.
     *
     * @throws Rejection if no rows and columns can be found in it
     * @throws IOException when it does not arrive
     */
    public static CsvGuess of(InputStream sent) throws IOException {
        Path file = Files.createTempFile("almoner-bank", ".csv");
        try {
            Files.write(file, sent.readNBytes(1 << 20));
            Charset charset = FileText.guessed(file);
            if (charset.equals(FileText.WINDOWS)) {
                FileText.require(file, charset);
            }
            return of(head(file, charset), charset);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static CsvGuess of(List<String> lines, Charset charset) {
        for (int skipped = 0; skipped < lines.size(); skipped++) {
            if (lines.get(skipped).isBlank()) {
                continue;
            }
            for (char delimiter : CsvMappings.DELIMITERS) {
                List<List<String>> rows = rows(lines.subList(skipped, lines.size()), delimiter);
                if (rows.size() > 1
                        && rows.get(0).size() > 2
                        && rows.get(1).size() == rows.get(0).size()
                        && date(rows.get(1)) >= 0) {
                    return new CsvGuess(
                            mapping(rows, charset, delimiter, skipped), rows.subList(0, Math.min(rows.size(), SHOWN)));
                }
            }
        }
        throw Rejection.invalid(
                "file",
                "Line 1, column 1: no table with a header and dates is in it; send the bank's list of"
                        + " bookings as CSV, with semicolon, comma, tab or | between the columns");
    }

    private static CsvMapping mapping(List<List<String>> rows, Charset charset, char delimiter, int skipped) {
        List<String> header = rows.get(0);
        String amount = named(header, AMOUNTS);
        String debit = named(header, DEBIT);
        String credit = named(header, CREDIT);
        boolean both = amount == null && debit != null && credit != null;
        int dated = header.indexOf(named(header, DATE));
        int date = dated >= 0 && pattern(rows, dated) != null ? dated : date(rows.get(1));
        String text = named(header, TEXT);
        return new CsvMapping(
                charset.equals(StandardCharsets.UTF_8) ? "UTF-8" : charset.name(),
                delimiter,
                decimal(rows, header.indexOf(amount == null ? (both ? credit : null) : amount)),
                pattern(rows, date),
                skipped,
                true,
                header.get(date),
                amount,
                both ? debit : null,
                both ? credit : null,
                text == null ? List.of() : List.of(text),
                named(header, REFERENCE),
                named(header, NAME),
                named(header, CURRENCY),
                named(header, BALANCE));
    }

    private static char decimal(List<List<String>> rows, int column) {
        return rows.stream()
                        .skip(1)
                        .map(row -> column >= 0 && column < row.size() ? row.get(column) : "")
                        .filter(AMOUNT.asMatchPredicate())
                        .anyMatch(text -> text.lastIndexOf(',') > text.lastIndexOf('.'))
                ? ','
                : '.';
    }

    /** The pattern that fits every date of a column. */
    private static String pattern(List<List<String>> rows, int column) {
        return DATES.stream()
                .filter(pattern -> rows.stream()
                        .skip(1)
                        .filter(row -> column < row.size() && !row.get(column).isEmpty())
                        .allMatch(row -> isDate(row.get(column), pattern)))
                .findFirst()
                .orElse(null);
    }

    private static int date(List<String> row) {
        for (int column = 0; column < row.size(); column++) {
            String text = row.get(column);
            if (DATES.stream().anyMatch(pattern -> isDate(text, pattern))) {
                return column;
            }
        }
        return -1;
    }

    private static boolean isDate(String text, String pattern) {
        try {
            LocalDate.parse(text, CsvReader.dates(pattern));
            return true;
        } catch (DateTimeException notThisOne) {
            return false;
        }
    }

    private static String named(List<String> header, Pattern words) {
        Predicate<String> fits = words.asMatchPredicate();
        return header.stream()
                .filter(name -> fits.test(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(null);
    }

    private static Pattern words(String alternatives) {
        return Pattern.compile(alternatives);
    }

    private static List<List<String>> rows(List<String> lines, char delimiter) {
        try (var csv = CSVParser.builder()
                        .setReader(new StringReader(String.join("\n", lines)))
                        .setFormat(CsvReader.format(delimiter))
                        .get();
                Stream<CSVRecord> rows = csv.stream()) {
            return rows.map(row -> row.stream().map(String::strip).toList()).toList();
        } catch (IOException | UncheckedIOException notThisOne) {
            return List.of();
        }
    }

    private static List<String> head(Path file, Charset charset) throws IOException {
        try (BufferedReader text = FileText.open(file, charset)) {
            var lines = new ArrayList<String>();
            for (String line = text.readLine();
                    line != null && lines.size() < HEAD && line.length() < LONGEST_LINE;
                    line = text.readLine()) {
                lines.add(line);
            }
            return lines;
        }
    }
}
