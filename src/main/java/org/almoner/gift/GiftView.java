package org.almoner.gift;

import java.time.Instant;
import java.util.List;
import org.almoner.money.Money;

/**
 * A gift as screens and API show it.
 *
 * @param reference the PaymentIntent, or the batch's own reference
 * @param account the Stripe account it came through, empty for our own
 * @param donor null while nobody knows who gave
 * @param amount what the donor gave, in the donor's currency
 * @param fee what Stripe kept of it, positive, in the currency of settlement; null until that is known
 * @param net what was left of it after the fee, in the currency of settlement; null until that is known
 * @param refunded what was given back so far, in the donor's currency
 * @param receivedAt the moment of success; null before
 * @param begunAt when the payment began, by Stripe's clock; when it was keyed in, for what was
 * @param payout the payout it went to the bank with; null until that is known
 * @param receipts numbers of all receipts ever issued for it, oldest first
 */
public record GiftView(
        long id,
        String reference,
        String account,
        boolean livemode,
        Donor donor,
        Named campaign,
        Named fund,
        Named appeal,
        Named affiliate,
        Money amount,
        Money fee,
        Money net,
        Money refunded,
        GiftStatus status,
        boolean recurring,
        String paymentMethod,
        Instant receivedAt,
        Instant begunAt,
        String payout,
        List<String> receipts) {

    /** The giver, as far as a list shows. */
    public record Donor(long id, String name, String email) {}

    /** Something with a code, such as a campaign. */
    public record Named(String code, String name) {}
}
