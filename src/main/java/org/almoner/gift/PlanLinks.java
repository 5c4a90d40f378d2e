package org.almoner.gift;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;

/**
 * Signed links with which a donor opens one plan without signing in, for thirty days, and the nonces of the forms behind
 * them. What is signed is the plan, the expiry and the plan's version of links, so that a link can neither be guessed nor
 * altered, and all links of a plan can be withdrawn.
 */
@ApplicationScoped
public class PlanLinks {

    public static final Duration VALID = Duration.ofDays(30);
    private static final Duration FORM_VALID = Duration.ofHours(2);
    private static final Pattern TOKEN = Pattern.compile("(\\d{1,18})-(\\d{1,11})-(\\d{1,9})-([A-Za-z0-9_-]{43})");
    private static final Pattern NONCE = Pattern.compile("(\\d{1,11})\\.([A-Za-z0-9_-]{16})\\.([A-Za-z0-9_-]{43})");
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * A link that holds.
     *
     * @param token as it stands in the address
     * @param plan reference of the plan
     */
    public record Link(String token, long planId, String plan) {}

    /** What a token is: a link that holds, one that has expired or was withdrawn, or none of ours. */
    public record Opened(Link link, boolean expired) {}

    private Jdbi jdbi;
    private Calendar calendar;

    protected PlanLinks() {}

    @Inject
    public PlanLinks(Jdbi jdbi, Calendar calendar) {
        this.jdbi = jdbi;
        this.calendar = calendar;
    }

    /** A new link to a plan: the path of its address. */
    public Optional<String> path(String plan) {
        return path(plan, calendar.now());
    }

    /** The link to a plan that was given out at an instant; the same each time. */
    public Optional<String> path(String plan, Instant at) {
        long expiry = at.plus(VALID).getEpochSecond();
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select id || '-' || :expiry || '-' || link_version from recurring_plan where reference = :plan")
                .bind("expiry", expiry)
                .bind("plan", plan)
                .mapTo(String.class)
                .findOne()
                .map(signed -> "/giving/" + signed + "-" + sign("link|" + signed)));
    }

    /** Withdraws all links of a plan that were given out so far. */
    public void withdraw(String plan) {
        jdbi.useHandle(handle ->
                handle.execute("update recurring_plan set link_version = link_version + 1 where reference = ?", plan));
    }

    /** Reads a token; empty if it is none that we signed. */
    public Optional<Opened> open(String token) {
        var parts = TOKEN.matcher(token == null ? "" : token);
        if (!parts.matches()) {
            return Optional.empty();
        }
        var signed = parts.group(1) + "-" + parts.group(2) + "-" + parts.group(3);
        if (!same(sign("link|" + signed), parts.group(4))) {
            return Optional.empty();
        }
        long plan = Long.parseLong(parts.group(1));
        if (!calendar.now().isBefore(Instant.ofEpochSecond(Long.parseLong(parts.group(2))))) {
            return Optional.of(new Opened(null, true));
        }
        return Optional.of(jdbi.withHandle(
                handle -> handle.createQuery("select reference from recurring_plan where id = ? and link_version = ?")
                        .bind(0, plan)
                        .bind(1, Integer.parseInt(parts.group(3)))
                        .mapTo(String.class)
                        .findOne()
                        .map(reference -> new Opened(new Link(token, plan, reference), false))
                        .orElse(new Opened(null, true))));
    }

    /** A word that only a form of ours carries, for one deed through one link, different each time. */
    public String nonce(Link link, String deed) {
        var bytes = new byte[12];
        RANDOM.nextBytes(bytes);
        var begun = calendar.now().getEpochSecond() + "." + encoded(bytes);
        return begun + "." + sign("form|" + link.token() + "|" + deed + "|" + begun);
    }

    /** Whether a form of ours for this link and deed, not older than two hours, carried that word. */
    public boolean holds(Link link, String deed, String nonce) {
        var parts = NONCE.matcher(nonce == null ? "" : nonce);
        if (!parts.matches()) {
            return false;
        }
        var begun = parts.group(1) + "." + parts.group(2);
        var at = Instant.ofEpochSecond(Long.parseLong(parts.group(1)));
        return same(sign("form|" + link.token() + "|" + deed + "|" + begun), parts.group(3))
                && !at.isAfter(calendar.now())
                && at.plus(FORM_VALID).isAfter(calendar.now());
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }

    private String sign(String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            var secret = secret();
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            Arrays.fill(secret, (byte) 0);
            return encoded(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException(absent);
        }
    }

    private byte[] secret() {
        return jdbi.withHandle(handle -> {
            var query = "select secret from giving_secret";
            var known = handle.createQuery(query).mapTo(byte[].class).findOne();
            if (known.isPresent()) {
                return known.get();
            }
            var made = new byte[32];
            RANDOM.nextBytes(made);
            // of two who make one at once the first has it
            handle.execute(
                    "insert into giving_secret (secret, created_at) values (?, ?) on conflict do nothing",
                    made,
                    calendar.now());
            return handle.createQuery(query).mapTo(byte[].class).one();
        });
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
