package org.almoner.report;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.List;

/**
 * Records as JSON and back, component by component, so that what is stored, what the API gives and what the code holds
 * cannot drift apart. Knows the few types a report is made of; decimals are strings, so that no reader rounds them.
 */
final class RecordJson {
    private static final JsonProvider JSON = JsonProvider.provider();

    private RecordJson() {}

    static JsonObject write(Record value) {
        var object = JSON.createObjectBuilder();
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            object.add(name(component), writeValue(get(component, value)));
        }
        return object.build();
    }

    static <T extends Record> T read(JsonObject json, Class<T> type) {
        var components = type.getRecordComponents();
        var values = Arrays.stream(components)
                .map(c -> readValue(json.getOrDefault(name(c), JsonValue.NULL), c.getGenericType()))
                .toArray();
        var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            throw new IllegalArgumentException("not a " + type.getSimpleName(), e);
        }
    }

    private static JsonValue writeValue(Object value) {
        if (value == null) {
            return JsonValue.NULL;
        } else if (value instanceof Boolean b) {
            return b ? JsonValue.TRUE : JsonValue.FALSE;
        } else if (value instanceof Integer || value instanceof Long) {
            return JSON.createValue(((Number) value).longValue());
        } else if (value instanceof BigDecimal decimal) {
            return JSON.createValue(decimal.toPlainString());
        } else if (value instanceof List<?> list) {
            var array = JSON.createArrayBuilder();
            list.forEach(element -> array.add(writeValue(element)));
            return array.build();
        } else if (value instanceof Record inner) {
            return write(inner);
        }
        return JSON.createValue(value.toString());
    }

    @SuppressWarnings("unchecked")
    private static Object readValue(JsonValue json, Type type) {
        if (json.equals(JsonValue.NULL)) {
            return null;
        } else if (type instanceof ParameterizedType list) {
            var element = list.getActualTypeArguments()[0];
            return ((JsonArray) json)
                    .stream().map(each -> readValue(each, element)).toList();
        } else if (type == boolean.class) {
            return json.equals(JsonValue.TRUE);
        } else if (type == long.class) {
            return ((JsonNumber) json).longValueExact();
        } else if (type == int.class) {
            return ((JsonNumber) json).intValueExact();
        } else if (type instanceof Class<?> record && record.isRecord()) {
            return read((JsonObject) json, (Class<? extends Record>) record);
        }
        var text = ((JsonString) json).getString();
        if (type == BigDecimal.class) {
            return new BigDecimal(text);
        } else if (type == Instant.class) {
            return Instant.parse(text);
        } else if (type == LocalDate.class) {
            return LocalDate.parse(text);
        } else if (type == YearMonth.class) {
            return YearMonth.parse(text);
        }
        return text;
    }

    private static String name(RecordComponent component) {
        var named = component.getAnnotation(Named.class);
        return named == null ? component.getName() : named.value();
    }

    private static Object get(RecordComponent component, Record owner) {
        try {
            return component.getAccessor().invoke(owner);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
