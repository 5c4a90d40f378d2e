package org.almoner.donor;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.almoner.database.Seal;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;

/**
 * Signs the links with which donors open something of theirs without signing in, for thirty days, and the nonces of the forms
 * behind them. What is signed is what the link opens, its expiry and its version, so that a link can neither be guessed nor
 * altered, and all links to one thing can be withdrawn together.
 */
public final class SignedLinks {

    public static final Duration VALID = Duration.ofDays(30);
    private static final Duration FORM_VALID = Duration.ofHours(2);
    private static final Pattern TOKEN = Pattern.compile("(\\d{1,18})-(\\d{1,11})-(\\d{1,9})-([A-Za-z0-9_-]{43})");
    private static final Pattern NONCE = Pattern.compile("(\\d{1,11})\\.([A-Za-z0-9_-]{16})\\.([A-Za-z0-9_-]{43})");
    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * What a token says that we signed.
     *
     * @param id of what it opens
     * @param version of the links to it
     * @param expired whether its time is over
     */
    public record Claim(long id, int version, boolean expired) {}

    private final Jdbi jdbi;
    private final Calendar calendar;
    private final String kind;

    /** @param kind of what the links open: a link to one kind opens nothing of another */
    public SignedLinks(Jdbi jdbi, Calendar calendar, String kind) {
        this.jdbi = jdbi;
        this.calendar = calendar;
        this.kind = kind;
    }

    /** The token of a link that was given out at an instant; the same each time. */
    public String token(long id, int version, Instant at) {
        var signed = id + "-" + at.plus(VALID).getEpochSecond() + "-" + version;
        return signed + "-" + seal().sign(kind + "|" + signed);
    }

    /** Reads a token; empty if it is none that we signed. */
    public Optional<Claim> read(String token) {
        var parts = TOKEN.matcher(token == null ? "" : token);
        if (!parts.matches()) {
            return Optional.empty();
        }
        var signed = parts.group(1) + "-" + parts.group(2) + "-" + parts.group(3);
        if (!Seal.same(seal().sign(kind + "|" + signed), parts.group(4))) {
            return Optional.empty();
        }
        var expiry = Instant.ofEpochSecond(Long.parseLong(parts.group(2)));
        return Optional.of(new Claim(
                Long.parseLong(parts.group(1)),
                Integer.parseInt(parts.group(3)),
                !calendar.now().isBefore(expiry)));
    }

    /** A word that only a form of ours carries, for one deed through one link, different each time. */
    public String nonce(String token, String deed) {
        var bytes = new byte[12];
        RANDOM.nextBytes(bytes);
        var begun = calendar.now().getEpochSecond() + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return begun + "." + seal().sign("form|" + token + "|" + deed + "|" + begun);
    }

    /** Whether a form of ours for this link and deed, not older than two hours, carried that word. */
    public boolean holds(String token, String deed, String nonce) {
        var parts = NONCE.matcher(nonce == null ? "" : nonce);
        if (!parts.matches()) {
            return false;
        }
        var begun = parts.group(1) + "." + parts.group(2);
        var at = Instant.ofEpochSecond(Long.parseLong(parts.group(1)));
        return Seal.same(seal().sign("form|" + token + "|" + deed + "|" + begun), parts.group(3))
                && !at.isAfter(calendar.now())
                && at.plus(FORM_VALID).isAfter(calendar.now());
    }

    /** Read each time, so that throwing the secret away withdraws every link at once and on every node. */
    private Seal seal() {
        return jdbi.withHandle(handle -> {
            var query = "select secret from giving_secret";
            var known = handle.createQuery(query).mapTo(byte[].class).findOne();
            if (known.isPresent()) {
                return new Seal(known.get());
            }
            var made = new byte[32];
            RANDOM.nextBytes(made);
            // of two who make one at once the first has it
            handle.execute(
                    "insert into giving_secret (secret, created_at) values (?, ?) on conflict do nothing",
                    made,
                    calendar.now());
            return new Seal(handle.createQuery(query).mapTo(byte[].class).one());
        });
    }
}
