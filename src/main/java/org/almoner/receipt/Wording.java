package org.almoner.receipt;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.almoner.document.Printable;

/**
 * The versions of templates that speak for one receipt, the narrowest scope first. A version that leaves a passage empty, or
 * asks in it for something that this gift does not have, leaves the word to the next; after the last Almoner's own texts
 * speak.
 */
record Wording(List<Version> versions) {

    static final Wording BUILT_IN = new Wording(List.of());

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z]*)}");
    private static final int LONGEST_NAME = 80;

    Wording {
        versions = List.copyOf(versions);
    }

    /** An approved version, or a draft that is looked at. */
    record Version(long id, Map<Passage, String> words) {}

    /**
     * What is said in a passage.
     *
     * @param values what the placeholders stand for; one that is missing, null or blank is not had
     * @return null where Almoner's own text speaks
     */
    String say(Passage passage, Map<String, String> values) {
        for (Version version : versions) {
            String text = version.words().get(passage);
            if (text != null && !text.isEmpty()) {
                boolean had = PLACEHOLDER
                        .matcher(text)
                        .results()
                        .map(found -> values.get(found.group(1)))
                        .allMatch(value -> value != null && !value.isBlank());
                if (had) {
                    // one pass, so that a name that looks like a placeholder stays what it is
                    return PLACEHOLDER
                            .matcher(text)
                            .replaceAll(found -> Matcher.quoteReplacement(values.get(found.group(1))));
                }
            }
        }
        return null;
    }

    /** The ids of the versions, in their order. */
    List<Long> ids() {
        return versions.stream().map(Version::id).toList();
    }

    /** The placeholders in a text, as they are written. */
    static List<String> placeholders(String text) {
        return PLACEHOLDER.matcher(text).results().map(found -> found.group(1)).toList();
    }

    /**
     * What the placeholders stand for. A name that carries a link would make us send somebody's advertisement to somebody
     * else, and a very long one breaks every sentence: such names count as not had.
     */
    static Map<String, String> values(
            String number, String issuer, String donor, String amount, String date, String fund, String campaign) {
        var values = new HashMap<String, String>();
        values.put("number", number);
        values.put("issuer", Printable.line(issuer));
        values.put("amount", amount);
        values.put("date", date);
        values.put("donor", harmless(donor));
        values.put("fund", harmless(fund));
        values.put("campaign", harmless(campaign));
        return values;
    }

    private static String harmless(String name) {
        String line = Printable.line(name);
        return line.length() <= LONGEST_NAME && !Printable.linked(line) ? line : null;
    }
}
