package org.almoner.reconcile;

import java.time.YearMonth;
import java.util.List;

/**
 * A month of a Stripe balance, explained.
 *
 * @param status {@code OPEN}, {@code BALANCED} (by the close) or {@code CLOSED} (by people)
 * @param currencies one line each, in the order of their codes
 * @param accounts the same by the Stripe account, where there are several: their lines add up to those of the currencies;
 *     empty where there is but one
 * @param exceptions those of the month that are still open
 */
public record Reconciliation(
        YearMonth period,
        Status status,
        List<Line> currencies,
        List<ExceptionView> exceptions,
        List<OfAccount> accounts) {

    /**
     * What moved the balance of one Stripe account.
     *
     * @param account our name of it; "" for the one without
     */
    public record OfAccount(String account, List<Line> currencies) {}

    /** How far a month has come. */
    public enum Status {
        OPEN,
        BALANCED,
        CLOSED
    }

    /**
     * What moved the balance in one currency: minor units, signed as they move it, so that opening and the buckets add
     * up to closing.
     *
     * @param opening the sum of everything before the month
     * @param fees the fees of all lines and Stripe's own charges, negative where they were taken
     * @param unexplained the amounts of lines whose category nobody knows, and what a line's net differs from its
     *     amount less its fee
     */
    public record Line(
            String currency,
            long opening,
            long charges,
            long refunds,
            long disputes,
            long fees,
            long adjustments,
            long payouts,
            long unexplained) {

        Line plus(Line other) {
            return new Line(
                    currency,
                    Math.addExact(opening, other.opening),
                    Math.addExact(charges, other.charges),
                    Math.addExact(refunds, other.refunds),
                    Math.addExact(disputes, other.disputes),
                    Math.addExact(fees, other.fees),
                    Math.addExact(adjustments, other.adjustments),
                    Math.addExact(payouts, other.payouts),
                    Math.addExact(unexplained, other.unexplained));
        }

        public long closing() {
            var closing = Math.addExact(opening, charges);
            for (var bucket : new long[] {refunds, disputes, fees, adjustments, payouts, unexplained}) {
                closing = Math.addExact(closing, bucket);
            }
            return closing;
        }
    }
}
