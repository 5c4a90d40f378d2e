package org.almoner.proof;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.almoner.database.Rejection;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads a report file row by row: comma, semicolon or tab between fields, quoted fields with anything in them, columns in
 * any order. It stops at the first thing that does not hold and says where.
 */
final class ReportReader {

    static final long MOST_ROWS = 5_000_000;

    private static final List<Character> SEPARATORS = List.of(',', ';', '\t');

    private final Path file;
    private final ReportKind asked;
    private final ZoneId zone;

    /**
     * @param asked the kind somebody says it is, or null
     * @param zone of times that are not in UTC
     */
    ReportReader(Path file, ReportKind asked, ZoneId zone) {
        this.file = file;
        this.asked = asked;
        this.zone = zone;
    }

    /**
     * Hands over each row in its order.
     *
     * @return what kind of report it is
     * @throws Rejection if anything in it does not hold, with line and column
     */
    ReportKind read(Consumer<ReportLine> lines) throws IOException {
        ReportText.requireUtf8(file);
        char separator = separator();
        try (var text = ReportText.open(file);
                var csv = CSVParser.builder()
                        .setReader(text)
                        .setFormat(format(separator))
                        .get()) {
            return read(csv, text, lines);
        }
    }

    private ReportKind read(CSVParser csv, ReportText.LimitedReader text, Consumer<ReportLine> lines) {
        Iterator<CSVRecord> rows = csv.iterator();
        var first = next(csv, rows, 1);
        if (first == null) {
            throw empty();
        }
        var header = ReportHeader.of(first.toList(), asked);
        var values = new ReportValues(header, zone);
        long count = 0;
        while (true) {
            long begins = csv.getCurrentLineNumber() + 1;
            text.nextRow();
            var row = next(csv, rows, begins);
            if (row == null) {
                break;
            }
            if (row.size() != header.size()) {
                throw Rejection.invalid(
                        "file",
                        "Line " + begins + ", column " + Math.min(row.size(), header.size()) + ": the row has "
                                + row.size() + " fields and the header " + header.size()
                                + "; the file was cut off or changed, take it from Stripe again");
            }
            if (++count > MOST_ROWS) {
                throw Rejection.invalid(
                        "file", "The file has more than " + MOST_ROWS + " rows; make the report for a shorter time");
            }
            values.at(row, begins);
            lines.accept(line(header, values, begins));
        }
        if (count == 0) {
            throw Rejection.invalid("file", "Line 2: nothing follows the header, so there is nothing to compare");
        }
        return header.kind();
    }

    private static ReportLine line(ReportHeader header, ReportValues values, long line) {
        var currency = values.currency();
        if (header.kind() == ReportKind.BALANCE_SUMMARY) {
            var net = values.amount("net_amount", currency);
            var category = values.required("category", values.word("category"));
            return new ReportLine(
                    line, null, currency, category, null, null, null, net, null, null, false, null, null, null);
        }
        var net = values.amount("net", currency);
        var category = values.word("reporting_category");
        if (!header.kind().itemised()) {
            return new ReportLine(
                    line,
                    null,
                    currency,
                    values.required("reporting_category", category),
                    values.count(),
                    values.minor("gross", currency),
                    values.minor("fee", currency),
                    net,
                    null,
                    null,
                    false,
                    null,
                    null,
                    null);
        }
        boolean payouts = header.kind() == ReportKind.PAYOUTS;
        var moment =
                payouts ? values.moment("effective_at_utc", "effective_at") : values.moment("created_utc", "created");
        return new ReportLine(
                line,
                values.required(ReportHeader.TRANSACTION, values.id(ReportHeader.TRANSACTION)),
                currency,
                category,
                null,
                values.amount("gross", currency),
                values.minor("fee", currency),
                net,
                moment == null ? null : moment.at(),
                moment == null ? null : moment.or(),
                moment != null && moment.toTheMinute(),
                values.id(payouts ? "payout_id" : ReportHeader.PAYOUT),
                values.word("payout_status"),
                values.day("payout_expected_arrival_date"));
    }

    private static CSVRecord next(CSVParser csv, Iterator<CSVRecord> rows, long begins) {
        try {
            return rows.hasNext() ? rows.next() : null;
        } catch (UncheckedIOException broken) {
            var why = broken.getCause() instanceof ReportText.RowTooLong
                    ? "the row has more than " + ReportText.LONGEST_ROW + " characters"
                    : "a quoted field is not closed as it should be";
            throw Rejection.invalid(
                    "file",
                    "Line " + Math.max(begins, csv.getCurrentLineNumber()) + ", in the row that begins in line "
                            + begins + ": " + why + "; the file was cut off or changed, take it from Stripe again");
        }
    }

    /** The separator that finds most columns in the header. */
    private char separator() throws IOException {
        String head;
        try (var text = new BufferedReader(ReportText.open(file))) {
            head = text.readLine();
        } catch (ReportText.RowTooLong endless) {
            head = "";
        }
        if (head == null) {
            throw empty();
        }
        var line = head;
        return SEPARATORS.stream()
                .max(Comparator.comparingLong(each -> ReportHeader.known(split(line, each))))
                .orElseThrow();
    }

    private static List<String> split(String head, char separator) {
        try (var csv = CSVParser.builder()
                        .setReader(new StringReader(head))
                        .setFormat(format(separator))
                        .get();
                Stream<CSVRecord> rows = csv.stream()) {
            return rows.findFirst().map(CSVRecord::toList).orElse(List.of());
        } catch (IOException | UncheckedIOException notThisOne) {
            return List.of();
        }
    }

    private static CSVFormat format(char separator) {
        return CSVFormat.RFC4180
                .builder()
                .setDelimiter(separator)
                .setIgnoreEmptyLines(true)
                .get();
    }

    private static Rejection empty() {
        return Rejection.invalid("file", "Line 1, column 1: the file is empty; take the CSV of a report from Stripe");
    }
}
