package org.almoner.staff;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;

/**
 * API tokens: each acts for the staff member who made it, until it is revoked or its holder may no longer sign in. A
 * token is 32 random bytes, so its plain SHA-256 is kept: nobody can guess what leads to it.
 */
@ApplicationScoped
public class Tokens {

    private static final String PREFIX = "alm_";
    private static final int RANDOM_BYTES = 32;
    private static final int NAME_MAX = 100;

    /** How many working tokens one member has at most. */
    private static final int PER_MEMBER = 100;

    /**
     * A token without its secret.
     *
     * @param lastUsedAt to the minute; null when never used
     * @param revokedAt null while it works
     */
    public record Token(long id, String name, Instant createdAt, Instant lastUsedAt, Instant revokedAt) {}

    /**
     * A new token.
     *
     * @param secret shown this once
     */
    public record Issued(Token token, String secret) {}

    private final SecureRandom random = new SecureRandom();
    private Jdbi jdbi;
    private AuditTrail trail;
    private Calendar calendar;

    protected Tokens() {}

    @Inject
    public Tokens(Jdbi jdbi, AuditTrail trail, Calendar calendar) {
        this.jdbi = jdbi;
        this.trail = trail;
        this.calendar = calendar;
    }

    /**
     * Makes a token for a member.
     *
     * @param name what it is for, so that it can be told from others
     * @throws Rejection if the name does not hold, or the member has too many already
     */
    @Transactional
    public Issued issue(String email, String name) {
        if (name == null || name.isBlank() || name.length() > NAME_MAX) {
            throw Rejection.invalid(
                    "name", "say what the token is for, in at most " + NAME_MAX + " characters: {\"name\": \"…\"}");
        }
        if (list(email).stream().filter(token -> token.revokedAt() == null).count() >= PER_MEMBER) {
            throw Rejection.duplicate(
                    "name", "you have " + PER_MEMBER + " working tokens; revoke one that is not in use");
        }
        var bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        var secret = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        var now = calendar.now();
        long id = jdbi.withHandle(
                handle -> handle.createQuery("insert into api_token (staff_id, name, sha256, created_at)"
                                + " select id, ?, ?, ? from staff where lower(email) = ? returning id")
                        .bind(0, name.strip())
                        .bind(1, sha256(secret))
                        .bind(2, now)
                        .bind(3, Staff.key(email))
                        .mapTo(Long.class)
                        .one());
        trail.record(email, "token.issued", "token", String.valueOf(id), Map.of("name", name.strip()));
        return new Issued(new Token(id, name.strip(), now, null, null), secret);
    }

    /** The active member for whom a token acts, if it works. */
    public Optional<StaffMember> holder(String secret) {
        if (!secret.startsWith(PREFIX) || secret.length() > NAME_MAX) {
            return Optional.empty();
        }
        var digest = sha256(secret);
        return jdbi.withHandle(handle -> {
            var member = handle.createQuery(
                            """
                            select s.*, array(select r.role from staff_role r
                                              where r.staff_id = s.id and r.affiliate_id is null) as roles
                            from api_token t join staff s on s.id = t.staff_id
                            where t.sha256 = ? and t.revoked_at is null and s.active""")
                    .bind(0, digest)
                    .map((row, context) -> Staff.read(row))
                    .findOne();
            // to the minute is exact enough, and keeps a busy token from writing with every call
            member.ifPresent(known -> handle.execute(
                    "update api_token set last_used_at = ? where sha256 = ?"
                            + " and (last_used_at is null or last_used_at < ?)",
                    calendar.now(),
                    digest,
                    calendar.now().minusSeconds(60)));
            return member;
        });
    }

    /** A member's own tokens, the newest first. */
    public List<Token> list(String email) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select t.* from api_token t join staff s on s.id = t.staff_id"
                                + " where lower(s.email) = ? order by t.id desc limit 500")
                        .bind(0, Staff.key(email))
                        .map((row, context) -> new Token(
                                row.getLong("id"),
                                row.getString("name"),
                                row.getTimestamp("created_at").toInstant(),
                                instant(row.getTimestamp("last_used_at")),
                                instant(row.getTimestamp("revoked_at"))))
                        .list());
    }

    /**
     * Ends a member's own token, for good.
     *
     * @throws Rejection if the member has no such working token
     */
    @Transactional
    public void revoke(String email, long id) {
        var ended = jdbi.withHandle(handle -> handle.execute(
                "update api_token t set revoked_at = ? from staff s"
                        + " where s.id = t.staff_id and lower(s.email) = ? and t.id = ? and t.revoked_at is null",
                calendar.now(),
                Staff.key(email),
                id));
        if (ended == 0) {
            throw Rejection.unknown("working token " + id + " of yours");
        }
        trail.record(email, "token.revoked", "token", String.valueOf(id), Map.of());
    }

    private static Instant instant(Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }

    private static byte[] sha256(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
