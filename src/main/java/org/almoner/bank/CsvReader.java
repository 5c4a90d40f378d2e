package org.almoner.bank;

import java.io.BufferedReader;
import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.almoner.database.Rejection;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Reads a CSV row by row as the mapping of its account says, and stops at the first thing that does not hold. */
final class CsvReader {

    private static final int LONGEST_ROW = 100_000;
    private static final int LONGEST_TEXT = 4_000;
    private static final Pattern NUMBER = Pattern.compile("\\d{1,3}");

    private final Path file;
    private final CsvMapping mapping;
    private final StatementSink sink;
    private List<String> header = List.of();
    private CSVRecord row;
    private long line;
    private String currency;
    private RunningBalance balance;

    CsvReader(Path file, CsvMapping mapping, StatementSink sink) {
        this.file = file;
        this.mapping = mapping;
        this.sink = sink;
    }

    /** @throws Rejection if anything in it does not hold, with line and column */
    void read() throws IOException {
        Charset charset = Charset.forName(mapping.encoding());
        FileText.require(file, charset);
        try (BufferedReader text = FileText.open(file, charset)) {
            for (int skipped = 0; skipped < mapping.skippedLines(); skipped++) {
                if (text.readLine() == null) {
                    throw wrong(
                            skipped + 1L,
                            1,
                            "the file ends before its header; the mapping skips " + mapping.skippedLines() + " lines");
                }
            }
            var limited = new RowLimit(text);
            try (var csv = CSVParser.builder()
                    .setReader(limited)
                    .setFormat(format(mapping.delimiter()))
                    .get()) {
                rows(csv, limited);
            }
        }
    }

    static CSVFormat format(char delimiter) {
        return CSVFormat.RFC4180
                .builder()
                .setDelimiter(delimiter)
                .setIgnoreEmptyLines(true)
                .get();
    }

    private void rows(CSVParser csv, RowLimit text) {
        Iterator<CSVRecord> rows = csv.iterator();
        if (mapping.header()) {
            CSVRecord first = next(csv, rows, text);
            if (first == null) {
                throw wrong(line, 1, "the file is empty; take the bank's list of bookings as CSV");
            }
            header = first.stream().map(String::strip).toList();
            row = first;
            columns().forEach(this::place);
        }
        currency = sink.begin(null, null, line);
        balance = mapping.balanceColumn() == null ? null : new RunningBalance();
        long count = 0;
        for (row = next(csv, rows, text); row != null; row = next(csv, rows, text)) {
            if (row.stream().allMatch(String::isBlank)) {
                continue;
            }
            if (!header.isEmpty() && row.size() != header.size()) {
                throw wrong(
                        line,
                        Math.min(row.size(), header.size()),
                        "the row has " + row.size()
                                + " fields and the header " + header.size()
                                + "; the file was cut off or has another delimiter than the mapping says");
            }
            sink.line(bankLine());
            count++;
        }
        if (count == 0) {
            throw wrong(line + 1, 1, "nothing follows the header, so there is nothing to take in");
        }
        sink.end(
                null,
                null,
                null,
                balance == null ? null : balance.opening(),
                balance == null ? null : balance.closing(),
                line);
    }

    private List<String> columns() {
        var columns = new ArrayList<String>();
        columns.add(mapping.dateColumn());
        columns.addAll(mapping.textColumns());
        for (String each : new String[] {
            mapping.amountColumn(),
            mapping.debitColumn(),
            mapping.creditColumn(),
            mapping.referenceColumn(),
            mapping.nameColumn(),
            mapping.currencyColumn(),
            mapping.balanceColumn()
        }) {
            if (each != null) {
                columns.add(each);
            }
        }
        return columns;
    }

    private StatementSink.Line bankLine() {
        LocalDate day = day();
        if (mapping.currencyColumn() != null) {
            String said = cell(mapping.currencyColumn());
            if (!said.isEmpty() && !said.equalsIgnoreCase(currency)) {
                throw wrongIn(
                        mapping.currencyColumn(),
                        "'" + FileText.shortened(said) + "' in an account in " + currency
                                + "; send the file for the account of that currency");
            }
        }
        long amount = amount();
        if (balance != null) {
            Long after =
                    CsvAmount.minor(cell(mapping.balanceColumn()), mapping.decimalSign(), currency, this::inBalance);
            if (after == null || !balance.holds(amount, after)) {
                throw wrongIn(
                        mapping.balanceColumn(),
                        "the balance does not follow from the one of the row before; a row is"
                                + " missing or was changed, take the file from the bank again");
            }
        }
        var text = new StringBuilder();
        for (String column : mapping.textColumns()) {
            String words = cell(column);
            text.append(text.isEmpty() || words.isEmpty() ? "" : " ").append(words);
        }
        return new StatementSink.Line(
                line,
                day,
                null,
                amount,
                optional(mapping.referenceColumn()),
                "",
                optional(mapping.nameColumn()),
                text.substring(0, Math.min(text.length(), LONGEST_TEXT)));
    }

