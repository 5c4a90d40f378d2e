package org.almoner.gift;

/**
 * How far a dispute is, for people who look after it. Stripe's own statuses (docs.stripe.com/api/disputes/object) are an
 * open set: one that is not known here counts as under way.
 */
public enum DisputeStage {
    /** The organisation may answer, by the day it is due. */
    TO_ANSWER("d.status in ('needs_response', 'warning_needs_response', 'appeal_needs_response')"),
    /** Somebody else decides. */
    UNDER_WAY("d.status not in ('needs_response', 'warning_needs_response', 'appeal_needs_response', 'won', 'lost',"
            + " 'warning_closed', 'prevented')"),
    /** Nothing more is expected, though a lost one is won late at times. */
    ENDED("d.status in ('won', 'lost', 'warning_closed', 'prevented')");

    private final String condition;

    DisputeStage(String condition) {
        this.condition = condition;
    }

    /** As a literal, so that the planner sees that the partial index serves. */
    String condition() {
        return condition;
    }
}
