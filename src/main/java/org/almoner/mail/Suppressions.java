package org.almoner.mail;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Cursor;
import org.almoner.database.Filter;
import org.almoner.database.Page;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.almoner.donor.EmailKey;
import org.almoner.mail.Suppression.Reason;
import org.almoner.mail.Suppression.Stream;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Addresses that are not written to, each with why and since when. What was lifted stays in the list, and the address
 * begins anew. Every change by staff leaves a line in the audit trail.
 */
@ApplicationScoped
public class Suppressions {

    private static final int LONGEST_REASON = 500;

    private Jdbi jdbi;
    private Transactions transactions;
    private AuditTrail trail;
    private Calendar calendar;

    protected Suppressions() {}

    @Inject
    public Suppressions(Jdbi jdbi, Transactions transactions, AuditTrail trail, Calendar calendar) {
        this.jdbi = jdbi;
        this.transactions = transactions;
        this.trail = trail;
        this.calendar = calendar;
    }

    /**
     * Which suppressions to list; a null asks nothing.
     *
     * @param address a part of it
     * @param open whether it still holds
     */
    public record Wanted(String address, Reason reason, Boolean open) {

        private Filter toFilter() {
            var filter = new Filter().andIf(reason == null ? null : reason.name(), "reason = ?");
            if (address != null && !address.isBlank()) {
                filter.and("address like ?", Filter.containing(address));
            }
            return open == null ? filter : filter.and(open ? "lifted_at is null" : "lifted_at is not null");
        }
    }

    /** Those that hold among addresses, by the address's key; of two the one that stops all mail. */
    Map<String, Suppression> among(Collection<String> addresses) {
        var keys = addresses.stream().map(EmailKey::of).distinct().toArray();
        var found = new LinkedHashMap<String, Suppression>();
        transactions
                .inNew(handle -> handle.createQuery(
                                "select * from mail_suppression where address = any (:keys) and lifted_at is null"
                                        + " order by stream desc")
                        .bindArray("keys", String.class, keys)
                        .map((row, context) -> read(row))
                        .list())
                .forEach(one -> found.put(one.address(), one));
        return found;
    }

    /** What holds for an address; of two the one that stops all mail. */
    public Optional<Suppression> of(String address) {
        return EmailKey.of(address) == null
                ? Optional.empty()
                : Optional.ofNullable(among(List.of(address)).get(EmailKey.of(address)));
    }

    /** Notes in the caller's transaction that an address is not written to; one that is not already stays as it is. */
    boolean add(Handle handle, String address, Stream stream, Reason reason, String detail, String by) {
        return handle.createUpdate(
                                """
                                insert into mail_suppression (address, stream, reason, detail, since, by_whom)
                                values (:address, :stream, :reason, :detail, :now, :by)
                                on conflict (address, stream) where lifted_at is null do nothing
                                """)
                        .bind("address", EmailKey.of(address))
                        .bind("stream", stream.name())
                        .bind("reason", reason.name())
                        .bind("detail", detail)
                        .bind("now", calendar.now())
                        .bind("by", by)
                        .execute()
                > 0;
    }

    /**
     * Stops all mail to an address.
     *
     * @throws Rejection if the address is none, or no reason is given, or it is not written to already
     */
    public void suppress(String address, String why, String actor) {
        Mailbox mailbox;
        try {
            mailbox = Mailbox.of(address);
        } catch (IllegalArgumentException notAnAddress) {
            throw Rejection.invalid("address", "write one e-mail address, as name@example.org");
        }
        var reason = reason(why, "say why nothing is to be sent there");
        transactions.inNew(handle -> {
            if (!add(handle, mailbox.address(), Stream.ALL, Reason.MANUAL, reason, actor)) {
                throw Rejection.duplicate("address", "nothing is sent there already");
            }
            trail.record(
                    actor,
                    "suppression.made",
                    "address",
                    EmailKey.of(mailbox.address()),
                    Map.of("reason", reason, "stream", Stream.ALL.name()));
            return null;
        });
    }

