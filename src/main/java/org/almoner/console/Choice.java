package org.almoner.console;

import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.Locale;

/** Reads what an address asks for; what nobody can ask for asks nothing. */
final class Choice {

    private Choice() {}

    static <E extends Enum<E>> E of(Class<E> type, String text) {
        try {
            return text == null || text.isBlank()
                    ? null
                    : Enum.valueOf(type, text.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            return null;
        }
    }

    static YearMonth month(String text) {
        try {
            return text == null || text.isBlank() ? null : YearMonth.parse(text.strip());
        } catch (DateTimeException notAMonth) {
            return null;
        }
    }

    static Long number(String text) {
        return text != null && text.matches("\\d{1,18}") ? Long.valueOf(text) : null;
    }

    static String text(String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
