package org.almoner.mail;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.almoner.time.Calendar;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;

/**
 * Signs letters, so that what comes back can be told from what somebody made up: in the envelope's sender (VERP), which
 * each letter has for itself, and in links that refuse further notices. Written in 36 small characters, since mail servers
 * may fold capitals.
 */
@ApplicationScoped
public class MailTags {

    private static final int ID = 25;
    private static final int SIGNATURE = 16;
    private static final Pattern TAG = Pattern.compile("([0-9a-z]{" + ID + "})-([0-9a-z]{" + SIGNATURE + "})");
    private static final BigInteger WIDTH = BigInteger.valueOf(36).pow(SIGNATURE);
    private static final SecureRandom RANDOM = new SecureRandom();

    private Jdbi jdbi;
    private Calendar calendar;
    private String before;
    private String after;
    private volatile byte[] known;

    protected MailTags() {}

    @Inject
    MailTags(Jdbi jdbi, Calendar calendar, @ConfigProperty(name = "almoner.bounce.address") Optional<String> address) {
        this(jdbi, calendar, address.filter(text -> !text.isBlank()).orElse(null));
    }

    /** @param address where bounces go; null for none of their own */
    public MailTags(Jdbi jdbi, Calendar calendar, String address) {
        this.jdbi = jdbi;
        this.calendar = calendar;
        if (address != null) {
            int at = address.lastIndexOf('@');
            this.before = address.substring(0, at).toLowerCase(Locale.ROOT) + "+";
            this.after = address.substring(at).toLowerCase(Locale.ROOT);
        }
    }

    /** The envelope's sender of a letter; null where bounces have no address of their own. */
    String sender(UUID letter) {
        return before == null ? null : before + tag(letter) + after;
    }

    /** The letter that an address of an envelope stands for, as long as its signature holds. */
    Optional<UUID> addressed(String address) {
        var text =
                address == null ? "" : address.strip().toLowerCase(Locale.ROOT).replaceAll("^<|>$", "");
        return before != null && text.startsWith(before) && text.endsWith(after) && text.length() > before.length()
                ? read(text.substring(before.length(), Math.max(before.length(), text.length() - after.length())))
                : Optional.empty();
    }

    /** A letter's identifier with its signature. */
    String tag(UUID letter) {
        return signed("bounce", letter);
    }

    /** The letter of a tag whose signature holds. */
    Optional<UUID> read(String tag) {
        return verified("bounce", tag);
    }

    /** What stands in the link that refuses further notices like this one. */
    public String refusal(UUID letter) {
        return signed("refuse", letter);
    }

    /** The letter whose reader wants no further ones like it. */
    public Optional<UUID> refused(String token) {
        return verified("refuse", token);
    }

    private String signed(String what, UUID letter) {
        var id = padded(bits(letter), ID);
        return id + "-" + sign(what, id);
    }

    private Optional<UUID> verified(String what, String tag) {
        var parts = TAG.matcher(tag == null ? "" : tag.strip().toLowerCase(Locale.ROOT));
        if (!parts.matches()
                || !MessageDigest.isEqual(
                        sign(what, parts.group(1)).getBytes(StandardCharsets.US_ASCII),
                        parts.group(2).getBytes(StandardCharsets.US_ASCII))) {
            return Optional.empty();
        }
        var bits = new BigInteger(parts.group(1), 36);
        return Optional.of(new UUID(bits.shiftRight(64).longValue(), bits.longValue()));
    }

    private static BigInteger bits(UUID id) {
        return new BigInteger(id.toString().replace("-", ""), 16);
    }

    private static String padded(BigInteger number, int width) {
        var text = number.toString(36);
        return "0".repeat(width - text.length()) + text;
    }

    private String sign(String what, String id) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret(), "HmacSHA256"));
            var whole = new BigInteger(1, mac.doFinal((what + "|" + id).getBytes(StandardCharsets.US_ASCII)));
            return padded(whole.mod(WIDTH), SIGNATURE);
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException(absent);
        }
    }

    private byte[] secret() {
        if (known == null) {
            known = jdbi.withHandle(handle -> {
                var query = "select secret from mail_secret";
                var kept = handle.createQuery(query).mapTo(byte[].class).findOne();
                if (kept.isPresent()) {
                    return kept.get();
                }
                var made = new byte[32];
                RANDOM.nextBytes(made);
                // of two who make one at once the first has it
                handle.execute(
                        "insert into mail_secret (secret, created_at) values (?, ?) on conflict do nothing",
                        made,
                        calendar.now());
                Arrays.fill(made, (byte) 0);
                return handle.createQuery(query).mapTo(byte[].class).one();
            });
        }
        return known;
    }
}
