package org.almoner.gift;

import java.time.Instant;

/** Where plans are changed: at Stripe, which then tells what came of it. */
public interface PlanDesk {

    /** What can be asked for. */
    enum Deed {
        /** Nothing is collected until an instant, or until somebody resumes it. */
        PAUSE,
        /** The next instalment is left out. */
        SKIP,
        /** A pause ends now. */
        RESUME,
        /** Another amount from the next instalment on. */
        AMOUNT,
        /** Nothing is collected any more. */
        CANCEL
    }

    /**
     * Something to be done to a plan.
     *
     * @param amount of one instalment from now on, in minor units; null unless the deed is {@link Deed#AMOUNT}
     * @param until when a pause ends; null for one without an end, and for the others
     * @param key the same for every try of the same wish
     */
    record Wish(String plan, Deed deed, Long amount, Instant until, String key) {}

    /**
     * Carries a wish out. Trying one again changes nothing further.
     *
     * @throws Refused if it will never be carried out
     * @throws RuntimeException if it cannot be carried out just now
     */
    void carryOut(Wish wish);

    /** The other side says no, for good. */
    final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        public Refused(String message) {
            super(message);
        }
    }
}
