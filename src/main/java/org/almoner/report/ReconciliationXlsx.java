package org.almoner.report;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.almoner.money.Money;
import org.almoner.reconcile.Reconciliation;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/**
 * A month's reconciliation as a workbook: a sheet for each part, the balance transactions on as many sheets as Excel's
 * limit demands, totals as formulas. The sheet Roll forward adds the transactions up a second time, by formulas, and
 * shows the difference, which is nothing. Text cells are typed as text, so that nothing that came from outside can become
 * a formula.
 */
@ApplicationScoped
public class ReconciliationXlsx {

    /** What fits on one sheet of Excel, the header included. */
    static final int ROWS_MAX = 1_048_576;

    private static final String TRANSACTIONS = "Transactions";

    /** The buckets of the roll-forward, as the transactions name them; between opening and closing. */
    private static final List<String> BUCKETS =
            List.of("charges", "refunds", "disputes", "fees", "adjustments", "payouts", "unexplained");

    private MonthBooks books;
    private int rowsMax = ROWS_MAX;

    protected ReconciliationXlsx() {}

    @Inject
    public ReconciliationXlsx(MonthBooks books) {
        this.books = books;
    }

    ReconciliationXlsx(MonthBooks books, int rowsMax) {
        this(books);
        this.rowsMax = rowsMax;
    }

