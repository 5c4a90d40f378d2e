package org.almoner.mail;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One mail to one person, complete: the same letter always becomes the same bytes.
 *
 * @param messageId with its angle brackets; stays the same however often the letter is sent
 * @param from the sender
 * @param to the only recipient
 * @param subject one line
 * @param text the plain form
 * @param html the same as HTML; null for plain letters
 * @param attachmentName file name as the recipient sees it; null without attachment
 * @param attachment a PDF; null without attachment
 * @param language of the texts
 * @param date when the letter was written, not when it is sent
 * @param headers further ones
 * @param sender of the envelope, where bounces go; null for the sender's own address
 */
public record Letter(
        String messageId,
        Mailbox from,
        Mailbox to,
        String subject,
        String text,
        String html,
        String attachmentName,
        byte[] attachment,
        Locale language,
        Instant date,
        List<Header> headers,
        String sender) {

    static final int LARGEST_ATTACHMENT = 10 * 1024 * 1024;

    private static final Set<String> OURS = Set.of(
            "message-id",
            "from",
            "to",
            "cc",
            "bcc",
            "subject",
            "date",
            "sender",
            "reply-to",
            "mime-version",
            "content-type",
            "content-transfer-encoding",
            "content-language",
            "auto-submitted",
            "x-auto-response-suppress");

    /**
     * @throws IllegalArgumentException if a part that becomes a header could smuggle in another one, or a part is
     *     missing or too large
     */
    public Letter {
        if (messageId == null || !messageId.matches("<[!-;=?A-~&&[^@]]+@[!-;=?A-~&&[^@]]+>")) {
            throw new IllegalArgumentException("a message id looks like <a@b>");
        }
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(text, "text");
        Objects.requireNonNull(language, "language");
        Objects.requireNonNull(date, "date");
        if (subject == null || subject.isBlank() || subject.length() > 500 || hasControls(subject)) {
            throw new IllegalArgumentException("a subject is one line of up to 500 characters");
        }
        if ((attachment == null) != (attachmentName == null)) {
            throw new IllegalArgumentException("an attachment needs its name, a name its attachment");
        }
        if (attachment != null) {
            if (attachment.length > LARGEST_ATTACHMENT) {
                throw new IllegalArgumentException("an attachment has at most " + LARGEST_ATTACHMENT + " bytes");
            }
            if (attachmentName.isBlank() || hasControls(attachmentName) || attachmentName.matches(".*[/\\\\:\"].*")) {
                throw new IllegalArgumentException("a file name has no folders, quotes or control characters");
            }
        }
        headers = headers == null ? List.of() : List.copyOf(headers);
        sender = sender == null ? null : Mailbox.of(sender).address();
    }

    /** A letter whose bounces go to the sender's own address. */
    public Letter(
            String messageId,
            Mailbox from,
            Mailbox to,
            String subject,
            String text,
            String html,
            String attachmentName,
            byte[] attachment,
            Locale language,
            Instant date,
            List<Header> headers) {
        this(messageId, from, to, subject, text, html, attachmentName, attachment, language, date, headers, null);
    }

    /** The same letter to a member of staff, marked as a test, without what leads back to the donor's. */
    Letter asTest(String newMessageId, Mailbox reader, Instant now) {
        return new Letter(
                newMessageId,
                from,
                reader,
                "[Test] " + (subject.length() > 480 ? subject.substring(0, 480) : subject),
                text,
                html,
                attachmentName,
                attachment,
                language,
                now,
                List.of(new Header("X-Almoner-Test", "yes")));
    }

    /** The same letter with its own envelope and further headers. */
    Letter with(String envelopeSender, List<Header> more) {
        return new Letter(
                messageId,
                from,
                to,
                subject,
                text,
                html,
                attachmentName,
                attachment,
                language,
                date,
                Stream.concat(headers.stream(), more.stream()).toList(),
                envelopeSender);
    }

    /** One header field that Almoner does not set by itself. */
    public record Header(String name, String value) {
        public Header {
            if (name == null || !name.matches("[!-9;-~]{1,70}") || OURS.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("not a header that may be added: " + name);
            }
            if (value == null || value.length() > 900 || hasControls(value)) {
                throw new IllegalArgumentException("a header's value is one line");
            }
        }
    }

    private static boolean hasControls(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }
}
