package org.almoner.mail;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.UnsupportedEncodingException;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import org.almoner.document.Printable;

/**
 * A name and an e-mail address.
 *
 * @param name for people to read, cleaned of controls and direction marks; empty if unknown
 * @param address one address by RFC 5322, its domain in ASCII form
 */
public record Mailbox(String name, String address) {
    private static final int LONGEST_ADDRESS = 254;
    private static final int LONGEST_NAME = 120;

    /**
     * @throws IllegalArgumentException if this is not exactly one address; one whose local part is not ASCII is
     *     refused too, because few servers could take it
     */
    public Mailbox {
        name = cut(Printable.line(name));
        address = checked(address);
    }

    /** A mailbox without a name. */
    public static Mailbox of(String address) {
        return new Mailbox("", address);
    }

    /** Reads {@code address} or {@code Name <address>}, as settings write it. */
    public static Mailbox parse(String text) {
        try {
            InternetAddress[] parsed = InternetAddress.parse(text == null ? "" : text, true);
            if (parsed.length != 1) {
                throw new IllegalArgumentException("one e-mail address is wanted, not " + parsed.length);
            }
            return new Mailbox(parsed[0].getPersonal(), parsed[0].getAddress());
        } catch (AddressException e) {
            throw new IllegalArgumentException("not an e-mail address", e);
        }
    }

    InternetAddress toInternetAddress() {
        try {
            return name.isEmpty()
                    ? new InternetAddress(address, true)
                    : new InternetAddress(address, name, StandardCharsets.UTF_8.name());
        } catch (AddressException | UnsupportedEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String cut(String name) {
        return name.codePointCount(0, name.length()) <= LONGEST_NAME
                ? name
                : name.substring(0, name.offsetByCodePoints(0, LONGEST_NAME));
    }

    private static String checked(String address) {
        String trimmed = address == null ? "" : address.strip();
        int at = trimmed.lastIndexOf('@');
        if (at < 1 || trimmed.length() > LONGEST_ADDRESS || trimmed.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
            throw new IllegalArgumentException("not an e-mail address");
        }
        String local = trimmed.substring(0, at);
        if (local.chars().anyMatch(c -> c > 0x7e)) {
            throw new IllegalArgumentException("an e-mail address whose part before the @ is not ASCII");
        }
        String ascii = local + "@" + IDN.toASCII(trimmed.substring(at + 1), IDN.USE_STD3_ASCII_RULES);
        try {
            InternetAddress strict = new InternetAddress(ascii, true);
            if (!ascii.equals(strict.getAddress()) || strict.isGroup()) {
                throw new IllegalArgumentException("not an e-mail address");
            }
        } catch (AddressException e) {
            throw new IllegalArgumentException("not an e-mail address", e);
        }
        return ascii;
    }
}
