package org.almoner.api;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import jakarta.json.stream.JsonParsingException;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.almoner.database.Rejection;
import org.almoner.money.Money;

/**
 * A JSON object that somebody sent, read field by field. What is absent keeps the value it is given here; what is of the
 * wrong kind is noted, and {@link #done} refuses all faults together.
 */
final class Body {

    static final int MOST_BYTES = 65_536;

    private static final JsonParserFactory PARSERS = Json.createParserFactory(Map.of());

    private final JsonObject json;
    private final String prefix;
    private final List<Rejection.Fault> faults;

    private Body(JsonObject json, String prefix, List<Rejection.Fault> faults) {
        this.json = json;
        this.prefix = prefix;
        this.faults = faults;
    }

    /**
     * @param fields the names that may be in it
     * @throws Answered if it is no JSON object, or too large
     */
    static Body read(InputStream sent, String... fields) {
        byte[] bytes;
        try {
            bytes = sent.readNBytes(MOST_BYTES + 1);
        } catch (IOException e) {
            throw new Answered(400, "The body ended too early; send it again");
        }
        if (bytes.length > MOST_BYTES) {
            throw new Answered(413, "Send at most " + MOST_BYTES + " bytes");
        }
        try (var parser = PARSERS.createParser(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8)) {
            if (parser.hasNext() && parser.next() == JsonParser.Event.START_OBJECT) {
                var body = new Body(parser.getObject(), "", new ArrayList<>());
                if (parser.hasNext()) {
                    throw new Answered(400, "Something follows the JSON object; send nothing but it");
                }
                body.allow(fields);
                return body;
            }
        } catch (JsonParsingException e) {
            throw new Answered(
                    400,
                    "The body is not JSON, from line " + e.getLocation().getLineNumber() + ", column "
                            + e.getLocation().getColumnNumber());
        } catch (JsonException | IllegalStateException e) {
            throw new Answered(400, "The body is not JSON in UTF-8");
        }
        throw new Answered(400, "Send a JSON object: {…}");
    }

