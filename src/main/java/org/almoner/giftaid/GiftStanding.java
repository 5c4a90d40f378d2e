package org.almoner.giftaid;

import java.time.LocalDate;
import java.util.List;
import org.almoner.money.Money;

/**
 * A gift in the eyes of Gift Aid.
 *
 * @param gift reference
 * @param donor id; null where nobody knows who gave
 * @param entity code of the charity that got it
 * @param receivedOn day in the organisation's zone
 * @param claimBy last day on which it can be claimed on
 * @param amount what remains of it
 * @param declaration id of the one that covers it, or null
 * @param refusals every reason why it cannot be claimed on today; empty where it can
 * @param claim id of the claim it is in, or null
 * @param claimNumber of that
 */
public record GiftStanding(
        String gift,
        Long donor,
        String donorName,
        String entity,
        LocalDate receivedOn,
        LocalDate claimBy,
        Money amount,
        Long declaration,
        List<Refusal> refusals,
        Long claim,
        Integer claimNumber) {

    /** How it stands. */
    public enum State {
        /** It goes into the next claim. */
        ELIGIBLE,
        REFUSED,
        CLAIMED
    }

    public State state() {
        return claim != null ? State.CLAIMED : refusals.isEmpty() ? State.ELIGIBLE : State.REFUSED;
    }
}
