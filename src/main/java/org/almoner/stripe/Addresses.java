package org.almoner.stripe;

import jakarta.json.Json;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.Map;

/** The fields of Stripe's address that a letter needs. */
final class Addresses {

    /** Kept, since {@link Json} looks for its provider on the whole class path at each call. */
    private static final JsonBuilderFactory JSON = Json.createBuilderFactory(Map.of());

    private static final String[] FIELDS = {"line1", "line2", "postal_code", "city", "state", "country"};

    private Addresses() {}

    /** The address as a small JSON text, or null if it has no first line. */
    static String json(JsonObject address) {
        if (StripeJson.text(address, "line1") == null) {
            return null;
        }
        JsonObjectBuilder kept = JSON.createObjectBuilder();
        for (String field : FIELDS) {
            String value = StripeJson.text(address, field);
            if (value != null) {
                kept.add(field, value);
            }
        }
        return kept.build().toString();
    }
}