    /**
     * Lets mail go to an address again.
     *
     * @throws Rejection if it does not exist or holds no more, or no reason is given
     */
    public void lift(long id, String why, String actor) {
        var reason = reason(why, "say why mail may go there again");
        transactions.inNew(handle -> {
            var address = handle.createQuery("update mail_suppression set lifted_at = :now, lifted_by = :by,"
                            + " lift_reason = :reason where id = :id and lifted_at is null returning address")
                    .bind("now", calendar.now())
                    .bind("by", actor)
                    .bind("reason", reason)
                    .bind("id", id)
                    .mapTo(String.class)
                    .findOne()
                    .orElseThrow(() -> Rejection.unknown("suppression " + id + " that holds"));
            trail.record(actor, "suppression.lifted", "address", address, Map.of("reason", reason));
            return null;
        });
    }

    /**
     * The reader of a letter wants no more notices.
     *
     * @return whether there is such a letter
     */
    public boolean refuseNotices(UUID letter) {
        return transactions.inNew(handle -> handle.createQuery("select recipient from mail_outbox where id = ?")
                .bind(0, letter)
                .mapTo(String.class)
                .findOne()
                .map(recipient -> {
                    if (add(handle, recipient, Stream.NOTICES, Reason.UNSUBSCRIBED, null, "system")) {
                        trail.record(
                                "system",
                                "suppression.made",
                                "address",
                                EmailKey.of(recipient),
                                Map.of("reason", Reason.UNSUBSCRIBED.name(), "stream", Stream.NOTICES.name()));
                    }
                    return true;
                })
                .orElse(false));
    }

    private static String reason(String why, String remedy) {
        var reason = why == null ? "" : Delivery.line(why);
        if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
            throw Rejection.invalid("reason", remedy + ", in up to " + LONGEST_REASON + " characters");
        }
        return reason;
    }

    /**
     * The page after a cursor, or the first; the newest first.
     *
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<Suppression> page(Wanted wanted, String after, int limit) {
        var filter = wanted.toFilter();
        if (after != null) {
            filter.and("id < ?", Cursor.read(after, 1).number(0));
        }
        return Page.cut(select(filter, 0, limit + 1), limit, one -> Cursor.of(one.id()));
    }

    /** Rows from an offset on, for tables with page numbers; the offset is no greater than {@link Page#COUNT_CAP}. */
    public List<Suppression> slice(Wanted wanted, int offset, int limit) {
        return select(wanted.toFilter(), Math.min(offset, Page.COUNT_CAP), limit);
    }

    /** How many there are, at most one more than {@link Page#COUNT_CAP}. */
    public int count(Wanted wanted) {
        return jdbi.withHandle(handle -> wanted.toFilter().count(handle, "mail_suppression"));
    }

    public Optional<Suppression> find(long id) {
        return select(new Filter().and("id = ?", id), 0, 1).stream().findFirst();
    }

    private List<Suppression> select(Filter filter, int offset, int limit) {
        return jdbi.withHandle(handle -> filter.bind(
                        handle.createQuery("select * from mail_suppression where " + filter.sql()
                                + " order by id desc limit ? offset ?"),
                        limit,
                        offset)
                .map((row, context) -> read(row))
                .list());
    }

    private static Suppression read(ResultSet row) throws SQLException {
        return new Suppression(
                row.getLong("id"),
                row.getString("address"),
                Stream.valueOf(row.getString("stream")),
                Reason.valueOf(row.getString("reason")),
                row.getString("detail"),
                instant(row, "since"),
                row.getString("by_whom"),
                row.getTimestamp("lifted_at") == null
                        ? null
                        : new Suppression.Lifted(
                                instant(row, "lifted_at"), row.getString("lifted_by"), row.getString("lift_reason")));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getTimestamp(column).toInstant();
    }
}
