package org.almoner.receipt;

import java.time.Instant;
import java.time.LocalDate;
import org.almoner.money.Money;

/**
 * An issued receipt as screens and API show it; its bytes are read apart.
 *
 * @param number unique for ever; ends in the serial of its series
 * @param status {@code ISSUED}, {@code VOID} or {@code REPLACED}
 * @param delivery what became of its newest mail
 * @param gift id of the gift it is for, null for those of a year
 * @param reference of the gift it is for, or null
 * @param year whose gifts it sums up; null for one gift
 * @param donor id of the donor
 * @param language of the text, as a BCP 47 tag
 * @param issuedOn the day printed on it, in the organisation's zone
 * @param sha256 of the bytes, in hexadecimal
 * @param regime whose rules the page follows
 * @param replaces number of the receipt that it cancels and replaces, or null
 * @param replacedBy number of the receipt that cancels and replaces it, or null
 * @param voided why, by whom and when it became void, or null
 */
public record ReceiptView(
        long id,
        String number,
        String status,
        Delivery delivery,
        Long gift,
        String reference,
        Integer year,
        long donor,
        String donorName,
        Money amount,
        String language,
        LocalDate issuedOn,
        Instant issuedAt,
        String sha256,
        Regime regime,
        String replaces,
        String replacedBy,
        Voided voided) {

    /** That a receipt counts no more. */
    public record Voided(String reason, String by, Instant at) {}

    /** What became of the mail with it. */
    public enum Delivery {
        /** No mail was asked for. */
        NONE,
        /** Waits for its turn, or for the mail server. */
        PENDING,
        /** The mail server took it. */
        SENT,
        /** The mail server refused it for good, or it came back, or its address is not written to. */
        FAILED,
        /** It goes by post, and waits to be printed or sent. */
        PRINT,
        /** It was sent by post. */
        POSTED
    }
}
