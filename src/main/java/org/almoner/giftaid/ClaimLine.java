package org.almoner.giftaid;

import java.time.LocalDate;

/**
 * What a claim says of a gift.
 *
 * @param gift reference
 * @param declaration id of the one that covered it; null for a small gift and for what is owed back
 * @param periodEnd end of the accounting period of its receipt
 * @param taxYear the 5 April that ends the tax year of its receipt
 * @param amountMinor in pence; of what is owed back the part that was claimed on too much
 * @param title as in the schedule, like the rest of name and address; null where there is none
 */
public record ClaimLine(
        int line,
        Kind kind,
        String gift,
        Long declaration,
        LocalDate receivedOn,
        LocalDate periodEnd,
        LocalDate taxYear,
        long amountMinor,
        int percent,
        String title,
        String firstName,
        String lastName,
        String house,
        String postcode,
        boolean overseas) {

    /** What a line is about. */
    public enum Kind {
        /** A gift under Gift Aid. */
        GIFT,
        /** A small gift without declaration. */
        SMALL,
        /** What is owed back of a gift that an earlier claim had. */
        GIFT_BACK,
        /** The same of a small gift. */
        SMALL_BACK
    }
}
