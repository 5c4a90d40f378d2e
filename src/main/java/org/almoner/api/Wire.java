package org.almoner.api;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import org.almoner.database.Page;
import org.almoner.money.Money;

/** How values are written: null as null, amounts in minor units with their currency, instants in UTC. */
final class Wire {

    /** One for all: looking the provider up for every value would cost more than writing it. */
    private static final JsonProvider PROVIDER = JsonProvider.provider();

    private static final JsonBuilderFactory JSON = PROVIDER.createBuilderFactory(Map.of());

    private Wire() {}

    static JsonObjectBuilder object() {
        return JSON.createObjectBuilder();
    }

    /** The same object, to add to. */
    static JsonObjectBuilder object(JsonObject begun) {
        return JSON.createObjectBuilder(begun);
    }

    static JsonArrayBuilder array() {
        return JSON.createArrayBuilder();
    }

    static JsonValue of(String text) {
        return text == null ? JsonValue.NULL : PROVIDER.createValue(text);
    }

    static JsonValue of(Long number) {
        return number == null ? JsonValue.NULL : PROVIDER.createValue(number);
    }

    static JsonValue of(Integer number) {
        return number == null ? JsonValue.NULL : PROVIDER.createValue(number);
    }

    /** ISO 8601 in UTC, which is how an instant, a date, a month and an enum write themselves. */
    static JsonValue of(Object value) {
        return value == null ? JsonValue.NULL : PROVIDER.createValue(value.toString());
    }

    static JsonValue of(Instant instant) {
        return instant == null ? JsonValue.NULL : PROVIDER.createValue(instant.toString());
    }

    static JsonValue of(Money money) {
        return money == null
                ? JsonValue.NULL
                : object().add("minor", money.minor())
                        .add("currency", money.currency())
                        .build();
    }

    static JsonValue of(Collection<?> texts) {
        var array = array();
        texts.forEach(text -> array.add(text.toString()));
        return array.build();
    }

    static <T> JsonObject page(Page<T> page, Function<T, ? extends JsonValue> item) {
        var items = array();
        page.items().forEach(each -> items.add(item.apply(each)));
        return object().add("items", items).add("next", of(page.next())).build();
    }

    /** One thing that has a version, as an entity tag for {@code If-Match}. */
    static Response versioned(JsonObject json, int version) {
        return Response.ok(json).tag(String.valueOf(version)).build();
    }
}
