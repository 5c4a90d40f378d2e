package org.almoner.demo;

import com.google.gson.JsonObject;

/**
 * What somebody sets out to give.
 *
 * @param donor who
 * @param amount in minor units of {@code currency}
 * @param currency lower case, as Stripe writes it
 * @param method how it is paid
 * @param door where it comes in
 * @param codes what it is for
 */
public record Donation(Person donor, long amount, String currency, Method method, Door door, Codes codes) {
    /** How a gift is paid. */
    public enum Method {
        CARD,
        /** Submitted to the bank, received or refused days later. */
        SEPA_DEBIT
    }

    /** Where a gift comes in. */
    public enum Door {
        /** A Checkout page. */
        CHECKOUT,
        /** A Checkout page opened by a campaign's share link. */
        LINK,
        /** A PaymentIntent of the organisation's own form. */
        DIRECT,
        /** Checkout without a Stripe customer; only name and e-mail on the charge. */
        GUEST
    }

    /** Campaign, fund, appeal and affiliate codes, as put into metadata; each may be null. */
    public record Codes(String campaign, String fund, String appeal, String affiliate) {
        /** For no campaign in particular. */
        public static final Codes NONE = new Codes(null, null, null, null);

        JsonObject metadata() {
            JsonObject metadata = new JsonObject();
            put(metadata, "campaign", campaign);
            put(metadata, "fund", fund);
            put(metadata, "appeal", appeal);
            put(metadata, "affiliate", affiliate);
            return metadata;
        }

        private static void put(JsonObject metadata, String key, String value) {
            if (value != null) {
                metadata.addProperty(key, value);
            }
        }
    }

    /** A card gift on a Checkout page. */
    public static Donation card(Person donor, long amount, String currency, Codes codes) {
        return new Donation(donor, amount, currency, Method.CARD, Door.CHECKOUT, codes);
    }

    /** A SEPA debit in EUR on a Checkout page. */
    public static Donation debit(Person donor, long amount, Codes codes) {
        return new Donation(donor, amount, "eur", Method.SEPA_DEBIT, Door.CHECKOUT, codes);
    }

    boolean isDebit() {
        return method == Method.SEPA_DEBIT;
    }
}
