package org.almoner.demo;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Set;

/** What an organisation sets up at Stripe: products, prices, payment links, webhook endpoints; with Stripe's refusals. */
final class Catalogue {
    private static final Set<String> ENDPOINT_CHANGES =
            Set.of("url", "enabled_events", "disabled", "description", "metadata");
    private static final Set<String> THREE_DECIMAL = Set.of("bhd", "jod", "kwd", "omr", "tnd");
    private static final Set<String> WHOLE_HUNDREDS = Set.of("isk", "ugx");

    private final StripeWorld world;

    Catalogue(StripeWorld world) {
        this.world = world;
    }

    /** Creates what a path names; null if it is none of these. */
    JsonObject create(String path, Params params) {
        return switch (path) {
            case "products" -> product(params);
            case "prices" -> price(params);
            case "payment_links" -> paymentLink(params);
            case "checkout/sessions" -> setup(params);
            case "webhook_endpoints" -> endpoint(params);
            default -> null;
        };
    }

    /** A page on which a customer gives a means of payment for later. */
    private JsonObject setup(Params params) {
        if (!"setup".equals(params.get("mode"))) {
            throw StripeProblem.invalid("The stand-in makes sessions in setup mode only.", "mode");
        }
        String customer = params.need("customer");
        if (world.find(customer) == null) {
            throw StripeProblem.missing("customer", customer);
        }
        if (params.get("currency") == null && params.get("payment_method_types[0]") == null) {
            throw StripeProblem.invalid("You must provide `currency` or `payment_method_types`.", "currency");
        }
        String id = world.id(Kind.CHECKOUT_SESSION.prefix);
        return world.add(
                Kind.CHECKOUT_SESSION,
                Json.object(
                        "id",
                        id,
                        "object",
                        "checkout.session",
                        "client_reference_id",
                        params.get("client_reference_id"),
                        "created",
                        world.second(),
                        "customer",
                        customer,
                        "livemode",
                        false,
                        "metadata",
                        params.object("metadata"),
                        "mode",
                        "setup",
                        "payment_intent",
                        null,
                        "payment_link",
                        null,
                        "setup_intent",
                        null,
                        "status",
                        "open",
                        "subscription",
                        null,
                        "success_url",
                        params.need("success_url"),
                        "url",
                        "https://checkout.stripe.com/c/pay/" + id));
    }

    private JsonObject product(Params params) {
        String id = params.get("id");
        if (world.find(id) != null) {
            throw new StripeProblem(
                    400, "invalid_request_error", "resource_already_exists", "Product already exists.", "id");
        }
        return world.add(
                Kind.PRODUCT,
                Json.object(
                        "id",
                        id == null ? world.id(Kind.PRODUCT.prefix) : id,
                        "object",
                        "product",
                        "active",
                        true,
                        "created",
                        world.second(),
                        "livemode",
                        false,
                        "metadata",
                        params.object("metadata"),
                        "name",
                        params.need("name")));
    }

