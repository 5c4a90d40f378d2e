package org.almoner.receipt;

import java.util.Locale;
import java.util.Set;

/**
 * What an issuer may say in own words: on the page, where the regime's wording leaves room, and in the mail with it. What a
 * tax office prescribes is no passage, and nobody can edit it.
 */
public enum Passage {
    /** The line that thanks, in place of ours. */
    PAGE_THANKS("pageThanks", 200, false, Set.of()),
    /** Under it: what the gift makes possible. */
    PAGE_IMPACT("pageImpact", 600, true, Set.of()),
    /** The mail's subject; the number in it lets a donor tell a second mail from a second receipt. */
    MAIL_SUBJECT("mailSubject", 150, false, Set.of("number")),
    /** What the mail begins with after the greeting. */
    MAIL_INTRO("mailIntro", 1_000, true, Set.of("amount", "date")),
    /** What the gift makes possible. */
    MAIL_IMPACT("mailImpact", 2_000, true, Set.of()),
    /** The mail's last line before the issuer's name. */
    MAIL_THANKS("mailThanks", 300, false, Set.of());

    /** The placeholders that there are, each in braces. */
    static final Set<String> PLACEHOLDERS = Set.of("donor", "amount", "date", "number", "issuer", "fund", "campaign");

    private final String field;
    private final int longest;
    private final boolean paragraphs;
    private final Set<String> required;

    Passage(String field, int longest, boolean paragraphs, Set<String> required) {
        this.field = field;
        this.longest = longest;
        this.paragraphs = paragraphs;
        this.required = required;
    }

    /** Its name in JSON and forms. */
    public String field() {
        return field;
    }

    /** The most characters it may have. */
    public int longest() {
        return longest;
    }

    /** Whether it may have more than one line. */
    public boolean paragraphs() {
        return paragraphs;
    }

    /** Whether it stands on the receipt itself and not in the mail. */
    public boolean onPage() {
        return this == PAGE_THANKS || this == PAGE_IMPACT;
    }

    /** The placeholders that must stand in it, where it is not empty. */
    Set<String> required() {
        return required;
    }

    String column() {
        return name().toLowerCase(Locale.ROOT);
    }
}
