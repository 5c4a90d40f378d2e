package org.almoner.report;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.almoner.money.Money;
import org.almoner.reconcile.BalanceLine;
import org.almoner.reconcile.Reconciliation;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * A month's reconciliation as one RFC 4180 file, UTF-8 without a mark, that programs can read and spreadsheets can open:
 * first the summary, a line for each currency and figure ({@code section} is {@code summary}), then a line for each
 * balance transaction ({@code section} is {@code transaction}). Every amount is there twice: as a decimal, and as the
 * exact minor units. A text that a spreadsheet would take for a formula, or that begins with an apostrophe, is preceded by
 * an apostrophe: who reads the file by a program takes the first one off. The parts of the package are written the same
 * way, each with its own columns.
 */
@ApplicationScoped
public class ReconciliationCsv {

    static final String[] COLUMNS = {
        "section",
        "period",
        "currency",
        "line",
        "amount",
        "fee",
        "net",
        "amount_minor",
        "fee_minor",
        "net_minor",
        "reporting_category",
        "type",
        "bucket",
        "created",
        "available_on",
        "source",
        "gift",
        "payout",
        "match",
        "description",
        "late_for"
    };

    private MonthBooks books;

    protected ReconciliationCsv() {}

    @Inject
    public ReconciliationCsv(MonthBooks books) {
        this.books = books;
    }

    /**
     * Writes the file while the transactions are being read, so that its length costs no memory.
     *
     * @param entity id of the one legal entity that is meant; null for all together
     * @throws IOException when {@code out} does not take it
     */
    public void write(YearMonth period, Long entity, OutputStream out) throws IOException {
        var writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        var csv = new CSVPrinter(
                writer, CSVFormat.RFC4180.builder().setHeader(COLUMNS).get());
        try {
            books.open(period, entity, month -> {
                try (var lines = month.lines()) {
                    for (Reconciliation.Line line : month.month().currencies()) {
                        summary(csv, period, line);
                    }
                    for (Iterator<BalanceLine> rest = lines.iterator(); rest.hasNext(); ) {
                        transaction(csv, period, rest.next());
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        csv.flush();
    }

    /**
     * Writes one part of a package, each amount as a decimal and again in minor units.
     *
     * @return how many rows, without the header
     * @throws IOException when {@code out} does not take it
     */
    static long write(Part part, OutputStream out) throws IOException {
        var header = part.columns().stream()
                .flatMap(column -> column.kind() == Part.Kind.AMOUNT
                        ? Stream.of(column.name(), column.name() + "_minor")
                        : Stream.of(column.name()))
                .toArray(String[]::new);
        var csv = new CSVPrinter(
                new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8)),
                CSVFormat.RFC4180.builder().setHeader(header).get());
        long count = 0;
        try (var rows = part.rows().get()) {
            for (var each = rows.iterator(); each.hasNext(); count++) {
                var row = each.next();
                for (int i = 0; i < row.size(); i++) {
                    print(csv, part.columns().get(i).kind(), row.get(i));
                }
                csv.println();
            }
        }
        csv.flush();
        return count;
    }

    private static void print(CSVPrinter csv, Part.Kind kind, Object value) throws IOException {
        if (kind == Part.Kind.AMOUNT) {
            csv.print(value == null ? null : ((Money) value).toDecimal().toPlainString());
            csv.print(value == null ? null : ((Money) value).minor());
        } else {
            csv.print(kind == Part.Kind.TEXT ? text((String) value) : value);
        }
    }

    private static void summary(CSVPrinter csv, YearMonth period, Reconciliation.Line line) throws IOException {
        for (Map.Entry<String, Long> figure : figures(line).entrySet()) {
            csv.printRecord(
                    "summary",
                    period,
                    line.currency(),
                    figure.getKey(),
                    decimal(figure.getValue(), line.currency()),
                    null,
                    null,
                    figure.getValue(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
        }
    }

    private static void transaction(CSVPrinter csv, YearMonth period, BalanceLine line) throws IOException {
        var currency = line.currency();
        csv.printRecord(
                "transaction",
                period,
                currency,
                text(line.id()),
                decimal(line.amount(), currency),
                decimal(line.fee(), currency),
                decimal(line.net(), currency),
                line.amount(),
                line.fee(),
                line.net(),
                text(line.reportingCategory()),
                text(line.type()),
                line.bucket(),
                line.created(),
                line.available(),
                text(line.source()),
                text(line.gift()),
                text(line.payout()),
                line.match(),
                text(line.description()),
                line.about());
    }

    /** The figures of a month in the order in which they add up. */
    static Map<String, Long> figures(Reconciliation.Line line) {
        var figures = new LinkedHashMap<String, Long>();
        figures.put("opening", line.opening());
        figures.put("charges", line.charges());
        figures.put("refunds", line.refunds());
        figures.put("disputes", line.disputes());
        figures.put("fees", line.fees());
        figures.put("adjustments", line.adjustments());
        figures.put("payouts", line.payouts());
        figures.put("unexplained", line.unexplained());
        figures.put("closing", line.closing());
        return figures;
    }

    private static String decimal(long minor, String currency) {
        return new Money(minor, currency).toDecimal().toPlainString();
    }

    /** Text that came from outside, so that no spreadsheet executes it (OWASP, CSV injection), and yet reversibly. */
    static String text(String text) {
        if (text == null || text.isEmpty()) {
            return text;
        }
        return "=+-@\t\r'".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
