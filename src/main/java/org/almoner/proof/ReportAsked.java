package org.almoner.proof;

import java.time.LocalDate;
import java.time.ZoneId;

/**
 * What a report file does not say about itself; each may be null.
 *
 * @param kind where the columns alone leave it open
 * @param zone of times that are not in UTC; null for the organisation's
 * @param from first day of the report in that zone; needed for summaries, else what its rows span
 * @param to last day, itself included
 * @param account the Stripe account, "" for our own; null for that of the transactions in it
 * @param livemode with {@code account}
 */
public record ReportAsked(
        ReportKind kind, ZoneId zone, LocalDate from, LocalDate to, String account, Boolean livemode) {

    public static final ReportAsked NOTHING = new ReportAsked(null, null, null, null, null, null);
}
