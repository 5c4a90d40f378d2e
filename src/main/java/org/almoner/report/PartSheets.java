package org.almoner.report;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import org.almoner.money.Currencies;
import org.almoner.money.Money;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/** Writes parts into a workbook, a sheet each or as many as their rows need, holding few rows at a time. */
final class PartSheets {

    private static final int ROWS_HELD = 1_000;
    private static final String HEAD_COLOUR = "DCE6E6";

    private final Workbook book;
    private final ZoneId zone;
    private final int rowsMax;

    PartSheets(Workbook book, ZoneId zone, int rowsMax) {
        this.book = book;
        this.zone = zone;
        this.rowsMax = rowsMax;
    }

    Worksheet sheet(String name) {
        var sheet = book.newWorksheet(name);
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

    /** @return how many rows, without headers and totals */
    long write(Part part) throws IOException {
        var columns = part.columns();
        var currency = currencyColumn(columns);
        var ranges = new ArrayList<Range>();
        var currencies = new TreeSet<String>();
        long count = 0;
        try (var rows = part.rows().get()) {
            var rest = rows.iterator();
            Worksheet sheet = begin(part, 1);
            int row = 1;
            int number = 1;
            while (rest.hasNext()) {
                if (row == rowsMax) {
                    ranges.add(new Range(name(part.heading(), number), row));
                    sheet.finish();
                    sheet = begin(part, ++number);
                    row = 1;
                }
                var values = rest.next();
                if (currency >= 0 && values.get(currency) != null) {
                    currencies.add((String) values.get(currency));
                }
                cells(sheet, row, columns, values.iterator());
                if (row % ROWS_HELD == 0) {
                    sheet.flush();
                }
                row++;
                count++;
            }
            ranges.add(new Range(name(part.heading(), number), row));
            if (part.totals() && !currencies.isEmpty()) {
                if (row + 1 + currencies.size() > rowsMax) {
                    sheet.finish();
                    sheet = begin(part, ++number);
                    row = 0;
                }
                totals(sheet, row + 1, columns, currency, List.copyOf(currencies), ranges);
            }
            sheet.finish();
        }
        return count;
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
            List<String> currencies,
            List<Range> ranges) {
        int row = from;
        for (String currency : currencies) {
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
                    formula(sheet, row, column, formula.substring(1), currency);
                }
            }
            row++;
        }
    }

    private void cells(Worksheet sheet, int row, List<Part.Column> columns, Iterator<Object> values) {
        for (int column = 0; column < columns.size(); column++) {
            var value = values.next();
            if (value != null) {
                switch (columns.get(column).kind()) {
                    case TEXT -> text(sheet, row, column, (String) value);
                    case AMOUNT -> amount(sheet, row, column, (Money) value);
                    case COUNT -> sheet.value(row, column, (Long) value);
                    case DAY -> {
                        sheet.value(row, column, (LocalDate) value);
                        sheet.style(row, column).format("yyyy-mm-dd").set();
                    }
                    case MOMENT -> {
                        // as the organisation's clock shows it, because a spreadsheet knows no zones; the summary names
                        // it
                        sheet.value(row, column, ((Instant) value).atZone(zone).toLocalDateTime());
                        sheet.style(row, column).format("yyyy-mm-dd hh:mm").set();
                    }
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

    /** @param currency its number format is that of the cell */
    void formula(Worksheet sheet, int row, int column, String formula, String currency) {
        sheet.formula(row, column, formula);
        sheet.style(row, column).bold().format(format(currency)).set();
    }

    /** Without the control characters that XML cannot hold. */
    void text(Worksheet sheet, int row, int column, String text) {
        sheet.inlineString(row, column, text.replaceAll("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\uFFFE\\uFFFF]", "\uFFFD"));
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
            default -> "#,##0.00";
        };
    }
}
