package org.almoner.mail;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;

/**
 * Whether mail is sent at all, how much of it a minute, and how much to each domain. It is kept in the database, so that a
 * pause outlives restarts and holds for every node. Every change by staff leaves a line in the audit trail.
 */
@ApplicationScoped
public class Sending {

    /** Limits are written in letters a minute. */
    public static final int MOST_PER_MINUTE = 100_000;

    private static final Duration FIRST_REST = Duration.ofMinutes(1);
    private static final Duration LONGEST_REST = Duration.ofHours(1);
    private static final int MOST_TIMES = 7;

    /**
     * How a domain is written to.
     *
     * @param perMinute letters a minute at most; null for no limit of its own
     * @param slowedUntil nothing is sent until then; null if it never asked for less
     * @param slowedTimes how often it asked for less lately; each halves what is sent
     * @param reply what it said the last time
     */
    public record Domain(String name, Integer perMinute, Instant slowedUntil, int slowedTimes, String reply) {

        /** What may be sent a minute just now, with what it asked for; null for any. */
        public Integer effective() {
            Integer slowed = slowedTimes == 0 ? null : Math.max(1, 60 >> slowedTimes);
            return slowed == null || perMinute != null && perMinute < slowed ? perMinute : slowed;
        }
    }

    /** Who stopped the mail, when and why. */
    public record Pause(Instant at, String by, String reason) {}

    /**
     * What holds now.
     *
     * @param pause null while mail is sent
     * @param perMinute letters a minute at most; null for as fast as the server takes them
     */
    public record Rules(Pause pause, Integer perMinute, Map<String, Domain> domains) {}

    private Transactions transactions;
    private AuditTrail trail;
    private Calendar calendar;

    protected Sending() {}

    @Inject
    public Sending(Transactions transactions, AuditTrail trail, Calendar calendar) {
        this.transactions = transactions;
        this.trail = trail;
        this.calendar = calendar;
    }

    public Rules rules() {
        return transactions.inNew(handle -> {
            var domains = handle.createQuery("select * from mail_domain order by domain")
                    .map((row, context) -> domain(row))
                    .list();
            return handle.createQuery("select * from mail_sending")
                    .map((row, context) -> new Rules(
                            row.getTimestamp("paused_at") == null
                                    ? null
                                    : new Pause(
                                            row.getTimestamp("paused_at").toInstant(),
                                            row.getString("paused_by"),
                                            row.getString("pause_reason")),
                            row.getObject("per_minute", Integer.class),
                            domains.stream()
                                    .collect(Collectors.toMap(
                                            Domain::name,
                                            Function.identity(),
                                            (one, same) -> one,
                                            LinkedHashMap::new))))
                    .one();
        });
    }

    /**
     * Stops all mail until somebody resumes it; what is being sent this second still goes.
     *
     * @throws Rejection if no reason is given, or it is stopped already
     */
    public void pause(String why, String actor) {
        var reason = why == null ? "" : Delivery.line(why);
        if (reason.isEmpty()) {
            throw Rejection.invalid("reason", "say why, so that others know when to resume");
        }
        transactions.inNew(handle -> {
            if (handle.execute(
                            "update mail_sending set paused_at = ?, paused_by = ?, pause_reason = ? where paused_at is null",
                            Timestamp.from(calendar.now()),
                            actor,
                            reason)
                    == 0) {
                throw Rejection.duplicate("reason", "sending is paused already");
            }
            trail.record(actor, "mail.paused", "mail", "sending", Map.of("reason", reason));
            return null;
        });
    }

    /**
     * Sends again.
     *
     * @throws Rejection if it is not stopped
     */
    public void resume(String actor) {
        transactions.inNew(handle -> {
            if (handle.execute(
                            "update mail_sending set paused_at = null, paused_by = null, pause_reason = null where paused_at is"
                                    + " not null")
                    == 0) {
                throw Rejection.invalid("paused", "sending is not paused");
            }
            trail.record(actor, "mail.resumed", "mail", "sending", Map.of());
            return null;
        });
    }

