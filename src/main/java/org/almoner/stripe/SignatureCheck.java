package org.almoner.stripe;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells whether a webhook's {@code Stripe-Signature} header holds for its bytes.
 *
 * <p>Source: docs.stripe.com/webhooks, "Verify webhook signatures manually": {@code t=<seconds>,v1=<hex>[,v1=…]}, HMAC
 * SHA-256 of {@code <t>.<body>}; while a secret is rolled there is one {@code v1} for each. Works on bytes and ASCII
 * digits only, so that the server's locale cannot matter.
 */
final class SignatureCheck {

    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final int LONGEST_HEADER = 4096;
    private static final int MOST_SIGNATURES = 16;

    private final List<SecretKeySpec> keys;

    /** @param secrets every secret that is active now; blank ones are ignored */
    SignatureCheck(List<String> secrets) {
        keys = secrets.stream()
                .map(String::strip)
                .filter(secret -> !secret.isEmpty())
                .map(secret -> new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"))
                .toList();
    }

    /** Whether there is a secret to check with. */
    boolean hasSecrets() {
        return !keys.isEmpty();
    }

    /**
     * Whether {@code header} was made for {@code body} with one of the secrets, at most five minutes from {@code now}.
     *
     * @param header the header as it came; may be null or garbled, which is simply false
     */
    boolean holds(String header, byte[] body, Instant now) {
        if (header == null || header.length() > LONGEST_HEADER) {
            return false;
        }
        String timestamp = null;
        List<byte[]> signatures = new ArrayList<>();
        for (String item : header.split(",", -1)) {
            int equals = item.indexOf('=');
            if (equals < 0) {
                continue;
            }
            String name = item.substring(0, equals).strip();
            String value = item.substring(equals + 1).strip();
            if (name.equals("t") && timestamp == null) {
                timestamp = value;
            } else if (name.equals("v1") && signatures.size() < MOST_SIGNATURES) {
                decode(value, signatures);
            }
        }
        return timestamp != null && isClose(timestamp, now) && isSigned(timestamp, body, signatures);
    }

    private static void decode(String hex, List<byte[]> into) {
        if (hex.length() == 64 && hex.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
            into.add(HexFormat.of().parseHex(hex));
        }
    }

    private static boolean isClose(String timestamp, Instant now) {
        if (timestamp.isEmpty() || timestamp.length() > 12 || !timestamp.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return false;
        }
        long seconds = 0;
        for (int i = 0; i < timestamp.length(); i++) {
            seconds = seconds * 10 + (timestamp.charAt(i) - '0');
        }
        return Math.abs(now.getEpochSecond() - seconds) <= TOLERANCE.toSeconds();
    }

    private boolean isSigned(String timestamp, byte[] body, List<byte[]> signatures) {
        byte[] prefix = (timestamp + ".").getBytes(StandardCharsets.US_ASCII);
        boolean found = false;
        for (SecretKeySpec key : signatures.isEmpty() ? List.<SecretKeySpec>of() : keys) {
            byte[] expected = hmac(key, prefix, body);
            for (byte[] signature : signatures) {
                found |= MessageDigest.isEqual(expected, signature);
            }
        }
        return found;
    }

    private static byte[] hmac(SecretKeySpec key, byte[] prefix, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(prefix);
            return mac.doFinal(body);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has HmacSHA256", impossible);
        }
    }
}
