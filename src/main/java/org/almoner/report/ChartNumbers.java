package org.almoner.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.NumberFormat;
import java.util.Locale;
import org.almoner.money.Currencies;

/** Numbers as people of a locale read them; always with the digits 0 to 9. */
final class ChartNumbers {
    private final Locale locale;

    ChartNumbers(Locale locale) {
        this.locale = new Locale.Builder()
                .setLocale(locale.stripExtensions())
                .setUnicodeLocaleKeyword("nu", "latn")
                .build();
    }

    /** As short as an axis wants it: 12K, 1.2M, 40%; all in one manner, that of its {@code largest}. */
    String shortly(BigDecimal value, BigDecimal largest, ChartSpec.Unit unit) {
        if (unit == ChartSpec.Unit.SHARE) {
            return percent(value, 0);
        }
        if (largest.compareTo(BigDecimal.TEN.pow(4)) < 0 || value.signum() == 0) {
            var plain = NumberFormat.getNumberInstance(locale);
            plain.setMaximumFractionDigits(largest.compareTo(BigDecimal.TEN) < 0 ? 2 : 0);
            return plain.format(value);
        }
        var compact = NumberFormat.getCompactNumberInstance(locale, NumberFormat.Style.SHORT);
        compact.setMaximumFractionDigits(1);
        compact.setRoundingMode(RoundingMode.HALF_UP);
        // For decimals the JDK gives whole thousands only (2500 as 3K); a label this short loses nothing in binary.
        return compact.format(value.doubleValue());
    }

    /** In full: 12,345.67 EUR, 1,234, 40.3%. */
    String fully(BigDecimal value, ChartSpec.Unit unit, String currency) {
        return switch (unit) {
            case MONEY -> money(value, currency);
            case COUNT -> whole(value);
            case SHARE -> percent(value, 1);
        };
    }

    String money(BigDecimal major, String currency) {
        var format = NumberFormat.getNumberInstance(locale);
        int places = Currencies.printedPlaces(currency);
        format.setMinimumFractionDigits(places);
        format.setMaximumFractionDigits(places);
        format.setRoundingMode(RoundingMode.HALF_UP);
        return format.format(major) + "\u00a0" + currency;
    }

    String whole(BigDecimal count) {
        var format = NumberFormat.getIntegerInstance(locale);
        format.setRoundingMode(RoundingMode.HALF_UP);
        return format.format(count);
    }

    String hundredths(BigDecimal value) {
        var format = NumberFormat.getNumberInstance(locale);
        format.setMaximumFractionDigits(2);
        format.setRoundingMode(RoundingMode.HALF_UP);
        return format.format(value);
    }

    String percent(BigDecimal fraction, int places) {
        var format = NumberFormat.getPercentInstance(locale);
        format.setMinimumFractionDigits(places);
        format.setMaximumFractionDigits(places);
        format.setRoundingMode(RoundingMode.HALF_UP);
        return format.format(fraction);
    }
}