    /**
     * Limits all mail together.
     *
     * @param perMinute null for no limit
     */
    public void limit(Integer perMinute, String actor) {
        checked("perMinute", perMinute);
        transactions.inNew(handle -> {
            handle.execute("update mail_sending set per_minute = cast(? as integer)", perMinute);
            trail.record(actor, "mail.limited", "mail", "sending", Map.of("perMinute", written(perMinute)));
            return null;
        });
    }

    /**
     * Limits mail to one domain, and forgets that it asked for less.
     *
     * @param perMinute null for no limit of its own
     */
    public void limit(String domain, Integer perMinute, String actor) {
        var name = domain == null ? "" : domain.strip().toLowerCase(Locale.ROOT);
        if (!name.matches("[a-z0-9]([a-z0-9-]{0,62}[.])*[a-z0-9-]{1,63}") || name.length() > 253) {
            throw Rejection.invalid("domain", "write what stands after the @, as example.org");
        }
        checked("domainPerMinute", perMinute);
        transactions.inNew(handle -> {
            if (perMinute == null) {
                handle.execute("delete from mail_domain where domain = ?", name);
            } else {
                handle.execute(
                        "insert into mail_domain (domain, per_minute) values (?, ?) on conflict (domain) do update set"
                                + " per_minute = excluded.per_minute, slowed_until = null, slowed_times = 0, reply = null",
                        name,
                        perMinute);
            }
            trail.record(actor, "mail.limited", "domain", name, Map.of("perMinute", written(perMinute)));
            return null;
        });
    }

    private static void checked(String field, Integer perMinute) {
        if (perMinute != null && (perMinute < 1 || perMinute > MOST_PER_MINUTE)) {
            throw Rejection.invalid(
                    field,
                    "write a whole number of letters a minute from 1 to " + MOST_PER_MINUTE
                            + ", or nothing for no limit");
        }
    }

    private static String written(Integer perMinute) {
        return perMinute == null ? "none" : perMinute.toString();
    }

    /** A domain asks for less: it rests, twice as long each time, and gets half as much afterwards. */
    void slow(String domain, String reply) {
        var now = calendar.now();
        transactions.inNew(handle -> {
            int times = handle.createQuery("select slowed_times from mail_domain where domain = ?")
                    .bind(0, domain)
                    .mapTo(Integer.class)
                    .findOne()
                    .orElse(0);
            var rest = FIRST_REST.multipliedBy(1L << Math.min(times, MOST_TIMES));
            return handle.createUpdate(
                            """
                            insert into mail_domain (domain, slowed_until, slowed_times, reply) values (:domain, :until, 1, :reply)
                            on conflict (domain) do update set slowed_until = :until, reply = :reply,
                                slowed_times = least(mail_domain.slowed_times + 1, :most)
                            where mail_domain.slowed_until is null or mail_domain.slowed_until <= :now
                            """)
                    .bind("domain", domain)
                    .bind("until", now.plus(rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest))
                    .bind("reply", reply)
                    .bind("most", MOST_TIMES)
                    .bind("now", now)
                    .execute();
        });
    }

    /** A domain that asked for less took a letter: with every minute of that it gets twice as much again. */
    void relax(String domain) {
        transactions.inNew(handle -> relaxed(handle, domain));
    }

    private int relaxed(Handle handle, String domain) {
        return handle.createUpdate(
                        """
                        update mail_domain set slowed_times = slowed_times - 1, slowed_until = :now
                        where domain = :domain and slowed_times > 0 and slowed_until < :before
                        """)
                .bind("domain", domain)
                .bind("now", calendar.now())
                .bind("before", calendar.now().minus(FIRST_REST))
                .execute();
    }

    private static Domain domain(ResultSet row) throws SQLException {
        var until = row.getTimestamp("slowed_until");
        return new Domain(
                row.getString("domain"),
                row.getObject("per_minute", Integer.class),
                until == null ? null : until.toInstant(),
                row.getInt("slowed_times"),
                row.getString("reply"));
    }
}
