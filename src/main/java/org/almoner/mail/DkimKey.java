package org.almoner.mail;

import jakarta.mail.MessagingException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.simplejavamail.utils.mail.dkim.Canonicalization;
import org.simplejavamail.utils.mail.dkim.DkimException;
import org.simplejavamail.utils.mail.dkim.DkimMessage;
import org.simplejavamail.utils.mail.dkim.DkimSigner;
import org.simplejavamail.utils.mail.dkim.SigningAlgorithm;

/** Signs letters for a domain with its RSA key (RFC 6376), where no relay does. Safe for any thread. */
public final class DkimKey {

    private static final Pattern PEM =
            Pattern.compile("-----BEGIN (RSA )?PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END (RSA )?PRIVATE KEY-----");
    private static final int SMALLEST_BITS = 1024;

    /** SEQUENCE { OID rsaEncryption, NULL }, as PKCS#8 names the algorithm. */
    private static final byte[] RSA = {
        0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00
    };

    private final String domain;
    private final String selector;
    private final RSAPrivateKey key;

    /** @throws IllegalArgumentException if the key is no RSA key of 1024 bits or more */
    public DkimKey(String domain, String selector, String pem) {
        this.domain = domain;
        this.selector = selector;
        this.key = read(pem);
    }

    /**
     * Reads the key from a PEM file, PKCS#8 or PKCS#1.
     *
     * @throws IllegalArgumentException if there is none in it
     */
    public static DkimKey of(String domain, String selector, Path file) {
        try {
            return new DkimKey(domain, selector, Files.readString(file, StandardCharsets.US_ASCII));
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    "ALMONER_DKIM_KEY_FILE cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private static RSAPrivateKey read(String pem) {
        var found = PEM.matcher(pem);
        if (!found.find()) {
            throw new IllegalArgumentException("ALMONER_DKIM_KEY_FILE holds no RSA key in PEM form");
        }
        try {
            var der = Base64.getMimeDecoder().decode(found.group(2));
            var read = KeyFactory.getInstance("RSA")
                    .generatePrivate(new PKCS8EncodedKeySpec(found.group(1) == null ? der : wrapped(der)));
            if (read instanceof RSAPrivateKey rsa && rsa.getModulus().bitLength() >= SMALLEST_BITS) {
                return rsa;
            }
            throw new IllegalArgumentException(
                    "ALMONER_DKIM_KEY_FILE: the key needs " + SMALLEST_BITS + " bits or more");
        } catch (GeneralSecurityException | IllegalArgumentException noKey) {
            throw new IllegalArgumentException("ALMONER_DKIM_KEY_FILE holds no RSA key that can be used", noKey);
        }
    }

    /** A bare RSA key (PKCS#1) in the envelope that Java reads (PKCS#8). */
    private static byte[] wrapped(byte[] rsaKey) {
        var inner = new ByteArrayOutputStream();
        inner.writeBytes(new byte[] {0x02, 0x01, 0x00});
        inner.writeBytes(RSA);
        part(inner, 0x04, rsaKey);
        var whole = new ByteArrayOutputStream();
        part(whole, 0x30, inner.toByteArray());
        return whole.toByteArray();
    }

    private static void part(ByteArrayOutputStream out, int kind, byte[] content) {
        out.write(kind);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
    }

    /** The same letter with its signature, which is made when it is sent. */
    SMTPMessage sign(SMTPMessage letter) throws MessagingException {
        try {
            var signer = new DkimSigner(domain, selector, key);
            signer.setSigningAlgorithm(SigningAlgorithm.SHA256_WITH_RSA);
            signer.setHeaderCanonicalization(Canonicalization.RELAXED);
            signer.setBodyCanonicalization(Canonicalization.RELAXED);
            signer.setLengthParam(false);
            signer.setCopyHeaderFields(false);
            // would ask the DNS for each
            signer.setCheckDomainKey(false);
            // RFC 8058, section 4: both must be covered
            signer.addHeaderToSign("List-Unsubscribe");
            signer.addHeaderToSign("List-Unsubscribe-Post");
            var signed = new DkimMessage(letter, signer);
            signed.setEnvelopeFrom(letter.getEnvelopeFrom());
            signed.setReturnOption(letter.getReturnOption());
            return signed;
        } catch (DkimException impossible) {
            throw new MessagingException("the letter could not be signed", impossible);
        }
    }
}
