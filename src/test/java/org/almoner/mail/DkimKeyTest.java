package org.almoner.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.almoner.demo.MailCatcher;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.api.PublicKeyRecordRetriever;
import org.apache.james.jdkim.exceptions.FailException;
import org.junit.jupiter.api.Test;

/** Letters that we sign, checked as receivers do, by somebody else's code and over a real conversation. */
class DkimKeyTest {

    private static final KeyPair KEYS = keys();

    @Test
    void whatArrivesVerifiesAndKeepsItsIdentifierAndEnvelope() throws Exception {
        var letter = Letters.to("donor@example.net")
                .with(
                        "bounces+x@example.org",
                        List.of(
                                new Letter.Header("List-Unsubscribe", "<https://give.example.org/unsubscribe/x>"),
                                new Letter.Header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")));
        var caught = sent(letter, pkcs8());
        var raw = new String(caught.raw(), StandardCharsets.ISO_8859_1);

        assertThat(caught.from()).isEqualTo("bounces+x@example.org");
        assertThat(raw).contains("Message-ID: " + letter.messageId());
        assertThat(raw.replaceAll("\r\n[ \t]+", ""))
                .containsPattern("DKIM-Signature:[^\r]*d=example\\.org")
                .containsPattern("h=[^;]*List-Unsubscribe-Post");
        assertThat(new DKIMVerifier(dns()).verify(new ByteArrayInputStream(caught.raw())))
                .hasSize(1);
        var changed = raw.replaceFirst("From: ", "From: X ");
        assertThatThrownBy(() -> new DKIMVerifier(dns())
                        .verify(new ByteArrayInputStream(changed.getBytes(StandardCharsets.ISO_8859_1))))
                .isInstanceOf(FailException.class);
    }

    @Test
    void anOlderFormOfTheKeyIsReadToo() throws Exception {
        // PKCS#8 is the bare key after 26 bytes of wrapping, for keys of 2048 bits
        var encoded = KEYS.getPrivate().getEncoded();
        var bare = Arrays.copyOfRange(encoded, 26, encoded.length);
        var pem = "-----BEGIN RSA PRIVATE KEY-----\n" + base64(bare) + "\n-----END RSA PRIVATE KEY-----\n";

        var caught = sent(Letters.to("donor@example.net"), pem);
        assertThat(new DKIMVerifier(dns()).verify(new ByteArrayInputStream(caught.raw())))
                .hasSize(1);
    }

    @Test
    void whatIsNoKeyIsRefused() {
        for (var pem : List.of(
                "", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "ssh-rsa AAAAB3NzaC1yc2E")) {
            assertThatThrownBy(() -> new DkimKey("example.org", "almoner2026", pem))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("ALMONER_DKIM_KEY_FILE");
        }
    }

    private static MailCatcher.Caught sent(Letter letter, String pem) {
        try (var server = new MailCatcher(0)) {
            var postman = new Postman(
                    new Postman.Server("127.0.0.1", server.port(), null, null, Postman.Tls.NONE, Duration.ofSeconds(5)),
                    new DkimKey("example.org", "almoner2026", pem));
            assertThat(postman.send(letter).outcome()).isEqualTo(Delivery.Outcome.SENT);
            return List.copyOf(server.messages()).get(0);
        }
    }

    private static PublicKeyRecordRetriever dns() {
        return (methods, selector, domain) -> {
            assertThat(selector + "._domainkey." + domain).isEqualTo("almoner2026._domainkey.example.org");
            return List.of("v=DKIM1; k=rsa; p="
                    + Base64.getEncoder().encodeToString(KEYS.getPublic().getEncoded()));
        };
    }

    private static String pkcs8() {
        return "-----BEGIN PRIVATE KEY-----\n" + base64(KEYS.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    private static String base64(byte[] bytes) {
        return Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    }

    private static KeyPair keys() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException(absent);
        }
    }
}
