package org.almoner.gift;

import java.time.Instant;
import org.almoner.money.Money;

/**
 * A refund as screens and API show it: one that staff ordered, or one that Stripe told of.
 *
 * @param id of the order; null for one made elsewhere
 * @param refund Stripe's {@code re_…}; null before Stripe has it
 * @param gift the PaymentIntent; null while a refund's gift is not known
 * @param amount in the donor's currency
 * @param reason Stripe's word; an open set for those made elsewhere, where it may be null
 * @param refundStatus Stripe's word for how far the money is; null before Stripe has it. An open set
 * @param secondPerson whether somebody else had to agree
 * @param requestedBy e-mail address; null for one made elsewhere
 * @param at when it was ordered; when Stripe made it, for one made elsewhere
 * @param decidedBy who agreed, declined or withdrew; null where nobody had to
 * @param attempts how often Stripe was asked
 * @param trouble Stripe's words when it refused, or why it is not sent yet; null when all is well
 */
public record RefundView(
        Long id,
        String refund,
        String gift,
        Money amount,
        String reason,
        String note,
        RefundState state,
        String refundStatus,
        boolean secondPerson,
        String requestedBy,
        Instant at,
        String decidedBy,
        Instant decidedAt,
        Instant sentAt,
        int attempts,
        String trouble) {

    /** Whether it can still be taken back: Stripe has not heard of it. */
    public boolean open() {
        return state == RefundState.REQUESTED || state == RefundState.APPROVED && attempts == 0;
    }
}
