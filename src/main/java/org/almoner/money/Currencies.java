package org.almoner.money;

import java.util.Locale;
import java.util.Set;

/**
 * How many decimal places Stripe gives a currency.
 *
 * <p>Source: docs.stripe.com/currencies, "zero-decimal", "three-decimal" and "special cases" (ISK and UGX are
 * written with two places that are always 00). Every currency that Stripe does not name has two.
 */
public final class Currencies {

    private static final Set<String> ZERO_DECIMAL = Set.of(
            "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF");
    private static final Set<String> THREE_DECIMAL = Set.of("BHD", "JOD", "KWD", "OMR", "TND");

    private Currencies() {}

    /** Decimal places between the minor and the major unit of {@code currency} (capital letters): 0, 2 or 3. */
    public static int exponent(String currency) {
        if (ZERO_DECIMAL.contains(currency)) {
            return 0;
        }
        return THREE_DECIMAL.contains(currency) ? 3 : 2;
    }

    /** Decimal places to print: like {@link #exponent}, but none for currencies whose cents do not exist (ISK, UGX). */
    public static int printedPlaces(String currency) {
        return currency.equals("ISK") || currency.equals("UGX") ? 0 : exponent(currency);
    }

    /**
     * Stripe's lower-case code as we write it.
     *
     * @throws IllegalArgumentException if it is not three Latin letters
     */
    public static String fromStripe(String code) {
        String upper = code == null ? "" : code.toUpperCase(Locale.ROOT);
        if (!isCode(upper)) {
            throw new IllegalArgumentException("not a currency: '" + code + "'");
        }
        return upper;
    }

    /** Whether this is three capital Latin letters; a code that ISO does not list is still one. */
    public static boolean isCode(String code) {
        return code.length() == 3 && code.chars().allMatch(c -> c >= 'A' && c <= 'Z');
    }
}
