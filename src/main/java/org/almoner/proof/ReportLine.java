package org.almoner.proof;

import java.time.Instant;
import java.time.LocalDate;

/**
 * A row of a report; null for what the file has no column for. Amounts in minor units.
 *
 * @param line where it begins in the file, the header being on line 1
 * @param count how many transactions a line of a summary is about
 * @param createdOr the other moment that is meant by an hour that the clocks repeat
 * @param toTheMinute whether the time was written without seconds
 */
record ReportLine(
        long line,
        String transaction,
        String currency,
        String category,
        Long count,
        Long gross,
        Long fee,
        Long net,
        Instant created,
        Instant createdOr,
        boolean toTheMinute,
        String payout,
        String payoutStatus,
        LocalDate arrival) {}
