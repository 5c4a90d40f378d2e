package org.almoner.demo;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * What the account does with money of each currency: it keeps balances in EUR, USD and GBP and converts everything else
 * to EUR at the day's rate. Amounts are minor units with Stripe's exponents (ISK has two).
 */
final class Rates {
    /** An amount in the currency it settles in, and the rate if it was converted (else null). */
    record Settled(long amount, String currency, BigDecimal rate) {}

    private static final Map<String, BigDecimal> EUR_PER_UNIT = Map.of(
            "chf", new BigDecimal("1.06120"),
            "jpy", new BigDecimal("0.00612"),
            "kwd", new BigDecimal("2.81400"),
            "isk", new BigDecimal("0.00689"));

    private Rates() {}

    static int exponent(String currency) {
        return switch (currency) {
            case "jpy" -> 0;
            case "kwd" -> 3;
            default -> 2;
        };
    }

    /** The smallest step Stripe takes in this currency, in minor units. */
    static long step(String currency) {
        return switch (currency) {
            case "kwd" -> 10;
            case "isk" -> 100;
            default -> 1;
        };
    }

    static Settled settle(long amount, String currency, Instant at) {
        BigDecimal base = EUR_PER_UNIT.get(currency);
        if (base == null) {
            return new Settled(amount, currency, null);
        }
        // A small wobble by the day, so that a refund is converted at another rate than its gift.
        long day = at.truncatedTo(ChronoUnit.DAYS).getEpochSecond() / 86_400;
        BigDecimal rate = base.multiply(BigDecimal.valueOf(1_000 + (day * 37 % 21) - 10))
                .movePointLeft(3)
                .setScale(6, RoundingMode.HALF_UP);
        long settled = BigDecimal.valueOf(amount)
                .movePointLeft(exponent(currency))
                .multiply(rate)
                .movePointRight(2)
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
        return new Settled(settled, "eur", rate);
    }

    /** Stripe's fee on a payment, in minor units of the settlement currency. */
    static long fee(Settled payment, boolean bankDebit) {
        if (bankDebit) {
            return 35;
        }
        long perMille = (payment.currency().equals("usd") ? 29 : 15) + (payment.rate() == null ? 0 : 20);
        long fixed = payment.currency().equals("eur") ? 25 : 30;
        return Math.min(payment.amount(), (payment.amount() * perMille + 500) / 1_000 + fixed);
    }
}
