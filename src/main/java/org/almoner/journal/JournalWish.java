package org.almoner.journal;

import java.time.YearMonth;

/**
 * Which journal is wanted.
 *
 * @param entity code of the legal entity
 * @param currency the only currency wanted, for systems that take one at a time; null for all
 * @param granularity whether lines add up a day or the month
 */
public record JournalWish(String entity, YearMonth month, String currency, Granularity granularity) {

    /** What a line adds up; one of a month has the month's last day. */
    public enum Granularity {
        DAY,
        MONTH
    }
}
