package org.almoner.stripe;

/** Stripe gave no usable answer although it was asked several times, or refused the question. Names no secret. */
public class StripeUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1;

    StripeUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
