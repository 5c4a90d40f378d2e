package org.almoner.demo;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Recurring gifts as subscriptions: each period an invoice, a PaymentIntent that pays it (with no metadata of its own, as
 * at Stripe), a charge, and the invoice payment that alone ties them together. The codes live on the subscription and, as
 * a snapshot, in {@code parent.subscription_details} of each invoice.
 */
public final class Plans {
    private final StripeWorld world;
    private final Payments payments;
    private final Map<String, Donation> givers = new HashMap<>();
    private final Set<String> failingNext = new HashSet<>();
    private final Set<String> endingNext = new HashSet<>();
    private final Map<String, String> stuckNext = new HashMap<>();

    Plans(StripeWorld world, Payments payments) {
        this.world = world;
        this.payments = payments;
    }

    /** Starts a plan with its first gift now and the next ones every {@code interval} ({@code month} or {@code week}). */
    public String start(Donation donation, String interval) {
        String customer = payments.customer(donation.donor());
        JsonObject subscription = world.add(Kind.SUBSCRIPTION, shape(donation, customer, interval));
        String id = Json.text(subscription, "id");
        givers.put(id, donation);
        world.emit("customer.subscription.created", subscription);
        instalment(subscription, "subscription_create");
        if (donation.door() != Donation.Door.DIRECT) {
            JsonObject session = world.add(
                    Kind.CHECKOUT_SESSION, Shapes.session(world, donation, "subscription", customer, null, id));
            Json.set(session, "invoice", Json.text(subscription, "latest_invoice"));
            Json.set(session, "status", "complete");
            Json.set(session, "payment_status", "paid");
            world.emit("checkout.session.completed", session);
        }
        return id;
    }

    /** Starts a monthly plan through a payment link, whose price is the amount; its metadata for plans are the plan's. */
    public String startThrough(String linkId, Person donor) {
        JsonObject link = payments.openLink(linkId);
        JsonObject price = world.get(Json.text(link, "line_items_price"));
        JsonObject codes = Json.child(Json.child(link, "subscription_data"), "metadata");
        Donation donation = new Donation(
                donor,
                Json.number(price, "unit_amount"),
                Json.text(price, "currency"),
                Donation.Method.CARD,
                Donation.Door.DIRECT,
                new Donation.Codes(Json.text(codes, "campaign"), Json.text(codes, "fund"), null, null));
        String id = start(donation, Json.text(Json.child(price, "recurring"), "interval"));
        JsonObject session = payments.sessionOf(link, donation, "subscription", null, id);
        Json.set(session, "invoice", Json.text(world.get(id), "latest_invoice"));
        Json.set(session, "status", "complete");
        Json.set(session, "payment_status", "paid");
        world.emit("checkout.session.completed", session);
        return id;
    }

    /** From the next instalment on, another amount. */
    public void change(String subscriptionId, long amount) {
        givers.computeIfPresent(
                subscriptionId,
                (id, was) -> new Donation(was.donor(), amount, was.currency(), was.method(), was.door(), was.codes()));
        JsonObject subscription = world.get(subscriptionId);
        JsonObject price = Json.child(item(subscription), "price");
        JsonObject before = subscription.deepCopy();
        Json.set(price, "unit_amount", amount);
        Json.set(price, "unit_amount_decimal", Long.toString(amount));
        world.emit("customer.subscription.updated", subscription, Json.object("items", before.get("items")));
    }

    /** The next instalment is declined once and paid three days later. */
    public void failNext(String subscriptionId) {
        failingNext.add(subscriptionId);
    }

    /** The next instalment is declined with a code and stays open, whatever becomes of the plan. */
    public void stickNext(String subscriptionId, String code) {
        stuckNext.put(subscriptionId, code);
    }

    /** The next instalment is declined for good: the invoice is voided and the plan ends. */
    public void endNext(String subscriptionId) {
        endingNext.add(subscriptionId);
    }

    /** Stops collecting until an instant, or for good; instalments that fall due meanwhile are void. */
    void pause(JsonObject subscription, String behavior, Long resumesAt) {
        JsonObject pause = Json.object("behavior", behavior, "resumes_at", resumesAt);
        Json.set(subscription, "pause_collection", pause);
        world.emit("customer.subscription.updated", subscription);
        if (resumesAt != null) {
            world.at(Instant.ofEpochSecond(resumesAt), () -> {
                // another pause that began since has an end of its own
                if (pause.equals(subscription.get("pause_collection"))) {
                    resume(subscription);
                }
            });
        }
    }

