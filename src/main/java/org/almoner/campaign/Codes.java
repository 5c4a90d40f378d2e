package org.almoner.campaign;

import org.almoner.database.Rejection;

/** What staff may choose as a code; what a gift brings is kept as it came. */
final class Codes {

    private static final String ALLOWED = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    private Codes() {}

    static void require(String code) {
        if (code == null || !code.matches(ALLOWED)) {
            throw Rejection.invalid(
                    "code",
                    "write 1 to 64 of A-Z, a-z, 0-9, dot, dash and underscore, beginning with a letter or digit");
        }
    }
}
