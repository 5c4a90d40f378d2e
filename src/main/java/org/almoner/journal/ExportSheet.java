package org.almoner.journal;

import java.time.LocalDate;
import java.util.Iterator;
import java.util.stream.Stream;
import org.almoner.money.Money;

/**
 * What a writer gets: the batch, its settings, and its rows as they are read.
 *
 * @param file which of the batch's files is written
 */
record ExportSheet(ExportFile file, ExportSettings settings, Rows rows) {

    /** The rows of the file's currency and part, in order. */
    interface Rows {

        /** Lines, added up within the part; each day's balance. */
        Stream<JournalLine> lines();

        /** What goes from which line to which. */
        Stream<Pair> pairs();
    }

    /** The same day and currency on both sides. */
    record Pair(JournalLine debit, JournalLine credit, Money amount) {}

    JournalBatch batch() {
        return file.batch();
    }

    /** {@code ALM-main-12}, and the part where there are several. */
    String number() {
        return "ALM-" + batch().entity() + "-" + batch().number() + (file.parts() > 1 ? "-" + file.part() : "");
    }

    /** The same for one day of a batch that is by day. */
    String number(LocalDate day) {
        return batch().granularity() == JournalWish.Granularity.DAY
                ? number() + "-" + String.format("%02d", day.getDayOfMonth())
                : number();
    }

    String title() {
        return "Almoner journal " + batch().entity() + " " + batch().number() + ", " + batch().month()
                + (batch().reverses() == null ? "" : ", reversal");
    }

    String description(JournalLine line) {
        return title() + (line.fund().isEmpty() ? "" : ", fund " + line.fund());
    }

    static String decimal(Money money) {
        return money.toDecimal().toPlainString();
    }

    static <T> Iterable<T> each(Stream<T> stream) {
        return () -> (Iterator<T>) stream.iterator();
    }
}
