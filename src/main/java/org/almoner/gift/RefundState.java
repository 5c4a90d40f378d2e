package org.almoner.gift;

/** How far a refund has come that staff ordered. */
public enum RefundState {
    /** A second person has to agree. */
    REQUESTED,
    /** Agreed; goes to Stripe within seconds. */
    APPROVED,
    /** On its way: Stripe may have done it or not, and is asked until it is known. */
    SENDING,
    /** Stripe has it; what becomes of it then is Stripe's own status. */
    SENT,
    /** Stripe would not. */
    REFUSED,
    /** A second person did not agree. */
    DECLINED,
    /** Who wanted it took it back. */
    WITHDRAWN,
    /** No order of ours: made in Stripe's dashboard, or by Stripe itself. */
    ELSEWHERE
}
