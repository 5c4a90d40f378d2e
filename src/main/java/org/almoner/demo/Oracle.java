package org.almoner.demo;

import com.google.gson.JsonObject;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What honest books must say about a world, worked out from Stripe's objects alone and by nothing that Almoner uses.
 * Follows the contract's readings word by word: buckets by reporting category, periods by a balance transaction's
 * creation in the organisation's zone, a gift's status from its intent, refunds and disputes.
 *
 * <p>Taken at the world's present moment; a world that moves on needs a new oracle.
 */
public final class Oracle {
    /**
     * A gift as the books must have it. Amounts in minor units.
     *
     * @param reference the {@code pi_} id
     * @param status as in the contract; null where it leaves the answer open (declined, neither retried nor cancelled)
     * @param currency lower case, the donor's
     * @param fee null while Stripe has not booked the charge
     * @param settlement currency of fee and net, lower case; null with them
     * @param payout the payout that took it to the bank, the retry after a failed one; null while that is not reconciled
     * @param receivedAt the moment of success; null if there was none
     * @param receiptTo the address a close at this moment must send a receipt to; null if it must issue none
     * @param debit true for a bank debit
     * @param unheard true if its webhooks never came
     */
    public record Gift(
            String reference,
            String status,
            long amount,
            String currency,
            long refunded,
            Long fee,
            Long net,
            String settlement,
            String campaign,
            String fund,
            boolean recurring,
            String payout,
            Instant receivedAt,
            String receiptTo,
            boolean debit,
            boolean unheard) {
        boolean wasReceived() {
            return receivedAt != null;
        }

        boolean receiptDue() {
            return receiptTo != null;
        }
    }

    /** A month's line of a currency (lower case): signed minor units as they move Stripe's balance. */
    public record Line(
            String currency,
            long opening,
            long charges,
            long refunds,
            long disputes,
            long fees,
            long adjustments,
            long payouts,
            long closing,
            long unexplained) {}

    /** A payout whose contents are known; {@code contents} is the net of all its transactions but its own. */
    public record PayoutSum(String id, String currency, long amount, long contents) {}

    /** An exception the close must raise, with the {@code txn_} it is about and that one's gross. */
    public record Finding(YearMonth month, String kind, String reference, long amount, String currency) {}

    private final StripeWorld world;
    private final ZoneId zone;
    private final Map<String, Gift> gifts = new LinkedHashMap<>();
    private final TreeMap<YearMonth, Map<String, long[]>> movements = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();

    /** Works out everything about the world as it stands. */
    public Oracle(StripeWorld world, ZoneId zone) {
        this.world = world;
        this.zone = zone;
        judgeGifts();
        sumMovements();
    }

    /** Every gift, in order of creation. */
    public Collection<Gift> gifts() {
        return gifts.values();
    }

    /** The gift of a PaymentIntent; null if there is no such intent. */
    public Gift gift(String paymentIntent) {
        return gifts.get(paymentIntent);
    }

    /** The months in which money moved, in order. */
    public Collection<YearMonth> months() {
        return movements.keySet();
    }

    /** The lines of a month: one per currency that has moved in it or before. */
    public List<Line> lines(YearMonth month) {
        Map<String, Long> opening = new TreeMap<>();
        movements
                .headMap(month, false)
                .values()
                .forEach(byCurrency -> byCurrency.forEach((currency, sums) -> {
                    for (long sum : sums) {
                        opening.merge(currency, sum, Long::sum);
                    }
                }));
        Map<String, long[]> here = movements.getOrDefault(month, Map.of());
        here.keySet().forEach(currency -> opening.putIfAbsent(currency, 0L));
        return opening.entrySet().stream()
                .map(e ->
                        line(e.getKey(), e.getValue(), here.getOrDefault(e.getKey(), new long[Bucket.values().length])))
                .toList();
    }

    /** Every reconciled payout. */
    public List<PayoutSum> payouts() {
        return world.all(Kind.PAYOUT).stream()
                .filter(p -> "completed".equals(Json.text(p, "reconciliation_status")))
                .map(p -> {
                    String id = Json.text(p, "id");
                    long contents = world.transactionsOf(id).stream()
                            .filter(t -> !Json.text(t, "id").equals(Json.text(p, "balance_transaction")))
                            .mapToLong(t -> Json.number(t, "net"))
                            .sum();
                    return new PayoutSum(id, Json.text(p, "currency"), Json.number(p, "amount"), contents);
                })
                .toList();
    }

    /** The exceptions that hold a month back from being balanced; those about time and the bank are not foretold. */
    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** How many gifts must have a receipt after a close now. */
    public long receiptsDue() {
        return gifts.values().stream().filter(Gift::receiptDue).count();
    }

    private enum Bucket {
        CHARGES,
        REFUNDS,
        DISPUTES,
        FEES,
        ADJUSTMENTS,
        PAYOUTS,
        UNEXPLAINED;

        static Bucket of(String category) {
            return switch (category) {
                case "charge", "charge_failure", "partial_capture_reversal" -> CHARGES;
                case "refund", "refund_failure" -> REFUNDS;
                case "dispute", "dispute_reversal" -> DISPUTES;
                case "fee", "tax" -> FEES;
                case "payout", "payout_reversal" -> PAYOUTS;
                case "other_adjustment",
                        "payout_minimum_balance_hold",
                        "payout_minimum_balance_release",
                        "risk_reserved_funds",
                        "payment_network_reserve_hold",
                        "payment_network_reserve_release",
                        "reserve_hold",
                        "reserve_release",
                        "topup",
                        "topup_reversal",
                        "conversion" -> ADJUSTMENTS;
                default -> UNEXPLAINED;
            };
        }
    }

