package org.almoner.journal;

import java.time.Instant;
import java.time.LocalDate;
import org.almoner.money.Money;

/**
 * Money of a fund that became free of donors' restrictions.
 *
 * @param on the day the restriction was met
 * @param document name of the file that shows it, or null
 * @param sha256 of the file in hexadecimal digits, or null
 */
public record FundRelease(
        long id,
        String fund,
        Money amount,
        Ground ground,
        LocalDate on,
        String reference,
        String document,
        String sha256,
        String releasedBy,
        Instant releasedAt,
        String undoneBy,
        Instant undoneAt,
        String undoReason) {

    /** How the restriction was met. */
    public enum Ground {
        /** The money was used for what it was given for. */
        PURPOSE,
        /** The time for which it was bound is over. */
        TIME,
        /** An administrator says that it never was bound so. */
        CORRECTION
    }

    /**
     * A release as staff write it.
     *
     * @param minor in minor units of the currency; null for all that can be released
     * @param on the day, today or earlier
     * @param reference to the document that shows it, such as the minutes of a board
     */
    public record Draft(Long minor, String currency, LocalDate on, String reference) {}

    /** A file that shows why. */
    public record Document(String name, byte[] bytes) {}
}
