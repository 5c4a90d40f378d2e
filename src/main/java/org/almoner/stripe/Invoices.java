package org.almoner.stripe;

import jakarta.json.JsonObject;
import java.util.Locale;

/**
 * Reads invoices, which are the instalments of plans. What an invoice amounts to is fixed when it is finalised, so a
 * draft's amounts are not taken; what was paid and how often it was tried only grows.
 */
final class Invoices {

    private Invoices() {}

    /** Takes in what an invoice says; tells the subscription it is about, or null. */
    static String add(FactTable invoices, String id, JsonObject invoice, Facts.Seen seen) {
        String subscription = StripeJson.id(invoice, "parent", "subscription_details", "subscription");
        if (subscription == null) {
            subscription = StripeJson.id(invoice, "subscription");
        }
        Codes codes = Codes.of(
                StripeJson.object(invoice, "parent", "subscription_details"),
                StripeJson.object(invoice, "subscription_details"),
                invoice,
                StripeJson.objects(invoice, "lines").stream().findFirst().orElse(null));
        String status = StripeJson.text(invoice, "status");
        boolean fixed = status != null && !status.equals("draft");
        String currency = StripeJson.text(invoice, "currency");
        Long attempts = StripeJson.number(invoice, "attempt_count");
        invoices.add(
                id,
                seen.account(),
                seen.livemode(),
                subscription,
                StripeJson.id(invoice, "customer"),
                StripeJson.text(invoice, "customer_email"),
                StripeJson.text(invoice, "customer_name"),
                codes.campaign(),
                codes.fund(),
                codes.appeal(),
                status,
                fixed ? StripeJson.number(invoice, "amount_due") : null,
                fixed ? StripeJson.number(invoice, "amount_paid") : null,
                currency == null || currency.length() != 3 ? null : currency.toUpperCase(Locale.ROOT),
                attempts == null || attempts < 0 || attempts > Short.MAX_VALUE ? null : attempts,
                outOfBand(invoice),
                StripeJson.text(invoice, "billing_reason"),
                StripeJson.instant(invoice, "created"),
                StripeJson.instant(invoice, "period_start"),
                StripeJson.instant(invoice, "period_end"),
                StripeJson.instant(invoice, "status_transitions", "paid_at"),
                StripeJson.instant(invoice, "next_payment_attempt"),
                StripeJson.text(invoice, "hosted_invoice_url"));
        return subscription;
    }

    /** Marked as paid past Stripe: said by a flag before 2025-03-31.basil, by an amount since. */
    private static boolean outOfBand(JsonObject invoice) {
        Long amount = StripeJson.number(invoice, "amount_paid_off_stripe");
        return StripeJson.isTrue(invoice, "paid_out_of_band") || amount != null && amount > 0;
    }
}
