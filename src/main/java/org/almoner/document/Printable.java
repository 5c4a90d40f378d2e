package org.almoner.document;

import java.text.Normalizer;
import java.util.regex.Pattern;

/** Makes text from outside fit for print: composed, without controls and without marks that reorder what is read. */
public final class Printable {
    private static final Pattern SPACES = Pattern.compile(" {2,}");
    private static final Pattern LINK = Pattern.compile("(?i)://|www\\.|\\.[a-z]{2,}(/|$)|@");

    private Printable() {}

    /**
     * The text in composed form (NFC), with controls and odd spaces as plain spaces, direction overrides, soft hyphens,
     * variation selectors and other invisible marks taken out. Line breaks stay. Null becomes empty.
     */
    public static String of(String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        if (plain(text)) {
            return text;
        }
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        StringBuilder out = new StringBuilder(composed.length());
        for (int i = 0; i < composed.length(); ) {
            int c = composed.codePointAt(i);
            int width = Character.charCount(c);
            append(out, c, i + width < composed.length() ? composed.codePointAt(i + width) : 0);
            i += width;
        }
        return out.toString();
    }

    /** The same on one line, outer blanks trimmed, several spaces as one. */
    public static String line(String text) {
        return SPACES.matcher(of(text).replace('\n', ' ')).replaceAll(" ").strip();
    }

    /** Whether mail programs and readers would make a link of a part of it. */
    public static boolean linked(String text) {
        return LINK.matcher(text).find();
    }

    private static boolean plain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 && c != '\n' || c > 0x17f || c >= 0x7f && c < 0xa1 || c == 0xad) {
                return false;
            }
        }
        return true;
    }

    private static void append(StringBuilder out, int c, int next) {
        if (c == '\n' || c == 0x2028 || c == 0x2029) {
            out.append('\n');
        } else if (c == '\r') {
            if (next != '\n') {
                out.append('\n');
            }
        } else if (c == 0x200c || c == 0x200d) {
            // Joiners mean something between letters of Persian or Indic words, and nothing anywhere else.
            if (out.length() > 0
                    && Character.isUnicodeIdentifierPart(next)
                    && joins(out.codePointBefore(out.length()))) {
                out.appendCodePoint(c);
            }
        } else if (c == 0x202f || c == 0xa0) {
            out.append('\u00a0');
        } else if (Character.getType(c) == Character.SPACE_SEPARATOR && c != 0x3000 || Character.isISOControl(c)) {
            out.append(' ');
        } else if (Character.getType(c) != Character.FORMAT && !selectsVariant(c)) {
            out.appendCodePoint(c);
        }
    }

    private static boolean joins(int before) {
        return before >= 0x600 && before <= 0x1fff;
    }

    private static boolean selectsVariant(int c) {
        return c >= 0xfe00 && c <= 0xfe0f || c >= 0xe0100 && c <= 0xe01ef || c >= 0x180b && c <= 0x180d;
    }
}
