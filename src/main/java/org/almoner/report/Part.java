package org.almoner.report;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One table of a month's package, for whichever kind of file is made of it.
 *
 * @param name in lower case with underscores; files and sheets are called by it
 * @param totals whether its amounts are to be added up, by currency
 * @param rows reads them from the start, each with a value or null for every column; to be closed
 */
record Part(String name, boolean totals, List<Column> columns, Supplier<Stream<List<Object>>> rows) {

    /** What a column holds: text, {@code Money}, a whole number, an instant, a day. */
    enum Kind {
        TEXT,
        AMOUNT,
        COUNT,
        MOMENT,
        DAY
    }

    /**
     * A column.
     *
     * @param name in lower case with underscores
     * @param width in letters, for spreadsheets
     */
    record Column(String name, Kind kind, int width) {

        /** The name as people write it. */
        String heading() {
            return words(name);
        }
    }

    /** The name as people write it. */
    String heading() {
        return words(name);
    }

    static Column text(String name, int width) {
        return new Column(name, Kind.TEXT, width);
    }

    static Column amount(String name) {
        return new Column(name, Kind.AMOUNT, 20);
    }

    static Column count(String name) {
        return new Column(name, Kind.COUNT, 13);
    }

    static Column moment(String name) {
        return new Column(name, Kind.MOMENT, 18);
    }

    static Column day(String name) {
        return new Column(name, Kind.DAY, 13);
    }

    private static String words(String name) {
        var words = name.replace('_', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
