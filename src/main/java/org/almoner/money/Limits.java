package org.almoner.money;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/**
 * Amounts from which something needs more care, one for each currency that has one ({@code 100 EUR, 15000 JPY}, major
 * units), or 100 of the base currency when nothing is set.
 *
 * <p>No exchange rate is ever made up, so a currency that has no amount always needs it.
 */
public final class Limits {

    private static final BigDecimal USUAL = BigDecimal.valueOf(100);

    private final Map<String, Long> from;

    private Limits(Map<String, Long> from) {
        this.from = from;
    }

    /**
     * @param name of the setting, for the error
     * @throws IllegalArgumentException if the setting is not such a list; the start checks it before
     */
    public static Limits of(String name, Optional<String> setting, String baseCurrency) {
        if (setting.isEmpty()) {
            return new Limits(Map.of(baseCurrency, Amounts.minor(USUAL, baseCurrency)));
        }
        try {
            return new Limits(Map.copyOf(Amounts.read(setting.get())));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    /** Whether an amount, without its sign, is as large as its currency's limit, or that has none. */
    public boolean reached(Money amount) {
        Long limit = from.get(amount.currency());
        return limit == null || Math.abs(amount.minor()) >= limit;
    }
}
