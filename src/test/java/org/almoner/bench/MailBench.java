package org.almoner.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.almoner.database.KeptConnections;
import org.almoner.database.Rows;
import org.almoner.mail.DkimKey;
import org.almoner.mail.MailRun;
import org.almoner.mail.Outbox;
import org.almoner.mail.TestMail;
import org.almoner.money.Money;
import org.almoner.receipt.ReceiptDocument;
import org.almoner.receipt.ReceiptLetters;
import org.almoner.receipt.ReceiptPrinter;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.server.SMTPServer;

/** The outbox into a mail server on loopback that takes everything and keeps nothing. */
final class MailBench {

    private final DataSource database;
    private final Jdbi jdbi;
    private final Rows rows;
    private final Calendar calendar = new Calendar(Clock.systemUTC(), ZoneOffset.UTC);
    private final byte[] pdf = pdf();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong messages = new AtomicLong();
    private int made;

    MailBench(DataSource database) {
        this.database = database;
        this.jdbi = Jdbi.create(new KeptConnections(database));
        this.rows = new Rows(jdbi);
    }

    /** What one letter weighs on its way. */
    long bytes() {
        run(1, false);
        return bytes.get() / messages.get();
    }

    /** Letters per second, from the first claim to the last answer that is noted. */
    long run(int letters, boolean signed) {
        TestMail mail = new TestMail(database, jdbi, calendar);
        queue(mail, letters);
        messages.set(0);
        bytes.set(0);
        SMTPServer server = SMTPServer.port(0)
                .bindAddress(InetAddress.getLoopbackAddress())
                .messageHandlerFactory(Taker::new)
                .build();
        server.start();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            MailRun run = mail.run(
                    List.of(new ReceiptLetters(jdbi, calendar)),
                    "receipts@example.org",
                    server.getPortAllocated(),
                    signed ? new DkimKey("example.org", "bench", pem()) : null,
                    threads);
            long start = System.nanoTime();
            int sent = run.pass(answered -> {});
            long nanos = System.nanoTime() - start;
            TestMail.stop(run);
            if (sent != letters || messages.get() != letters) {
                throw new IllegalStateException("of " + letters + " letters " + messages.get() + " arrived");
            }
            return letters * 1_000_000_000L / nanos;
        } finally {
            server.stop();
            threads.shutdownNow();
        }
    }

    private void queue(TestMail mail, int letters) {
        List<Outbox.Order> orders = new ArrayList<>();
        for (int i = 0; i < letters; i++) {
            int n = ++made;
            long donor = rows.donor("Zoë O’Brien " + n, "donor" + n + "@example.net");
            long gift = rows.gift("pi_mail_" + n, donor, null, calendar.now());
            long receipt = rows.receipt("ALM-2026-" + n, gift, donor, pdf);
            orders.add(new Outbox.Order(
                    Outbox.RECEIPT, "receipt:" + n, receipt, donor, "donor" + n + "@example.net", "en", "example.org"));
        }
        jdbi.useHandle(handle -> mail.outbox.queue(handle, orders));
    }

    private static byte[] pdf() {
        return new ReceiptPrinter()
                .print(new ReceiptDocument(
                        "ALM-2026-000001",
                        LocalDate.of(2026, 11, 20),
                        new ReceiptDocument.Issuer(
                                "Almoner Foundation",
                                List.of("12 Lantern Street", "London EC1A 4HD"),
                                "1234567",
                                "No goods or services were provided in exchange for this contribution.",
                                null,
                                null),
                        new ReceiptDocument.Donor(
                                "Zoë O’Brien", List.of("Rue de l’Église 1", "1050 Ixelles", "Belgique")),
                        new ReceiptDocument.Gift(
                                LocalDate.of(2026, 11, 19),
                                new Money(2500, "EUR"),
                                "Where it is needed most",
                                "Winter 2026",
                                "card"),
                        Locale.UK));
    }

    private static String pem() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder()
                            .encodeToString(
                                    generator.generateKeyPair().getPrivate().getEncoded())
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException(absent);
        }
    }

    /** Takes a message and forgets it. */
    private final class Taker implements MessageHandler {

        Taker(MessageContext context) {
            // whoever it is from
        }

        @Override
        public void from(String from) {
            // anybody may send
        }

        @Override
        public void recipient(String recipient) {
            // anybody is known
        }

        @Override
        public String data(InputStream data) throws IOException {
            bytes.addAndGet(data.transferTo(OutputStream.nullOutputStream()));
            messages.incrementAndGet();
            return null;
        }

        @Override
        public void done() {
            // nothing was kept
        }
    }
}
