package org.almoner.stripe;

import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * What one subscription object says, of any API version: periods stand on the items since 2025-03-31.basil and on the
 * subscription before, prices were called plans. Amounts are in Stripe's minor units and summed over the items.
 *
 * @param at the second it is about
 * @param place its place within that second
 * @param status Stripe's own word
 * @param amount null, with currency, unit and count, if it names none that can be kept
 * @param anchor the instant from which billing dates are counted
 * @param periodEnd the end of the period that is paid for, which is when the next instalment falls due
 * @param cancelAt when it is to end, if that is already decided
 * @param resumes when a pause ends by itself
 * @param reason why it ended or is to end, in Stripe's words
 * @param item the one item whose price is the amount; null if there are several
 */
record PlanTerms(
        Instant at,
        int place,
        String status,
        boolean paused,
        Long amount,
        String currency,
        String unit,
        Integer count,
        Instant started,
        Instant ended,
        Instant anchor,
        Instant periodEnd,
        Instant cancelAt,
        Instant resumes,
        String reason,
        String item,
        String method,
        String campaign,
        String fund,
        String appeal) {

    /** More than that in one instalment is no gift but a mistake; and a year's worth of it still fits a number. */
    private static final long MOST = 1_000_000_000_000_000L;

    private static final Set<String> UNITS = Set.of("DAY", "WEEK", "MONTH", "YEAR");
    private static final Set<String> PAUSABLE = Set.of("active", "trialing", "past_due");

    static PlanTerms of(JsonObject subscription, Facts.Seen seen) {
        long amount = 0;
        int items = 0;
        String currency = null;
        String unit = null;
        Long count = null;
        String item = null;
        Instant periodEnd = StripeJson.instant(subscription, "current_period_end");
        for (JsonObject each : StripeJson.objects(subscription, "items")) {
            JsonObject price = StripeJson.object(each, "price");
            JsonObject priced = price == null ? StripeJson.object(each, "plan") : price;
            JsonObject rhythm = price == null ? priced : StripeJson.object(price, "recurring");
            Long one = StripeJson.number(priced, price == null ? "amount" : "unit_amount");
            Long quantity = StripeJson.number(each, "quantity");
            if (one == null || rhythm == null || one < 0 || one > MOST || quantity != null && quantity > MOST) {
                continue;
            }
            amount = capped(amount, one, quantity == null ? 1 : quantity);
            currency = StripeJson.text(priced, "currency");
            unit = upper(StripeJson.text(rhythm, "interval"));
            count = StripeJson.number(rhythm, "interval_count");
            item = ++items == 1 ? StripeJson.text(each, "id") : null;
            Instant end = StripeJson.instant(each, "current_period_end");
            periodEnd = end == null ? periodEnd : end;
        }
        boolean whole = currency != null
                && currency.length() == 3
                && unit != null
                && UNITS.contains(unit)
                && amount >= 0
                && amount <= MOST;
        String status = StripeJson.text(subscription, "status");
        Codes codes = Codes.of(subscription);
        boolean ending = StripeJson.isTrue(subscription, "cancel_at_period_end");
        Instant cancelAt = StripeJson.instant(subscription, "cancel_at");
        return new PlanTerms(
                seen.at().truncatedTo(ChronoUnit.SECONDS),
                place(seen.event()),
                status == null ? "unknown" : status,
                StripeJson.object(subscription, "pause_collection") != null && PAUSABLE.contains(status)
                        || "paused".equals(status),
                whole ? amount : null,
                whole ? upper(currency) : null,
                whole ? unit : null,
                whole ? count == null || count < 1 || count > 1_000 ? 1 : count.intValue() : null,
                StripeJson.instant(subscription, "start_date"),
                StripeJson.instant(subscription, "ended_at"),
                StripeJson.instant(subscription, "billing_cycle_anchor"),
                periodEnd,
                cancelAt == null && ending ? periodEnd : cancelAt,
                StripeJson.instant(subscription, "pause_collection", "resumes_at"),
                StripeJson.text(subscription, "cancellation_details", "reason"),
                item,
                StripeJson.id(subscription, "default_payment_method"),
                codes.campaign(),
                codes.fund(),
                codes.appeal());
    }

    private static long capped(long sum, long each, long quantity) {
        return quantity != 0 && each > MOST / Math.abs(quantity) ? MOST + 1 : Math.min(MOST + 1, sum + each * quantity);
    }

    private static int place(String event) {
        return switch (event) {
            case "customer.subscription.created" -> 0;
            case "" -> 2;
            case "customer.subscription.deleted" -> 3;
            default -> 1;
        };
    }

    private static String upper(String text) {
        return text == null ? null : text.toUpperCase(Locale.ROOT);
    }

    /** The same for statements that say the same, however and whenever they came. */
    String digest() {
        String all = "%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s"
                .formatted(
                        status, paused, amount, currency, unit, count, started, ended, anchor, periodEnd, cancelAt,
                        resumes, reason, item, method, campaign, fund, appeal);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException(absent);
        }
    }

    PreparedBatch bindTo(PreparedBatch batch) {
        return batch.bind("at", at)
                .bind("place", place)
                .bind("status", status)
                .bind("paused", paused)
                .bind("amount", amount)
                .bind("currency", currency)
                .bind("unit", unit)
                .bind("count", count)
                .bind("started", started)
                .bind("ended", ended)
                .bind("anchor", anchor)
                .bind("periodEnd", periodEnd)
                .bind("cancelAt", cancelAt)
                .bind("resumes", resumes)
                .bind("reason", reason)
                .bind("item", item)
                .bind("method", method)
                .bind("campaign", campaign)
                .bind("fund", fund)
                .bind("appeal", appeal);
    }
}
