package org.almoner.stripe;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells whether a webhook's {@code Stripe-Signature} header holds for its bytes.
 *
 * <p>Source: docs.stripe.com/webhooks, "Verify webhook signatures manually": {@code t=<seconds>,v1=<hex>[,v1=…]}, HMAC
 * SHA-256 of {@code <t>.<body>}; while a secret is rolled there is one {@code v1} for each. Works on bytes and ASCII
 * digits only, so that the server's locale cannot matter.
 *
 * <p>A secret may say when it ends, as {@code whsec_…@2026-11-22T10:00:00Z}: when one is rolled, Stripe lets the old one live
 * for up to a day, and it must not be taken for longer.
 */
final class SignatureCheck {

    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final int LONGEST_HEADER = 4096;
    private static final int MOST_SIGNATURES = 16;

    /**
     * @param account whose it is
     * @param end from when on it is no longer taken; null for never
     */
    record Secret(String account, SecretKeySpec key, Instant end) {

        static Secret of(String account, String text) {
            int at = text.indexOf('@');
            String secret = at < 0 ? text : text.substring(0, at);
            Instant end = at < 0 ? null : Instant.parse(text.substring(at + 1));
            return secret.isBlank()
                    ? null
                    : new Secret(
                            account,
                            new SecretKeySpec(secret.strip().getBytes(StandardCharsets.UTF_8), "HmacSHA256"),
                            end);
        }

        boolean isActive(Instant now) {
            return end == null || now.isBefore(end);
        }
    }

    private final List<Secret> secrets;

    /** @param secrets every secret that may be active, of the account without a name; blank ones are ignored */
    SignatureCheck(List<String> secrets) {
        this(Map.of("", secrets));
    }

    /** @param secrets those of each account */
    SignatureCheck(Map<String, List<String>> secrets) {
        this.secrets = secrets.entrySet().stream()
                .flatMap(account -> account.getValue().stream()
                        .map(String::strip)
                        .map(secret -> Secret.of(account.getKey(), secret)))
                .filter(Objects::nonNull)
                .toList();
    }

    /** When each of an account's secrets ends; null for one that does not. */
    List<Instant> ends(String account) {
        return secrets.stream()
                .filter(secret -> secret.account.equals(account))
                .map(Secret::end)
                .collect(Collectors.toList());
    }

    /** Whether there is a secret to check with, now or ever. */
    boolean hasSecrets() {
        return !secrets.isEmpty();
    }

    /**
     * Whether {@code header} was made for {@code body} with one of the secrets, at most five minutes from {@code now}.
     *
     * @param header the header as it came; may be null or garbled, which is simply false
     */
    boolean holds(String header, byte[] body, Instant now) {
        return signer(header, body, now).isPresent();
    }

    /**
     * The account with one of whose secrets {@code header} was made for {@code body}, at most five minutes from {@code
     * now}. It always tries all secrets of all accounts, so that the time it takes tells nothing.
     */
    Optional<String> signer(String header, byte[] body, Instant now) {
        if (header == null || header.length() > LONGEST_HEADER) {
            return Optional.empty();
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
        return timestamp != null && isClose(timestamp, now)
                ? signer(timestamp, body, signatures, now)
                : Optional.empty();
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

    private Optional<String> signer(String timestamp, byte[] body, List<byte[]> signatures, Instant now) {
        if (signatures.isEmpty()) {
            return Optional.empty();
        }
        byte[] prefix = (timestamp + ".").getBytes(StandardCharsets.US_ASCII);
        String found = null;
        for (Secret secret : secrets) {
            if (secret.isActive(now)) {
                byte[] expected = hmac(secret.key, prefix, body);
                boolean signed = false;
                for (byte[] signature : signatures) {
                    signed |= MessageDigest.isEqual(expected, signature);
                }
                found = signed ? secret.account : found;
            }
        }
        return Optional.ofNullable(found);
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
