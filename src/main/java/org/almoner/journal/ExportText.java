package org.almoner.journal;

import java.nio.charset.Charset;
import java.text.Normalizer;
import java.util.Map;

/** Makes texts fit for files of other systems: nothing that splits a line, nothing that an encoding would mangle. */
final class ExportText {

    static final Charset WINDOWS = Charset.forName("windows-1252");

    /** Latin letters that do not come apart into a letter and its mark. */
    private static final Map<Character, String> LETTERS = Map.ofEntries(
            Map.entry('ł', "l"),
            Map.entry('Ł', "L"),
            Map.entry('đ', "d"),
            Map.entry('Đ', "D"),
            Map.entry('ħ', "h"),
            Map.entry('Ħ', "H"),
            Map.entry('ı', "i"),
            Map.entry('ŋ', "n"),
            Map.entry('Ŋ', "N"),
            Map.entry('ŧ', "t"),
            Map.entry('Ŧ', "T"),
            Map.entry('ẞ', "SS"),
            Map.entry('\u2010', "-"),
            Map.entry('\u2011', "-"),
            Map.entry('\u2212', "-"));

    private ExportText() {}

    /** One line without control characters, at most so long. */
    static String line(String text, int most) {
        var clean = new StringBuilder();
        text.codePoints()
                .map(point -> Character.isISOControl(point) || point == 0x2028 || point == 0x2029 ? ' ' : point)
                .filter(point ->
                        Character.getType(point) != Character.FORMAT && Character.getType(point) != Character.SURROGATE)
                .forEach(clean::appendCodePoint);
        var line = clean.toString().strip();
        return line.length() <= most
                ? line
                : line.substring(0, Character.isHighSurrogate(line.charAt(most - 1)) ? most - 1 : most)
                        .strip();
    }

    /** The same in Windows-1252: a letter that it lacks loses its marks, and what then still has no place is a {@code ?}. */
    static String windows(String text, int most) {
        var encoder = WINDOWS.newEncoder();
        var out = new StringBuilder();
        Normalizer.normalize(line(text, Integer.MAX_VALUE), Normalizer.Form.NFC)
                .codePoints()
                .forEach(point -> {
                    var one = Character.toString(point);
                    if (encoder.canEncode(one)) {
                        out.append(one);
                        return;
                    }
                    var bare = Normalizer.normalize(one, Normalizer.Form.NFKD).replaceAll("\\p{M}+", "");
                    if (bare.isEmpty()) {
                        return;
                    }
                    bare.codePoints()
                            .mapToObj(Character::toString)
                            .forEach(part -> out.append(
                                    encoder.canEncode(part) ? part : LETTERS.getOrDefault(part.charAt(0), "?")));
                });
        return line(out.toString(), most);
    }

    /** Text for a file that people open in a spreadsheet, so that none is executed as a formula. */
    static String human(String text) {
        var line = line(text, Integer.MAX_VALUE);
        return !line.isEmpty() && "=+-@".indexOf(line.charAt(0)) >= 0 ? "'" + line : line;
    }
}
