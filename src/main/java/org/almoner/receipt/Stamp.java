package org.almoner.receipt;

import java.util.Locale;
import org.almoner.document.Watermark;

/** What is written across a page that is not the original. */
public enum Stamp {
    /** A duplicate for staff. */
    COPY("COPY", "KOPIE", "DUPLICATA"),
    /** A receipt that no longer counts. */
    VOID("VOID", "UNGÜLTIG", "ANNULÉ"),
    /** A trial that took no number. */
    TEST("TEST", "MUSTER", "SPÉCIMEN");

    private final String english;
    private final String german;
    private final String french;

    Stamp(String english, String german, String french) {
        this.english = english;
        this.german = german;
        this.french = french;
    }

    /** The page with it across. */
    byte[] on(byte[] pdf, String language) {
        String word =
                switch (Locale.forLanguageTag(language).getLanguage()) {
                    case "de" -> german;
                    case "fr" -> french;
                    default -> english;
                };
        return Watermark.on(pdf, word);
    }
}
