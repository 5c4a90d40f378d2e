package org.almoner.demo;

import com.google.gson.JsonObject;
import java.time.Duration;

/**
 * How Stripe's objects look on the wire at {@value StripeWorld#API_VERSION}, freshly created. Members that play no part
 * for donations and would always be null are left out; readers must bear absent members anyway.
 */
final class Shapes {
    private Shapes() {}

    static JsonObject customer(StripeWorld world, Person person) {
        return Json.object(
                "id",
                world.id(Kind.CUSTOMER.prefix),
                "object",
                "customer",
                "address",
                person == null ? null : address(person),
                "balance",
                0,
                "created",
                world.second(),
                "currency",
                person == null ? null : person.currency(),
                "delinquent",
                false,
                "description",
                null,
                "email",
                person == null ? null : person.email(),
                "invoice_settings",
                Json.object("default_payment_method", null),
                "livemode",
                false,
                "metadata",
                new JsonObject(),
                "name",
                person == null ? null : person.name(),
                "phone",
                null,
                "preferred_locales",
                person == null ? Json.array() : Json.array(person.language()),
                "shipping",
                null,
                "tax_exempt",
                "none");
    }

    static JsonObject paymentIntent(
            StripeWorld world, Donation donation, String customer, JsonObject metadata, String description) {
        String id = world.id(Kind.PAYMENT_INTENT.prefix);
        return Json.object(
                "id",
                id,
                "object",
                "payment_intent",
                "amount",
                donation.amount(),
                "amount_capturable",
                0,
                "amount_received",
                0,
                "canceled_at",
                null,
                "cancellation_reason",
                null,
                "capture_method",
                "automatic_async",
                "client_secret",
                id + "_secret_0",
                "confirmation_method",
                "automatic",
                "created",
                world.second(),
                "currency",
                donation.currency(),
                "customer",
                customer,
                "description",
                description,
                "last_payment_error",
                null,
                "latest_charge",
                null,
                "livemode",
                false,
                "metadata",
                metadata,
                "payment_method",
                world.id("pm_"),
                "payment_method_types",
                Json.array(donation.isDebit() ? "sepa_debit" : "card"),
                "receipt_email",
                customer == null ? donation.donor().email() : null,
                "setup_future_usage",
                null,
                "shipping",
                null,
                "statement_descriptor",
                null,
                "status",
                "requires_payment_method");
    }

    /** A charge of an intent (or of none); its metadata is the intent's at this moment, later changes do not reach it. */
    static JsonObject charge(StripeWorld world, JsonObject intent, Donation donation, String status) {
        Person donor = donation.donor();
        boolean failed = status.equals("failed");
        return Json.object(
                "id",
                world.id(donation.isDebit() ? "py_" : Kind.CHARGE.prefix),
                "object",
                "charge",
                "amount",
                donation.amount(),
                "amount_captured",
                failed ? 0 : donation.amount(),
                "amount_refunded",
                0,
                "balance_transaction",
                null,
                "billing_details",
                Json.object(
                        "address", address(donor),
                        "email", donor.email(),
                        "name", donor.name(),
                        "phone", null),
                "captured",
                !failed,
                "created",
                world.second(),
                "currency",
                donation.currency(),
                "customer",
                intent == null ? null : Json.text(intent, "customer"),
                "description",
                intent == null ? null : Json.text(intent, "description"),
                "disputed",
                false,
                "failure_balance_transaction",
                null,
                "failure_code",
                null,
                "failure_message",
                null,
                "livemode",
                false,
                "metadata",
                intent == null
                        ? donation.codes().metadata()
                        : Json.child(intent, "metadata").deepCopy(),
                "paid",
                status.equals("succeeded"),
                "payment_intent",
                intent == null ? null : Json.text(intent, "id"),
                "payment_method",
                intent == null ? null : Json.text(intent, "payment_method"),
                "payment_method_details",
                paymentMethod(donor, donation.isDebit()),
                "receipt_email",
                intent == null ? null : Json.text(intent, "receipt_email"),
                "refunded",
                false,
                "status",
                status);
    }

