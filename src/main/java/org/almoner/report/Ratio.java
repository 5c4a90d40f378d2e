package org.almoner.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.almoner.money.Money;

/** Fractions of whole numbers, exact to four places and rounded half up; null where there is nothing to divide by. */
final class Ratio {
    static final int PLACES = 4;

    private Ratio() {}

    /** {@code part ÷ whole}; null unless {@code whole} is positive. */
    static BigDecimal of(long part, long whole) {
        return whole <= 0
                ? null
                : BigDecimal.valueOf(part).divide(BigDecimal.valueOf(whole), PLACES, RoundingMode.HALF_UP);
    }

    /** {@code now ÷ before − 1}; null unless {@code before} is positive. */
    static BigDecimal change(long now, long before) {
        return of(Math.subtractExact(now, before), before);
    }

    /** An amount for each of {@code count}, in whole minor units; null for none. */
    static Money divided(long minor, long count, String currency) {
        if (count <= 0) {
            return null;
        }
        var each = BigDecimal.valueOf(minor).divide(BigDecimal.valueOf(count), 0, RoundingMode.HALF_UP);
        return new Money(each.longValueExact(), currency);
    }
}
