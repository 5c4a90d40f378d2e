package org.almoner.mail;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What came back about one letter.
 *
 * @param letter its identifier in the outbox
 * @param status as RFC 3463 writes it, {@code 5.1.1}; null if nobody said
 * @param detail what the server said, one line of at most 500 characters
 */
public record Returned(UUID letter, Kind kind, String status, String detail) {

    private static final Pattern STATUS = Pattern.compile("(?<![\\d.])([245])\\.(\\d{1,3})\\.(\\d{1,3})(?![\\d.])");

    /** What it means. */
    public enum Kind {
        /** There is no such mailbox: it is not written to again. */
        HARD,
        /** Full, or unreachable too long: one of these is borne, three in thirty days are not. */
        SOFT,
        /** The receiver mistrusts us, not the address: staff must look, the address stays as it is. */
        REPUTATION,
        /** Still under way. */
        DELAYED,
        /** The reader called it unwanted. */
        COMPLAINT
    }

    public Returned {
        detail = detail == null ? null : Delivery.line(detail);
    }

    /** A letter that was not delivered, read by its status, or by what the server said where there is none. */
    public static Returned failed(UUID letter, String status, String detail) {
        var known = statusIn(status).or(() -> statusIn(detail)).orElse(null);
        return new Returned(letter, kindOf(known), known, detail);
    }

    /** The first status in a text. */
    static Optional<String> statusIn(String text) {
        var found = STATUS.matcher(text == null ? "" : text);
        return found.find() ? Optional.of(found.group()) : Optional.empty();
    }

    // RFC 3463: x.1.7 and x.1.8 are about the sender's address, x.7.y about policy and trust, 5.2.1 a mailbox closed
    // for good
    private static Kind kindOf(String status) {
        if (status == null) {
            return Kind.SOFT;
        }
        var parts = status.split("[.]");
        if (parts[1].equals("7") || parts[1].equals("1") && (parts[2].equals("7") || parts[2].equals("8"))) {
            return Kind.REPUTATION;
        }
        return parts[0].equals("5") && (parts[1].equals("1") || parts[1].equals("2") && parts[2].equals("1"))
                ? Kind.HARD
                : Kind.SOFT;
    }
}
