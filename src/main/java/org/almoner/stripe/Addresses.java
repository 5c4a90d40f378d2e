package org.almoner.stripe;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/** The fields of Stripe's address that a letter needs. */
final class Addresses {

    private static final String[] FIELDS = {"line1", "line2", "postal_code", "city", "state", "country"};

    private Addresses() {}

    /** The address as a small JSON text, or null if it has no first line. */
    static String json(JsonObject address) {
        if (StripeJson.text(address, "line1") == null) {
            return null;
        }
        JsonObjectBuilder kept = Json.createObjectBuilder();
        for (String field : FIELDS) {
            String value = StripeJson.text(address, field);
            if (value != null) {
                kept.add(field, value);
            }
        }
        return kept.build().toString();
    }
}
