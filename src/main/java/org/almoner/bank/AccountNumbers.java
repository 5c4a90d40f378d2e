package org.almoner.bank;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bank accounts, and the ways in which one may be written. */
final class AccountNumbers {

    private static final Pattern IBAN = Pattern.compile("[A-Z]{2}\\d{2}[A-Z0-9]{11,30}");
    private static final Pattern GERMAN = Pattern.compile("(\\d{8})/(\\d{1,10})");
    private static final BigInteger MODULUS = BigInteger.valueOf(97);

    private AccountNumbers() {}

    /** Capital letters, without blanks. */
    static String plain(String written) {
        return written.replaceAll("[\\s.\\u00a0]", "").toUpperCase(Locale.ROOT);
    }

    /** Whether it is written as an IBAN is. */
    static boolean isIban(String number) {
        return IBAN.matcher(number).matches();
    }

    /** Whether the check digits of an IBAN are right (ISO 13616). */
    static boolean isSound(String iban) {
        var digits = new StringBuilder();
        (iban.substring(4) + iban.substring(0, 4)).chars().forEach(c -> digits.append(Character.getNumericValue(c)));
        return new BigInteger(digits.toString()).mod(MODULUS).intValue() == 1;
    }

    /** Whether a file's account is ours: the same, with its currency behind it, or the German form before the IBAN. */
    static boolean same(String ours, String currency, String written) {
        String theirs = plain(written);
        Matcher german = GERMAN.matcher(theirs.endsWith(currency) ? theirs.substring(0, theirs.length() - 3) : theirs);
        return ours.equals(theirs)
                || (ours + currency).equals(theirs)
                || ours.startsWith("DE")
                        && german.matches()
                        && ours.substring(4)
                                .equals(german.group(1) + String.format("%010d", Long.parseLong(german.group(2))));
    }
}