    void resume(JsonObject subscription) {
        Json.set(subscription, "pause_collection", null);
        world.emit("customer.subscription.updated", subscription);
    }

    /** Ends a plan now. */
    public void cancel(String subscriptionId) {
        JsonObject subscription = world.get(subscriptionId);
        if (!Json.text(subscription, "status").equals("canceled")) {
            Json.set(subscription, "status", "canceled");
            Json.set(subscription, "canceled_at", world.second());
            Json.set(subscription, "ended_at", world.second());
            world.emit("customer.subscription.deleted", subscription);
        }
    }

    private void renew(JsonObject subscription) {
        if (Json.text(subscription, "status").equals("canceled")) {
            return;
        }
        movePeriod(item(subscription), Instant.ofEpochSecond(Json.number(item(subscription), "current_period_end")));
        world.emit("customer.subscription.updated", subscription);
        if (subscription.get("pause_collection").isJsonNull()) {
            instalment(subscription, "subscription_cycle");
        } else {
            leaveOut(subscription);
        }
    }

    private void leaveOut(JsonObject subscription) {
        Donation donation = givers.get(Json.text(subscription, "id"));
        JsonObject invoice = world.add(Kind.INVOICE, invoice(subscription, donation, "subscription_cycle"));
        Json.set(invoice, "status", "void");
        Json.set(Json.child(invoice, "status_transitions"), "voided_at", world.second());
        world.emit("invoice.voided", invoice);
        world.at(
                Instant.ofEpochSecond(Json.number(item(subscription), "current_period_end")),
                () -> renew(subscription));
    }

    private void instalment(JsonObject subscription, String reason) {
        String id = Json.text(subscription, "id");
        Donation donation = givers.get(id);
        JsonObject invoice = world.add(Kind.INVOICE, invoice(subscription, donation, reason));
        Json.set(subscription, "latest_invoice", Json.text(invoice, "id"));
        JsonObject intent = payments.newIntent(
                donation,
                Json.text(subscription, "customer"),
                new JsonObject(),
                reason.equals("subscription_create") ? "Subscription creation" : "Subscription update");
        JsonObject payment = world.add(Kind.INVOICE_PAYMENT, invoicePayment(invoice, intent));
        Instant next = Instant.ofEpochSecond(Json.number(item(subscription), "current_period_end"));
        Json.set(invoice, "hosted_invoice_url", "https://invoice.stripe.com/i/" + Json.text(invoice, "id"));
        if (stuckNext.containsKey(id)) {
            payments.decline(intent, donation, stuckNext.remove(id));
            Json.set(invoice, "attempt_count", 1);
            Json.set(subscription, "status", "past_due");
            world.emit("invoice.payment_failed", invoice);
            world.emit("customer.subscription.updated", subscription);
        } else if (endingNext.remove(id)) {
            decline(invoice, intent, donation);
            world.in(Duration.ofDays(4), () -> giveUp(subscription, invoice, payment, intent));
        } else if (failingNext.remove(id)) {
            decline(invoice, intent, donation);
            world.in(Duration.ofDays(3), () -> pay(invoice, payment, intent, donation));
            world.at(next, () -> renew(subscription));
        } else {
            pay(invoice, payment, intent, donation);
            world.at(next, () -> renew(subscription));
        }
    }

    private void pay(JsonObject invoice, JsonObject payment, JsonObject intent, Donation donation) {
        long amount = donation.amount();
        JsonObject charge = payments.charge(intent, donation, "succeeded");
        Json.set(invoice, "status", "paid");
        Json.set(invoice, "amount_paid", amount);
        Json.set(invoice, "amount_remaining", 0);
        Json.set(invoice, "attempt_count", Json.number(invoice, "attempt_count") + 1);
        Json.set(Json.child(invoice, "status_transitions"), "paid_at", world.second());
        Json.set(payment, "status", "paid");
        Json.set(payment, "amount_paid", amount);
        Json.set(Json.child(payment, "status_transitions"), "paid_at", world.second());
        payments.succeed(intent, charge, payments.captureDelay());
        world.emit("invoice.paid", invoice);
        world.emit("invoice.payment_succeeded", invoice);
        world.emit("invoice_payment.paid", payment);
    }

    private void decline(JsonObject invoice, JsonObject intent, Donation donation) {
        payments.decline(intent, donation);
        Json.set(invoice, "attempt_count", 1);
        world.emit("invoice.payment_failed", invoice);
    }