    static JsonObject session(
            StripeWorld world,
            Donation donation,
            String mode,
            String customer,
            String paymentIntent,
            String subscription) {
        Person donor = donation.donor();
        return Json.object(
                "id",
                world.id(Kind.CHECKOUT_SESSION.prefix),
                "object",
                "checkout.session",
                "amount_subtotal",
                donation.amount(),
                "amount_total",
                donation.amount(),
                "client_reference_id",
                null,
                "created",
                world.second(),
                "currency",
                donation.currency(),
                "custom_fields",
                Json.array(),
                "customer",
                customer,
                "customer_details",
                Json.object(
                        "address", address(donor),
                        "email", donor.email(),
                        "name", donor.name(),
                        "phone", null),
                "customer_email",
                null,
                "expires_at",
                world.now().plus(Duration.ofDays(1)).getEpochSecond(),
                "invoice",
                null,
                "livemode",
                false,
                "locale",
                donor.language(),
                "metadata",
                donation.codes().metadata(),
                "mode",
                mode,
                "payment_intent",
                paymentIntent,
                "payment_link",
                null,
                "payment_method_types",
                Json.array(donation.isDebit() ? "sepa_debit" : "card"),
                "payment_status",
                "unpaid",
                "status",
                "open",
                "submit_type",
                mode.equals("payment") ? "donate" : null,
                "subscription",
                subscription,
                "success_url",
                "https://example.org/thanks");
    }

    static JsonObject paymentLink(StripeWorld world, JsonObject metadata, String price) {
        String id = world.id(Kind.PAYMENT_LINK.prefix);
        return Json.object(
                "id",
                id,
                "object",
                "payment_link",
                "active",
                true,
                "currency",
                "eur",
                "livemode",
                false,
                "metadata",
                metadata,
                "payment_intent_data",
                Json.object("metadata", metadata.deepCopy()),
                "submit_type",
                "donate",
                "line_items_price",
                price,
                "url",
                "https://donate.example.org/" + id);
    }

    static JsonObject refund(StripeWorld world, JsonObject charge, long amount, String reason) {
        boolean debit = Json.text(charge, "id").startsWith("py_");
        return Json.object(
                "id",
                world.id(debit ? "pyr_" : Kind.REFUND.prefix),
                "object",
                "refund",
                "amount",
                amount,
                "balance_transaction",
                null,
                "charge",
                Json.text(charge, "id"),
                "created",
                world.second(),
                "currency",
                Json.text(charge, "currency"),
                "destination_details",
                Json.object("type", debit ? "sepa_debit" : "card"),
                "metadata",
                new JsonObject(),
                "payment_intent",
                Json.text(charge, "payment_intent"),
                "reason",
                reason,
                "receipt_number",
                null,
                "status",
                "succeeded");
    }

    static JsonObject dispute(StripeWorld world, JsonObject charge, String status, String reason) {
        return Json.object(
                "id", world.id(Kind.DISPUTE.prefix),
                "object", "dispute",
                "amount", Json.number(charge, "amount"),
                "balance_transactions", Json.array(),
                "charge", Json.text(charge, "id"),
                "created", world.second(),
                "currency", Json.text(charge, "currency"),
                "evidence_details",
                        Json.object(
                                "due_by",
                                world.now().plus(Duration.ofDays(9)).getEpochSecond(),
                                "has_evidence",
                                false,
                                "past_due",
                                false,
                                "submission_count",
                                0),
                "is_charge_refundable", status.startsWith("warning"),
                "livemode", false,
                "metadata", new JsonObject(),
                "payment_intent", Json.text(charge, "payment_intent"),
                "reason", reason,
                "status", status);
    }

    static JsonObject payout(StripeWorld world, long amount, String currency, long arrivalDate) {
        return Json.object(
                "id",
                world.id(Kind.PAYOUT.prefix),
                "object",
                "payout",
                "amount",
                amount,
                "arrival_date",
                arrivalDate,
                "automatic",
                true,
                "balance_transaction",
                null,
                "created",
                world.second(),
                "currency",
                currency,
                "description",
                "STRIPE PAYOUT",
                "destination",
                "ba_1AlmonerDemo" + currency,
                "failure_balance_transaction",
                null,
                "failure_code",
                null,
                "failure_message",
                null,
                "livemode",
                false,
                "metadata",
                new JsonObject(),
                "method",
                "standard",
                "original_payout",
                null,
                "reconciliation_status",
                "in_progress",
                "reversed_by",
                null,
                "source_type",
                "card",
                "statement_descriptor",
                null,
                "status",
                "pending",
                "trace_id",
                Json.object("status", "pending", "value", null),
                "type",
                "bank_account");
    }

    static JsonObject address(Person person) {
        return Json.object(
                "city", null,
                "country", person.country(),
                "line1", null,
                "line2", null,
                "postal_code", null,
                "state", null);
    }

    private static JsonObject paymentMethod(Person donor, boolean debit) {
        return debit
                ? Json.object(
                        "sepa_debit",
                        Json.object("bank_code", "37040044", "country", donor.country(), "last4", "3000"),
                        "type",
                        "sepa_debit")
                : Json.object(
                        "card",
                        Json.object(
                                "brand", "visa",
                                "country", donor.country(),
                                "exp_month", 8,
                                "exp_year", 2030,
                                "funding", "credit",
                                "last4", "4242",
                                "network", "visa"),
                        "type",
                        "card");
    }
}
