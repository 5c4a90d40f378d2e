package org.almoner.gift;

import java.util.List;
import org.almoner.money.Money;

/**
 * What a refund will change, told before it is ordered. All amounts in the donor's currency; Stripe's fee for the gift is
 * not given back to us (docs.stripe.com/refunds) and stays as it is.
 *
 * @param gift the PaymentIntent
 * @param left what can be given back of the gift now
 * @param leftAfter what can be given back then
 * @param status the gift's now
 * @param statusAfter the gift's once Stripe has done it
 * @param receipts numbers of the receipts that stand for the full gift and will need replacing
 * @param campaign the gift's, or null
 * @param campaignRaised what that campaign raised in this currency, less what was given back; null without one
 * @param campaignRaisedAfter the same then
 * @param secondPerson whether somebody else has to agree first
 */
public record RefundPreview(
        String gift,
        Money amount,
        Money left,
        Money leftAfter,
        GiftStatus status,
        GiftStatus statusAfter,
        List<String> receipts,
        GiftView.Named campaign,
        Money campaignRaised,
        Money campaignRaisedAfter,
        boolean secondPerson) {}