    private void giveUp(JsonObject subscription, JsonObject invoice, JsonObject payment, JsonObject intent) {
        payments.cancel(intent, "void_invoice");
        Json.set(invoice, "status", "void");
        Json.set(Json.child(invoice, "status_transitions"), "voided_at", world.second());
        Json.set(payment, "status", "canceled");
        Json.set(Json.child(payment, "status_transitions"), "canceled_at", world.second());
        world.emit("invoice.voided", invoice);
        cancel(Json.text(subscription, "id"));
    }

    private static JsonObject item(JsonObject subscription) {
        return Json.child(subscription, "items").getAsJsonArray("data").get(0).getAsJsonObject();
    }

    private static void movePeriod(JsonObject item, Instant start) {
        boolean weekly = Json.text(Json.child(Json.child(item, "price"), "recurring"), "interval")
                .equals("week");
        Instant end = weekly
                ? start.plus(Duration.ofDays(7))
                : start.atZone(ZoneOffset.UTC).plusMonths(1).toInstant();
        Json.set(item, "current_period_start", start.getEpochSecond());
        Json.set(item, "current_period_end", end.getEpochSecond());
    }

    private JsonObject shape(Donation donation, String customer, String interval) {
        String id = world.id(Kind.SUBSCRIPTION.prefix);
        JsonObject price = Json.object(
                "id", world.id(Kind.PRICE.prefix),
                "object", "price",
                "active", true,
                "currency", donation.currency(),
                "product", "prod_3ARecurringGift",
                "recurring", Json.object("interval", interval, "interval_count", 1, "usage_type", "licensed"),
                "type", "recurring",
                "unit_amount", donation.amount(),
                "unit_amount_decimal", Long.toString(donation.amount()));
        JsonObject item = Json.object(
                "id",
                world.id("si_"),
                "object",
                "subscription_item",
                "created",
                world.second(),
                "metadata",
                new JsonObject(),
                "price",
                price,
                "quantity",
                1,
                "subscription",
                id);
        movePeriod(item, world.now());
        return Json.object(
                "id",
                id,
                "object",
                "subscription",
                "billing_cycle_anchor",
                world.second(),
                "cancel_at",
                null,
                "cancel_at_period_end",
                false,
                "canceled_at",
                null,
                "collection_method",
                "charge_automatically",
                "created",
                world.second(),
                "currency",
                donation.currency(),
                "customer",
                customer,
                "default_payment_method",
                null,
                "ended_at",
                null,
                "items",
                Json.object("object", "list", "data", Json.array(item), "has_more", false),
                "latest_invoice",
                null,
                "livemode",
                false,
                "metadata",
                donation.codes().metadata(),
                "pause_collection",
                null,
                "start_date",
                world.second(),
                "status",
                "active");
    }

    private JsonObject invoice(JsonObject subscription, Donation donation, String reason) {
        JsonObject item = item(subscription);
        return Json.object(
                "id", world.id(Kind.INVOICE.prefix),
                "object", "invoice",
                "amount_due", donation.amount(),
                "amount_overpaid", 0,
                "amount_paid", 0,
                "amount_remaining", donation.amount(),
                "attempt_count", 0,
                "billing_reason", reason,
                "collection_method", "charge_automatically",
                "created", world.second(),
                "currency", donation.currency(),
                "customer", Json.text(subscription, "customer"),
                "customer_email", donation.donor().email(),
                "customer_name", donation.donor().name(),
                "livemode", false,
                "metadata", new JsonObject(),
                "number", null,
                "parent",
                        Json.object(
                                "quote_details",
                                null,
                                "subscription_details",
                                Json.object(
                                        "metadata",
                                        Json.child(subscription, "metadata").deepCopy(),
                                        "subscription",
                                        Json.text(subscription, "id")),
                                "type",
                                "subscription_details"),
                "period_end", Json.number(item, "current_period_end"),
                "period_start", Json.number(item, "current_period_start"),
                "status", "open",
                "status_transitions", Json.object("finalized_at", world.second(), "paid_at", null, "voided_at", null),
                "total", donation.amount());
    }

    private JsonObject invoicePayment(JsonObject invoice, JsonObject intent) {
        return Json.object(
                "id", world.id(Kind.INVOICE_PAYMENT.prefix),
                "object", "invoice_payment",
                "amount_paid", null,
                "amount_requested", Json.number(invoice, "amount_due"),
                "created", world.second(),
                "currency", Json.text(invoice, "currency"),
                "invoice", Json.text(invoice, "id"),
                "is_default", true,
                "livemode", false,
                "payment", Json.object("payment_intent", Json.text(intent, "id"), "type", "payment_intent"),
                "status", "open",
                "status_transitions", Json.object("canceled_at", null, "paid_at", null));
    }
}
