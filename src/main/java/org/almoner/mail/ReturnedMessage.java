package org.almoner.mail;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.angus.mail.dsn.DeliveryStatus;

/**
 * Reads a message that came back: a delivery report (RFC 3464) or a complaint (RFC 5965). It is believed for the letter
 * whose tag it carries, signed by us, and for nothing else it says about itself.
 */
final class ReturnedMessage {

    private static final String[] RECIPIENTS = {
        "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc"
    };

    /** Names the letter in its own headers, which a complaint brings back. */
    static final String TAG = "X-Almoner-Letter";

    private final MailTags tags;

    ReturnedMessage(MailTags tags) {
        this.tags = tags;
    }

    /** What it says; empty if it is no report, or not about a letter whose tag holds. */
    Optional<Returned> read(byte[] raw) {
        try {
            return read(new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(raw)));
        } catch (MessagingException | IOException | RuntimeException unreadable) {
            // whoever sends mail to an open address may send anything
            return Optional.empty();
        }
    }

    private Optional<Returned> read(MimeMessage message) throws MessagingException, IOException {
        if (!message.isMimeType("multipart/report")) {
            return Optional.empty();
        }
        var parts = new MimeMultipart(message.getDataHandler().getDataSource());
        DeliveryStatus status = null;
        InternetHeaders complaint = null;
        InternetHeaders original = null;
        for (int i = 0; i < Math.min(parts.getCount(), 10); i++) {
            BodyPart part = parts.getBodyPart(i);
            if (part.isMimeType("message/delivery-status") || part.isMimeType("message/global-delivery-status")) {
                status = new DeliveryStatus(part.getInputStream());
            } else if (part.isMimeType("message/feedback-report")) {
                complaint = new InternetHeaders(part.getInputStream());
            } else if (part.isMimeType("message/*") || part.isMimeType("text/rfc822-headers")) {
                original = new InternetHeaders(part.getInputStream());
            }
        }
        var letter = letter(message, complaint, original);
        if (letter.isEmpty()) {
            return Optional.empty();
        }
        return complaint != null
                ? Optional.of(new Returned(letter.get(), Returned.Kind.COMPLAINT, null, said(complaint)))
                : status == null ? Optional.empty() : of(letter.get(), status);
    }

    private static String said(InternetHeaders complaint) {
        var type = complaint.getHeader("Feedback-Type", null);
        var agent = complaint.getHeader("User-Agent", null);
        return (type == null ? "complaint" : type) + (agent == null ? "" : " told by " + agent);
    }

    private static Optional<Returned> of(UUID letter, DeliveryStatus status) {
        Returned delayed = null;
        for (int i = 0; i < Math.min(status.getRecipientDSNCount(), 10); i++) {
            var recipient = status.getRecipientDSN(i);
            var action = field(recipient, "Action").toLowerCase(Locale.ROOT);
            var code = field(recipient, "Status");
            var diagnostic = field(recipient, "Diagnostic-Code");
            var detail = (code + " " + diagnostic.replaceFirst("(?i)^\\s*smtp\\s*;\\s*", "")).strip();
            if (action.equals("failed")) {
                return Optional.of(precise(letter, code, diagnostic, detail));
            }
            if (action.equals("delayed")) {
                delayed = new Returned(letter, Returned.Kind.DELAYED, code, detail);
            }
        }
        return Optional.ofNullable(delayed);
    }

    /** Some servers sum every refusal up as 5.0.0 and leave to the diagnostic what it was. */
    private static Returned precise(UUID letter, String code, String diagnostic, String detail) {
        var vague =
                code.matches("[45]\\.0\\.0.*") && Returned.statusIn(diagnostic).isPresent();
        return Returned.failed(letter, vague ? diagnostic : code, detail.isEmpty() ? null : detail);
    }

    private static String field(InternetHeaders headers, String name) {
        var value = headers.getHeader(name, null);
        return value == null ? "" : value.strip();
    }

    private Optional<UUID> letter(MimeMessage message, InternetHeaders complaint, InternetHeaders original)
            throws MessagingException {
        for (var name : RECIPIENTS) {
            var found = addressed(message.getHeader(name));
            if (found.isPresent()) {
                return found;
            }
        }
        var named = complaint == null ? Optional.<UUID>empty() : addressed(complaint.getHeader("Original-Mail-From"));
        if (named.isPresent() || original == null) {
            return named;
        }
        return addressed(original.getHeader("Return-Path")).or(() -> tags.read(original.getHeader(TAG, null)));
    }

    private Optional<UUID> addressed(String[] lines) {
        return lines == null
                ? Optional.empty()
                : Arrays.stream(lines)
                        .flatMap(line -> Stream.of(line.split("[,\\s]+")))
                        .limit(100)
                        .map(tags::addressed)
                        .flatMap(Optional::stream)
                        .findFirst();
    }
}
