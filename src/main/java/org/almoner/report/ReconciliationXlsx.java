package org.almoner.report;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Iterator;
import java.util.List;
import org.almoner.money.Currencies;
import org.almoner.money.Money;
import org.almoner.reconcile.BalanceLine;
import org.almoner.reconcile.ExceptionView;
import org.almoner.reconcile.Reconciliation;
import org.almoner.reconcile.ReconciliationQueries;
import org.almoner.time.Calendar;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/**
 * A month's reconciliation as a workbook: the sheet Summary with a row for each currency and the open exceptions, and
 * the sheet Transactions with a row for each balance transaction, on as many sheets as Excel's limit demands. Text cells
 * are typed as text, so that nothing that came from outside can become a formula.
 */
@ApplicationScoped
public class ReconciliationXlsx {

    /** What fits on one sheet of Excel, the header included. */
    static final int ROWS_MAX = 1_048_576;

    private static final int ROWS_HELD = 1_000;
    private static final String HEAD_COLOUR = "DCE6E6";
    private static final List<String> SUMMARY = List.of(
            "Currency",
            "Opening",
            "Charges",
            "Refunds",
            "Disputes",
            "Fees",
            "Adjustments",
            "Payouts",
            "Unexplained",
            "Closing");
    private static final List<String> EXCEPTIONS =
            List.of("Exception", "Reference", "Amount", "Currency", "Age in days", "What it is");
    private static final List<String> TRANSACTIONS = List.of(
            "Transaction",
            "Created",
            "Available on",
            "Currency",
            "Amount",
            "Fee",
            "Net",
            "Reporting category",
            "Type",
            "Bucket",
            "Source",
            "Gift",
            "Payout",
            "Match",
            "Description");
    private static final int[] TRANSACTION_WIDTHS = {30, 18, 18, 9, 14, 12, 14, 20, 16, 13, 30, 30, 30, 12, 50};

    private ReconciliationQueries reconciliations;
    private Calendar calendar;
    private int rowsMax = ROWS_MAX;

    protected ReconciliationXlsx() {}

    @Inject
    public ReconciliationXlsx(ReconciliationQueries reconciliations, Calendar calendar) {
        this.reconciliations = reconciliations;
        this.calendar = calendar;
    }

    ReconciliationXlsx(ReconciliationQueries reconciliations, Calendar calendar, int rowsMax) {
        this(reconciliations, calendar);
        this.rowsMax = rowsMax;
    }

    /**
     * Writes the workbook while the transactions are being read, so that its length costs no memory.
     *
     * @throws IOException when {@code out} does not take it
     */
    public void write(YearMonth period, OutputStream out) throws IOException {
        try (var book = new Workbook(out, "Almoner", "1.0")) {
            reconciliations.export(period, (month, lines) -> {
                try {
                    summary(book.newWorksheet("Summary"), month);
                    transactions(book, lines.iterator());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void summary(Worksheet sheet, Reconciliation month) throws IOException {
        sheet.value(0, 0, "Reconciliation of the Stripe balance, " + month.period());
        sheet.style(0, 0).bold().fontSize(14).set();
        sheet.value(1, 0, "Status: " + month.status() + ". Days are cut in " + calendar.zone() + ".");
        head(sheet, 3, SUMMARY);
        for (int column = 0; column < SUMMARY.size(); column++) {
            sheet.width(column, column == 0 ? 22 : 16);
        }
        sheet.freezePane(1, 4);
        int row = 4;
        for (Reconciliation.Line line : month.currencies()) {
            sheet.value(row, 0, line.currency());
            int column = 1;
            for (long figure : ReconciliationCsv.figures(line).values()) {
                amount(sheet, row, column++, figure, line.currency());
            }
            row++;
        }
        row++;
        head(sheet, row++, EXCEPTIONS);
        for (ExceptionView exception : month.exceptions()) {
            sheet.inlineString(row, 0, exception.kind().name());
            sheet.inlineString(row, 1, exception.reference());
            amount(sheet, row, 2, exception.amount().minor(), exception.amount().currency());
            sheet.inlineString(row, 3, exception.amount().currency());
            sheet.value(row, 4, exception.ageDays());
            sheet.inlineString(row, 5, printable(exception.detail()));
            row++;
        }
        sheet.finish();
    }

    private void transactions(Workbook book, Iterator<BalanceLine> lines) throws IOException {
        int number = 1;
        do {
            var sheet = book.newWorksheet(number == 1 ? "Transactions" : "Transactions " + number);
            number++;
            for (int column = 0; column < TRANSACTION_WIDTHS.length; column++) {
                sheet.width(column, TRANSACTION_WIDTHS[column]);
            }
            sheet.freezePane(0, 1);
            head(sheet, 0, TRANSACTIONS);
            for (int row = 1; row < rowsMax && lines.hasNext(); row++) {
                transaction(sheet, row, lines.next());
                if (row % ROWS_HELD == 0) {
                    sheet.flush();
                }
            }
            sheet.finish();
        } while (lines.hasNext());
    }

    private void transaction(Worksheet sheet, int row, BalanceLine line) {
        text(sheet, row, 0, line.id());
        moment(sheet, row, 1, line.created());
        moment(sheet, row, 2, line.available());
        text(sheet, row, 3, line.currency());
        amount(sheet, row, 4, line.amount(), line.currency());
        amount(sheet, row, 5, line.fee(), line.currency());
        amount(sheet, row, 6, line.net(), line.currency());
        text(sheet, row, 7, line.reportingCategory());
        text(sheet, row, 8, line.type());
        text(sheet, row, 9, line.bucket());
        text(sheet, row, 10, line.source());
        text(sheet, row, 11, line.gift());
        text(sheet, row, 12, line.payout());
        text(sheet, row, 13, line.match());
        text(sheet, row, 14, line.description());
    }

    private static void head(Worksheet sheet, int row, List<String> names) {
        for (int column = 0; column < names.size(); column++) {
            sheet.value(row, column, names.get(column));
            sheet.style(row, column).bold().fillColor(HEAD_COLOUR).set();
        }
    }

    private static void amount(Worksheet sheet, int row, int column, long minor, String currency) {
        sheet.value(row, column, new Money(minor, currency).toDecimal());
        sheet.style(row, column)
                .format(
                        switch (Currencies.exponent(currency)) {
                            case 0 -> "#,##0";
                            case 3 -> "#,##0.000";
                            default -> "#,##0.00";
                        })
                .set();
    }

    /** As the organisation's clock shows it, because a spreadsheet knows no zones; the summary names the zone. */
    private void moment(Worksheet sheet, int row, int column, Instant instant) {
        if (instant != null) {
            sheet.value(row, column, instant.atZone(calendar.zone()).toLocalDateTime());
            sheet.style(row, column).format("yyyy-mm-dd hh:mm").set();
        }
    }

    private static void text(Worksheet sheet, int row, int column, String text) {
        if (text != null) {
            sheet.inlineString(row, column, printable(text));
        }
    }

    /** Without the control characters that XML cannot hold. */
    private static String printable(String text) {
        return text.replaceAll("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\uFFFE\\uFFFF]", "\uFFFD");
    }
}
