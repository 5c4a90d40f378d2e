package org.almoner.gift;

/** What has become of a gift; derived from its postings by the database. */
public enum GiftStatus {
    /** Promised or on its way; no money yet. */
    PENDING,
    /** The money is ours. */
    RECEIVED,
    /** Some of it was given back. */
    PARTIALLY_REFUNDED,
    /** All of it was given back. */
    REFUNDED,
    /** The donor's bank has withdrawn it and nobody has decided yet. */
    DISPUTED,
    /** The donor's bank has taken it back for good. */
    CHARGED_BACK,
    /** It never came; no income. */
    FAILED
}
