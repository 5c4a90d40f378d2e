package org.almoner.mail;

/**
 * What became of handing over one letter.
 *
 * @param outcome the kind of answer
 * @param code the server's reply code; 0 if there was no reply
 * @param text the server's reply or what went wrong, one line of at most 500 characters
 * @param uncertain the letter was out but the answer never came: the server may have it. Only with
 *     {@link Outcome#DEFERRED}
 * @param slower the recipient's domain asks for less mail (421 or 4.7.x about the recipient)
 */
public record Delivery(Outcome outcome, int code, String text, boolean uncertain, boolean slower) {
    private static final int LONGEST_TEXT = 500;

    public enum Outcome {
        /** The server took it over (250). */
        SENT,
        /** The server will never take it (5xx). */
        REJECTED,
        /** It was not sent, as nobody needs it any more. */
        DROPPED,
        /** It was not sent, as its address is not written to. */
        SUPPRESSED,
        /** Not now (4xx, no connection, our own sign-in refused): worth another try later. */
        DEFERRED
    }

    public Delivery {
        text = text == null ? "" : line(text);
    }

    /** A text on one line, not longer than is kept. */
    static String line(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT);
    }

    static Delivery sent(int code, String reply) {
        return new Delivery(Outcome.SENT, code, reply, false, false);
    }

    static Delivery rejected(int code, String reply) {
        return new Delivery(Outcome.REJECTED, code, reply, false, false);
    }

    static Delivery dropped(String reason) {
        return new Delivery(Outcome.DROPPED, 0, reason, false, false);
    }

    static Delivery suppressed(String reason) {
        return new Delivery(Outcome.SUPPRESSED, 0, reason, false, false);
    }

    static Delivery deferred(int code, String reason) {
        return new Delivery(Outcome.DEFERRED, code, reason, false, false);
    }

    static Delivery slower(int code, String reason) {
        return new Delivery(Outcome.DEFERRED, code, reason, false, true);
    }

    static Delivery uncertain(String reason) {
        return new Delivery(Outcome.DEFERRED, 0, reason, true, false);
    }
}
