package org.almoner.mail;

import java.time.Instant;

/**
 * An address that is not written to.
 *
 * @param address in the form in which donors are found by it
 * @param detail what a server said or staff wrote, or null
 * @param by a member of staff, or {@code system}
 * @param lifted when, by whom and why it was lifted, or null while it holds
 */
public record Suppression(
        long id, String address, Stream stream, Reason reason, String detail, Instant since, String by, Lifted lifted) {

    /** Which mail is not sent. */
    public enum Stream {
        ALL,
        /** Only what a donor may refuse; receipts are sent. */
        NOTICES
    }

    /** Why. */
    public enum Reason {
        /** There is no such mailbox. */
        HARD,
        /** Three letters in thirty days came back. */
        SOFT,
        /** The reader called a letter unwanted. */
        COMPLAINT,
        /** Staff decided so. */
        MANUAL,
        /** The reader wants no more notices. */
        UNSUBSCRIBED
    }

    /** That it holds no more. */
    public record Lifted(Instant at, String by, String reason) {}
}
