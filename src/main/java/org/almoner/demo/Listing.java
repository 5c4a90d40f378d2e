package org.almoner.demo;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.Predicate;

/**
 * Stripe's lists: newest first, filtered, in pages of 1 to 100 with {@code starting_after} (older) or {@code
 * ending_before} (newer), and {@code expand} of members that hold an id.
 */
final class Listing {
    /** A page and whether there is more in the direction it was asked for. */
    record Page<T>(List<T> items, boolean hasMore) {}

    private static final List<String> EVERYWHERE = List.of("limit", "starting_after", "ending_before", "expand");
    private static final List<String> TIMES = List.of("created", "arrival_date", "available_on");
    private static final int EXPANSION_DEPTH_MAX = 4;

    private final StripeWorld world;
    private final Params params;

    Listing(StripeWorld world, Params params) {
        this.world = world;
        this.params = params;
    }

    Page<JsonObject> of(Kind kind) {
        checkNames(kind.filters);
        Predicate<JsonObject> filter = o -> true;
        for (String time : TIMES) {
            LongPredicate range = range(time);
            filter = filter.and(o -> range.test(Json.number(o, time)));
        }
        for (String name : kind.filters) {
            String wanted = params.get(name);
            if (wanted != null && !name.equals("payout")) {
                filter = filter.and(o -> matches(kind, o, name, wanted));
            }
        }
        if (kind == Kind.SUBSCRIPTION && params.get("status") == null) {
            filter = filter.and(o -> !"canceled".equals(Json.text(o, "status")));
        }
        String payout = kind == Kind.BALANCE_TRANSACTION ? params.get("payout") : null;
        List<JsonObject> source = payout == null ? world.all(kind) : contentsOf(payout);
        return page(source, filter, o -> Json.text(o, "id"), kind.object);
    }

    Page<StripeEvent> ofEvents() {
        checkNames(List.of("type", "types", "delivery_success"));
        LongPredicate range = range("created");
        long oldest = world.now().minus(StripeWorld.EVENTS_KEPT).getEpochSecond();
        List<String> types = params.list("types");
        String type = params.get("type");
        String delivered = params.get("delivery_success");
        return page(
                world.events(),
                e -> e.created() >= oldest
                        && range.test(e.created())
                        && (types.isEmpty() || types.contains(e.type()))
                        && (type == null || typeMatches(type, e.type()))
                        && (delivered == null || Boolean.parseBoolean(delivered) == world.isDelivered(e.id())),
                StripeEvent::id,
                "event");
    }

    /** The object with everything that {@code expand} names put in place of its id; the live object stays as it is. */
    JsonObject expanded(JsonObject object, boolean listed) {
        List<String> paths = params.list("expand");
        if (paths.isEmpty()) {
            return object;
        }
        JsonObject copy = object.deepCopy();
        for (String path : paths) {
            if (listed && !path.startsWith("data.")) {
                throw StripeProblem.invalid(
                        "You cannot expand '" + path + "' on a list; it must start with data.", "expand");
            }
            String[] names = (listed ? path.substring("data.".length()) : path).split("\\.");
            if (names.length > EXPANSION_DEPTH_MAX) {
                throw StripeProblem.invalid("You cannot expand more than 4 levels.", "expand");
            }
            expand(copy, names, 0);
        }
        return copy;
    }

    private void expand(JsonObject object, String[] names, int depth) {
        if (depth == names.length) {
            return;
        }
        JsonElement value = object.get(names[depth]);
        if (value != null && value.isJsonPrimitive()) {
            JsonObject found = world.find(value.getAsString());
            if (found != null) {
                value = found.deepCopy();
                object.add(names[depth], value);
            }
        }
        if (value instanceof JsonObject child) {
            expand(child, names, depth + 1);
        } else if (value instanceof JsonArray array) {
            array.forEach(each -> {
                if (each.isJsonObject()) {
                    expand(each.getAsJsonObject(), names, depth + 1);
                }
            });
        }
    }

