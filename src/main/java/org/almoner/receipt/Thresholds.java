package org.almoner.receipt;

import java.time.LocalDate;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** The figures of the regimes, each from its day on; a few dozen, read once for many receipts. */
final class Thresholds {

    private final Map<String, NavigableMap<LocalDate, Long>> values = new TreeMap<>();

    static Thresholds read(Handle handle) {
        var thresholds = new Thresholds();
        handle.createQuery("select regime, rule, since, value from receipt_threshold")
                .map((row, context) -> thresholds
                        .values
                        .computeIfAbsent(row.getString("regime") + " " + row.getString("rule"), key -> new TreeMap<>())
                        .put(row.getObject("since", LocalDate.class), row.getLong("value")))
                .list();
        return thresholds;
    }

    /**
     * The figure in force on a day.
     *
     * @throws IllegalStateException if there is none yet on that day: who removed it must know
     */
    long on(LocalDate day, Regime regime, String rule) {
        NavigableMap<LocalDate, Long> known = values.getOrDefault(regime + " " + rule, new TreeMap<>());
        Map.Entry<LocalDate, Long> valid = known.floorEntry(day);
        if (valid == null) {
            throw new IllegalStateException("receipt_threshold has no " + rule + " of " + regime + " for " + day);
        }
        return valid.getValue();
    }
}
