package org.almoner.giftaid;

import java.time.Instant;
import java.time.LocalDate;
import org.almoner.money.Money;

/**
 * A claim for tax on gifts, and for top-up payments on small ones.
 *
 * <p>A draft takes every gift that can be claimed on and is in no other claim, and what earlier claims owe back. It can be
 * taken anew until somebody else of finance has looked at it. Then a person sends it to HMRC, notes the number under which
 * HMRC has it, and in the end what HMRC paid.
 *
 * @param entity code of the charity
 * @param number 1, 2, 3 … of the charity's claims
 * @param until gifts received up to this day
 * @param reference HMRC's number of the submission, or null
 * @param paid what HMRC paid, or null
 */
public record Claim(
        long id,
        String entity,
        int number,
        State state,
        LocalDate until,
        Sum gifts,
        Sum small,
        Sum giftsBack,
        Sum smallBack,
        Deed made,
        Deed approved,
        String reference,
        LocalDate submittedOn,
        String submittedBy,
        Money paid,
        LocalDate paidOn,
        String paidBy,
        int version) {

    /** How far it has come. */
    public enum State {
        /** Its gifts can be taken anew. */
        DRAFT,
        /** Somebody else has looked at it; it can be sent. */
        APPROVED,
        /** HMRC has it. */
        SUBMITTED,
        PAID,
        /** It was given up before it was sent; its gifts are free. */
        WITHDRAWN
    }

    /**
     * Lines of one kind together.
     *
     * @param amount of the gifts
     * @param tax on all of them, rounded down once
     */
    public record Sum(int lines, Money amount, Money tax) {}

    /** What somebody did. */
    public record Deed(String by, Instant at) {}

    /** What HMRC is asked to pay: tax and top-up, less what is owed back. */
    public Money asked() {
        return gifts.tax().plus(small.tax()).minus(giftsBack.tax()).minus(smallBack.tax());
    }

    /** Whether there is anything to send. */
    public boolean empty() {
        return gifts.lines() + small.lines() == 0;
    }
}
