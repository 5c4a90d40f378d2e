package org.almoner.receipt;

import java.util.Map;
import java.util.TreeMap;

/**
 * One series of numbers, and what became of each of them.
 *
 * @param issuer name of the legal entity
 * @param last the number given last; all from 1 to it must be there
 * @param states by state, {@code ISSUED}, {@code VOID}, {@code REPLACED}
 */
public record ReceiptSeries(
        long id, String issuer, Regime regime, String prefix, int year, int last, Map<String, Total> states) {

    /**
     * How many numbers are in a state and what stands on them.
     *
     * @param minor by currency, in minor units
     */
    public record Total(long count, Map<String, Long> minor) {

        private static final Total NONE = new Total(0, Map.of());

        Total plus(long more, String currency, long amount) {
            var sums = new TreeMap<>(minor);
            sums.merge(currency, amount, Math::addExact);
            return new Total(count + more, sums);
        }
    }

    /** Its name, with which its numbers begin. */
    public String name() {
        return prefix + "-" + year;
    }

    /** How many numbers are in a state and what stands on them. */
    public Total in(String state) {
        return states.getOrDefault(state, Total.NONE);
    }

    /** How many numbers cannot be accounted for; anything but 0 is a finding for the auditor. */
    public long missing() {
        return last - states.values().stream().mapToLong(Total::count).sum();
    }
}
