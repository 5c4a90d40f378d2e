package org.almoner.database;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs texts with a secret (HMAC-SHA256), so that we know again what we gave out without keeping it. */
public final class Seal {

    private final SecretKeySpec key;

    /** @param secret of at least 32 bytes; copied */
    public Seal(byte[] secret) {
        if (secret.length < 32) {
            throw new IllegalArgumentException("a secret has at least 32 bytes");
        }
        key = new SecretKeySpec(secret, "HmacSHA256");
    }

    /** The signature's 32 bytes. */
    public byte[] bytes(String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException("every Java platform has HmacSHA256", absent);
        }
    }

    /** The signature in 43 characters that may stand in an address. */
    public String sign(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(text));
    }

    /** Whether two signatures are the same, in a time that does not tell where they differ. */
    public static boolean same(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }
}
