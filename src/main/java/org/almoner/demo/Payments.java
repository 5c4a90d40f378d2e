package org.almoner.demo;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * One-off gifts: cards that succeed at once (their balance transaction comes some seconds later with {@code
 * charge.updated}, as under Stripe's asynchronous capture), cards that are declined first, bank debits that take days.
 */
public final class Payments {
    private static final Duration BANK_TAKES = Duration.ofDays(5);

    private final StripeWorld world;
    private final Balance balance;
    private final Map<Integer, String> customers = new HashMap<>();
    private final Map<String, JsonObject> sessions = new HashMap<>();
    private final Map<String, String> links = new HashMap<>();

    Payments(StripeWorld world, Balance balance) {
        this.world = world;
        this.balance = balance;
    }

    /** A gift that goes through: at once by card, five days later by bank debit. Returns the {@code pi_} id. */
    public String give(Donation donation) {
        JsonObject intent = intend(donation);
        if (donation.isDebit()) {
            JsonObject charge = submit(intent, donation);
            world.in(BANK_TAKES, () -> debitArrived(intent, charge));
        } else {
            succeed(intent, charge(intent, donation, "succeeded"), captureDelay());
        }
        return Json.text(intent, "id");
    }

    /**
     * A card gift through a payment link. What it is for is known only as far as the link passes it on: its own metadata
     * go to the Checkout Session, those it has for payments to the PaymentIntent.
     */
    public String giveThrough(String linkId, Person donor, long amount) {
        JsonObject link = openLink(linkId);
        Donation donation = new Donation(
                donor,
                amount,
                Json.text(link, "currency"),
                Donation.Method.CARD,
                Donation.Door.LINK,
                Donation.Codes.NONE);
        String customer = customer(donor);
        JsonObject metadata = Json.child(Json.child(link, "payment_intent_data"), "metadata");
        JsonObject intent = newIntent(donation, customer, metadata.deepCopy(), "Donation");
        JsonObject session = sessionOf(link, donation, "payment", Json.text(intent, "id"), null);
        sessions.put(Json.text(intent, "id"), session);
        succeed(intent, charge(intent, donation, "succeeded"), captureDelay());
        return Json.text(intent, "id");
    }

    /** A link that takes gifts. */
    JsonObject openLink(String id) {
        JsonObject link = world.get(id);
        if (!link.get("active").getAsBoolean()) {
            throw new IllegalStateException("This link is not active: " + id);
        }
        return link;
    }

    JsonObject sessionOf(JsonObject link, Donation donation, String mode, String intent, String subscription) {
        JsonObject session = world.add(
                Kind.CHECKOUT_SESSION,
                Shapes.session(world, donation, mode, customer(donation.donor()), intent, subscription));
        Json.set(session, "metadata", Json.child(link, "metadata").deepCopy());
        Json.set(session, "payment_link", Json.text(link, "id"));
        return session;
    }

    /** A card gift of which no webhook ever arrives. */
    public String giveUnheard(Donation donation) {
        JsonObject intent = intend(donation, true);
        JsonObject charge = charge(intent, donation, "succeeded");
        world.neverHeardOf(Json.text(charge, "id"));
        succeed(intent, charge, captureDelay());
        return Json.text(intent, "id");
    }

    /** A bank debit the bank refuses four days later; the organisation then cancels it. */
    public String giveFailingDebit(Donation donation) {
        JsonObject intent = intend(donation);
        JsonObject charge = submit(intent, donation);
        world.in(BANK_TAKES.minusDays(1), () -> debitRefused(intent, charge));
        return Json.text(intent, "id");
    }

    /** A card declined once; the next attempt, minutes later, succeeds or the donor gives up and it is cancelled. */
    public String giveAfterDecline(Donation donation, boolean secondSucceeds) {
        JsonObject intent = intend(donation);
        decline(intent, donation);
        world.in(Duration.ofMinutes(7), () -> {
            if (secondSucceeds) {
                succeed(intent, charge(intent, donation, "succeeded"), captureDelay());
            } else {
                cancel(intent, "abandoned");
            }
        });
        return Json.text(intent, "id");
    }

    /** A charge made without a PaymentIntent, as old integrations do: money at Stripe that is no gift of ours. */
    public String chargeWithoutIntent(Donation donation) {
        JsonObject charge = charge(null, donation, "succeeded");
        world.emit("charge.succeeded", charge);
        world.in(captureDelay(), () -> capture(charge));
        return Json.text(charge, "id");
    }

    /** The Stripe customer of a person, created at their first gift. */
    String customer(Person person) {
        return customers.computeIfAbsent(person.key(), key -> {
            JsonObject customer = world.add(Kind.CUSTOMER, Shapes.customer(world, person));
            world.emit("customer.created", customer);
            return Json.text(customer, "id");
        });
    }

    JsonObject intend(Donation donation) {
        return intend(donation, false);
    }

    private JsonObject intend(Donation donation, boolean unheard) {
        String customer = donation.door() == Donation.Door.GUEST ? null : customer(donation.donor());
        JsonObject intent = newIntent(donation, customer, donation.codes().metadata(), "Donation");
        if (unheard) {
            world.neverHeardOf(Json.text(intent, "id"));
        }
        if (donation.door() != Donation.Door.DIRECT) {
            JsonObject session = world.add(
                    Kind.CHECKOUT_SESSION,
                    Shapes.session(world, donation, "payment", customer, Json.text(intent, "id"), null));
            sessions.put(Json.text(intent, "id"), session);
            if (donation.door() == Donation.Door.LINK) {
                Json.set(session, "payment_link", link(donation.codes()));
            }
            if (unheard) {
                world.neverHeardOf(Json.text(session, "id"));
            }
        }
        return intent;
    }

    JsonObject newIntent(Donation donation, String customer, JsonObject metadata, String description) {
        return world.add(Kind.PAYMENT_INTENT, Shapes.paymentIntent(world, donation, customer, metadata, description));
    }

    JsonObject charge(JsonObject intent, Donation donation, String status) {
        JsonObject charge = world.add(Kind.CHARGE, Shapes.charge(world, intent, donation, status));
        if (intent != null) {
            Json.set(intent, "latest_charge", Json.text(charge, "id"));
        }
        return charge;
    }

    /** The card says yes: the money is promised now, booked at Stripe a little later. */
    void succeed(JsonObject intent, JsonObject charge, Duration untilCaptured) {
        Json.set(intent, "status", "succeeded");
        Json.set(intent, "amount_received", Json.number(intent, "amount"));
        Json.set(intent, "last_payment_error", null);
        world.received(Json.text(intent, "id"));
        world.emit("charge.succeeded", charge);
        world.emit("payment_intent.succeeded", intent);
        completeSession(intent, "paid", "checkout.session.completed");
        world.in(untilCaptured, () -> capture(charge));
    }

    void decline(JsonObject intent, Donation donation) {
        decline(intent, donation, "generic_decline");
    }

    /** The issuer says no and why, in Stripe's words. */
    void decline(JsonObject intent, Donation donation, String code) {
        JsonObject charge = charge(intent, donation, "failed");
        Json.set(charge, "failure_code", "card_declined");
        Json.set(charge, "failure_message", "Your card was declined.");
        Json.set(
                charge,
                "outcome",
                Json.object("network_status", "declined_by_network", "reason", code, "type", "issuer_declined"));
        Json.set(
                intent,
                "last_payment_error",
                Json.object("type", "card_error", "code", "card_declined", "decline_code", code));
        world.emit("charge.failed", charge);
        world.emit("payment_intent.payment_failed", intent);
    }

    void cancel(JsonObject intent, String reason) {
        Json.set(intent, "status", "canceled");
        Json.set(intent, "canceled_at", world.second());
        Json.set(intent, "cancellation_reason", reason);
        world.emit("payment_intent.canceled", intent);
    }

    /** Zero to 90 seconds; for about one gift in ten the capture falls into the same second as the success. */
    Duration captureDelay() {
        return Duration.ofSeconds(world.draw(10) == 0 ? 0 : world.draw(91));
    }

    private void capture(JsonObject charge) {
        book(charge, Balance.businessDaysAfter(world.now(), 2));
        world.emit("charge.updated", charge, Json.object("balance_transaction", null));
    }

    private void book(JsonObject charge, Instant availableOn) {
        boolean debit = Json.text(charge, "id").startsWith("py_");
        Rates.Settled settled = Rates.settle(Json.number(charge, "amount"), Json.text(charge, "currency"), world.now());
        JsonObject transaction = balance.post(
                debit ? "payment" : "charge",
                "charge",
                Json.text(charge, "id"),
                settled,
                Rates.fee(settled, debit),
                availableOn);
        Json.set(charge, "balance_transaction", Json.text(transaction, "id"));
    }

    private JsonObject submit(JsonObject intent, Donation donation) {
        JsonObject charge = charge(intent, donation, "pending");
        Json.set(intent, "status", "processing");
        book(charge, Balance.businessDaysAfter(world.now(), 7));
        world.emit("charge.pending", charge);
        world.emit("payment_intent.processing", intent);
        completeSession(intent, "unpaid", "checkout.session.completed");
        return charge;
    }

    private void debitArrived(JsonObject intent, JsonObject charge) {
        Json.set(charge, "status", "succeeded");
        Json.set(charge, "paid", true);
        Json.set(intent, "status", "succeeded");
        Json.set(intent, "amount_received", Json.number(intent, "amount"));
        world.received(Json.text(intent, "id"));
        world.emit("charge.succeeded", charge);
        world.emit("payment_intent.succeeded", intent);
        completeSession(intent, "paid", "checkout.session.async_payment_succeeded");
    }

    private void debitRefused(JsonObject intent, JsonObject charge) {
        JsonObject booked = world.get(Json.text(charge, "balance_transaction"));
        Json.set(charge, "status", "failed");
        Json.set(charge, "failure_code", "insufficient_funds");
        Json.set(charge, "failure_message", "The customer's account has insufficient funds.");
        JsonObject reversal = balance.post(
                "payment_failure_refund",
                "charge_failure",
                Json.text(charge, "id"),
                new Rates.Settled(-Json.number(booked, "amount"), Json.text(booked, "currency"), null),
                -Json.number(booked, "fee"),
                Instant.ofEpochSecond(Json.number(booked, "available_on")));
        Json.set(charge, "failure_balance_transaction", Json.text(reversal, "id"));
        Json.set(intent, "status", "requires_payment_method");
        Json.set(intent, "last_payment_error", Json.object("type", "api_error", "code", "insufficient_funds"));
        world.emit("charge.failed", charge);
        world.emit("payment_intent.payment_failed", intent);
        completeSession(intent, "unpaid", "checkout.session.async_payment_failed");
        world.in(Duration.ofHours(20), () -> cancel(intent, "requested_by_customer"));
    }

    private void completeSession(JsonObject intent, String paymentStatus, String eventType) {
        JsonObject session = sessions.get(Json.text(intent, "id"));
        if (session != null) {
            Json.set(session, "status", "complete");
            Json.set(session, "payment_status", paymentStatus);
            world.emit(eventType, session);
        }
    }

    private String link(Donation.Codes codes) {
        return links.computeIfAbsent(String.valueOf(codes.campaign()), campaign -> {
            JsonObject link = world.add(Kind.PAYMENT_LINK, Shapes.paymentLink(world, codes.metadata(), null));
            world.emit("payment_link.created", link);
            return Json.text(link, "id");
        });
    }
}
