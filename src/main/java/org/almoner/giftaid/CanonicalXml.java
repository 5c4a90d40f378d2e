package org.almoner.giftaid;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes elements and texts as Canonical XML 1.0 has them: UTF-8, no empty-element tags, no blanks between elements, signs
 * escaped as it says. So a digest over what was written is one over the canonical form, however long it is, and no document
 * has to be held.
 */
final class CanonicalXml {

    private final OutputStream out;

    CanonicalXml(OutputStream out) {
        this.out = out;
    }

    /** An element that is left open; its namespace, where it begins one, is its only attribute. */
    CanonicalXml open(String name, String namespace) throws IOException {
        return raw("<" + name + (namespace == null ? "" : " xmlns=\"" + namespace + "\"") + ">");
    }

    CanonicalXml open(String name) throws IOException {
        return open(name, null);
    }

    CanonicalXml close(String name) throws IOException {
        return raw("</" + name + ">");
    }

    /** An element with a text. */
    CanonicalXml element(String name, String text) throws IOException {
        return open(name).raw(escaped(text)).close(name);
    }

    /** The same, left out where there is no text. */
    CanonicalXml optional(String name, String text) throws IOException {
        return text == null ? this : element(name, text);
    }

    /** The same with an attribute {@code Type}; the type is a constant of the schema. */
    CanonicalXml typed(String name, String type, String text) throws IOException {
        return raw("<" + name + " Type=\"" + type + "\">").raw(escaped(text)).close(name);
    }

    CanonicalXml raw(String markup) throws IOException {
        out.write(markup.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    private static String escaped(String text) {
        var escaped = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            switch (point) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '\r' -> escaped.append("&#xD;");
                default -> {
                    if (isCharacter(point)) {
                        escaped.appendCodePoint(point);
                    }
                }
            }
        });
        return escaped.toString();
    }

    /** What XML 1.0 knows; anything else is left out, for no reader would take the file. */
    private static boolean isCharacter(int point) {
        return point == '\t'
                || point == '\n'
                || point >= 0x20 && point < 0xD800
                || point > 0xDFFF && point < 0xFFFE
                || point > 0xFFFF;
    }
}
