package org.almoner.campaign;

import org.almoner.money.Money;

/**
 * An address at Stripe where people give to a campaign.
 *
 * @param account our name of the Stripe account that it is in; "" for the one without
 * @param amount what is given; null where the donor chooses
 * @param suggested what stands in the field of a donor who chooses, or null
 * @param paymentLink Stripe's id {@code plink_…}; null until Stripe has made it
 * @param url where to give; null until then
 * @param wanted whether staff want it; it is open while its campaign is active too
 * @param active whether Stripe takes gifts there
 * @param refusal why Stripe would not make or change it, in its words; null when it did
 */
public record ShareLink(
        long id,
        String account,
        Kind kind,
        String currency,
        Money amount,
        Money suggested,
        String price,
        String paymentLink,
        String url,
        boolean wanted,
        boolean active,
        String refusal) {

    /** How often one gives through it. */
    public enum Kind {
        ONE_OFF,
        MONTHLY
    }
}
