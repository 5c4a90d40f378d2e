package org.almoner.mail;

import jakarta.activation.DataHandler;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.angus.mail.smtp.SMTPMessage;

/** A letter in MIME: text and HTML as alternatives, the attachment beside them. */
final class LetterMessage extends SMTPMessage {
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH);

    private final String messageId;

    LetterMessage(Session session, Letter letter) throws MessagingException, IOException {
        super(session);
        messageId = letter.messageId();
        setFrom(letter.from().toInternetAddress());
        setRecipient(Message.RecipientType.TO, letter.to().toInternetAddress());
        setSubject(letter.subject(), StandardCharsets.UTF_8.name());
        setHeader("Date", DATE.format(letter.date().atOffset(ZoneOffset.UTC)));
        setHeader("Auto-Submitted", "auto-generated");
        setHeader("X-Auto-Response-Suppress", "All");
        setContentLanguage(new String[] {letter.language().stripExtensions().toLanguageTag()});
        for (Letter.Header header : letter.headers()) {
            setHeader(header.name(), header.value());
        }
        if (letter.html() == null && letter.attachment() == null) {
            setText(letter.text(), StandardCharsets.UTF_8.name());
        } else if (letter.attachment() == null) {
            setContent(words(letter));
        } else {
            Parts mixed = new Parts("mixed", messageId);
            MimeBodyPart body = new MimeBodyPart();
            if (letter.html() == null) {
                body.setText(letter.text(), StandardCharsets.UTF_8.name());
            } else {
                body.setContent(words(letter));
            }
            mixed.addBodyPart(body);
            mixed.addBodyPart(attachment(letter));
            setContent(mixed);
        }
        if (letter.sender() != null) {
            setEnvelopeFrom(letter.sender());
            // a bounce says which letter it is about without bringing the PDF back
            setReturnOption(RETURN_HDRS);
        }
        saveChanges();
    }

    /** {@link #saveChanges} would otherwise replace the identifier by one that changes with every sending. */
    @Override
    protected void updateMessageID() throws MessagingException {
        setHeader("Message-ID", messageId);
    }

    private static Parts words(Letter letter) throws MessagingException {
        Parts alternatives = new Parts("alternative", letter.messageId());
        MimeBodyPart text = new MimeBodyPart();
        text.setText(letter.text(), StandardCharsets.UTF_8.name());
        MimeBodyPart html = new MimeBodyPart();
        html.setText(letter.html(), StandardCharsets.UTF_8.name(), "html");
        alternatives.addBodyPart(text);
        alternatives.addBodyPart(html);
        return alternatives;
    }

    private static MimeBodyPart attachment(Letter letter) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setDataHandler(new DataHandler(new ByteArrayDataSource(letter.attachment(), "application/pdf")));
        part.setFileName(letter.attachmentName());
        part.setDisposition(Part.ATTACHMENT);
        part.setHeader("Content-Transfer-Encoding", "base64");
        return part;
    }

    /** Parts between boundaries that come from the letter and not from the clock. */
    private static final class Parts extends MimeMultipart {
        Parts(String kind, String messageId) {
            ContentType type = new ContentType("multipart", kind, null);
            String seed = kind + messageId;
            // "=_" cannot occur in quoted-printable or base64, so no body can hold its own boundary.
            type.setParameter("boundary", "=_" + UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8)));
            contentType = type.toString();
        }
    }
}