    private void allow(String... fields) {
        Set<String> known = new TreeSet<>(Arrays.asList(fields));
        json.keySet().stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> fault(name, "there is no such field; known are " + known));
    }

    String text(String name, String otherwise) {
        return value(name, otherwise, "text", JsonString.class, JsonString::getString);
    }

    /** A text for which null means none. */
    String textOrEmpty(String name, String otherwise) {
        var text = text(name, otherwise);
        return text == null ? "" : text;
    }

    /** A field that may be sent back as it is, and no other way. */
    void same(String name, String value) {
        if (!value.equals(text(name, value))) {
            fault(name, "it is '" + value + "' for ever; leave it out");
        }
    }

    Long whole(String name, Long otherwise) {
        return value(name, otherwise, "a whole number", JsonNumber.class, JsonNumber::longValueExact);
    }

    Integer small(String name, Integer otherwise) {
        return value(name, otherwise, "a whole number", JsonNumber.class, JsonNumber::intValueExact);
    }

    Boolean flag(String name, Boolean otherwise) {
        return value(name, otherwise, "true or false", JsonValue.class, value -> switch (value.getValueType()) {
            case TRUE -> true;
            case FALSE -> false;
            default -> throw new IllegalArgumentException();
        });
    }

    LocalDate day(String name, LocalDate otherwise) {
        return value(
                name,
                otherwise,
                "a day, such as 2026-11-19",
                JsonString.class,
                text -> LocalDate.parse(text.getString()));
    }

    <E extends Enum<E>> E oneOf(String name, Class<E> type, E otherwise) {
        return value(name, otherwise, oneOf(type), JsonString.class, text -> Enum.valueOf(type, text.getString()));
    }

    <E extends Enum<E>> Set<E> someOf(String name, Class<E> type, Set<E> otherwise) {
        return list(
                        name,
                        otherwise == null ? null : List.copyOf(otherwise),
                        "a list of " + oneOf(type),
                        text -> Enum.valueOf(type, text))
                .map(Set::copyOf)
                .orElse(null);
    }

    List<String> texts(String name, List<String> otherwise) {
        return list(name, otherwise, "a list of texts", Function.identity()).orElse(List.of());
    }

    /** A list of whole numbers; empty where it is absent or null. */
    List<Long> wholes(String name) {
        if (!json.containsKey(name) || json.isNull(name)) {
            return List.of();
        }
        try {
            return json.getJsonArray(name).stream()
                    .map(element -> ((JsonNumber) element).longValueExact())
                    .toList();
        } catch (ClassCastException | ArithmeticException notThat) {
            fault(name, "write a list of whole numbers");
            return List.of();
        }
    }

    /** A list of amounts, each with {@code minor} and {@code currency}. */
    List<Money> amounts(String name, List<Money> otherwise) {
        if (!json.containsKey(name)) {
            return otherwise;
        }
        if (json.isNull(name)) {
            return List.of();
        }
        try {
            return json.getJsonArray(name).stream()
                    .map(JsonValue::asJsonObject)
                    .map(each -> new Money(each.getJsonNumber("minor").longValueExact(), each.getString("currency")))
                    .toList();
        } catch (ClassCastException | IllegalArgumentException | ArithmeticException | NullPointerException notThat) {
            fault(name, "write a list of amounts, such as {\"minor\": 100, \"currency\": \"EUR\"}");
            return otherwise;
        }
    }

    /** An object within, or null where it is absent or null; {@link #has} tells which. */
    Body object(String name, String... fields) {
        var inner = value(name, null, "an object", JsonObject.class, Function.identity());
        if (inner == null) {
            return null;
        }
        var body = new Body(inner, prefix + name + ".", faults);
        body.allow(fields);
        return body;
    }

    /** The objects of a list, each with its place as part of its fields' names; empty where it is absent or null. */
    List<Body> objects(String name, String... fields) {
        var list = value(name, null, "a list of objects", JsonArray.class, Function.identity());
        var read = new ArrayList<Body>();
        for (int i = 0; list != null && i < list.size(); i++) {
            if (list.get(i) instanceof JsonObject inner) {
                var body = new Body(inner, prefix + name + "." + i + ".", faults);
                body.allow(fields);
                read.add(body);
            } else {
                fault(name + "." + i, "write an object");
            }
        }
        return read;
    }

    /** Notes each of these that is absent or null. */
    void missing(String... names) {
        for (var name : names) {
            if (!json.containsKey(name) || json.isNull(name)) {
                fault(name, "write it");
            }
        }
    }

    boolean has(String name) {
        return json.containsKey(name);
    }

    /**
     * The version that a change is based on: the field {@code version}, or the header {@code If-Match}.
     */
    int version(HttpHeaders headers) {
        var header = headers.getHeaderString(HttpHeaders.IF_MATCH);
        if (header != null) {
            var digits = header.strip().replaceFirst("^\"(.*)\"$", "$1");
            if (digits.matches("\\d{1,9}")) {
                return Integer.parseInt(digits);
            }
        }
        var version = small("version", null);
        if (version == null) {
            fault("version", "send the version you read, as \"version\" or in the header If-Match");
            return 0;
        }
        return version;
    }

    /**
     * @throws Rejection if anything that was read did not hold
     */
    void done() {
        if (!faults.isEmpty()) {
            throw new Rejection(Rejection.Reason.INVALID, faults);
        }
    }

    private <T> Optional<List<T>> list(String name, List<T> otherwise, String expected, Function<String, T> reader) {
        if (!json.containsKey(name)) {
            return Optional.ofNullable(otherwise);
        }
        if (json.isNull(name)) {
            return Optional.empty();
        }
        try {
            return Optional.of(json.getJsonArray(name).stream()
                    .map(element -> reader.apply(((JsonString) element).getString()))
                    .toList());
        } catch (ClassCastException | IllegalArgumentException notThat) {
            fault(name, "write " + expected);
            return Optional.empty();
        }
    }

    private <J extends JsonValue, T> T value(
            String name, T otherwise, String expected, Class<J> kind, Function<J, T> reader) {
        var value = json.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value == JsonValue.NULL) {
            return null;
        }
        try {
            return reader.apply(kind.cast(value));
        } catch (ClassCastException | IllegalArgumentException | ArithmeticException | DateTimeException notThat) {
            fault(name, "write " + expected);
            return otherwise;
        }
    }

    private void fault(String name, String message) {
        faults.add(new Rejection.Fault(prefix + name, message));
    }

    private static <E extends Enum<E>> String oneOf(Class<E> type) {
        return "one of "
                + Arrays.stream(type.getEnumConstants()).map(Enum::name).collect(Collectors.joining(", "));
    }
}
