package org.almoner.journal;

import static org.almoner.journal.ExportSheet.decimal;
import static org.almoner.journal.ExportSheet.each;
import static org.almoner.journal.ExportText.human;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** RFC 4180, UTF-8: a row for each line, amounts as decimals and as exact minor units; a text never begins a formula. */
final class GenericCsv implements JournalWriter {

    static final String[] COLUMNS = {
        "entity",
        "batch",
        "reverses_batch_id",
        "period",
        "line",
        "date",
        "account",
        "account_name",
        "department",
        "project",
        "fund",
        "currency",
        "debit",
        "credit",
        "debit_minor",
        "credit_minor",
        "entries",
        "description"
    };

    @Override
    public void write(ExportSheet sheet, OutputStream out) throws IOException {
        var csv = new CSVPrinter(
                new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8)),
                CSVFormat.RFC4180.builder().setHeader(COLUMNS).get());
        for (JournalLine line : each(sheet.rows().lines())) {
            var amount = line.amount();
            csv.printRecord(
                    sheet.batch().entity(),
                    sheet.batch().number(),
                    sheet.batch().reverses(),
                    sheet.batch().month(),
                    line.number(),
                    line.day(),
                    human(line.account()),
                    human(line.accountName()),
                    human(line.department()),
                    human(line.project()),
                    human(line.fund()),
                    amount.currency(),
                    line.debit() ? decimal(amount) : null,
                    line.debit() ? null : decimal(amount),
                    line.debit() ? amount.minor() : null,
                    line.debit() ? null : amount.minor(),
                    line.entries(),
                    human(sheet.description(line)));
        }
        csv.flush();
    }
}
