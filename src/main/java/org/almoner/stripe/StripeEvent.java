package org.almoner.stripe;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.time.Instant;

/**
 * An event as it is stored: its raw bytes and what is needed to find it again.
 *
 * @param id {@code evt_…}; unique
 * @param account our name of the Stripe account it came from; "" for the one without a name
 * @param type such as {@code payment_intent.succeeded}; any text
 * @param objectId id of the object it is about; null for {@code invoice.upcoming}
 * @param apiVersion the shape of the object; may be null
 * @param created when Stripe made it; one-second resolution, says nothing about order
 * @param body the bytes exactly as they came
 * @param objection why it must never be handled, and what to mend; null for almost all
 */
record StripeEvent(
        String id,
        String account,
        boolean livemode,
        String type,
        String objectId,
        String objectType,
        String apiVersion,
        Instant created,
        byte[] body,
        String objection) {

    private static final int LONGEST_NAME = 255;

    /**
     * Reads the envelope.
     *
     * @throws JsonException if the bytes are not a JSON object with a non-empty {@code id} and {@code type} and an
     *     object {@code data.object}
     */
    static StripeEvent read(byte[] body) {
        return of(StripeJson.parse(body), body);
    }

    /** The same for an event that was read from Stripe's list, where {@code body} is its own JSON. */
    static StripeEvent of(JsonObject event, byte[] body) {
        JsonObject object = StripeJson.object(event, "data", "object");
        if (object == null) {
            throw new JsonException("an event has an object in data.object");
        }
        String connected = StripeJson.text(event, "account");
        return new StripeEvent(
                name(event, "id"),
                "",
                StripeJson.isTrue(event, "livemode"),
                name(event, "type"),
                StripeJson.text(object, "id"),
                StripeJson.text(object, "object"),
                StripeJson.text(event, "api_version"),
                StripeJson.instant(event, "created"),
                body,
                connected == null
                        ? null
                        : "It is about the connected account " + connected + ", whose money stands in no books here."
                                + " Let the endpoint at Stripe listen to events of your own account only.");
    }

    /**
     * The same event as one of an account of ours.
     *
     * @param live whether that account is about real money; null if nobody can say
     */
    StripeEvent of(String name, Boolean live) {
        String wrong = live == null || live == livemode
                ? null
                : "It is of " + mode(livemode) + " mode, but it was signed with a secret of "
                        + (name.isEmpty() ? "the account without a name" : "the account " + name) + ", whose key is of "
                        + mode(live) + " mode. Move that secret to the account of its own mode: "
                        + AccountSettings.named(name, AccountSettings.SECRETS) + " has it now.";
        return new StripeEvent(
                id,
                name,
                livemode,
                type,
                objectId,
                objectType,
                apiVersion,
                created,
                body,
                objection == null ? wrong : objection);
    }

    private static String mode(boolean live) {
        return live ? "live" : "test";
    }

    private static String name(JsonObject event, String field) {
        String name = StripeJson.text(event, field);
        if (name == null || name.length() > LONGEST_NAME) {
            throw new JsonException("an event has a text of 1 to " + LONGEST_NAME + " characters in " + field);
        }
        return name;
    }
}