    /**
     * Writes the workbook of a month as it stands now. The books are let go before the first byte leaves, so that nobody
     * who reads slowly holds them, and a failure is known before anything was sent.
     *
     * @param entity id of the one legal entity that is meant; null for all together
     * @throws IOException when {@code out} does not take it
     */
    public void write(YearMonth period, Long entity, OutputStream out) throws IOException {
        var draft = new AtomicReference<Draft>();
        try {
            books.open(period, entity, month -> {
                try {
                    draft.set(draft(month));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        try (var written = draft.get()) {
            written.copy(out);
        }
    }

    /**
     * A workbook in a file, still without what its formulas come to.
     *
     * @param rows how many there are, without headers and totals
     */
    record Draft(Path file, long rows, Instant asOf, List<List<Supplier<BigDecimal>>> results) implements Closeable {

        /** Writes the workbook; {@code out} stays open. */
        void copy(OutputStream out) throws IOException {
            StableZip.copy(file, out, asOf, results);
        }

        @Override
        public void close() throws IOException {
            Files.deleteIfExists(file);
        }
    }

    /** Writes the workbook while the transactions are being read, into a file, so that its length costs no memory. */
    Draft draft(BookedMonth month) throws IOException {
        var file = Files.createTempFile("almoner", ".xlsx");
        try (var out = Files.newOutputStream(file);
                var book = new Workbook(out, "Almoner", "1.0")) {
            // it is packed once more, and better, on its way out
            book.setCompressionLevel(1);
            var sheets = new PartSheets(book, month.zone(), rowsMax);
            var again = new Again();
            long rows = 0;
            for (Part part : month.parts()) {
                rows += switch (part.name()) {
                    case "summary" -> summary(sheets, month);
                    case "roll_forward" -> rollForward(sheets, month, again);
                    case "transactions" -> sheets.write(again.listening(part));
                    default -> sheets.write(part);
                };
            }
            return new Draft(file, rows, month.basis().asOf(), sheets.results());
        } catch (IOException | RuntimeException failed) {
            Files.deleteIfExists(file);
            throw failed;
        }
    }

    private static long summary(PartSheets sheets, BookedMonth month) throws IOException {
        var sheet = sheets.sheet("Summary");
        sheet.value(
                0, 0, "Reconciliation of the Stripe balance, " + month.month().period());
        sheet.style(0, 0).bold().fontSize(14).set();
        sheet.width(0, 26);
        sheet.width(1, 60);
        sheet.freezePane(0, 2);
        int row = 2;
        for (Map.Entry<String, String> fact : month.facts().entrySet()) {
            sheet.value(row, 0, fact.getKey());
            sheet.style(row, 0).bold().set();
            sheets.text(sheet, row++, 1, fact.getValue());
        }
        sheet.finish();
        return month.facts().size();
    }

    private long rollForward(PartSheets sheets, BookedMonth month, Again counted) throws IOException {
        var sheet = sheets.sheet("Roll forward");
        var lines = month.month().currencies();
        sheet.width(0, 38);
        for (int column = 1; column <= BUCKETS.size() + 2; column++) {
            sheet.width(column, 20);
        }
        sheet.freezePane(1, 1);
        head(sheets, sheet, 0, "As reconciled");
        for (int i = 0; i < lines.size(); i++) {
            reconciled(sheets, sheet, 1 + i, lines.get(i));
        }
        int again = lines.size() + 2;
        int difference = again + lines.size() + 2;
        head(sheets, sheet, again, "Added up from the sheet " + TRANSACTIONS);
        head(sheets, sheet, difference, "Difference, which must be nothing");
        // row by row, as they stand
        long transactions = month.basis().transactions();
        for (int i = 0; i < lines.size(); i++) {
            addedUp(sheets, sheet, again + 1 + i, 1 + i, lines.get(i), transactions, counted);
        }
        for (int i = 0; i < lines.size(); i++) {
            differences(sheets, sheet, difference + 1 + i, 1 + i, again + 1 + i, lines.get(i), counted);
        }
        sheet.finish();
        return lines.size();
    }

    private static void head(PartSheets sheets, Worksheet sheet, int row, String what) {
        var names = new ArrayList<String>();
        names.add(what);
        names.add("Opening");
        BUCKETS.forEach(bucket -> names.add(Character.toUpperCase(bucket.charAt(0)) + bucket.substring(1)));
        names.add("Closing");
        sheets.head(sheet, row, names);
    }

    private static void reconciled(PartSheets sheets, Worksheet sheet, int row, Reconciliation.Line line) {
        sheet.value(row, 0, line.currency());
        int column = 1;
        for (Map.Entry<String, Long> figure : ReconciliationCsv.figures(line).entrySet()) {
            if (!figure.getKey().equals("closing")) {
                sheets.amount(sheet, row, column++, new Money(figure.getValue(), line.currency()));
            }
        }
        sheets.formula(
                sheet, row, column, sum(row, column), line.currency(), () -> decimal(line.closing(), line.currency()));
    }

    private void addedUp(
            PartSheets sheets,
            Worksheet sheet,
            int row,
            int above,
            Reconciliation.Line line,
            long transactions,
            Again counted) {
        var currency = line.currency();
        sheet.value(row, 0, currency);
        sheets.formula(sheet, row, 1, "B" + (above + 1), currency, () -> decimal(line.opening(), currency));
        int column = 2;
        for (String bucket : BUCKETS) {
            var formula = new StringBuilder();
            long left = transactions;
            for (int number = 1; number == 1 || left > 0; number++) {
                var here = new Columns(PartSheets.name(TRANSACTIONS, number), Math.min(left, rowsMax - 1L));
                formula.append('+').append(here.inBucket(bucket, currency));
                if (bucket.equals("fees")) {
                    formula.append('-').append(here.ofCurrency("fee", currency));
                }
                if (bucket.equals("unexplained")) {
                    formula.append('+').append(here.ofCurrency("net", currency));
                    formula.append('-').append(here.ofCurrency("amount", currency));
                    formula.append('+').append(here.ofCurrency("fee", currency));
                }
                left -= rowsMax - 1L;
            }
            sheets.formula(
                    sheet,
                    row,
                    column++,
                    formula.substring(1),
                    currency,
                    () -> decimal(counted.of(bucket, currency), currency));
        }
        sheets.formula(sheet, row, column, sum(row, column), currency, () -> decimal(counted.closing(line), currency));
    }

    private static void differences(
            PartSheets sheets,
            Worksheet sheet,
            int row,
            int above,
            int again,
            Reconciliation.Line line,
            Again counted) {
        sheet.value(row, 0, line.currency());
        int column = 1;
        for (Map.Entry<String, Long> figure : ReconciliationCsv.figures(line).entrySet()) {
            var letter = PartSheets.letter(column);
            var formula = "ROUND(" + letter + (above + 1) + "-" + letter + (again + 1) + ",3)";
            sheets.formula(sheet, row, column++, formula, line.currency(), () -> {
                long second =
                        switch (figure.getKey()) {
                            case "opening" -> line.opening();
                            case "closing" -> counted.closing(line);
                            default -> counted.of(figure.getKey(), line.currency());
                        };
                return decimal(Math.subtractExact(figure.getValue(), second), line.currency());
            });
        }
    }

    private static BigDecimal decimal(long minor, String currency) {
        return new Money(minor, currency).toDecimal();
    }

    /** The transactions, added up while their sheets are written: what the formulas over them come to. */
    private static final class Again {
        private final Map<String, Long> sums = new HashMap<>();

        Part listening(Part transactions) {
            return new Part(transactions.name(), transactions.totals(), transactions.columns(), () -> transactions
                    .rows()
                    .get()
                    .peek(this::add));
        }

        private void add(List<Object> row) {
            var currency = (String) row.get(BookedMonth.placeInTransactions("currency"));
            var bucket = (String) row.get(BookedMonth.placeInTransactions("bucket"));
            long amount = minor(row, "amount");
            long fee = minor(row, "fee");
            add(bucket, currency, amount);
            add("fees", currency, -fee);
            add("unexplained", currency, minor(row, "net") - (amount - fee));
        }

        private void add(String bucket, String currency, long amount) {
            sums.merge(bucket + currency, amount, Math::addExact);
        }

        private static long minor(List<Object> row, String column) {
            return ((Money) row.get(BookedMonth.placeInTransactions(column))).minor();
        }

        long of(String bucket, String currency) {
            return sums.getOrDefault(bucket + currency, 0L);
        }

        long closing(Reconciliation.Line line) {
            long closing = line.opening();
            for (String bucket : BUCKETS) {
                closing = Math.addExact(closing, of(bucket, line.currency()));
            }
            return closing;
        }
    }

    private static String sum(int row, int column) {
        return "SUM(B" + (row + 1) + ":" + PartSheets.letter(column - 1) + (row + 1) + ")";
    }

    /** Columns of a sheet of transactions, as formulas name them. */
    private record Columns(String sheet, long rows) {

        String inBucket(String bucket, String currency) {
            return "SUMIFS(%s,%s,\"%s\",%s,\"%s\")"
                    .formatted(column("amount"), column("currency"), currency, column("bucket"), bucket);
        }

        String ofCurrency(String what, String currency) {
            return "SUMIF(%s,\"%s\",%s)".formatted(column("currency"), currency, column(what));
        }

        private String column(String name) {
            var letter = PartSheets.letter(BookedMonth.placeInTransactions(name));
            return "'%s'!$%s$2:$%s$%d".formatted(sheet, letter, letter, Math.max(2, rows + 1));
        }
    }
}
