package org.almoner.stripe;

import jakarta.json.JsonObject;

/**
 * The codes by which a gift finds home: campaign, fund, appeal and affiliate, as they stand in the metadata of the
 * objects that make it (stripe.com/docs/api/metadata: metadata does not travel, so there are several to look at).
 */
record Codes(String campaign, String fund, String appeal, String affiliate) {

    private static final int LONGEST = 100;

    /** The codes in the {@code metadata} of these objects; the first object that has a code decides it. */
    static Codes of(JsonObject... objects) {
        return new Codes(
                code("campaign", objects), code("fund", objects), code("appeal", objects), code("affiliate", objects));
    }

    private static String code(String name, JsonObject... objects) {
        for (JsonObject object : objects) {
            if (object == null) {
                continue;
            }
            String code = StripeJson.text(object, "metadata", name);
            if (code == null) {
                code = StripeJson.text(object, "metadata", name + "_code");
            }
            if (code != null) {
                return code.length() > LONGEST ? code.substring(0, LONGEST) : code;
            }
        }
        return null;
    }
}
