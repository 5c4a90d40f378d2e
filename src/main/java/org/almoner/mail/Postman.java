package org.almoner.mail;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/**
 * Hands letters to an SMTP server and says of each what became of it. Knows no outbox: who calls it decides when to try
 * again. Nothing it meets on the network is thrown; every wait has an end. Safe to share between threads.
 */
public final class Postman {
    /** Codes that complain about us and not about the recipient (RFC 4954, section 6). */
    private static final Set<Integer> OUR_SIGN_IN = Set.of(530, 534, 535, 538);

    /** Servers that count would otherwise refuse one of the letters after it. */
    private static final int LETTERS_A_CONNECTION = 50;

    private final Server server;
    private final Session session;
    private final DkimKey dkim;

    public Postman(Server server) {
        this(server, null);
    }

    /** @param dkim what letters are signed with; null where a relay signs, or nobody does */
    public Postman(Server server, DkimKey dkim) {
        this.server = server;
        this.dkim = dkim;
        session = Session.getInstance(properties(server));
    }

    /** How a connection is protected, as {@code ALMONER_SMTP_TLS} says. */
    public enum Tls {
        NONE,
        /** Plain at first, then encrypted; refused where the server cannot. */
        STARTTLS,
        /** Encrypted from the first byte. */
        TLS
    }

    /**
     * An SMTP server.
     *
     * @param user null without sign-in
     * @param patience the longest wait for a connection, an answer or a write
     */
    public record Server(String host, int port, String user, String password, Tls tls, Duration patience) {
        public Server {
            Objects.requireNonNull(host, "host");
            Objects.requireNonNull(tls, "tls");
            Objects.requireNonNull(patience, "patience");
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
            }
            if (patience.isNegative() || patience.isZero()) {
                throw new IllegalArgumentException("waiting must have an end after more than nothing");
            }
        }

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /** Sends one letter. */
    public Delivery send(Letter letter) {
        return send(List.of(letter)).get(0);
    }

    /**
     * Sends letters over one connection, opening another only where the server closed it in between.
     *
     * @return what became of each, in their order
     */
    public List<Delivery> send(List<Letter> letters) {
        try (Round round = round()) {
            return round.send(letters);
        }
    }

    /** Begins a round, over a connection of its own that is kept between its letters. */
    Round round() {
        return new Round();
    }

    /** Letters that go one after the other; for one thread. Closing it hangs up. */
    final class Round implements AutoCloseable {
        private final Line line = new Line(session);
        private int handed;

        /** As {@link Postman#send(List)}. */
        List<Delivery> send(List<Letter> letters) {
            List<Delivery> deliveries = new ArrayList<>(letters.size());
            Delivery unreachable = null;
            for (Letter letter : letters) {
                if (handed >= LETTERS_A_CONNECTION) {
                    line.hangUp();
                }
                if (unreachable == null && !line.isOpen()) {
                    unreachable = connect(line);
                    handed = 0;
                }
                deliveries.add(unreachable != null ? unreachable : hand(line, letter));
                handed++;
            }
            return deliveries;
        }

        @Override
        public void close() {
            line.hangUp();
        }
    }

    /** Null once connected; otherwise why not. */
    private Delivery connect(Line line) {
        try {
            line.connect(server.host(), server.port(), server.user(), server.password());
            return null;
        } catch (MessagingException | RuntimeException e) {
            line.hangUp();
            return Delivery.deferred(code(e), "no connection to " + server + ": " + reason(e));
        }
    }

    private Delivery hand(Line line, Letter letter) {
        try {
            LetterMessage plain = new LetterMessage(session, letter);
            MimeMessage message = dkim == null ? plain : dkim.sign(plain);
            line.sendMessage(message, new Address[] {letter.to().toInternetAddress()});
            return Delivery.sent(line.getLastReturnCode(), line.getLastServerResponse());
        } catch (MessagingException | IOException | RuntimeException e) {
            int code = code(e);
            // After a failure nobody knows what the server still expects; a fresh connection does.
            boolean awaited = line.awaitsVerdict();
            if (code < 400 || code == 421) {
                line.hangUp();
            }
            if (code >= 500 && !OUR_SIGN_IN.contains(code)) {
                return Delivery.rejected(code, reason(e));
            }
            if (code >= 400 && aboutRecipient(e) && (code == 421 || asksForLess(reason(e)))) {
                return Delivery.slower(code, reason(e));
            }
            return awaited && code < 400
                    ? Delivery.uncertain(reason(e))
                    : Delivery.deferred(Math.max(code, 0), reason(e));
        }
    }

