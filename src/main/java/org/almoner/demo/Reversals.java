package org.almoner.demo;

import com.google.gson.JsonObject;
import java.time.Duration;

/** Money going back: refunds that hold and refunds that bounce, disputes with every ending. */
public final class Reversals {
    private final StripeWorld world;
    private final Balance balance;

    Reversals(StripeWorld world, Balance balance) {
        this.world = world;
        this.balance = balance;
    }

    /**
     * Refunds part or all of a gift; converted at today's rate, not the gift's.
     *
     * @return the {@code re_} id
     * @throws IllegalArgumentException if more is asked than is left
     */
    public String refund(String paymentIntent, long amount) {
        return refund(chargeOf(paymentIntent), amount, "requested_by_customer");
    }

    String refund(JsonObject charge, long amount, String reason) {
        long refunded = Json.number(charge, "amount_refunded") + amount;
        long left = Json.number(charge, "amount_captured") - Json.number(charge, "amount_refunded");
        if (amount <= 0 || amount > left) {
            throw new IllegalArgumentException(
                    "Refund amount (" + amount + ") is greater than unrefunded amount on charge (" + left + ")");
        }
        JsonObject refund = world.add(Kind.REFUND, Shapes.refund(world, charge, amount, reason));
        boolean debit = Json.text(charge, "id").startsWith("py_");
        JsonObject transaction = balance.post(
                debit ? "payment_refund" : "refund",
                "refund",
                Json.text(refund, "id"),
                Rates.settle(-amount, Json.text(charge, "currency"), world.now()),
                0,
                world.now());
        Json.set(refund, "balance_transaction", Json.text(transaction, "id"));
        Json.set(charge, "amount_refunded", refunded);
        Json.set(charge, "refunded", refunded == Json.number(charge, "amount"));
        world.emit("refund.created", refund);
        world.emit("charge.refunded", charge);
        return Json.text(refund, "id");
    }

    /** The bank sends a refund back: its money returns, it no longer counts. */
    public void bounce(String refundId) {
        JsonObject refund = world.get(refundId);
        JsonObject charge = world.get(Json.text(refund, "charge"));
        JsonObject out = world.get(Json.text(refund, "balance_transaction"));
        JsonObject back = balance.post(
                "refund_failure",
                "refund_failure",
                refundId,
                -Json.number(out, "amount"),
                0,
                Json.text(out, "currency"));
        Json.set(refund, "status", "failed");
        Json.set(refund, "failure_reason", "expired_or_canceled_card");
        Json.set(refund, "failure_balance_transaction", Json.text(back, "id"));
        Json.set(charge, "amount_refunded", Json.number(charge, "amount_refunded") - Json.number(refund, "amount"));
        Json.set(charge, "refunded", false);
        world.emit("refund.failed", refund);
        world.emit("refund.updated", refund);
        world.emit("charge.refund.updated", refund);
    }

    /** A dispute that withdraws the gift's amount and a fee at once. Returns the {@code du_} id. */
    public String dispute(String paymentIntent) {
        return dispute(paymentIntent, "needs_response", "fraudulent");
    }

    /** A dispute nobody can answer, as with SEPA debits: lost from its first moment. */
    public String disputeFinal(String paymentIntent) {
        String id = dispute(paymentIntent, "lost", "debit_not_authorized");
        world.emit("charge.dispute.closed", world.get(id));
        return id;
    }

    /** A mere question of the card network: no money moves. */
    public String inquire(String paymentIntent) {
        JsonObject dispute = world.add(
                Kind.DISPUTE,
                Shapes.dispute(world, chargeOf(paymentIntent), "warning_needs_response", "product_not_received"));
        world.emit("charge.dispute.created", dispute);
        return Json.text(dispute, "id");
    }

    /** An inquiry goes to sleep. */
    public void closeInquiry(String disputeId) {
        JsonObject dispute = world.get(disputeId);
        Json.set(dispute, "status", "warning_closed");
        world.emit("charge.dispute.closed", dispute);
    }

    /** The donor's bank is right: nothing moves any more. */
    public void lose(String disputeId) {
        JsonObject dispute = review(disputeId);
        world.in(Duration.ofDays(6), () -> {
            Json.set(dispute, "status", "lost");
            world.emit("charge.dispute.closed", dispute);
        });
    }

    /** The organisation is right: the amount comes back, the fee only sometimes. */
    public void win(String disputeId, boolean feeReturned) {
        JsonObject dispute = review(disputeId);
        world.in(Duration.ofDays(6), () -> {
            JsonObject out =
                    dispute.getAsJsonArray("balance_transactions").get(0).getAsJsonObject();
            JsonObject back = balance.post(
                    "adjustment",
                    "dispute_reversal",
                    disputeId,
                    -Json.number(out, "amount"),
                    feeReturned ? -Json.number(out, "fee") : 0,
                    Json.text(out, "currency"));
            dispute.getAsJsonArray("balance_transactions").add(back);
            Json.set(dispute, "status", "won");
            // Stripe says both at the same moment and in no promised order; this is the harder one.
            world.emit("charge.dispute.closed", dispute);
            world.emit("charge.dispute.funds_reinstated", dispute);
        });
    }

    /**
     * The donor's bank is right about a part only, a part of the gift having been refunded before: that part comes back.
     *
     * @param percent how much of what was withdrawn comes back
     */
    public void loseInPart(String disputeId, int percent) {
        JsonObject dispute = review(disputeId);
        world.in(Duration.ofDays(6), () -> {
            JsonObject out =
                    dispute.getAsJsonArray("balance_transactions").get(0).getAsJsonObject();
            long amount = -Json.number(out, "amount") * percent / 100;
            dispute.getAsJsonArray("balance_transactions")
                    .add(balance.post(
                            "adjustment", "dispute_reversal", disputeId, amount, 0, Json.text(out, "currency")));
            Json.set(dispute, "status", "lost");
            world.emit("charge.dispute.closed", dispute);
            world.emit("charge.dispute.funds_reinstated", dispute);
        });
    }

    private String dispute(String paymentIntent, String status, String reason) {
        JsonObject charge = chargeOf(paymentIntent);
        JsonObject dispute = world.add(Kind.DISPUTE, Shapes.dispute(world, charge, status, reason));
        world.emit("charge.dispute.created", dispute);
        Rates.Settled out = Rates.settle(-Json.number(charge, "amount"), Json.text(charge, "currency"), world.now());
        JsonObject transaction =
                balance.post("adjustment", "dispute", Json.text(dispute, "id"), out, 2_000, world.now());
        dispute.getAsJsonArray("balance_transactions").add(transaction);
        Json.set(charge, "disputed", true);
        world.emit("charge.dispute.funds_withdrawn", dispute);
        world.emit("charge.updated", charge, Json.object("disputed", false));
        return Json.text(dispute, "id");
    }

    private JsonObject review(String disputeId) {
        JsonObject dispute = world.get(disputeId);
        Json.set(dispute, "status", "under_review");
        world.emit("charge.dispute.updated", dispute);
        return dispute;
    }

    private JsonObject chargeOf(String paymentIntent) {
        return world.get(Json.text(world.get(paymentIntent), "latest_charge"));
    }
}