    private Rejection inBalance(String why) {
        return wrongIn(mapping.balanceColumn(), why);
    }

    private long amount() {
        if (mapping.amountColumn() != null) {
            Long amount = CsvAmount.minor(
                    cell(mapping.amountColumn()),
                    mapping.decimalSign(),
                    currency,
                    why -> wrongIn(mapping.amountColumn(), why));
            if (amount == null) {
                throw wrongIn(mapping.amountColumn(), "there is no amount");
            }
            return amount;
        }
        Long debit = CsvAmount.minor(
                cell(mapping.debitColumn()),
                mapping.decimalSign(),
                currency,
                why -> wrongIn(mapping.debitColumn(), why));
        Long credit = CsvAmount.minor(
                cell(mapping.creditColumn()),
                mapping.decimalSign(),
                currency,
                why -> wrongIn(mapping.creditColumn(), why));
        if ((debit == null || debit == 0) == (credit == null || credit == 0)) {
            throw wrongIn(mapping.debitColumn(), "one of debit and credit must have an amount, and only one");
        }
        return credit != null && credit != 0 ? credit : -Math.abs(debit);
    }

    private LocalDate day() {
        String text = cell(mapping.dateColumn());
        try {
            return LocalDate.parse(text, dates(mapping.datePattern()));
        } catch (DateTimeException notADay) {
            throw wrongIn(
                    mapping.dateColumn(),
                    "'" + FileText.shortened(text) + "' is not a day written as " + mapping.datePattern());
        }
    }

    /** A pattern of the mapping; {@code yyyy} means the year, and there is no 31st of June. */
    static DateTimeFormatter dates(String pattern) {
        return DateTimeFormatter.ofPattern(pattern.replace('y', 'u'), Locale.ENGLISH)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    private String optional(String column) {
        return column == null ? "" : cell(column);
    }

    private String cell(String column) {
        int at = place(column);
        if (at >= row.size()) {
            throw wrong(
                    line, row.size(), "the row has " + row.size() + " fields, and the mapping wants column " + column);
        }
        String text = row.get(at).strip();
        if (text.startsWith("=")) {
            throw wrong(line, at + 1, "'" + FileText.shortened(text) + "' is a formula; save the file with values");
        }
        return text;
    }

    private int place(String column) {
        if (NUMBER.matcher(column).matches() && !header.contains(column)) {
            return Integer.parseInt(column) - 1;
        }
        int at = header.indexOf(column);
        if (at < 0) {
            throw wrong(
                    line,
                    1,
                    "there is no column '" + FileText.shortened(column) + "', which the mapping wants; the header has "
                            + FileText.shortened(String.join(", ", header))
                            + ". Mend the mapping of the account, or its delimiter");
        }
        return at;
    }

    private CSVRecord next(CSVParser csv, Iterator<CSVRecord> rows, RowLimit text) {
        long before = mapping.skippedLines() + csv.getCurrentLineNumber() + 1;
        try {
            text.nextRow();
            CSVRecord found = rows.hasNext() ? rows.next() : null;
            if (found != null) {
                line = before;
            }
            return found;
        } catch (UncheckedIOException broken) {
            throw wrong(
                    before,
                    1,
                    "the row that begins here is without end, or a quote in it is not closed; the file was"
                            + " cut off or has another delimiter than the mapping says");
        }
    }

    private Rejection wrongIn(String column, String why) {
        return wrong(line, place(column) + 1, why);
    }

    private static Rejection wrong(long line, int column, String why) {
        return Rejection.invalid("file", "Line " + Math.max(1, line) + ", column " + Math.max(1, column) + ": " + why);
    }

    /** Refuses a row that goes on and on, as one does after a quote that nobody closes. */
    private static final class RowLimit extends FilterReader {

        private long sinceRow;

        RowLimit(Reader text) {
            super(text);
        }

        void nextRow() {
            sinceRow = 0;
        }

        @Override
        public int read(char[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, Math.min(length, 8_192));
            sinceRow += Math.max(count, 0);
            if (sinceRow > LONGEST_ROW) {
                throw new IOException("a row without end");
            }
            return count;
        }
    }
}
