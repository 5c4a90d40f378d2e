package org.almoner.money;

import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.NumberFormat;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes amounts the way a reader of a language expects them, always in the digits 0 to 9 and always on one line.
 *
 * <p>Decimal places are {@link Currencies#printedPlaces}, more only if the amount would otherwise lose a cent. Marks
 * that turn the direction of text are left out, spaces are no-break spaces.
 */
public final class MoneyFormat {
    private static final char NO_BREAK_SPACE = '\u00a0';

    private static final Map<Locale, MoneyFormat> KNOWN = new ConcurrentHashMap<>();

    private final Locale locale;
    private final DecimalFormat signed;
    private final DecimalFormat plain;

    private MoneyFormat(Locale wished) {
        locale = new Locale.Builder()
                .setLocale(wished.stripExtensions())
                .setUnicodeLocaleKeyword("nu", "latn")
                .build();
        signed = (DecimalFormat) NumberFormat.getCurrencyInstance(locale);
        plain = (DecimalFormat) NumberFormat.getNumberInstance(locale);
    }

    /** A format for a language and country; safe to share between threads. */
    public static MoneyFormat of(Locale locale) {
        // A locale is data from outside, so what is kept has a bound.
        return KNOWN.size() < 1000 ? KNOWN.computeIfAbsent(locale, MoneyFormat::new) : new MoneyFormat(locale);
    }

    /** With the currency's sign, for the eye: {@code €25.00}, {@code 25,00 €}, {@code KWD 25.000}. */
    public String withSign(Money money) {
        // Formats are not safe to share, their copies are.
        DecimalFormat format = (DecimalFormat) signed.clone();
        var symbols = format.getDecimalFormatSymbols();
        String sign = sign(money.currency());
        symbols.setCurrencySymbol(sign);
        // Money has its own separators in a few locales (de-AT, pt-PT); letters need air between them and the digits.
        format.setDecimalFormatSymbols(symbols);
        String text = places(format, money).format(money.toDecimal());
        return Character.isLetter(sign.codePointBefore(sign.length())) ? aired(tidy(text), sign) : tidy(text);
    }

    /** With the three letters of the currency, for the record: {@code 25.00 EUR} in every language. */
    public String withCode(Money money) {
        return number(money) + NO_BREAK_SPACE + money.currency();
    }

    /** The bare number in major units: {@code 1,234.50}. */
    public String number(Money money) {
        return tidy(places((DecimalFormat) plain.clone(), money).format(money.toDecimal()));
    }

    private String sign(String code) {
        try {
            return tidy(Currency.getInstance(code).getSymbol(locale));
        } catch (IllegalArgumentException unknownToJava) {
            return code;
        }
    }

    private static DecimalFormat places(DecimalFormat format, Money money) {
        BigDecimal amount = money.toDecimal();
        int printed = Currencies.printedPlaces(money.currency());
        boolean exact = amount.stripTrailingZeros().scale() <= printed;
        format.setMinimumFractionDigits(exact ? printed : amount.scale());
        format.setMaximumFractionDigits(exact ? printed : amount.scale());
        return format;
    }

    private static String aired(String text, String sign) {
        int after = text.indexOf(sign) + sign.length();
        boolean touches = after < text.length() && Character.isDigit(text.charAt(after));
        return touches ? text.substring(0, after) + NO_BREAK_SPACE + text.substring(after) : text;
    }

    private static String tidy(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (char c : text.toCharArray()) {
            if (Character.isSpaceChar(c)) {
                out.append(NO_BREAK_SPACE);
            } else if (Character.getType(c) != Character.FORMAT) {
                out.append(
                        switch (c) {
                            case '\u2212' -> '-';
                            // Japanese and Korean locales bring full-width signs that leave a hole before the digits.
                            case '\uffe5' -> '\u00a5';
                            case '\uffe6' -> '\u20a9';
                            default -> c;
                        });
            }
        }
        return out.toString().strip();
    }
}
