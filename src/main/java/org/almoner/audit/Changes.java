package org.almoner.audit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** What differs between two descriptions of the same thing, as the detail of a line of the trail. */
public final class Changes {

    private Changes() {}

    /** Only what differs, written {@code before → after}. */
    public static Map<String, String> between(Map<String, ?> before, Map<String, ?> after) {
        var changes = new LinkedHashMap<String, String>();
        after.forEach((key, value) -> {
            if (!Objects.equals(before.get(key), value)) {
                changes.put(key, text(before.get(key)) + " → " + text(value));
            }
        });
        return changes;
    }

    private static String text(Object value) {
        return value == null ? "∅" : value.toString();
    }
}