    private static Line line(String currency, long opening, long[] sums) {
        long closing = opening;
        for (long sum : sums) {
            closing += sum;
        }
        return new Line(
                currency,
                opening,
                sums[Bucket.CHARGES.ordinal()],
                sums[Bucket.REFUNDS.ordinal()],
                sums[Bucket.DISPUTES.ordinal()],
                sums[Bucket.FEES.ordinal()],
                sums[Bucket.ADJUSTMENTS.ordinal()],
                sums[Bucket.PAYOUTS.ordinal()],
                closing,
                sums[Bucket.UNEXPLAINED.ordinal()]);
    }

    private void sumMovements() {
        for (JsonObject transaction : world.all(Kind.BALANCE_TRANSACTION)) {
            YearMonth month = YearMonth.from(
                    Instant.ofEpochSecond(Json.number(transaction, "created")).atZone(zone));
            long[] sums = movements
                    .computeIfAbsent(month, m -> new TreeMap<>())
                    .computeIfAbsent(Json.text(transaction, "currency"), c -> new long[Bucket.values().length]);
            Bucket bucket = Bucket.of(Json.text(transaction, "reporting_category"));
            sums[bucket.ordinal()] += Json.number(transaction, "amount");
            sums[Bucket.FEES.ordinal()] -= Json.number(transaction, "fee");
            JsonObject source = world.find(Json.text(transaction, "source"));
            boolean charge = source != null && "charge".equals(Json.text(source, "object"));
            if (bucket == Bucket.UNEXPLAINED) {
                find(month, "UNKNOWN_CATEGORY", transaction);
            } else if (charge && Json.text(source, "payment_intent") == null) {
                find(month, "MISSING_GIFT", transaction);
            }
        }
    }

    private void find(YearMonth month, String kind, JsonObject transaction) {
        findings.add(new Finding(
                month,
                kind,
                Json.text(transaction, "id"),
                Json.number(transaction, "amount"),
                Json.text(transaction, "currency")));
    }

    private void judgeGifts() {
        Map<String, Long> refunded = new HashMap<>();
        for (JsonObject refund : world.all(Kind.REFUND)) {
            String status = Json.text(refund, "status");
            if (!status.equals("failed") && !status.equals("canceled")) {
                refunded.merge(
                        String.valueOf(Json.text(refund, "payment_intent")), Json.number(refund, "amount"), Long::sum);
            }
        }
        Map<String, String> disputed = new HashMap<>();
        for (JsonObject dispute : world.all(Kind.DISPUTE)) {
            if (!dispute.getAsJsonArray("balance_transactions").isEmpty()) {
                disputed.put(String.valueOf(Json.text(dispute, "payment_intent")), Json.text(dispute, "status"));
            }
        }
        Map<String, JsonObject> invoices = new HashMap<>();
        for (JsonObject payment : world.all(Kind.INVOICE_PAYMENT)) {
            invoices.put(
                    Json.text(Json.child(payment, "payment"), "payment_intent"),
                    world.get(Json.text(payment, "invoice")));
        }
        for (JsonObject intent : world.all(Kind.PAYMENT_INTENT)) {
            String id = Json.text(intent, "id");
            gifts.put(id, judge(intent, refunded.getOrDefault(id, 0L), disputed.get(id), invoices.get(id)));
        }
    }

    private Gift judge(JsonObject intent, long refunded, String dispute, JsonObject invoice) {
        String id = Json.text(intent, "id");
        JsonObject charge = world.find(Json.text(intent, "latest_charge"));
        JsonObject booked = charge == null ? null : world.find(Json.text(charge, "balance_transaction"));
        JsonObject codes = invoice == null
                ? Json.child(intent, "metadata")
                : Json.child(Json.child(Json.child(invoice, "parent"), "subscription_details"), "metadata");
        String status = status(intent, refunded, dispute);
        boolean debit = charge != null && Json.text(charge, "id").startsWith("py_");
        return new Gift(
                id,
                status,
                Json.number(intent, "amount"),
                Json.text(intent, "currency"),
                refunded,
                booked == null ? null : Json.number(booked, "fee"),
                booked == null ? null : Json.number(booked, "net"),
                booked == null ? null : Json.text(booked, "currency"),
                Json.text(codes, "campaign"),
                Json.text(codes, "fund"),
                invoice != null,
                booked == null ? null : finalPayout(booked),
                world.receivedAt(id),
                "RECEIVED".equals(status) ? email(charge) : null,
                debit,
                world.isUnheard(id));
    }

    private static String status(JsonObject intent, long refunded, String dispute) {
        switch (Json.text(intent, "status")) {
            case "processing":
                return "PENDING";
            case "canceled":
                return "FAILED";
            case "succeeded":
                break;
            default:
                return null;
        }
        if (dispute != null && !dispute.equals("won")) {
            return dispute.equals("lost") ? "CHARGED_BACK" : "DISPUTED";
        }
        if (refunded == 0) {
            return "RECEIVED";
        }
        return refunded == Json.number(intent, "amount") ? "REFUNDED" : "PARTIALLY_REFUNDED";
    }

    /** Follows failed payouts to the one that went through: the payout that took the failed one's returned amount. */
    private String finalPayout(JsonObject transaction) {
        JsonObject payout = world.find(world.payoutOf(Json.text(transaction, "id")));
        while (payout != null && "failed".equals(Json.text(payout, "status"))) {
            payout = world.find(world.payoutOf(Json.text(payout, "failure_balance_transaction")));
        }
        boolean known = payout != null && "completed".equals(Json.text(payout, "reconciliation_status"));
        return known ? Json.text(payout, "id") : null;
    }

    private String email(JsonObject charge) {
        String own = Json.text(Json.child(charge, "billing_details"), "email");
        return own != null ? own : Json.text(world.find(Json.text(charge, "customer")), "email");
    }
}