    /** The reply code nearest to the recipient; 0 if no server spoke. */
    private static int code(Exception thrown) {
        int code = 0;
        for (Exception e = thrown; e != null; e = next(e)) {
            if (e instanceof SMTPAddressFailedException address) {
                return address.getReturnCode();
            }
            if (e instanceof SMTPSendFailedException failed) {
                code = failed.getReturnCode();
            }
        }
        return code;
    }

    private static boolean aboutRecipient(Exception thrown) {
        for (Exception e = thrown; e != null; e = next(e)) {
            if (e instanceof SMTPAddressFailedException) {
                return true;
            }
        }
        return false;
    }

    private static boolean asksForLess(String reply) {
        return Returned.statusIn(reply)
                .filter(status -> status.startsWith("4.7."))
                .isPresent();
    }

    private static String reason(Exception thrown) {
        String reason = thrown.getMessage();
        for (Exception e = thrown; e != null; e = next(e)) {
            if (e instanceof SMTPAddressFailedException) {
                return e.getMessage();
            }
            if (e.getMessage() != null && !(e instanceof SendFailedException)) {
                reason = e.getMessage();
            }
        }
        return reason == null ? thrown.getClass().getSimpleName() : reason;
    }

    private static Exception next(Exception e) {
        return e instanceof MessagingException m ? m.getNextException() : null;
    }

    private static Properties properties(Server server) {
        Properties p = new Properties();
        String patience = Long.toString(server.patience().toMillis());
        p.setProperty("mail.smtp.connectiontimeout", patience);
        p.setProperty("mail.smtp.timeout", patience);
        p.setProperty("mail.smtp.writetimeout", patience);
        p.setProperty("mail.smtp.quitwait", "false");
        if (server.tls() != Tls.TLS) {
            p.put("mail.smtp.socketFactory", new PromptSockets());
            p.setProperty("mail.smtp.socketFactory.fallback", "false");
        }
        p.setProperty("mail.smtp.auth", Boolean.toString(server.user() != null));
        p.setProperty("mail.smtp.starttls.enable", Boolean.toString(server.tls() == Tls.STARTTLS));
        p.setProperty("mail.smtp.starttls.required", Boolean.toString(server.tls() == Tls.STARTTLS));
        p.setProperty("mail.smtp.ssl.enable", Boolean.toString(server.tls() == Tls.TLS));
        p.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        return p;
    }

    /** An SMTP connection that remembers whether a letter was out while its answer was not in. */
    private static final class Line extends SMTPTransport {
        private boolean awaitsVerdict;
        private boolean open;

        Line(Session session) {
            super(session, null);
        }

        @Override
        public synchronized void sendMessage(jakarta.mail.Message message, Address[] to)
                throws MessagingException, SendFailedException {
            awaitsVerdict = false;
            super.sendMessage(message, to);
        }

        @Override
        protected void finishData() throws IOException, MessagingException {
            awaitsVerdict = true;
            super.finishData();
            awaitsVerdict = false;
        }

        @Override
        protected synchronized boolean protocolConnect(String host, int port, String user, String password)
                throws MessagingException {
            open = super.protocolConnect(host, port, user, password);
            return open;
        }

        boolean isOpen() {
            return open;
        }

        boolean awaitsVerdict() {
            return awaitsVerdict;
        }

        void hangUp() {
            open = false;
            try {
                close();
            } catch (MessagingException alreadyGone) {
                // Nothing is lost with a connection that is not wanted any more.
            }
        }
    }
}
