package org.almoner.money;

import java.math.BigDecimal;
import java.util.Objects;

/**
 * An amount in the minor units in which Stripe counts its currency ({@link Currencies#exponent}).
 *
 * @param minor the amount in minor units; negative where money leaves
 * @param currency three capital letters, as in ISO 4217
 */
public record Money(long minor, String currency) {

    public Money {
        Objects.requireNonNull(currency, "currency");
        if (!Currencies.isCode(currency)) {
            throw new IllegalArgumentException("a currency is three capital letters, not '" + currency + "'");
        }
    }

    /** The zero of a currency. */
    public static Money zero(String currency) {
        return new Money(0, currency);
    }

    /**
     * The sum.
     *
     * @throws IllegalArgumentException if the currencies differ
     * @throws ArithmeticException if the sum does not fit 64 bits
     */
    public Money plus(Money other) {
        return new Money(Math.addExact(minor, requireSame(other).minor), currency);
    }

    /**
     * The difference.
     *
     * @throws IllegalArgumentException if the currencies differ
     * @throws ArithmeticException if the difference does not fit 64 bits
     */
    public Money minus(Money other) {
        return new Money(Math.subtractExact(minor, requireSame(other).minor), currency);
    }

    /** The same amount in major units: 2500 EUR is 25.00, 500 ISK is 5.00, 25 JPY is 25. */
    public BigDecimal toDecimal() {
        return BigDecimal.valueOf(minor, Currencies.exponent(currency));
    }

    /** Plain and unlocalised, for logs and tests: {@code 25.00 EUR}. */
    @Override
    public String toString() {
        return toDecimal().toPlainString() + " " + currency;
    }

    private Money requireSame(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException("cannot add " + other.currency + " to " + currency);
        }
        return other;
    }
}
