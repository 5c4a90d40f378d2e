package org.almoner.reconcile;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The types of Stripe's events that the books need, by what they are about: the one list from which the webhook endpoint
 * is made and checked. Left out are types that say nothing more than another of the list, and those of things a donation
 * office does not do (docs.stripe.com/api/events/types); they are taken all the same when they come.
 */
public enum Traffic {
    /** One-off gifts: their payments, Checkout pages and charges. */
    GIFTS(
            "payment_intent.processing",
            "payment_intent.succeeded",
            "payment_intent.payment_failed",
            "payment_intent.canceled",
            "checkout.session.completed",
            "checkout.session.async_payment_succeeded",
            "checkout.session.async_payment_failed",
            "checkout.session.expired",
            "charge.succeeded",
            "charge.pending",
            "charge.failed",
            "charge.expired",
            "charge.captured",
            "charge.updated"),
    /** Recurring gifts: plans, and the invoices of their instalments. */
    RECURRING(
            "customer.subscription.created",
            "customer.subscription.updated",
            "customer.subscription.deleted",
            "customer.subscription.paused",
            "customer.subscription.resumed",
            "invoice.paid",
            "invoice_payment.paid",
            "invoice.payment_failed",
            "invoice.payment_action_required",
            "invoice.overdue",
            "invoice.marked_uncollectible",
            "invoice.voided",
            "invoice.overpaid",
            "invoice.finalization_failed"),
    REFUNDS("refund.created", "refund.updated", "refund.failed", "charge.refunded"),
    DISPUTES(
            "charge.dispute.created",
            "charge.dispute.updated",
            "charge.dispute.closed",
            "charge.dispute.funds_withdrawn",
            "charge.dispute.funds_reinstated"),
    PAYOUTS(
            "payout.created",
            "payout.updated",
            "payout.paid",
            "payout.failed",
            "payout.canceled",
            "payout.reconciliation_completed"),
    FRAUD("radar.early_fraud_warning.created", "radar.early_fraud_warning.updated", "review.opened", "review.closed"),
    /** Donors, their means of payment and the mandates they gave. */
    DONORS(
            "customer.created",
            "customer.updated",
            "customer.deleted",
            "payment_method.attached",
            "payment_method.updated",
            "payment_method.detached",
            "payment_method.automatically_updated",
            "mandate.updated",
            "setup_intent.succeeded",
            "setup_intent.setup_failed"),
    /** The share links of campaigns. */
    LINKS("payment_link.created", "payment_link.updated"),
    /** Everything else that Stripe sends. */
    OTHER;

    private final List<String> types;

    Traffic(String... types) {
        this.types = List.of(types);
    }

    public List<String> types() {
        return types;
    }

    /** All types that the endpoint must send. */
    public static List<String> needed() {
        return Arrays.stream(values()).flatMap(each -> each.types.stream()).toList();
    }

    /** What an event of this type is about; {@link #OTHER} for a type that is not in the list. */
    public static Traffic of(String type) {
        return Stream.of(values())
                .filter(each -> each.types.contains(type))
                .findFirst()
                .orElse(OTHER);
    }
}
