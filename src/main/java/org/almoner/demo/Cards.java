package org.almoner.demo;

import com.google.gson.JsonObject;

/** Cards that donors give on a page of Stripe's, and that their banks renew. */
public final class Cards {
    private final StripeWorld world;

    Cards(StripeWorld world) {
        this.world = world;
    }

    /** A donor gives a card on the page of a session in setup mode; tells its id. */
    public String give(String sessionId, int year, int month) {
        JsonObject session = world.get(sessionId);
        String customer = Json.text(session, "customer");
        JsonObject method = world.add(
                Kind.PAYMENT_METHOD,
                Json.object(
                        "id",
                        world.id(Kind.PAYMENT_METHOD.prefix),
                        "object",
                        "payment_method",
                        "card",
                        Json.object("brand", "visa", "last4", "4242", "exp_month", month, "exp_year", year),
                        "created",
                        world.second(),
                        "customer",
                        customer,
                        "livemode",
                        false,
                        "type",
                        "card"));
        JsonObject setup = world.add(
                Kind.SETUP_INTENT,
                Json.object(
                        "id",
                        world.id(Kind.SETUP_INTENT.prefix),
                        "object",
                        "setup_intent",
                        "created",
                        world.second(),
                        "customer",
                        customer,
                        "livemode",
                        false,
                        "payment_method",
                        Json.text(method, "id"),
                        "status",
                        "succeeded"));
        Json.set(session, "setup_intent", Json.text(setup, "id"));
        Json.set(session, "status", "complete");
        world.emit("payment_method.attached", method);
        world.emit("checkout.session.completed", session);
        return Json.text(method, "id");
    }

    /** A card's bank moves its expiry by itself. */
    public void renew(String method, int year, int month) {
        JsonObject card = world.get(method);
        Json.set(Json.child(card, "card"), "exp_year", year);
        Json.set(Json.child(card, "card"), "exp_month", month);
        world.emit("payment_method.automatically_updated", card);
    }
}
