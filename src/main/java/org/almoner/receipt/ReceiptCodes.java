package org.almoner.receipt;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.Optional;
import org.almoner.database.Seal;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Handle;

/**
 * The codes by which anybody who holds a receipt can check it: 80 bits of a keyed signature of its number, so that nobody
 * guesses one, numbers cannot be tried one after another, and nothing has to be kept. They stand in the address that a
 * receipt carries, {@code …/verify/ALM-2026-000001/7M3K9QX2V0TREW51}.
 */
@ApplicationScoped
public class ReceiptCodes {

    /** Digits and letters that nobody takes for another when typing them off paper (Crockford's base 32). */
    private static final String LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static final int LENGTH = 16;

    private String site;

    protected ReceiptCodes() {}

    @Inject
    ReceiptCodes(@ConfigProperty(name = "almoner.base.url") Optional<String> site) {
        this(site.orElse(""));
    }

    /** @param site address under which the pages stand; without one receipts carry no address to check them */
    public ReceiptCodes(String site) {
        this.site = site.replaceAll("/+$", "");
    }

    /** What writes the codes, for as long as it is needed. */
    public Codes read(Handle handle) {
        byte[] secret = handle.createQuery("select secret from receipt_secret")
                .mapTo(byte[].class)
                .one();
        return new Codes(new Seal(secret), site);
    }

    /** Writes and knows the codes. */
    public static final class Codes {

        private final Seal seal;
        private final String site;

        private Codes(Seal seal, String site) {
            this.seal = seal;
            this.site = site;
        }

        /** The code of a number. */
        public String of(String number) {
            byte[] signature = seal.bytes("receipt|" + number);
            var code = new StringBuilder(LENGTH);
            int bits = 0;
            int held = 0;
            for (int at = 0; code.length() < LENGTH; ) {
                if (held < 5) {
                    bits = bits << 8 | signature[at++] & 0xff;
                    held += 8;
                }
                held -= 5;
                code.append(LETTERS.charAt(bits >> held & 31));
            }
            return code.toString();
        }

        /** Whether a code is that of a number, also in small letters, with dashes or blanks, and with O for 0 or I for 1. */
        public boolean holds(String number, String code) {
            String written = code.toUpperCase(Locale.ROOT)
                    .replaceAll("[\\s-]", "")
                    .replace('O', '0')
                    .replace('I', '1')
                    .replace('L', '1');
            // what is not ASCII would be compared as question marks
            return Seal.same(of(number), written.matches("\\p{ASCII}*") ? written : "");
        }

        /** The path of the page on which a receipt is checked. */
        public String path(String number) {
            return "/verify/" + number + "/" + of(number);
        }

        /** The address of that page; null where none is known under which it would be found. */
        public String address(String number) {
            return site.isEmpty() ? null : site + path(number);
        }
    }
}
