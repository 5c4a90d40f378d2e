package org.almoner.database;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;

/**
 * A place in an ordered list: the sort key of the item that a page ended with. Opaque to those who carry it, and no
 * secret: it says nothing that the item did not.
 */
public final class Cursor {

    private static final String SEPARATOR = "\u001f";

    private final String[] parts;

    private Cursor(String[] parts) {
        this.parts = parts;
    }

    /** Writes the sort key of an item, the unique part last. */
    public static String of(Object... parts) {
        var text = new StringBuilder();
        for (Object part : parts) {
            text.append(text.isEmpty() ? "" : SEPARATOR).append(part);
        }
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads what {@link #of} wrote.
     *
     * @throws BadCursor if it was not written by this list
     */
    public static Cursor read(String text, int size) {
        try {
            var parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(SEPARATOR, -1);
            if (parts.length != size) {
                throw new BadCursor();
            }
            return new Cursor(parts);
        } catch (IllegalArgumentException notBase64) {
            throw new BadCursor();
        }
    }

    public String text(int index) {
        return parts[index];
    }

    public long number(int index) {
        try {
            return Long.parseLong(parts[index]);
        } catch (NumberFormatException e) {
            throw new BadCursor();
        }
    }

    public Instant instant(int index) {
        try {
            return Instant.parse(parts[index]);
        } catch (DateTimeParseException e) {
            throw new BadCursor();
        }
    }

    /** A cursor that no page of this list has handed out. */
    public static final class BadCursor extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        BadCursor() {
            super("this cursor was not handed out by this list; take the \"next\" of its last page");
        }
    }
}
