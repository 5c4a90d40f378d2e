package org.almoner.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;
import org.subethamail.smtp.server.Session;

/**
 * A mail server on loopback that delivers nothing: it keeps what it is given, and refuses, fails or dies as told. Safe for
 * any thread.
 */
public final class MailCatcher implements AutoCloseable {
    private static final int CONNECTIONS_MAX = 64;
    private static final int MESSAGE_BYTES_MAX = 16 * 1024 * 1024;
    private static final int NO_REFUSAL = 0;

    /**
     * One message as it came over the wire.
     *
     * @param answered false if the connection died before the sender was told that it was taken
     */
    public record Caught(String from, List<String> to, byte[] raw, boolean answered) {}

    private final Path folder;
    private final Queue<Caught> caught = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> refusals = new ConcurrentHashMap<>();
    private final AtomicInteger deaths = new AtomicInteger();
    private final AtomicInteger written = new AtomicInteger();
    private final int port;
    private SMTPServer server;

    /** Starts on a port (0 for any free one) and keeps mail in memory only. */
    public MailCatcher(int port) {
        this(port, null);
    }

    /** As well as in memory, keeps each message as a numbered {@code .eml} file in an existing folder. */
    public MailCatcher(int port, Path folder) {
        this.folder = folder;
        server = server(port);
        server.start();
        this.port = server.getPortAllocated();
    }

    /** Where it listens; stays the same over {@link #down} and {@link #up}. */
    public int port() {
        return port;
    }

    /** What was caught so far, in order of arrival. */
    public List<Caught> messages() {
        return new ArrayList<>(caught);
    }

    /** How many messages were caught so far. */
    public int count() {
        return caught.size();
    }

    /** Answers every attempt to send to this address with a code, such as 450 (try again) or 550 (no such user). */
    public void refuse(String recipient, int code) {
        if (code < 400 || code > 599) {
            throw new IllegalArgumentException("a refusal is a 4xx or 5xx code, not " + code);
        }
        refusals.put(recipient, code);
    }

    /** Takes this address again. */
    public void accept(String recipient) {
        refusals.remove(recipient);
    }

    /** The next {@code times} messages are taken in full, and then the connection is gone before the answer. */
    public void dieAfterData(int times) {
        deaths.set(times);
    }

    /** Stops listening; connections are refused. */
    public synchronized void down() {
        if (server != null) {
            server.stop();
            server = null;
        }
    }

    /** Listens again on the same port. */
    public synchronized void up() {
        if (server == null) {
            server = server(port);
            server.start();
        }
    }

    @Override
    public void close() {
        down();
    }

    private SMTPServer server(int atPort) {
        return SMTPServer.port(atPort)
                .bindAddress(InetAddress.getLoopbackAddress())
                .hostName("localhost")
                .insertReceivedHeaders(false)
                .maxConnections(CONNECTIONS_MAX)
                .maxMessageSize(MESSAGE_BYTES_MAX)
                .messageHandlerFactory(Conversation::new)
                .build();
    }

    private void keep(Caught message) throws IOException {
        caught.add(message);
        if (folder != null) {
            Files.write(folder.resolve(String.format(Locale.ROOT, "%05d.eml", written.incrementAndGet())), message.raw);
        }
    }

    private final class Conversation implements MessageHandler {
        private final MessageContext context;
        private final List<String> recipients = new ArrayList<>();
        private String sender = "";

        Conversation(MessageContext context) {
            this.context = context;
        }

        @Override
        public void from(String from) {
            sender = from;
        }

        @Override
        public void recipient(String recipient) throws RejectException {
            int code = refusals.getOrDefault(recipient, NO_REFUSAL);
            if (code != NO_REFUSAL) {
                throw new RejectException(code, code < 500 ? "Try again later" : "No such mailbox");
            }
            recipients.add(recipient);
        }

        @Override
        public String data(InputStream data) throws IOException {
            byte[] raw = data.readAllBytes();
            boolean dies = deaths.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
            keep(new Caught(sender, List.copyOf(recipients), raw, !dies));
            if (dies) {
                ((Session) context).closeSocket();
                throw new SocketException("died on order");
            }
            return "Caught";
        }

        @Override
        public void done() {
            // Nothing is held open.
        }
    }
}
