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
import org.almoner.money.Money;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Manual journals for Xero: debits positive, credits negative, at most 300 lines a file, days as dd/mm/yyyy. */
final class XeroCsv implements JournalWriter {

    static final String[] COLUMNS = {
        "Narration",
        "Date",
        "Description",
        "AccountCode",
        "TaxRate",
        "Amount",
        "TrackingName1",
        "TrackingOption1",
        "TrackingName2",
        "TrackingOption2"
    };
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("dd/MM/yyyy");

    @Override
    public void write(ExportSheet sheet, OutputStream out) throws IOException {
        var settings = sheet.settings();
        var csv = new CSVPrinter(
                new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8)),
                CSVFormat.RFC4180.builder().setHeader(COLUMNS).get());
        for (JournalLine each : each(sheet.rows().lines())) {
            boolean department =
                    !each.department().isEmpty() && !settings.xeroDepartment().isEmpty();
            boolean project =
                    !each.project().isEmpty() && !settings.xeroProject().isEmpty();
            csv.printRecord(
                    line(sheet.title() + ", " + sheet.number(each.day()), 4_000),
                    DATE.format(each.day()),
                    line(sheet.description(each), 4_000),
                    line(each.account(), 10),
                    line(settings.xeroTaxRate(), 50),
                    decimal(
                            each.debit()
                                    ? each.amount()
                                    : Money.zero(each.amount().currency()).minus(each.amount())),
                    department ? line(settings.xeroDepartment(), 100) : null,
                    department ? line(each.department(), 100) : null,
                    project ? line(settings.xeroProject(), 100) : null,
                    project ? line(each.project(), 100) : null);
        }
        csv.flush();
    }
}