    private List<JsonObject> contentsOf(String payout) {
        if (world.find(payout) == null) {
            throw StripeProblem.missing("payout", payout);
        }
        return world.transactionsOf(payout);
    }

    private <T> Page<T> page(List<T> oldestFirst, Predicate<T> filter, Function<T, String> id, String what) {
        int limit = (int) Math.max(-1, Math.min(1_000, params.number("limit", 10)));
        if (limit < 1 || limit > 100) {
            throw StripeProblem.invalid("Invalid integer: limit must be between 1 and 100.", "limit");
        }
        String after = params.get("starting_after");
        String before = params.get("ending_before");
        if (after != null && before != null) {
            throw StripeProblem.invalid(
                    "Received both starting_after and ending_before parameters. Please pass in only one.", null);
        }
        int from = 0;
        int to = oldestFirst.size();
        if (after != null) {
            to = position(oldestFirst, after, id, what, "starting_after");
        } else if (before != null) {
            from = position(oldestFirst, before, id, what, "ending_before") + 1;
        }
        List<T> items = new ArrayList<>();
        if (before == null) {
            for (int i = to - 1; i >= from && items.size() <= limit; i--) {
                addIf(filter, oldestFirst.get(i), items);
            }
        } else {
            for (int i = from; i < to && items.size() <= limit; i++) {
                addIf(filter, oldestFirst.get(i), items);
            }
        }
        boolean more = items.size() > limit;
        List<T> page = more ? items.subList(0, limit) : items;
        if (before != null) {
            Collections.reverse(page);
        }
        return new Page<>(page, more);
    }

    private static <T> void addIf(Predicate<T> filter, T item, List<T> items) {
        if (filter.test(item)) {
            items.add(item);
        }
    }

    private static <T> int position(List<T> list, String cursor, Function<T, String> id, String what, String param) {
        for (int i = list.size() - 1; i >= 0; i--) {
            if (id.apply(list.get(i)).equals(cursor)) {
                return i;
            }
        }
        throw new StripeProblem(
                400, "invalid_request_error", "resource_missing", "No such " + what + ": '" + cursor + "'", param);
    }

    private LongPredicate range(String name) {
        LongPredicate range = value -> true;
        for (Map.Entry<String, Function<Long, LongPredicate>> bound : BOUNDS.entrySet()) {
            String param = name + bound.getKey();
            if (params.get(param) != null) {
                range = range.and(bound.getValue().apply(params.number(param, 0)));
            }
        }
        return range;
    }

    private static final Map<String, Function<Long, LongPredicate>> BOUNDS = Map.of(
            "", bound -> value -> value == bound,
            "[gt]", bound -> value -> value > bound,
            "[gte]", bound -> value -> value >= bound,
            "[lt]", bound -> value -> value < bound,
            "[lte]", bound -> value -> value <= bound);

    private static boolean matches(Kind kind, JsonObject object, String name, String wanted) {
        if (kind == Kind.SUBSCRIPTION && name.equals("status") && wanted.equals("all")) {
            return true;
        }
        if (kind == Kind.INVOICE && name.equals("subscription")) {
            JsonObject parent = Json.child(object, "parent");
            return wanted.equals(Json.text(Json.child(parent, "subscription_details"), "subscription"));
        }
        int bracket = name.indexOf('[');
        String value = bracket < 0
                ? Json.text(object, name)
                : Json.text(
                        Json.child(object, name.substring(0, bracket)), name.substring(bracket + 1, name.length() - 1));
        return wanted.equals(value);
    }

    private static boolean typeMatches(String wanted, String type) {
        return wanted.endsWith("*") ? type.startsWith(wanted.substring(0, wanted.length() - 1)) : type.equals(wanted);
    }

    private void checkNames(List<String> filters) {
        for (String name : params.names()) {
            boolean time = TIMES.contains(name.replaceFirst("\\[(gt|gte|lt|lte)]$", ""));
            if (!time && !EVERYWHERE.contains(name) && !filters.contains(name)) {
                throw new StripeProblem(
                        400, "invalid_request_error", "parameter_unknown", "Received unknown parameter: " + name, name);
            }
        }
    }
}
