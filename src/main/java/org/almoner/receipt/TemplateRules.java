package org.almoner.receipt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.almoner.database.Rejection;
import org.almoner.database.Rejection.Fault;
import org.almoner.document.Fonts;
import org.almoner.document.Texts;

/** What must hold of an issuer's own texts before anybody can approve them. */
final class TemplateRules {

    private static final Pattern MARKUP = Pattern.compile("<\\s*[/!?A-Za-z]|&(#\\w+|[A-Za-z]{2,});");
    /** Wider than what programs make links of: a name must not become the beginning of one. */
    private static final Pattern LINK = Pattern.compile("(?i)://|www\\.|@|[\\p{L}\\d-]\\.\\p{L}{2,}");

    /** Names that do not come from the issuer itself. */
    private static final Set<String> NAMES = Set.of("donor", "fund", "campaign");

    /** Regimes whose page leaves no room for own words: thanks on it would make it worthless, or its form is binding. */
    private static final Set<Regime> BINDING = Set.of(Regime.CA, Regime.DE, Regime.FR);

    private final List<Fault> faults = new ArrayList<>();

    private TemplateRules() {}

    /**
     * @param words cut to their text, null for none
     * @param regime of the issuer it is for; null where it is for all of them
     * @throws Rejection naming each field that does not hold
     */
    static void check(ReceiptTemplate.Scope scope, Map<Passage, String> words, Regime regime) {
        var rules = new TemplateRules();
        if (!Texts.LANGUAGES.contains(scope.language() == null ? "" : scope.language())) {
            rules.fault(
                    "language",
                    "choose one of the languages that receipts are written in: "
                            + String.join(", ", new TreeSet<>(Texts.LANGUAGES)));
        }
        words.forEach((passage, text) -> rules.check(passage, text, regime));
        if (words.values().stream().allMatch(String::isEmpty)
                && scope.entity() == null
                && scope.campaign() == null
                && scope.fund() == null) {
            // everywhere else an empty version is how the wider scope gets its word back
            rules.fault(Passage.PAGE_THANKS.field(), "write at least one of the texts");
        }
        if (!rules.faults.isEmpty()) {
            throw new Rejection(Rejection.Reason.INVALID, rules.faults);
        }
    }

    private void check(Passage passage, String text, Regime regime) {
        if (text.isEmpty()) {
            return;
        }
        if (passage.onPage() && regime != null && BINDING.contains(regime)) {
            fault(passage, "the wording of this issuer's page is binding; leave it empty and write it in the mail");
        }
        if (text.length() > passage.longest()) {
            fault(passage, "write at most " + passage.longest() + " characters");
        }
        if (text.codePoints()
                        .anyMatch(c ->
                                c != '\n' && (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT))
                || !passage.paragraphs() && text.indexOf('\n') >= 0) {
            fault(passage, passage.paragraphs() ? "take out the control characters" : "write it on one line");
        }
        if (MARKUP.matcher(text).find()) {
            fault(passage, "write plain text; HTML is not read");
        }
        placeholders(passage, text);
        if (passage.onPage()) {
            int[] missing = Fonts.unprintable(text);
            if (missing.length > 0) {
                fault(
                        passage,
                        "no font has "
                                + Arrays.stream(missing)
                                        .mapToObj(c -> Character.toString(c) + " (U+"
                                                + Integer.toHexString(c).toUpperCase(Locale.ROOT) + ")")
                                        .collect(Collectors.joining(", "))
                                + "; write it in other letters");
            }
        }
    }

    private void placeholders(Passage passage, String text) {
        List<String> used = Wording.placeholders(text);
        used.stream()
                .filter(name -> !Passage.PLACEHOLDERS.contains(name))
                .distinct()
                .forEach(name -> fault(passage, "there is no {" + name + "}; use " + braced(Passage.PLACEHOLDERS)));
        if (text.replaceAll("\\{[A-Za-z]*}", "").matches("(?s).*[{}].*")) {
            fault(passage, "a brace stands alone; placeholders look like {amount}");
        }
        Set<String> missing = new TreeSet<>(passage.required());
        used.forEach(missing::remove);
        if (!missing.isEmpty()) {
            fault(passage, "say " + braced(missing) + " in it");
        }
        if (used.stream().anyMatch(NAMES::contains) && LINK.matcher(text).find()) {
            fault(
                    passage,
                    "a text with a name in it has no links and no addresses; put them into a text without "
                            + braced(NAMES));
        }
    }

    private static String braced(Set<String> names) {
        return new TreeSet<>(names).stream().map(name -> "{" + name + "}").collect(Collectors.joining(", "));
    }

    private void fault(Passage passage, String message) {
        fault(passage.field(), message);
    }

    private void fault(String field, String message) {
        faults.add(new Fault(field, message));
    }
}
