package org.almoner.stripe;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Reads Stripe's objects of any API version: a field that is absent, null or of another kind than expected is null and
 * never an error, and a field that may be expanded gives its id either way.
 */
final class StripeJson {

    private static final JsonParserFactory PARSERS = Json.createParserFactory(Map.of());
    private static final long LAST_SECOND = 253_402_300_799L;

    private StripeJson() {}

    /**
     * The one JSON object that these bytes are.
     *
     * @throws JsonException if they are not UTF-8, hold a NUL, are not exactly one JSON object, or nest absurdly deep
     */
    static JsonObject parse(byte[] bytes) {
        String text = decode(bytes);
        try (JsonParser parser = PARSERS.createParser(new StringReader(text))) {
            if (!parser.hasNext() || parser.next() != JsonParser.Event.START_OBJECT) {
                throw new JsonException("the body is not a JSON object");
            }
            JsonObject object = parser.getObject();
            if (parser.hasNext()) {
                throw new JsonException("something follows the JSON object");
            }
            return object;
        } catch (StackOverflowError | IllegalStateException | ArithmeticException absurd) {
            throw new JsonException("the body is not JSON that can be read", absurd);
        }
    }

    private static String decode(byte[] bytes) {
        for (byte b : bytes) {
            if (b == 0) {
                throw new JsonException("the body holds a NUL");
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new JsonException("the body is not UTF-8", notUtf8);
        }
    }

    /** The value at a path of names, or null. */
    private static JsonValue at(JsonObject object, String... path) {
        JsonValue value = object;
        for (String name : path) {
            if (!(value instanceof JsonObject parent)) {
                return null;
            }
            value = parent.get(name);
        }
        return value == JsonValue.NULL ? null : value;
    }

    static JsonObject object(JsonObject object, String... path) {
        return at(object, path) instanceof JsonObject found ? found : null;
    }

    /** The objects in a list, which may stand plain or as Stripe's {@code {"object": "list", "data": […]}}. */
    static List<JsonObject> objects(JsonObject object, String... path) {
        JsonValue value = at(object, path);
        if (value instanceof JsonObject list) {
            value = list.get("data");
        }
        if (!(value instanceof JsonArray array)) {
            return List.of();
        }
        return array.stream()
                .filter(JsonObject.class::isInstance)
                .map(JsonObject.class::cast)
                .toList();
    }

    /** A text that PostgreSQL can hold, or null if there is none or it is blank. */
    static String text(JsonObject object, String... path) {
        if (!(at(object, path) instanceof JsonString string)) {
            return null;
        }
        String text = printable(string.getString()).strip();
        return text.isEmpty() ? null : text;
    }

    /** An id, whether the object stands there itself or only its id. */
    static String id(JsonObject object, String... path) {
        JsonValue value = at(object, path);
        return value instanceof JsonObject expanded ? text(expanded, "id") : text(object, path);
    }

    static Long number(JsonObject object, String... path) {
        try {
            return at(object, path) instanceof JsonNumber number ? Long.valueOf(number.longValueExact()) : null;
        } catch (ArithmeticException fractionOrTooLarge) {
            return null;
        }
    }

    static boolean isTrue(JsonObject object, String... path) {
        return at(object, path) == JsonValue.TRUE;
    }

    /** Seconds since 1970 as an instant, or null where there are none that a calendar holds. */
    static Instant instant(JsonObject object, String... path) {
        Long seconds = number(object, path);
        return seconds == null || seconds < 0 || seconds > LAST_SECOND ? null : Instant.ofEpochSecond(seconds);
    }

    /** NUL and halves of surrogate pairs, which JSON can escape and PostgreSQL cannot store, become U+FFFD. */
    static String printable(String text) {
        StringBuilder clean = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                i++;
            } else if (c == 0 || Character.isSurrogate(c)) {
                clean = clean == null ? new StringBuilder(text) : clean;
                clean.setCharAt(i, '\uFFFD');
            }
        }
        return clean == null ? text : clean.toString();
    }
}
