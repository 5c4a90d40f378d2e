package org.almoner.bank;

import java.time.LocalDate;

/** Takes what a reader finds, in the file's order. */
interface StatementSink {

    /**
     * A statement begins.
     *
     * @param account IBAN or number as it is written; null for the account a CSV was sent for
     * @param currency of all its lines; null where the file does not say
     * @param place the line of the file
     * @return the currency of the account
     */
    String begin(String account, String currency, long place);

    /** A booked line; the amount is positive into the account, in minor units. */
    void line(Line line);

    /**
     * The statement is complete.
     *
     * @param identity the bank's own of the statement; null where there is none
     * @param since first day it is about, or null for that of its first line
     * @param opening balance before its lines; null where it does not say, as {@code closing} then
     */
    void end(String identity, LocalDate since, LocalDate until, Long opening, Long closing, long place);

    /** A line as the bank wrote it; texts are never null. */
    record Line(
            long place,
            LocalDate bookedOn,
            LocalDate valuedOn,
            long amount,
            String bankReference,
            String senderReference,
            String counterparty,
            String text) {}
}
