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
     * The figure in force on a day; before the first that is known, that one, for an old gift must hold no close up.
     *
     * @throws IllegalStateException if there is none: who removed it must know
     */
    long on(LocalDate day, Regime regime, String rule) {
        NavigableMap<LocalDate, Long> known = values.get(regime + " " + rule);
        if (known == null) {
            throw new IllegalStateException("receipt_threshold has no " + rule + " of " + regime);
        }
        Map.Entry<LocalDate, Long> valid = known.floorEntry(day);
        return (valid == null ? known.firstEntry() : valid).getValue();
    }
}
