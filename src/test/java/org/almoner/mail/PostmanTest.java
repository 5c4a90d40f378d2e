package org.almoner.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.BodyPart;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayOutputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.almoner.mail.Delivery.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real mail catcher what arrives, and against a scripted server what is made of every kind of refusal. */
class PostmanTest {
    private final GreenMail catcher = new GreenMail(ServerSetup.SMTP.dynamicPort());

    @BeforeEach
    void open() {
        catcher.start();
    }

    @AfterEach
    void close() {
        catcher.stop();
    }

    @Test
    void letterArrivesWithItsIdentifierTwoFormsAndTheVeryBytesAttached() throws Exception {
        Letter letter = Letters.to("donor@example.org");
        Delivery delivery = postman(catcher.getSmtp().getPort()).send(letter);
        assertThat(delivery.outcome()).isEqualTo(Outcome.SENT);
        assertThat(delivery.code()).isEqualTo(250);
        MimeMessage arrived = catcher.getReceivedMessages()[0];
        assertThat(arrived.getMessageID()).isEqualTo(letter.messageId());
        assertThat(arrived.getSubject()).isEqualTo(letter.subject());
        assertThat(arrived.getSentDate().toInstant()).isEqualTo(letter.date());
        assertThat(arrived.getHeader("Auto-Submitted", null)).isEqualTo("auto-generated");
        assertThat(arrived.getHeader("Content-Language", null)).isEqualTo("de-DE");
        assertThat(arrived.getHeader("X-Almoner", null)).isEqualTo("receipt");
        Multipart mixed = (Multipart) arrived.getContent();
        Multipart words = (Multipart) mixed.getBodyPart(0).getContent();
        assertThat(words.getBodyPart(0).getContent()).isEqualTo(letter.text());
        assertThat(words.getBodyPart(1).getContentType()).startsWith("text/html");
        assertThat(words.getBodyPart(1).getContent()).isEqualTo(letter.html());
        BodyPart pdf = mixed.getBodyPart(1);
        assertThat(pdf.getContentType()).startsWith("application/pdf");
        assertThat(MimeUtility.decodeText(pdf.getFileName())).isEqualTo(letter.attachmentName());
        assertThat(pdf.getInputStream().readAllBytes()).isEqualTo(letter.attachment());
    }

    @Test
    void sameLetterTwiceIsTheSameBytes() throws Exception {
        Letter letter = Letters.to("donor@example.org");
        assertThat(bytes(letter)).isEqualTo(bytes(letter)).contains("Message-ID: " + letter.messageId());
    }

