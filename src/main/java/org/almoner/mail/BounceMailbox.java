package org.almoner.mail;

import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.search.FlagTerm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import org.eclipse.angus.mail.pop3.POP3Folder;

/**
 * The mailbox to which bounces come, by IMAP or POP3. A report about a letter of ours is taken and then deleted there;
 * anything else stays for people to read, and is not looked at twice.
 */
public final class BounceMailbox {

    /** A report is small; whatever is larger is none. */
    private static final int LARGEST = 5 * 1024 * 1024;

    /** How mailboxes are read. */
    public enum Protocol {
        IMAP,
        POP3
    }

    /**
     * A mailbox.
     *
     * @param patience the longest wait for a connection or an answer
     */
    public record Account(
            Protocol protocol,
            String host,
            int port,
            String user,
            String password,
            Postman.Tls tls,
            Duration patience) {
        public Account {
            Objects.requireNonNull(protocol, "protocol");
            Objects.requireNonNull(host, "host");
            Objects.requireNonNull(tls, "tls");
        }

        @Override
        public String toString() {
            return protocol + " " + host + ":" + port;
        }
    }

    private final Account account;
    private final MailReports reports;
    private final ReturnedMessage reader;

    public BounceMailbox(Account account, MailReports reports, MailTags tags) {
        this.account = account;
        this.reports = reports;
        this.reader = new ReturnedMessage(tags);
    }

    /**
     * Reads what is new.
     *
     * @param most how many messages at most
     * @return how many reports were taken
     * @throws MessagingException if the mailbox cannot be read just now
     */
    public int read(int most) throws MessagingException {
        var store = Session.getInstance(properties())
                .getStore(account.protocol().name().toLowerCase(Locale.ROOT));
        try {
            store.connect(account.host(), account.port(), account.user(), account.password());
            var folder = store.getFolder("INBOX");
            folder.open(Folder.READ_WRITE);
            try {
                return read(folder, most);
            } finally {
                folder.close(true);
            }
        } finally {
            store.close();
        }
    }

    private int read(Folder folder, int most) throws MessagingException {
        var messages = account.protocol() == Protocol.IMAP
                ? folder.search(new FlagTerm(new Flags(Flags.Flag.SEEN), false))
                : folder.getMessages();
        int taken = 0;
        int looked = 0;
        for (int i = 0; i < messages.length && looked < most; i++) {
            var uid = folder instanceof POP3Folder pop ? pop.getUID(messages[i]) : null;
            var key = uid == null ? null : "pop3:" + digest(uid.getBytes(StandardCharsets.UTF_8));
            var before = key == null ? null : reports.known(key).orElse(null);
            if (before == null) {
                looked++;
                before = take(messages[i], key);
                taken += before ? 1 : 0;
            }
            messages[i].setFlag(before ? Flags.Flag.DELETED : Flags.Flag.SEEN, true);
        }
        return taken;
    }

    /** Whether it is a report about a letter of ours. */
    private boolean take(Message message, String uid) throws MessagingException {
        byte[] raw = raw(message);
        var key = uid == null ? "mail:" + digest(raw) : uid;
        var returned = reader.read(raw);
        if (returned.isEmpty()) {
            reports.pass(key, MailReports.Way.MAILBOX);
            return false;
        }
        reports.take(key, MailReports.Way.MAILBOX, returned.get());
        return true;
    }

    private static byte[] raw(Message message) throws MessagingException {
        if (message.getSize() > LARGEST) {
            return new byte[0];
        }
        try {
            var bytes = new ByteArrayOutputStream();
            message.writeTo(bytes);
            return bytes.toByteArray();
        } catch (IOException gone) {
            throw new MessagingException("the mailbox went away", gone);
        }
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException(absent);
        }
    }

    private Properties properties() {
        var p = new Properties();
        var prefix = "mail." + account.protocol().name().toLowerCase(Locale.ROOT) + ".";
        var patience = Long.toString(account.patience().toMillis());
        p.setProperty(prefix + "connectiontimeout", patience);
        p.setProperty(prefix + "timeout", patience);
        p.setProperty(prefix + "writetimeout", patience);
        p.setProperty(prefix + "starttls.enable", Boolean.toString(account.tls() == Postman.Tls.STARTTLS));
        p.setProperty(prefix + "starttls.required", Boolean.toString(account.tls() == Postman.Tls.STARTTLS));
        p.setProperty(prefix + "ssl.enable", Boolean.toString(account.tls() == Postman.Tls.TLS));
        p.setProperty(prefix + "ssl.checkserveridentity", "true");
        // looking at a message is not yet having read it
        p.setProperty(prefix + "peek", "true");
        return p;
    }
}
