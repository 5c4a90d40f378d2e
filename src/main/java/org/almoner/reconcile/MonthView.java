package org.almoner.reconcile;

import java.time.Instant;
import java.time.YearMonth;
import java.util.List;

/**
 * How far a month of one legal entity has come, and through whom.
 *
 * @param entity code of the legal entity
 * @param since when it became what it is; null when no close has seen it
 * @param waiting that it be closed, as far as a second person has not said anything about it; else null
 * @param history how it came to be what it is, oldest first
 */
public record MonthView(
        String entity,
        YearMonth period,
        Reconciliation.Status status,
        Instant since,
        CloseRequest waiting,
        List<Change> history) {

    /** How a request stands. */
    public enum RequestState {
        REQUESTED,
        CLOSED,
        DECLINED,
        WITHDRAWN
    }

    /** That a month be closed. */
    public record CloseRequest(
            long id,
            String entity,
            YearMonth period,
            RequestState state,
            String note,
            String requestedBy,
            Instant requestedAt,
            String decidedBy,
            Instant decidedAt) {}

    /**
     * A change of its status.
     *
     * @param status {@code OPEN}, {@code BALANCED}, {@code CLOSED} or {@code REOPENED}
     * @param actor by e-mail address, or the job
     * @param requestedBy who had asked for it; null where nobody has to
     * @param reason empty where none was given
     */
    public record Change(String status, Instant at, String actor, String requestedBy, String reason) {}

    /** The last change to a status; null if it never had it. */
    public Change last(String wanted) {
        return history.stream()
                .filter(change -> change.status().equals(wanted))
                .reduce((before, after) -> after)
                .orElse(null);
    }
}
