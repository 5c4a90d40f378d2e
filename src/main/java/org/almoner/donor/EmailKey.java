package org.almoner.donor;

import java.text.Normalizer;
import java.util.Locale;

/** The form of an e-mail address by which donors are found: NFC, trimmed, lower case. */
public final class EmailKey {

    private EmailKey() {}

    /** The key, or null for nothing. */
    public static String of(String email) {
        if (email == null || email.isBlank()) {
            return null;
        }
        return Normalizer.normalize(email.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }
}
