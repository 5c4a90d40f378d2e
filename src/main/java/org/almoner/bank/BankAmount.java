package org.almoner.bank;

import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.almoner.money.Currencies;

/**
 * Amounts as banks write them, by ISO 4217, and as we count them, by Stripe's exponents: 500 ISK of the bank are 50000
 * minor units here. The conversion is exact or refused.
 */
final class BankAmount {

    private static final Pattern PLAIN = Pattern.compile("\\d{1,15}(?:\\.\\d{0,12})?");

    private BankAmount() {}

    /**
     * @param text digits, with a decimal point where needed; no sign
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static long minor(String text, String currency) {
        if (!PLAIN.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + FileText.shortened(text) + "' is not an amount such as 1234.50");
        }
        try {
            return new BigDecimal(text)
                    .movePointRight(Currencies.exponent(currency))
                    .longValueExact();
        } catch (ArithmeticException tooFine) {
            throw new IllegalArgumentException("'" + FileText.shortened(text) + "' has more decimals than " + currency
                    + ", which has " + Currencies.exponent(currency));
        }
    }
}
