package org.almoner.journal;

import static org.almoner.journal.ExportSheet.decimal;
import static org.almoner.journal.ExportSheet.each;
import static org.almoner.journal.ExportText.windows;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.time.LocalDate;
import org.almoner.money.Money;

/**
 * IIF for QuickBooks Desktop: tabs, Windows-1252, one GENERAL JOURNAL a day whose lines sum to zero, debits positive. It
 * imports without a word, so that nothing may be in it that it would read otherwise: no tab, no quote, no line break.
 */
final class QuickBooksIif implements JournalWriter {

    private static final int NAME = 159;
    private static final int MEMO = 999;

    @Override
    public void write(ExportSheet sheet, OutputStream out) throws IOException {
        var writer = new BufferedWriter(new OutputStreamWriter(out, ExportText.WINDOWS));
        row(writer, "!TRNS", "TRNSID", "TRNSTYPE", "DATE", "ACCNT", "CLASS", "AMOUNT", "DOCNUM", "MEMO");
        row(writer, "!SPL", "SPLID", "TRNSTYPE", "DATE", "ACCNT", "CLASS", "AMOUNT", "DOCNUM", "MEMO");
        row(writer, "!ENDTRNS");
        var date = QuickBooksOnlineCsv.date(sheet.settings());
        LocalDate day = null;
        for (JournalLine line : each(sheet.rows().lines())) {
            boolean first = !line.day().equals(day);
            if (first && day != null) {
                row(writer, "ENDTRNS");
            }
            day = line.day();
            row(
                    writer,
                    first ? "TRNS" : "SPL",
                    "",
                    "GENERAL JOURNAL",
                    date.format(day),
                    text(line.accountName(), NAME),
                    text(classOf(line), NAME),
                    decimal(
                            line.debit()
                                    ? line.amount()
                                    : Money.zero(line.amount().currency()).minus(line.amount())),
                    sheet.number(day),
                    text(sheet.description(line), MEMO));
        }
        if (day != null) {
            row(writer, "ENDTRNS");
        }
        writer.flush();
    }

    /** A department and its project are a class and its sub-class. */
    private static String classOf(JournalLine line) {
        return line.project().isEmpty() || line.department().isEmpty()
                ? line.department() + line.project()
                : line.department() + ":" + line.project();
    }

    private static String text(String text, int most) {
        return windows(text.replace('"', '\''), most);
    }

    private static void row(Writer writer, String... cells) throws IOException {
        writer.write(String.join("\t", cells));
        writer.write("\r\n");
    }
}
