package org.almoner.gift;

import java.time.Instant;
import org.almoner.money.Money;

/**
 * A dispute as screens and API show it.
 *
 * @param id Stripe's, {@code du_} or {@code dp_}
 * @param gift the PaymentIntent; null while the charge is of none that is known
 * @param donor who gave; null while nobody knows
 * @param amount what is disputed, in the currency of the charge; may be more than the gift
 * @param status Stripe's own word
 * @param reason Stripe's own word
 * @param due when the answer is due; null where there is nothing to answer
 * @param withdrawn whether Stripe has taken the money; an inquiry takes none
 * @param cameBack what of it came back, in the same currency; null when nothing did or nobody said how much
 * @param openedAt when it was opened, by Stripe's clock
 */
public record DisputeView(
        String id,
        String gift,
        GiftView.Donor donor,
        String charge,
        Money amount,
        String status,
        DisputeStage stage,
        String reason,
        Instant due,
        boolean withdrawn,
        Money cameBack,
        boolean livemode,
        Instant openedAt) {}
