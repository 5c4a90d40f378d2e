package org.almoner.receipt;

import java.time.LocalDate;
import org.almoner.money.Money;

/**
 * What anybody may know of a receipt that they hold: everything that proves it and nothing of the donor.
 *
 * @param status {@code ISSUED}, {@code VOID} or {@code REPLACED}
 * @param replacedBy number of the receipt that counts instead, or null
 * @param voidedOn since when it counts no more, or null
 * @param issuer legal name, as it stands on the page
 * @param issuedOn the day printed on it
 * @param sha256 of the issued bytes, in hexadecimal
 */
public record Verification(
        String number,
        String status,
        String replacedBy,
        LocalDate voidedOn,
        String issuer,
        LocalDate issuedOn,
        Money amount,
        String sha256) {

    /** Whether it counts. */
    public boolean valid() {
        return status.equals("ISSUED");
    }

    /** Whether a digest that somebody wrote is that of the issued bytes, however it is grouped. */
    public boolean matches(String digest) {
        return sha256.equalsIgnoreCase(digest.replaceAll("[\\s:]", ""));
    }
}
