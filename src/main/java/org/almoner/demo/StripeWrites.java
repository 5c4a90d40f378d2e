package org.almoner.demo;

import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.Map;

/** What the stand-in lets a caller change, each answer repeatable by its {@code Idempotency-Key}. */
final class StripeWrites {
    /** An answer that can be given again. */
    record Answer(int status, String body, boolean replayed) {}

    private record Remembered(String request, Answer answer) {}

    private final StripeWorld world;
    private final Reversals reversals;
    private final Plans plans;
    private final Map<String, Remembered> remembered = new HashMap<>();

    StripeWrites(StripeWorld world, Reversals reversals, Plans plans) {
        this.world = world;
        this.reversals = reversals;
        this.plans = plans;
    }

    /**
     * Carries out a write once per key.
     *
     * @throws StripeProblem if the key was used with another request, or the request is refused
     */
    Answer write(String method, String path, String body, String key) {
        String request = method + " " + path + "\n" + body;
        Remembered before = key == null ? null : remembered.get(key);
        if (before != null) {
            if (!before.request.equals(request)) {
                throw new StripeProblem(
                        400,
                        "idempotency_error",
                        null,
                        "Keys for idempotent requests can only be used with the same parameters they were first used with.",
                        null);
            }
            return new Answer(before.answer.status, before.answer.body, true);
        }
        Answer answer = attempt(method, path, Params.parse(body));
        if (key != null) {
            remembered.put(key, new Remembered(request, answer));
        }
        return answer;
    }

    private Answer attempt(String method, String path, Params params) {
        try {
            return new Answer(200, Json.write(perform(method, path, params)), false);
        } catch (StripeProblem problem) {
            return new Answer(problem.status, Json.write(problem.body()), false);
        }
    }

    private JsonObject perform(String method, String path, Params params) {
        String[] parts = path.split("/");
        String id = parts.length > 1 ? parts[parts.length - 1] : null;
        JsonObject existing = world.find(id);
        if (method.equals("DELETE")) {
            return delete(parts[0], id, existing);
        }
        if (existing != null) {
            return update(existing, params);
        }
        return switch (path) {
            case "refunds" -> refund(params);
            case "products" ->
                world.add(
                        Kind.PRODUCT,
                        Json.object(
                                "id", world.id(Kind.PRODUCT.prefix),
                                "object", "product",
                                "active", true,
                                "created", world.second(),
                                "livemode", false,
                                "metadata", params.object("metadata"),
                                "name", params.need("name")));
            case "prices" -> price(params);
            case "payment_links" -> paymentLink(params);
            case "webhook_endpoints" -> endpoint(params);
            default ->
                throw new StripeProblem(
                        404,
                        "invalid_request_error",
                        null,
                        "Unrecognized request URL (" + method + ": /v1/" + path + ").",
                        null);
        };
    }

    private JsonObject delete(String collection, String id, JsonObject existing) {
        if (!collection.equals(Kind.SUBSCRIPTION.path) || existing == null) {
            throw StripeProblem.missing(collection, id);
        }
        plans.cancel(id);
        return existing;
    }

    private JsonObject update(JsonObject existing, Params params) {
        JsonObject metadata = Json.child(existing, "metadata");
        params.object("metadata").entrySet().forEach(e -> metadata.add(e.getKey(), e.getValue()));
        for (String flag : new String[] {"active", "cancel_at_period_end", "disabled"}) {
            if (params.get(flag) != null) {
                Json.set(existing, flag, Boolean.parseBoolean(params.get(flag)));
            }
        }
        String object = Json.text(existing, "object");
        if (object.equals("subscription")) {
            world.emit("customer.subscription.updated", existing);
        } else if (object.equals("charge") || object.equals("payment_link") || object.equals("payout")) {
            world.emit(object + ".updated", existing);
        }
        return existing;
    }

    private JsonObject refund(Params params) {
        String charge = params.get("charge");
        if (charge == null) {
            JsonObject intent = world.find(params.need("payment_intent"));
            charge = intent == null ? null : Json.text(intent, "latest_charge");
        }
        JsonObject found = world.find(charge);
        if (found == null) {
            throw StripeProblem.missing("charge", charge);
        }
        if (found.get("disputed").getAsBoolean()) {
            throw new StripeProblem(
                    400,
                    "invalid_request_error",
                    "charge_disputed",
                    "Charge " + charge + " has been charged back; cannot issue a refund.",
                    null);
        }
        long left = Json.number(found, "amount_captured") - Json.number(found, "amount_refunded");
        String reason = params.get("reason");
        try {
            String id = reversals.refund(found, params.number("amount", left), reason);
            JsonObject refund = world.get(id);
            Json.set(refund, "metadata", params.object("metadata"));
            return refund;
        } catch (IllegalArgumentException e) {
            throw new StripeProblem(
                    400,
                    "invalid_request_error",
                    left == 0 ? "charge_already_refunded" : "parameter_invalid",
                    e.getMessage(),
                    "amount");
        }
    }

    private JsonObject price(Params params) {
        JsonObject custom = params.object("custom_unit_amount");
        boolean ownAmount = custom.size() > 0;
        return world.add(
                Kind.PRICE,
                Json.object(
                        "id",
                        world.id(Kind.PRICE.prefix),
                        "object",
                        "price",
                        "active",
                        true,
                        "created",
                        world.second(),
                        "currency",
                        params.need("currency"),
                        "custom_unit_amount",
                        ownAmount ? Json.object("minimum", null, "maximum", null) : null,
                        "livemode",
                        false,
                        "metadata",
                        params.object("metadata"),
                        "product",
                        product(params),
                        "type",
                        "one_time",
                        "unit_amount",
                        ownAmount ? null : params.number("unit_amount", 0)));
    }

    private String product(Params params) {
        String name = params.get("product_data[name]");
        return name == null
                ? params.need("product")
                : Json.text(perform("POST", "products", Params.parse("name=" + name.replace("&", "%26"))), "id");
    }

    private JsonObject paymentLink(Params params) {
        String price = params.need("line_items[0][price]");
        if (world.find(price) == null) {
            throw StripeProblem.missing("price", price);
        }
        JsonObject link = Shapes.paymentLink(world, params.object("metadata"), price);
        JsonObject forIntent = params.object("payment_intent_data[metadata]");
        Json.set(link, "payment_intent_data", Json.object("metadata", forIntent));
        Json.set(link, "currency", Json.text(world.get(price), "currency"));
        world.add(Kind.PAYMENT_LINK, link);
        world.emit("payment_link.created", link);
        return link;
    }

    private JsonObject endpoint(Params params) {
        JsonObject endpoint = world.add(Kind.WEBHOOK_ENDPOINT, endpoint(world, params.need("url")));
        Json.set(endpoint, "enabled_events", params.list("enabled_events"));
        if (params.get("api_version") != null) {
            Json.set(endpoint, "api_version", params.get("api_version"));
        }
        // The secret is told only here; later reads of the endpoint do not have it.
        JsonObject told = endpoint.deepCopy();
        Json.set(told, "secret", world.id("whsec_"));
        return told;
    }

    static JsonObject endpoint(StripeWorld world, String url) {
        return Json.object(
                "id",
                world.id(Kind.WEBHOOK_ENDPOINT.prefix),
                "object",
                "webhook_endpoint",
                "api_version",
                StripeWorld.API_VERSION,
                "application",
                null,
                "created",
                world.second(),
                "description",
                null,
                "enabled_events",
                Json.array("*"),
                "livemode",
                false,
                "metadata",
                new JsonObject(),
                "status",
                "enabled",
                "url",
                url);
    }
}
