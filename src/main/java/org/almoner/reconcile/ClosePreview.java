package org.almoner.reconcile;

import java.time.YearMonth;
import java.util.List;

/**
 * What closing a month of a legal entity would fix for good, and what is in the way of it.
 *
 * @param month the roll-forward and the exceptions that are open, within the tolerance or not
 * @param checks what the last close's check of the books found
 * @param earlier the months before it that are not closed yet and would be closed with it, the oldest first
 * @param transactions how many balance transactions would be locked, those of the earlier months with them
 * @param entries how many entries of the ledger would be locked, those of the earlier months with them
 * @param obstacles why it cannot be closed now; empty when it can
 * @param seen names just these figures; who agrees sends it back, so that nobody agrees to others
 */
public record ClosePreview(
        Reconciliation month,
        List<Checks.Result> checks,
        List<YearMonth> earlier,
        long transactions,
        long entries,
        List<Obstacle> obstacles,
        String seen) {

    /** How many exceptions may stay open, because they are within the tolerance. */
    public long tolerated() {
        return month.exceptions().size()
                - obstacles.stream()
                        .filter(each -> each.kind() == Kind.EXCEPTIONS)
                        .mapToLong(Obstacle::count)
                        .sum();
    }

    /** Kinds of what is in the way. */
    public enum Kind {
        /** No close has seen the month. */
        NOT_SEEN,
        /** It has not ended. */
        RUNNING,
        /** The close of its last day has not ended. */
        NOT_ENDED,
        CLOSED,
        /** A month before it that is not closed has something in its own way. */
        EARLIER_OPEN,
        /** A close is running. */
        JOB_RUNS,
        /** Balance transactions that nobody has looked at. */
        UNMATCHED,
        /** Exceptions above the tolerance. */
        EXCEPTIONS
    }

    /**
     * One thing that is in the way.
     *
     * @param about the month, job or kind of exception that is meant; null where there is but one
     * @param count how many
     * @param message what is wrong and what to do
     */
    public record Obstacle(Kind kind, String about, long count, String message) {}
}
