package org.almoner.receipt;

import java.util.Locale;
import org.jdbi.v3.core.Handle;

/**
 * Numbers taken from a series, one after the other; whoever else wants some waits until the transaction ends that took them.
 *
 * @param id of the series
 * @param first the serial of the first
 */
record Numbers(long id, String prefix, int year, int first) {

    /** A number as it is printed, by its place among these. */
    String at(int place) {
        return written(prefix, year, first + place);
    }

    /** A number as it is printed. */
    static String written(String prefix, int year, int serial) {
        return String.format(Locale.ROOT, "%s-%d-%06d", prefix, year, serial);
    }

    /**
     * Takes the next numbers of a series.
     *
     * @throws IllegalStateException if the prefix has numbers of another issuer or regime this year
     */
    static Numbers take(Handle handle, Issuing issuing, int year, int count) {
        handle.createUpdate("insert into receipt_series (prefix, year, legal_entity_id, regime)"
                        + " values (:prefix, :year, :entity, :regime) on conflict do nothing")
                .bind("prefix", issuing.prefix())
                .bind("year", year)
                .bind("entity", issuing.entity())
                .bind("regime", issuing.regime())
                .execute();
        // an affiliate that moved to another legal entity goes on with the plain series it has
        return handle.createQuery("update receipt_series set last_number = last_number + :count"
                        + " where prefix = :prefix and year = :year and regime = :regime"
                        + " and (legal_entity_id = :entity or regime = 'PLAIN') returning id, last_number")
                .bind("count", count)
                .bind("prefix", issuing.prefix())
                .bind("year", year)
                .bind("regime", issuing.regime())
                .bind("entity", issuing.entity())
                .map((row, context) ->
                        new Numbers(row.getLong("id"), issuing.prefix(), year, row.getInt("last_number") - count + 1))
                .findOne()
                .orElseThrow(() -> new IllegalStateException("the receipts " + issuing.prefix() + "-" + year
                        + " are another issuer's or regime's; choose another prefix"));
    }
}
