package org.almoner.giftaid;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Names and addresses as HMRC's schedule and XML take them: Latin letters without marks, one line, so long and no longer,
 * nothing in front that a spreadsheet could take for a formula. What cannot be written so is null, never half of a name.
 */
final class ScheduleText {

    static final int NAME = 35;
    static final int HOUSE = 40;
    private static final int TITLE = 4;
    private static final Pattern TITLES = Pattern.compile("[A-Za-z][A-Za-z'-]{1,3}");
    private static final Pattern OFFICIALS = Pattern.compile("[A-Za-z][A-Za-z'-]*(?: [A-Za-z][A-Za-z'-]*)?");
    private static final Pattern POSTCODE = Pattern.compile(
            "GIR 0AA|(?:[A-Z][0-9]{1,2}|[A-Z][A-HJ-Y][0-9]{1,2}|[A-Z][0-9][A-Z]|[A-Z][A-HJ-Y][0-9][A-Z]) [0-9][A-Z]{2}");

    /** Latin letters that do not come apart into a letter and its mark, and other signs with a plain one. */
    private static final Map<Integer, String> PLAIN = Map.ofEntries(
            Map.entry((int) 'ß', "ss"),
            Map.entry((int) 'ẞ', "SS"),
            Map.entry((int) 'æ', "ae"),
            Map.entry((int) 'Æ', "AE"),
            Map.entry((int) 'œ', "oe"),
            Map.entry((int) 'Œ', "OE"),
            Map.entry((int) 'ø', "o"),
            Map.entry((int) 'Ø', "O"),
            Map.entry((int) 'ł', "l"),
            Map.entry((int) 'Ł', "L"),
            Map.entry((int) 'đ', "d"),
            Map.entry((int) 'Đ', "D"),
            Map.entry((int) 'ð', "d"),
            Map.entry((int) 'Ð', "D"),
            Map.entry((int) 'þ', "th"),
            Map.entry((int) 'Þ', "Th"),
            Map.entry((int) 'ħ', "h"),
            Map.entry((int) 'Ħ', "H"),
            Map.entry((int) 'ı', "i"),
            Map.entry((int) 'ŋ', "n"),
            Map.entry((int) 'Ŋ', "N"),
            Map.entry((int) 'ŧ', "t"),
            Map.entry((int) 'Ŧ', "T"),
            Map.entry((int) 'ə', "e"),
            Map.entry((int) 'Ə', "E"),
            Map.entry((int) '\u2018', "'"),
            Map.entry((int) '\u2019', "'"),
            Map.entry((int) '\u02bc', "'"),
            Map.entry((int) '\u2010', "-"),
            Map.entry((int) '\u2011', "-"),
            Map.entry((int) '\u2013', "-"));

    private ScheduleText() {}

    /** A title of two to four letters; a longer one is left out, as the schedule allows. */
    static String title(String title) {
        String plain = plain(title, " '-", TITLE + 1);
        return plain != null && TITLES.matcher(plain).matches() ? plain : null;
    }

    static String firstName(String name) {
        return plain(name, " '-", NAME);
    }

    /** The first name of an authorised official: one or two, each without a digit; null where it is neither. */
    static String officialName(String name) {
        String plain = firstName(name);
        return plain != null && OFFICIALS.matcher(plain).matches() ? plain : null;
    }

    /** A double-barrelled one with a space in the place of the hyphen, as HMRC wants it. */
    static String lastName(String name) {
        return plain(name == null ? null : name.replaceAll("[-\u2010\u2011\u2013]", " "), " '", NAME);
    }

    static String house(String house) {
        return plain(house, " '-/,.&", HOUSE);
    }

    /** In capitals with one space before the last three; null where it is none of the United Kingdom. */
    static String postcode(String postcode) {
        if (postcode == null) {
            return null;
        }
        String bare = postcode.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
        if (bare.length() < 5 || bare.length() > 7) {
            return null;
        }
        String spaced = bare.substring(0, bare.length() - 3) + " " + bare.substring(bare.length() - 3);
        return POSTCODE.matcher(spaced).matches() ? spaced : null;
    }

    private static String plain(String text, String signs, int most) {
        if (text == null) {
            return null;
        }
        var plain = new StringBuilder();
        var lost = new boolean[1];
        Normalizer.normalize(text, Normalizer.Form.NFKD).codePoints().forEach(point -> {
            String known = PLAIN.getOrDefault(point, Character.toString(point));
            known.codePoints().forEach(each -> {
                if (each < 128 && Character.isLetterOrDigit(each) || signs.indexOf(each) >= 0) {
                    plain.appendCodePoint(each);
                } else if (Character.isLetterOrDigit(each)) {
                    lost[0] = true;
                } else if (!isMark(each)) {
                    plain.append(' ');
                }
            });
        });
        String line = plain.toString().replaceAll(" +", " ").replaceFirst("^[^A-Za-z0-9]+", "");
        if (lost[0] || line.isBlank()) {
            return null;
        }
        return (line.length() <= most ? line : line.substring(0, most)).strip();
    }

    /** What has no width of its own: accents that came off their letters, and signs that only direct. */
    private static boolean isMark(int point) {
        return switch (Character.getType(point)) {
            case Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.FORMAT -> true;
            default -> false;
        };
    }
}
