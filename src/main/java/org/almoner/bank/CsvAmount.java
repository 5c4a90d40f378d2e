package org.almoner.bank;

import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.almoner.database.Rejection;

/** Amounts in a CSV: a sign before or after, decimals, thousands set apart by what is not the decimal sign. */
final class CsvAmount {

    private static final Pattern POINT =
            Pattern.compile("([-+\u2212]?)((?:\\d{1,3}(?:[,' \u00a0\u202f\u2019]\\d{3})+|\\d+)(?:\\.\\d*)?)(-?)");
    private static final Pattern COMMA =
            Pattern.compile("([-+\u2212]?)((?:\\d{1,3}(?:[.' \u00a0\u202f\u2019]\\d{3})+|\\d+)(?:,\\d*)?)(-?)");

    private CsvAmount() {}

    /** Minor units, or null where nothing stands. */
    static Long minor(String text, char decimal, String currency, Function<String, Rejection> wrong) {
        if (text.isEmpty()) {
            return null;
        }
        Matcher parts = (decimal == ',' ? COMMA : POINT).matcher(text);
        if (!parts.matches()) {
            throw wrong.apply("'" + FileText.shortened(text) + "' is not an amount such as "
                    + (decimal == ',' ? "1.234,50" : "1,234.50"));
        }
        boolean negative = parts.group(1).equals("-")
                || parts.group(1).equals("\u2212")
                || parts.group(3).equals("-");
        String digits = parts.group(2)
                .replaceAll(decimal == ',' ? "[^0-9,]" : "[^0-9.]", "")
                .replace(',', '.');
        try {
            long minor = BankAmount.minor(digits, currency);
            return negative ? -minor : minor;
        } catch (IllegalArgumentException notAnAmount) {
            throw wrong.apply(notAnAmount.getMessage());
        }
    }
}
