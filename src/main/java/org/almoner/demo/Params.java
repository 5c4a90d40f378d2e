package org.almoner.demo;

import com.google.gson.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Form-encoded parameters as Stripe's clients write them: {@code a[b]=c}, {@code expand[0]=x}, {@code expand[]=x}. */
final class Params {
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, List<String>> lists = new LinkedHashMap<>();

    /** Reads a query string or form body; null and empty are no parameters. */
    static Params parse(String encoded) {
        Params params = new Params();
        if (encoded == null || encoded.isEmpty()) {
            return params;
        }
        for (String pair : encoded.split("&")) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            String list = name.replaceFirst("\\[\\d*]$", "");
            if (list.equals(name)) {
                params.values.put(name, value);
            } else {
                params.lists.computeIfAbsent(list, n -> new ArrayList<>()).add(value);
            }
        }
        return params;
    }

    String get(String name) {
        return values.get(name);
    }

    /** A required parameter. */
    String need(String name) {
        String value = values.get(name);
        if (value == null || value.isEmpty()) {
            throw new StripeProblem(
                    400, "invalid_request_error", "parameter_missing", "Missing required param: " + name + ".", name);
        }
        return value;
    }

    List<String> list(String name) {
        return lists.getOrDefault(name, List.of());
    }

    /** An integer parameter, or the default if it was not given. */
    long number(String name, long otherwise) {
        String value = values.get(name);
        try {
            return value == null ? otherwise : Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw StripeProblem.invalid("Invalid integer: " + value, name);
        }
    }

    /** {@code name[key]=value} parameters as an object. */
    JsonObject object(String name) {
        JsonObject object = new JsonObject();
        values.forEach((key, value) -> {
            if (key.startsWith(name + "[") && key.endsWith("]")) {
                object.addProperty(key.substring(name.length() + 1, key.length() - 1), value);
            }
        });
        return object;
    }

    Set<String> names() {
        Set<String> names = new TreeSet<>(values.keySet());
        names.addAll(lists.keySet());
        return names;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
