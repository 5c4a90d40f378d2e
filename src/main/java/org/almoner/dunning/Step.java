package org.almoner.dunning;

/**
 * What a policy does about a failed renewal, and when.
 *
 * @param afterDays days from the day of the first failure, in the organisation's zone
 * @param template what the mail says; null unless the deed is {@link Deed#MAIL}
 */
public record Step(int afterDays, Deed deed, Template template) {

    /** What can be done. */
    public enum Deed {
        /** Writes to the donor. */
        MAIL,
        /** Has Stripe collect nothing any more until somebody resumes the plan. */
        PAUSE,
        /** Has Stripe end the plan. */
        STOP
    }

    /** What a mail says; why the payment failed it says by the class of the failure. */
    public enum Template {
        /** It could not be collected. */
        FIRST,
        /** It is still open. */
        REMINDER,
        /** It is still open, and this is the last mail about it. */
        LAST
    }
}