    @Test
    void severalLettersTravelOverOneConnection() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of())) {
            List<Delivery> deliveries = postman(server.port())
                    .send(List.of(
                            Letters.to("a@example.org"), Letters.to("b@example.org"), Letters.to("c@example.org")));
            assertThat(deliveries).extracting(Delivery::outcome).containsOnly(Outcome.SENT);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionIsKeptBetweenBatchesAndNotForEver() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of());
                Postman.Round round = postman(server.port()).round()) {
            for (int i = 0; i < 6; i++) {
                assertThat(round.send(Collections.nCopies(10, Letters.to("a@example.org"))))
                        .extracting(Delivery::outcome)
                        .containsOnly(Outcome.SENT);
            }
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void refusedRecipientDoesNotHoldBackTheOthers() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of(
                "RCPT TO:<gone@example.org>",
                "550 5.1.1 no such\tmailbox",
                "RCPT TO:<full@example.org>",
                "452 4.2.2 full"))) {
            List<Delivery> deliveries = postman(server.port())
                    .send(List.of(
                            Letters.to("a@example.org"),
                            Letters.to("gone@example.org"),
                            Letters.to("full@example.org"),
                            Letters.to("b@example.org")));
            assertThat(deliveries)
                    .extracting(Delivery::outcome)
                    .containsExactly(Outcome.SENT, Outcome.REJECTED, Outcome.DEFERRED, Outcome.SENT);
            assertThat(deliveries).extracting(Delivery::code).containsExactly(250, 550, 452, 250);
            assertThat(deliveries.get(1).text()).contains("5.1.1 no such mailbox");
            assertThat(deliveries).extracting(Delivery::uncertain).containsOnly(false);
        }
    }

    @Test
    void refusalOfTheBodyIsFinalAndABusyServerIsNot() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of(".", "554 5.6.0 not wanted"))) {
            Delivery delivery = postman(server.port()).send(Letters.to("a@example.org"));
            assertThat(delivery.outcome()).isEqualTo(Outcome.REJECTED);
            assertThat(delivery.code()).isEqualTo(554);
        }
        try (ScriptedServer server = new ScriptedServer(Map.of(".", "451 4.3.0 later"))) {
            Delivery delivery = postman(server.port()).send(Letters.to("a@example.org"));
            assertThat(delivery.outcome()).isEqualTo(Outcome.DEFERRED);
            assertThat(delivery.code()).isEqualTo(451);
            assertThat(delivery.uncertain()).isFalse();
        }
        try (ScriptedServer server = new ScriptedServer(Map.of("MAIL FROM", "530 5.7.0 sign in first"))) {
            assertThat(postman(server.port()).send(Letters.to("a@example.org")).outcome())
                    .isEqualTo(Outcome.DEFERRED);
        }
    }

    @Test
    void connectionLostBetweenTheLetterAndTheAnswerIsUncertain() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of(".", ScriptedServer.HANG_UP))) {
            List<Delivery> deliveries =
                    postman(server.port()).send(List.of(Letters.to("a@example.org"), Letters.to("b@example.org")));
            assertThat(deliveries).extracting(Delivery::outcome).containsOnly(Outcome.DEFERRED);
            assertThat(deliveries).extracting(Delivery::uncertain).containsOnly(true);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    void silentServerIsGivenUpAndUncertainOnlyAfterTheLetterWasOut() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of(".", ScriptedServer.SILENCE))) {
            Delivery delivery = postman(server.port()).send(Letters.to("a@example.org"));
            assertThat(delivery.outcome()).isEqualTo(Outcome.DEFERRED);
            assertThat(delivery.uncertain()).isTrue();
        }
        try (ScriptedServer server = new ScriptedServer(Map.of("RCPT TO", ScriptedServer.HANG_UP))) {
            Delivery delivery = postman(server.port()).send(Letters.to("a@example.org"));
            assertThat(delivery.outcome()).isEqualTo(Outcome.DEFERRED);
            assertThat(delivery.uncertain()).isFalse();
        }
    }

    @Test
    void serverThatIsDownDefersAllAndIsAskedOnce() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        List<Delivery> deliveries =
                postman(port).send(List.of(Letters.to("a@example.org"), Letters.to("b@example.org")));
        assertThat(deliveries).hasSize(2).extracting(Delivery::outcome).containsOnly(Outcome.DEFERRED);
        assertThat(deliveries.get(0).text()).contains("no connection to 127.0.0.1:" + port);
        assertThat(deliveries).extracting(Delivery::uncertain).containsOnly(false);
    }

    @Test
    void refusedSignInDefersAndTellsNoPassword() throws Exception {
        try (ScriptedServer server =
                new ScriptedServer(Map.of("EHLO", "250-here\r\n250 AUTH PLAIN", "AUTH", "535 5.7.8 wrong"))) {
            var settings = new Postman.Server(
                    "127.0.0.1", server.port(), "almoner", "s3cret-pw", Postman.Tls.NONE, Duration.ofSeconds(2));
            Delivery delivery = new Postman(settings).send(Letters.to("a@example.org"));
            assertThat(delivery.outcome()).isEqualTo(Outcome.DEFERRED);
            assertThat(delivery.text()).doesNotContain("s3cret-pw");
            assertThat(settings.toString()).doesNotContain("s3cret-pw");
        }
    }

    @Test
    void encryptionThatWasAskedForIsNotSkipped() throws Exception {
        try (ScriptedServer server = new ScriptedServer(Map.of())) {
            var settings = new Postman.Server(
                    "127.0.0.1", server.port(), null, null, Postman.Tls.STARTTLS, Duration.ofSeconds(2));
            Delivery delivery = new Postman(settings).send(Letters.to("a@example.org"));
            assertThat(delivery.outcome()).isEqualTo(Outcome.DEFERRED);
            assertThat(server.heard()).noneMatch(line -> line.startsWith("MAIL FROM"));
        }
    }

    @Test
    void impossibleSettingsAreRefused() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new Postman.Server("h", 0, null, null, Postman.Tls.NONE, second))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Postman.Server("h", 25, null, null, Postman.Tls.NONE, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Postman postman(int port) {
        return new Postman(
                new Postman.Server("127.0.0.1", port, null, null, Postman.Tls.NONE, Duration.ofMillis(1500)));
    }

    private static String bytes(Letter letter) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new LetterMessage(null, letter).writeTo(out);
        return out.toString(StandardCharsets.US_ASCII);
    }
}
