package org.almoner.proof;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;
import org.almoner.database.Rejection;
import org.almoner.money.Currencies;
import org.apache.commons.csv.CSVRecord;

/** Reads the values of one row, and says in which line and column one stands that does not hold. */
final class ReportValues {

    private static final Pattern AMOUNT = Pattern.compile("-?\\d{1,15}(?:([.,])(\\d{1,12}))?");
    private static final Pattern COUNT = Pattern.compile("\\d{1,15}");
    private static final Pattern ID = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{1,99}");
    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_ .-]{0,99}");
    private static final Pattern TIME =
            Pattern.compile("(\\d{4}-\\d{2}-\\d{2})(?:[ T](\\d{2}:\\d{2})(:\\d{2})?(?:\\.\\d{1,9})?(Z| UTC)?)?");

    /** A moment as it was written: one instant, or two where the clocks went back. */
    record Moment(Instant at, Instant or, boolean toTheMinute) {}

    private final ReportHeader header;
    private final ZoneId zone;
    /** The separator of decimals that the file has used so far; 0 before the first. */
    private char decimal;

    private CSVRecord row;
    private long line;

    ReportValues(ReportHeader header, ZoneId zone) {
        this.header = header;
        this.zone = zone;
    }

    void at(CSVRecord next, long begins) {
        row = next;
        line = begins;
    }

    /** What stands in a column, or null where it is empty or the file does not have it. */
    String text(String column) {
        if (!header.has(column)) {
            return null;
        }
        var text = row.get(header.place(column)).strip();
        return text.isEmpty() ? null : text;
    }

    /** One of Stripe's ids. */
    String id(String column) {
        return matching(column, ID, "one of Stripe's ids, such as txn_1NxYz");
    }

    /** A word of Stripe's, such as a category. */
    String word(String column) {
        return matching(column, WORD, "a word of Stripe's, such as charge");
    }

    String required(String column, String value) {
        if (value == null) {
            throw wrong(column, "is empty");
        }
        return value;
    }

    String currency() {
        var text = required("currency", text("currency"));
        try {
            return Currencies.fromStripe(text);
        } catch (IllegalArgumentException unknown) {
            throw wrong("currency", "'" + ReportText.shortened(text) + "' is not a currency, such as eur");
        }
    }

    Long count() {
        var text = matching("count", COUNT, "a whole number");
        return text == null ? null : Long.valueOf(text);
    }

    /** An amount that must be there, in minor units. */
    long amount(String column, String currency) {
        var minor = minor(column, currency);
        if (minor == null) {
            throw wrong(column, "is empty");
        }
        return minor;
    }

    /** An amount in major units as minor ones, exactly; null where it is empty. */
    Long minor(String column, String currency) {
        var text = text(column);
        if (text == null) {
            return null;
        }
        var parts = AMOUNT.matcher(text);
        if (!parts.matches()) {
            throw wrong(
                    column,
                    "'" + ReportText.shortened(text)
                            + "' is not an amount such as 1234.50 or 1234,50, without separators of thousands and formulas");
        }
        int exponent = Currencies.exponent(currency);
        if (parts.group(1) != null) {
            separate(column, parts.group(1).charAt(0));
            if (parts.group(2).length() > exponent
                    && !(exponent == 0 && parts.group(2).equals("00"))) {
                throw wrong(column, "'" + text + "' has more decimals than " + currency + ", which has " + exponent);
            }
        }
        return new BigDecimal(text.replace(',', '.')).movePointRight(exponent).longValueExact();
    }

    /** A moment: of the first column if the file has it, in UTC; else of the second, in the report's zone. */
    Moment moment(String utc, String zoned) {
        var column = header.has(utc) ? utc : zoned;
        var text = text(column);
        if (text == null) {
            return null;
        }
        var parts = TIME.matcher(text);
        if (!parts.matches()) {
            throw wrong(column, "'" + ReportText.shortened(text) + "' is not a time such as 2026-11-19 08:00:00");
        }
        try {
            var time = parts.group(2) == null ? "00:00" : parts.group(2);
            var seconds = parts.group(3) == null ? ":00" : parts.group(3);
            var local = LocalDateTime.parse(parts.group(1) + "T" + time + seconds);
            boolean toTheMinute = parts.group(3) == null;
            if (column.equals(utc) || parts.group(4) != null) {
                return new Moment(local.toInstant(ZoneOffset.UTC), null, toTheMinute);
            }
            return zoned(column, local, toTheMinute);
        } catch (DateTimeException noSuchTime) {
            throw wrong(column, "'" + text + "' is a time that does not exist");
        }
    }

    LocalDate day(String column) {
        var text = text(column);
        if (text == null) {
            return null;
        }
        try {
            return LocalDate.parse(text.length() > 10 ? text.substring(0, 10) : text);
        } catch (DateTimeException notADay) {
            throw wrong(column, "'" + ReportText.shortened(text) + "' is not a day such as 2026-11-19");
        }
    }

    private Moment zoned(String column, LocalDateTime local, boolean toTheMinute) {
        List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
        if (offsets.isEmpty()) {
            throw wrong(
                    column,
                    "there was no " + local + " in " + zone
                            + ", where the clocks went forward; choose the zone that the report was made for");
        }
        return new Moment(
                local.toInstant(offsets.get(0)),
                offsets.size() > 1 ? local.toInstant(offsets.get(1)) : null,
                toTheMinute);
    }

    private void separate(String column, char used) {
        if (decimal != 0 && decimal != used) {
            throw wrong(column, "decimals are separated by '" + used + "' here and by '" + decimal + "' before");
        }
        decimal = used;
    }

    private String matching(String column, Pattern pattern, String wanted) {
        var text = text(column);
        if (text != null && !pattern.matcher(text).matches()) {
            throw wrong(column, "'" + ReportText.shortened(text) + "' is not " + wanted);
        }
        return text;
    }

    private Rejection wrong(String column, String why) {
        var place = header.has(column) ? ", column " + (header.place(column) + 1) : "";
        return Rejection.invalid("file", "Line " + line + place + " (" + column + "): " + why);
    }
}
