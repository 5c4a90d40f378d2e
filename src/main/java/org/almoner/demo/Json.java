package org.almoner.demo;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Building and reading JSON trees without ceremony; absent and null read the same. */
final class Json {
    private static final Gson GSON =
            new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

    private Json() {}

    /** An object of alternating names and values; values may be null, text, integers, decimals, booleans, JSON, lists. */
    static JsonObject object(Object... namesAndValues) {
        JsonObject object = new JsonObject();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.add((String) namesAndValues[i], element(namesAndValues[i + 1]));
        }
        return object;
    }

    static JsonArray array(Object... values) {
        JsonArray array = new JsonArray();
        for (Object value : values) {
            array.add(element(value));
        }
        return array;
    }

    static JsonElement element(Object value) {
        if (value == null) {
            return JsonNull.INSTANCE;
        }
        if (value instanceof JsonElement json) {
            return json;
        }
        if (value instanceof String text) {
            return new JsonPrimitive(text);
        }
        if (value instanceof Boolean flag) {
            return new JsonPrimitive(flag);
        }
        if (value instanceof Long || value instanceof Integer || value instanceof BigDecimal) {
            return new JsonPrimitive((Number) value);
        }
        if (value instanceof List<?> list) {
            return array(list.toArray());
        }
        throw new IllegalArgumentException("no JSON for " + value.getClass());
    }

    static void set(JsonObject object, String name, Object value) {
        object.add(name, element(value));
    }

    /** The text (or number, or flag, as text) of a member; null when absent, null or not a scalar. */
    static String text(JsonObject object, String name) {
        JsonElement value = object == null ? null : object.get(name);
        return value == null || !value.isJsonPrimitive() ? null : value.getAsString();
    }

    /** The integer of a member; 0 when absent or null. */
    static long number(JsonObject object, String name) {
        JsonElement value = object.get(name);
        return value == null || value.isJsonNull() ? 0 : value.getAsLong();
    }

    /** The object of a member; null when absent or anything else. */
    static JsonObject child(JsonObject object, String name) {
        JsonElement value = object == null ? null : object.get(name);
        return value == null || !value.isJsonObject() ? null : value.getAsJsonObject();
    }

    static JsonObject parse(byte[] utf8) {
        return parse(new String(utf8, StandardCharsets.UTF_8));
    }

    static JsonObject parse(String text) {
        return GSON.fromJson(text, JsonObject.class);
    }

    static String write(JsonElement value) {
        return GSON.toJson(value);
    }

    static byte[] bytes(JsonElement value) {
        return write(value).getBytes(StandardCharsets.UTF_8);
    }
}
