package org.almoner.report;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.almoner.money.Currencies;
import org.almoner.money.Money;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/** Writes parts into a workbook, a sheet each or as many as their rows need, holding few rows at a time. */
final class PartSheets {

    private static final int ROWS_HELD = 1_000;
    private static final String HEAD_COLOUR = "DCE6E6";
    private static final String DAY = "yyyy-mm-dd";
    private static final String MOMENT = "yyyy-mm-dd hh:mm";
    private static final String TWO_PLACES = "#,##0.00";

    /** The control characters that XML cannot hold. */
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\uFFFE\\uFFFF]");

    private final Workbook book;
    private final ZoneId zone;
    private final int rowsMax;

    /** What the formulas come to: of each sheet, in the order in which they stand. */
    private final List<List<Supplier<BigDecimal>>> results = new ArrayList<>();

    PartSheets(Workbook book, ZoneId zone, int rowsMax) {
        this.book = book;
        this.zone = zone;
        this.rowsMax = rowsMax;
    }

    Worksheet sheet(String name) {
        var sheet = book.newWorksheet(name);
        results.add(new ArrayList<>());
        sheet.repeatRows(0);
        sheet.pageOrientation("landscape");
        sheet.setFitToPage(true);
        sheet.fitToWidth((short) 1);
        sheet.fitToHeight((short) 0);
        return sheet;
    }

    /** What the first, second… sheet of a part is called. */
    static String name(String heading, int number) {
        return number == 1 ? heading : heading + " " + number;
    }

    /** What the formulas of each sheet come to, in the order in which they stand; known when all sheets are written. */
    List<List<Supplier<BigDecimal>>> results() {
        return results;
    }

    /** @return how many rows, without headers and totals */
    long write(Part part) throws IOException {
        var columns = part.columns();
        var currency = currencyColumn(columns);
        var ranges = new ArrayList<Range>();
        var sums = new TreeMap<String, Money[]>();
        long count = 0;
        try (var rows = part.rows().get()) {
            var rest = rows.iterator();
            Worksheet sheet = begin(part, 1);
            var looks = new Looks(columns, 1);
            int row = 1;
            int number = 1;
            while (rest.hasNext()) {
                if (row == rowsMax) {
                    ranges.add(new Range(name(part.heading(), number), row));
                    looks.apply(sheet, row);
                    sheet.finish();
                    sheet = begin(part, ++number);
                    row = 1;
                    looks = new Looks(columns, row);
                }
                var values = rest.next();
                if (part.totals() && currency >= 0 && values.get(currency) != null) {
                    add(sums.computeIfAbsent((String) values.get(currency), each -> new Money[columns.size()]), values);
                }
                cells(sheet, row, columns, values);
                looks.row(values);
                row++;
                count++;
                if (row % ROWS_HELD == 0) {
                    looks.apply(sheet, row);
                    sheet.flush();
                }
            }
            looks.apply(sheet, row);
            ranges.add(new Range(name(part.heading(), number), row));
            if (!sums.isEmpty()) {
                if (row + 1 + sums.size() > rowsMax) {
                    sheet.finish();
                    sheet = begin(part, ++number);
                    row = 0;
                }
                totals(sheet, row + 1, columns, currency, sums, ranges);
            }
            sheet.finish();
        }
        return count;
    }

    private static void add(Money[] sums, List<Object> values) {
        for (int column = 0; column < sums.length; column++) {
            if (values.get(column) instanceof Money amount) {
                sums[column] = sums[column] == null ? amount : sums[column].plus(amount);
            }
        }
    }

    /**
     * How the cells of the rows look that are still held, given to many at once, because each giving costs more than
     * the cell. Nearly all currencies have two places; runs of rows of others are given theirs afterwards.
     */
    private static final class Looks {
        private final List<Part.Column> columns;
        private final List<String> amounts = new ArrayList<>();
        private int first;

        Looks(List<Part.Column> columns, int first) {
            this.columns = columns;
            this.first = first;
        }

        void row(List<Object> values) {
            String look = TWO_PLACES;
            for (Object value : values) {
                if (value instanceof Money amount) {
                    look = format(amount.currency());
                }
            }
            amounts.add(look);
        }

        /** @param end the row after the last */
        void apply(Worksheet sheet, int end) {
            for (int column = 0; column < columns.size() && first < end; column++) {
                switch (columns.get(column).kind()) {
                    case DAY -> give(sheet, column, first, end, DAY);
                    case MOMENT -> give(sheet, column, first, end, MOMENT);
                    case AMOUNT -> amounts(sheet, column, end);
                    default -> {}
                }
            }
            amounts.clear();
            first = end;
        }

        private void amounts(Worksheet sheet, int column, int end) {
            give(sheet, column, first, end, TWO_PLACES);
            for (int from = 0; from < amounts.size(); ) {
                var look = amounts.get(from);
                int to = from + 1;
                while (to < amounts.size() && amounts.get(to).equals(look)) {
                    to++;
                }
                if (!look.equals(TWO_PLACES)) {
                    give(sheet, column, first + from, first + to, look);
                }
                from = to;
            }
        }

        private static void give(Worksheet sheet, int column, int from, int end, String format) {
            sheet.range(from, column, end - 1, column).style().format(format).set();
        }
    }

    /** The rows of a sheet: from the second to {@code last}, counted from 1. */
    private record Range(String sheet, int last) {

        String column(int place) {
            return "'%s'!$%s$2:$%s$%d".formatted(sheet, letter(place), letter(place), Math.max(2, last));
        }
    }

    private Worksheet begin(Part part, int number) {
        var sheet = sheet(name(part.heading(), number));
        for (int column = 0; column < part.columns().size(); column++) {
            sheet.width(column, part.columns().get(column).width());
        }
        sheet.freezePane(1, 1);
        head(sheet, 0, part.columns().stream().map(Part.Column::heading).toList());
        return sheet;
    }

    private void totals(
            Worksheet sheet,
            int from,
            List<Part.Column> columns,
            int currencyColumn,
            Map<String, Money[]> sums,
            List<Range> ranges) {
        int row = from;
        for (String currency : sums.keySet()) {
            sheet.value(row, 0, "Total " + currency);
            sheet.style(row, 0).bold().set();
            sheet.value(row, currencyColumn, currency);
            for (int column = 0; column < columns.size(); column++) {
                if (columns.get(column).kind() == Part.Kind.AMOUNT) {
                    var formula = new StringBuilder();
                    for (Range range : ranges) {
                        formula.append("+SUMIF(%s,\"%s\",%s)"
                                .formatted(range.column(currencyColumn), currency, range.column(column)));
                    }
                    var sum = sums.get(currency)[column];
                    formula(
                            sheet,
                            row,
                            column,
                            formula.substring(1),
                            currency,
                            () -> sum == null ? BigDecimal.ZERO : sum.toDecimal());
                }
            }
            row++;
        }
    }

    private void cells(Worksheet sheet, int row, List<Part.Column> columns, List<Object> values) {
        for (int column = 0; column < columns.size(); column++) {
            var value = values.get(column);
            if (value != null) {
                switch (columns.get(column).kind()) {
                    case TEXT -> text(sheet, row, column, (String) value);
                    case AMOUNT -> sheet.value(row, column, ((Money) value).toDecimal());
                    case COUNT -> sheet.value(row, column, (Long) value);
                    case DAY -> sheet.value(row, column, (LocalDate) value);
                    // as the organisation's clock shows it, because a spreadsheet knows no zones; the summary names it
                    case MOMENT ->
                        sheet.value(row, column, ((Instant) value).atZone(zone).toLocalDateTime());
                }
            }
        }
    }

    void head(Worksheet sheet, int row, List<String> names) {
        for (int column = 0; column < names.size(); column++) {
            sheet.value(row, column, names.get(column));
            sheet.style(row, column).bold().fillColor(HEAD_COLOUR).set();
        }
    }

    void amount(Worksheet sheet, int row, int column, Money amount) {
        sheet.value(row, column, amount.toDecimal());
        sheet.style(row, column).format(format(amount.currency())).set();
    }

    /**
     * @param currency its number format is that of the cell
     * @param result what it comes to, for programs that show workbooks without computing them; asked when all is written
     */
    void formula(Worksheet sheet, int row, int column, String formula, String currency, Supplier<BigDecimal> result) {
        sheet.formula(row, column, formula);
        sheet.style(row, column).bold().format(format(currency)).set();
        results.get(results.size() - 1).add(result);
    }

    void text(Worksheet sheet, int row, int column, String text) {
        sheet.inlineString(row, column, UNPRINTABLE.matcher(text).replaceAll("\uFFFD"));
    }

    /** {@code A} for the first column. */
    static String letter(int column) {
        return String.valueOf((char) ('A' + column));
    }

    private static int currencyColumn(List<Part.Column> columns) {
        return columns.stream().map(Part.Column::name).toList().indexOf("currency");
    }

    private static String format(String currency) {
        return switch (Currencies.exponent(currency)) {
            case 0 -> "#,##0";
            case 3 -> "#,##0.000";
            default -> TWO_PLACES;
        };
    }
}
