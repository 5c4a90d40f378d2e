package org.almoner.stripe;

/** One Stripe account speaks of a thing that belongs to another: it is not listened to. */
final class OtherAccount extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OtherAccount(String id) {
        super(id + " belongs to another Stripe account than the one that speaks of it");
    }
}
