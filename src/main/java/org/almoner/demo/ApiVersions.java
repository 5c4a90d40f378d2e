package org.almoner.demo;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes events as an endpoint of another API version gets them. Later versions differ in nothing that a donation shows;
 * before 2025-03-31.basil invoices carry their payment, charge and subscription themselves, intents carry their charges,
 * and there are no invoice payments.
 */
public final class ApiVersions {
    /** The version after ours. */
    public static final String ENDIVE = "2026-09-30.endive";

    /** Long before Basil; what accounts of that age still send. */
    public static final String OLD = "2020-08-27";

    private final StripeWorld world;
    private final Map<String, String> invoiceOfIntent = new HashMap<>();
    private final Map<String, String> intentOfInvoice = new HashMap<>();

    /** Knows the links between objects of a world as they are now. */
    public ApiVersions(StripeWorld world) {
        this.world = world;
        for (JsonObject payment : world.all(Kind.INVOICE_PAYMENT)) {
            String intent = Json.text(Json.child(payment, "payment"), "payment_intent");
            invoiceOfIntent.put(intent, Json.text(payment, "invoice"));
            intentOfInvoice.put(Json.text(payment, "invoice"), intent);
        }
    }

    /**
     * The event in the shape of a version.
     *
     * @param version null for an event that does not say its version, in the present shape
     * @return null if the version has no such event
     */
    public byte[] write(byte[] body, String version) {
        JsonObject event = Json.parse(body);
        Json.set(event, "api_version", version);
        if (OLD.equals(version)) {
            if (Json.text(event, "type").startsWith("invoice_payment.")) {
                return null;
            }
            age(Json.child(Json.child(event, "data"), "object"));
        }
        return Json.bytes(event);
    }

    private void age(JsonObject object) {
        String id = Json.text(object, "id");
        switch (Json.text(object, "object")) {
            case "payment_intent" -> {
                JsonObject charge = world.find(Json.text(object, "latest_charge"));
                JsonArray charges = charge == null ? Json.array() : Json.array(charge.deepCopy());
                object.remove("latest_charge");
                Json.set(object, "charges", Json.object("object", "list", "data", charges, "has_more", false));
                Json.set(object, "invoice", invoiceOfIntent.get(id));
            }
            case "charge" -> Json.set(object, "invoice", invoiceOfIntent.get(Json.text(object, "payment_intent")));
            case "invoice" -> ageInvoice(object, id);
            case "subscription" -> {
                JsonObject item = Json.child(object, "items")
                        .getAsJsonArray("data")
                        .get(0)
                        .getAsJsonObject();
                object.add("current_period_start", item.remove("current_period_start"));
                object.add("current_period_end", item.remove("current_period_end"));
            }
            default -> {
                // The rest looked the same then.
            }
        }
    }

    private void ageInvoice(JsonObject invoice, String id) {
        JsonObject details = Json.child(Json.child(invoice, "parent"), "subscription_details");
        String intent = intentOfInvoice.get(id);
        invoice.remove("parent");
        boolean paid = "paid".equals(Json.text(invoice, "status"));
        Json.set(invoice, "paid", paid);
        Json.set(invoice, "paid_out_of_band", false);
        Json.set(invoice, "subscription", Json.text(details, "subscription"));
        Json.set(invoice, "payment_intent", intent);
        Json.set(invoice, "charge", paid ? Json.text(world.find(intent), "latest_charge") : null);
        JsonObject line = Json.object(
                "id",
                "il_" + id.substring(3),
                "object",
                "line_item",
                "amount",
                Json.number(invoice, "total"),
                "metadata",
                Json.child(details, "metadata"),
                "subscription",
                Json.text(details, "subscription"),
                "type",
                "subscription");
        Json.set(invoice, "lines", Json.object("object", "list", "data", Json.array(line), "has_more", false));
    }
}
