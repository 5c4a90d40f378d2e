package org.almoner.journal;

import static org.almoner.journal.ExportSheet.decimal;
import static org.almoner.journal.ExportSheet.each;
import static org.almoner.journal.ExportText.line;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * Journal entries for QuickBooks Online: one journal a day, accounts by their names (a sub-account as {@code Parent:Sub}),
 * no negative amounts. Account numbers must be switched off there for the import.
 */
final class QuickBooksOnlineCsv implements JournalWriter {

    static final String[] COLUMNS = {"Journal No.", "Journal Date", "Account Name", "Description", "Debits", "Credits"};

    @Override
    public void write(ExportSheet sheet, OutputStream out) throws IOException {
        var csv = new CSVPrinter(
                new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8)),
                CSVFormat.RFC4180.builder().setHeader(COLUMNS).get());
        var date = date(sheet.settings());
        for (JournalLine each : each(sheet.rows().lines())) {
            csv.printRecord(
                    sheet.number(each.day()),
                    date.format(each.day()),
                    line(each.accountName(), 100),
                    line(sheet.description(each) + cost(each), 1_000),
                    each.debit() ? decimal(each.amount()) : null,
                    each.debit() ? null : decimal(each.amount()));
        }
        csv.flush();
    }

    /** The file has no column for departments and projects, so that the words have them. */
    private static String cost(JournalLine line) {
        return (line.department().isEmpty() ? "" : ", department " + line.department())
                + (line.project().isEmpty() ? "" : ", project " + line.project());
    }

    static DateTimeFormatter date(ExportSettings settings) {
        return DateTimeFormatter.ofPattern(settings.dateOrder().equals("DMY") ? "dd/MM/yyyy" : "MM/dd/yyyy");
    }
}
