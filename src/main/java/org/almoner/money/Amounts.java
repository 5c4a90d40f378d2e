package org.almoner.money;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One amount for each currency that has one, as people write it in a setting or a field: {@code 100 EUR, 15000 JPY}. */
public final class Amounts {

    private static final Pattern AMOUNT = Pattern.compile("\\s*(\\d{1,9}(?:\\.\\d{1,3})?) ([A-Z]{3})\\s*");

    private Amounts() {}

    /**
     * Reads such a list; of a currency that is named twice, the last holds.
     *
     * @param text in major units; what is finer than a minor unit is cut off
     * @return minor units by currency, in the order written
     * @throws IllegalArgumentException if it is none
     */
    public static Map<String, Long> read(String text) {
        var amounts = new LinkedHashMap<String, Long>();
        for (String each : text.split(",")) {
            Matcher amount = AMOUNT.matcher(each);
            if (!amount.matches()) {
                throw new IllegalArgumentException("write amounts as 100 EUR, 120 USD");
            }
            amounts.put(amount.group(2), minor(new BigDecimal(amount.group(1)), amount.group(2)));
        }
        return amounts;
    }

    /** Major units as minor ones. */
    public static long minor(BigDecimal major, String currency) {
        return major.movePointRight(Currencies.exponent(currency))
                .setScale(0, RoundingMode.DOWN)
                .longValueExact();
    }

    /** The list as {@link #read} takes it. */
    public static String write(Collection<Money> amounts) {
        return amounts.stream().map(Money::toString).collect(Collectors.joining(", "));
    }
}
