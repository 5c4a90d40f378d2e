package org.almoner.bank;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a field :86: says. German banks number its parts ({@code 166?00…?20…?32…}, DFÜ-Abkommen Anlage 3, chapter 8); the
 * others write plain lines.
 */
record Mt940Detail(String name, String text) {

    private static final Pattern NUMBERED = Pattern.compile("\\d{3}\\?\\d\\d.*", Pattern.DOTALL);
    private static final Pattern PART = Pattern.compile("\\?(\\d\\d)([^?]*)");

    static Mt940Detail of(String value) {
        if (!NUMBERED.matcher(value).matches()) {
            return new Mt940Detail("", value.replace('\n', ' ').strip());
        }
        var name = new StringBuilder();
        var text = new StringBuilder();
        var kind = new StringBuilder();
        Matcher part = PART.matcher(value.replace("\n", ""));
        while (part.find()) {
            int number = Integer.parseInt(part.group(1));
            if (number >= 20 && number <= 29 || number >= 60 && number <= 63) {
                text.append(part.group(2));
            } else if (number == 32 || number == 33) {
                name.append(part.group(2));
            } else if (number == 0) {
                kind.append(part.group(2));
            }
        }
        return new Mt940Detail(
                name.toString().strip(),
                text.append(' ').append(kind).toString().strip());
    }
}