    private JsonObject price(Params params) {
        String currency = params.need("currency");
        JsonObject custom = params.object("custom_unit_amount");
        boolean ownAmount = "true".equals(Json.text(custom, "enabled"));
        String interval = params.get("recurring[interval]");
        if (ownAmount && interval != null) {
            throw StripeProblem.invalid(
                    "`custom_unit_amount` can only be used with one-time prices.", "custom_unit_amount");
        }
        long amount = params.number(ownAmount ? "custom_unit_amount[preset]" : "unit_amount", 0);
        if (!ownAmount && amount < 1) {
            throw StripeProblem.invalid("Invalid positive integer", "unit_amount");
        }
        if (THREE_DECIMAL.contains(currency) && amount % 10 != 0
                || WHOLE_HUNDREDS.contains(currency) && amount % 100 != 0) {
            throw StripeProblem.invalid("Invalid amount for " + currency + ": " + amount, "unit_amount");
        }
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
                        currency,
                        "custom_unit_amount",
                        ownAmount
                                ? Json.object("maximum", null, "minimum", null, "preset", amount == 0 ? null : amount)
                                : null,
                        "livemode",
                        false,
                        "metadata",
                        params.object("metadata"),
                        "product",
                        productOf(params),
                        "recurring",
                        interval == null ? null : Json.object("interval", interval, "interval_count", 1),
                        "type",
                        interval == null ? "one_time" : "recurring",
                        "unit_amount",
                        ownAmount ? null : amount));
    }

    private String productOf(Params params) {
        String name = params.get("product_data[name]");
        if (name != null) {
            return Json.text(product(Params.parse("name=" + name.replace("&", "%26"))), "id");
        }
        String id = params.need("product");
        if (world.find(id) == null) {
            throw StripeProblem.missing("product", id);
        }
        return id;
    }

    private JsonObject paymentLink(Params params) {
        JsonObject price = world.find(params.need("line_items[0][price]"));
        if (price == null) {
            throw StripeProblem.missing("price", params.get("line_items[0][price]"));
        }
        boolean recurring = Json.child(price, "recurring") != null;
        JsonObject forIntent = params.object("payment_intent_data[metadata]");
        JsonObject forPlan = params.object("subscription_data[metadata]");
        if (recurring && forIntent.size() > 0) {
            throw StripeProblem.invalid(
                    "You can not pass `payment_intent_data` in `subscription` mode.", "payment_intent_data");
        }
        if (recurring && params.get("submit_type") != null) {
            throw StripeProblem.invalid("You can not pass `submit_type` in `subscription` mode.", "submit_type");
        }
        if (!recurring && forPlan.size() > 0) {
            throw StripeProblem.invalid("You can not pass `subscription_data` in `payment` mode.", "subscription_data");
        }
        JsonObject link = Shapes.paymentLink(world, params.object("metadata"), Json.text(price, "id"));
        Json.set(link, "currency", Json.text(price, "currency"));
        Json.set(link, "payment_intent_data", recurring ? null : Json.object("metadata", forIntent));
        Json.set(link, "subscription_data", recurring ? Json.object("metadata", forPlan) : null);
        world.add(Kind.PAYMENT_LINK, link);
        world.emit("payment_link.created", link);
        return link;
    }

    private JsonObject endpoint(Params params) {
        JsonObject endpoint = world.add(Kind.WEBHOOK_ENDPOINT, endpoint(world, params.need("url")));
        Json.set(endpoint, "enabled_events", params.list("enabled_events"));
        Json.set(endpoint, "metadata", params.object("metadata"));
        if (params.get("api_version") != null) {
            Json.set(endpoint, "api_version", params.get("api_version"));
        }
        // The secret is told only here; later reads of the endpoint do not have it.
        JsonObject told = endpoint.deepCopy();
        Json.set(told, "secret", world.id("whsec_"));
        return told;
    }

    /** Changes an endpoint as Stripe allows: never its version. */
    void changeEndpoint(JsonObject endpoint, Params params) {
        for (String name : params.names()) {
            if (!ENDPOINT_CHANGES.contains(name.replaceFirst("\\[.*", ""))) {
                throw new StripeProblem(
                        400, "invalid_request_error", "parameter_unknown", "Received unknown parameter: " + name, name);
            }
        }
        if (params.get("url") != null) {
            Json.set(endpoint, "url", params.get("url"));
        }
        List<String> types = params.list("enabled_events");
        if (!types.isEmpty()) {
            JsonArray list = new JsonArray();
            types.forEach(list::add);
            endpoint.add("enabled_events", list);
        }
        if (params.get("disabled") != null) {
            Json.set(endpoint, "status", Boolean.parseBoolean(params.get("disabled")) ? "disabled" : "enabled");
        }
    }

    /** One as it is set up by hand in Stripe's dashboard: enabled, for everything. */
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
