package org.almoner.reconcile;

import java.time.Instant;
import org.almoner.money.Money;

/**
 * A gift that a balance transaction may settle.
 *
 * @param gift its reference
 * @param amount what the donor gave
 * @param left what of it no balance transaction has settled yet, in the donor's currency
 * @param donor their name; null where nobody is known
 * @param key how it is known, the surest first
 * @param veto why it cannot be this gift; null where nothing speaks against it
 */
public record LinkSuggestion(
        String gift, Money amount, Money left, Instant receivedAt, String donor, Key key, Veto veto) {

    /** How a gift is known. */
    public enum Key {
        /** Stripe's own payment of the charge is the gift. */
        PAYMENT,
        /** What Stripe says of the charge, its metadata or description, names the gift. */
        NAMED,
        /** Amount, currency and day are the same, and so is the donor's address or name. */
        DONOR,
        /** Amount, currency and day are the same. */
        AMOUNT,
        /** Nothing speaks for it but a person. */
        PERSON
    }

    /** Why it cannot be this gift. */
    public enum Veto {
        /** It came through another Stripe account, or in the other mode. */
        ACCOUNT,
        /** The charge belongs to another payment, by Stripe's id. */
        OTHER_PAYMENT,
        /** The gift has another charge, by Stripe's id. */
        OTHER_CHARGE,
        /** The books do not have it as received. */
        NOT_RECEIVED,
        /** All of it is settled already. */
        SETTLED
    }
}
