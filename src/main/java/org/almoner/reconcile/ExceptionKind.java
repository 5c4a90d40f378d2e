package org.almoner.reconcile;

/** Why a line of the books, of Stripe or of the bank could not be explained. */
public enum ExceptionKind {
    /** Stripe has it, the books do not. */
    MISSING_GIFT,
    /** The books have it, Stripe does not, and it is older than a day. */
    MISSING_AT_STRIPE,
    AMOUNT_MISMATCH,
    CURRENCY_MISMATCH,
    /** A refund or dispute of a charge that the books do not know. */
    ORPHAN_REVERSAL,
    PAYOUT_DOES_NOT_ADD_UP,
    /** A balance transaction in a category that nobody knows. */
    UNKNOWN_CATEGORY,
    /** No payout after the agreed number of days. */
    UNSETTLED,
    BANK_LINE_UNMATCHED,
    PAYOUT_NOT_IN_BANK;

    /** Whether it is dealt with where bank lines and deposits meet, differences included. */
    public boolean isOfBank() {
        return this == BANK_LINE_UNMATCHED || this == PAYOUT_NOT_IN_BANK;
    }
}
