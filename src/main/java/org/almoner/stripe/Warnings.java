package org.almoner.stripe;

import jakarta.json.JsonObject;
import java.time.Instant;

/** Reads what Stripe warns of: reviews, the card networks' early fraud warnings, and mandates that changed. */
final class Warnings {

    private Warnings() {}

    /** A review that was closed, or a payment about which nothing is to be done any more, stays so. */
    static void review(FactTables tables, String id, JsonObject review, Facts.Seen seen) {
        String outcome = StripeJson.text(review, "closed_reason");
        tables.warnings.add(
                id,
                seen.account(),
                seen.livemode(),
                "REVIEW",
                StripeJson.id(review, "charge"),
                StripeJson.id(review, "payment_intent"),
                StripeJson.text(review, "opened_reason"),
                outcome != null || seen.event().equals("review.closed") || !StripeJson.isTrue(review, "open"),
                outcome,
                created(review, seen));
    }

    static void fraud(FactTables tables, String id, JsonObject warning, Facts.Seen seen) {
        tables.warnings.add(
                id,
                seen.account(),
                seen.livemode(),
                "FRAUD_WARNING",
                StripeJson.id(warning, "charge"),
                StripeJson.id(warning, "payment_intent"),
                StripeJson.text(warning, "fraud_type"),
                !StripeJson.isTrue(warning, "actionable"),
                null,
                created(warning, seen));
    }

    static void mandate(FactTables tables, String id, JsonObject mandate, Facts.Seen seen) {
        String status = StripeJson.text(mandate, "status");
        tables.mandates.add(
                id,
                seen.account(),
                seen.livemode(),
                StripeJson.id(mandate, "payment_method"),
                status == null ? "unknown" : status,
                seen.at());
    }

    private static Instant created(JsonObject object, Facts.Seen seen) {
        Instant created = StripeJson.instant(object, "created");
        return created == null ? seen.at() : created;
    }
}
