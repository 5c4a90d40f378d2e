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
    private final Catalogue catalogue;
    private final Map<String, Remembered> remembered = new HashMap<>();

    StripeWrites(StripeWorld world, Reversals reversals, Plans plans) {
        this.world = world;
        this.reversals = reversals;
        this.plans = plans;
        this.catalogue = new Catalogue(world);
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

    void forgetKeys() {
        remembered.clear();
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
        if (path.equals("refunds")) {
            return refund(params);
        }
        JsonObject made = catalogue.create(path, params);
        if (made == null) {
            throw new StripeProblem(
                    404,
                    "invalid_request_error",
                    null,
                    "Unrecognized request URL (" + method + ": /v1/" + path + ").",
                    null);
        }
        return made;
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
        for (String flag : new String[] {"active", "cancel_at_period_end"}) {
            if (params.get(flag) != null) {
                Json.set(existing, flag, Boolean.parseBoolean(params.get(flag)));
            }
        }
        String object = Json.text(existing, "object");
        if (object.equals("webhook_endpoint")) {
            catalogue.changeEndpoint(existing, params);
        } else if (object.equals("subscription")) {
            subscription(existing, params);
        } else if (object.equals("charge") || object.equals("payment_link") || object.equals("payout")) {
            world.emit(object + ".updated", existing);
        }
        return existing;
    }

    private void subscription(JsonObject subscription, Params params) {
        if (Json.text(subscription, "status").equals("canceled")) {
            throw new StripeProblem(
                    400,
                    "invalid_request_error",
                    "resource_missing",
                    "A canceled subscription can only update its cancellation_details and metadata.",
                    null);
        }
        String method = params.get("default_payment_method");
        if (method != null) {
            if (world.find(method) == null) {
                throw StripeProblem.missing("payment_method", method);
            }
            Json.set(subscription, "default_payment_method", method);
        }
        String amount = params.get("items[0][price_data][unit_amount]");
        String behavior = params.get("pause_collection[behavior]");
        if (amount != null) {
            params.need("items[0][id]");
            params.need("items[0][price_data][product]");
            plans.change(Json.text(subscription, "id"), params.number("items[0][price_data][unit_amount]", 0));
        } else if (behavior != null) {
            long resumes = params.number("pause_collection[resumes_at]", -1);
            plans.pause(subscription, behavior, resumes < 0 ? null : resumes);
        } else if ("".equals(params.get("pause_collection"))) {
            plans.resume(subscription);
        } else {
            world.emit("customer.subscription.updated", subscription);
        }
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
}
