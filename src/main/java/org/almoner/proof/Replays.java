package org.almoner.proof;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Cursor;
import org.almoner.database.Filter;
import org.almoner.database.Page;
import org.almoner.database.Rejection;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Replays that were asked for, the newest first: ordered, looked at, and deleted here; {@link ReplayPulse} does them. */
@ApplicationScoped
public class Replays {

    private static final int LONGEST = 200;

    private Jdbi jdbi;
    private Calendar calendar;
    private AuditTrail trail;

    protected Replays() {}

    @Inject
    public Replays(Jdbi jdbi, Calendar calendar, AuditTrail trail) {
        this.jdbi = jdbi;
        this.calendar = calendar;
        this.trail = trail;
    }

    /**
     * Asks for a replay; it begins by itself within seconds.
     *
     * @param actor the staff member's e-mail address
     * @return its id
     * @throws Rejection if what is asked for is not there, or another replay is not over yet
     */
    @Transactional
    public long order(Replay.Scope scope, String actor) {
        if (scope.since() != null && scope.until() != null && !scope.since().isBefore(scope.until())) {
            throw Rejection.invalid("to", "the time ends before it begins");
        }
        if (scope.type() != null && scope.type().length() > LONGEST) {
            throw Rejection.invalid("type", "write at most " + LONGEST + " characters");
        }
        return jdbi.withHandle(handle -> {
            if (scope.event() != null && !known(handle, scope.event())) {
                throw Rejection.invalid("event", "there is no event " + scope.event() + " in the inbox");
            }
            long id = handle.createQuery(ORDER)
                    .bind("event", scope.event())
                    .bind("type", scope.type())
                    .bind("since", scope.since())
                    .bind("until", scope.until())
                    .bind("actor", actor)
                    .bind("now", calendar.now())
                    .mapTo(Long.class)
                    .findOne()
                    .orElseThrow(() -> Rejection.duplicate(
                            "status", "another replay is not over yet; wait until it has ended, or delete it"));
            var detail = new LinkedHashMap<String, String>();
            detail.put("event", scope.event());
            detail.put("type", scope.type());
            detail.put("from", scope.since() == null ? null : scope.since().toString());
            detail.put("to", scope.until() == null ? null : scope.until().toString());
            trail.record(actor, "replay.ordered", "replay", String.valueOf(id), detail);
            return id;
        });
    }

    /**
     * Deletes a replay and what it found; one that still runs stops with its present step, and its books are dropped.
     *
     * @throws Rejection if there is none with this id
     */
    @Transactional
    public void delete(long id, String actor) {
        int deleted = jdbi.withHandle(handle -> handle.execute("delete from replay where id = ?", id));
        if (deleted == 0) {
            throw Rejection.unknown("replay " + id);
        }
        trail.record(actor, "replay.deleted", "replay", String.valueOf(id), new LinkedHashMap<>());
    }

    /**
     * The page after a cursor, or the first.
     *
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<Replay> page(String after, int limit) {
        var filter = new Filter();
        if (after != null) {
            filter.and("r.id < ?", Cursor.read(after, 1).number(0));
        }
        return Page.cut(select(filter, limit + 1), limit, replay -> Cursor.of(replay.id()));
    }

    public Optional<Replay> find(long id) {
        return select(new Filter().and("r.id = ?", id), 1).stream().findFirst();
    }

    /**
     * What differs, after a cursor or from the first on; at most a thousand are kept.
     *
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<Replay.Difference> differences(long id, String after, int limit) {
        long begin = after == null ? 0 : Cursor.read(after, 1).number(0);
        var found = jdbi.withHandle(handle -> handle.createQuery(
                        "select * from replay_difference where replay_id = ? and position > ? order by position limit ?")
                .bind(0, id)
                .bind(1, begin)
                .bind(2, limit + 1)
                .map((row, context) -> difference(row))
                .list());
        return Page.cut(found, limit, difference -> Cursor.of(difference.position()));
    }

    private static boolean known(Handle handle, String event) {
        return handle.createQuery("select count(*) from stripe_event where event_id = ?")
                        .bind(0, event)
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }

    private List<Replay> select(Filter filter, int limit) {
        var sql = "select r.* from replay r where " + filter.sql() + " order by r.id desc limit ?";
        return jdbi.withHandle(handle -> filter.bind(handle.createQuery(sql), limit)
                .map((row, context) -> read(row))
                .list());
    }

    private static Replay read(ResultSet row) throws SQLException {
        return new Replay(
                row.getLong("id"),
                new Replay.Scope(
                        row.getString("event_id"), row.getString("type"), instant(row, "since"), instant(row, "until")),
                Replay.Status.valueOf(row.getString("status")),
                row.getString("phase"),
                row.getLong("done"),
                row.getLong("total"),
                row.getLong("events"),
                row.getLong("fetched"),
                row.getLong("transactions"),
                row.getLong("payouts"),
                row.getLong("entries"),
                row.getLong("same"),
                row.getLong("other_way"),
                row.getLong("moved_on"),
                row.getLong("gifts"),
                row.getObject("differing", Long.class),
                row.getString("requested_by"),
                instant(row, "requested_at"),
                instant(row, "started_at"),
                instant(row, "ended_at"),
                row.getString("error"));
    }

    private static Replay.Difference difference(ResultSet row) throws SQLException {
        var amount = row.getObject("amount_minor", Long.class);
        return new Replay.Difference(
                row.getLong("position"),
                Replay.DifferenceKind.valueOf(row.getString("kind")),
                row.getString("reference"),
                row.getString("entry_key"),
                row.getString("entry_kind"),
                row.getString("debit"),
                row.getString("credit"),
                amount == null ? null : new Money(amount, row.getString("currency")),
                row.getString("field"),
                row.getString("live"),
                row.getString("replayed"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }

    private static final String ORDER =
            """
            insert into replay (event_id, type, since, until, requested_by, requested_at)
            values (:event, :type, :since, :until, :actor, :now)
            on conflict do nothing
            returning id
            """;
}
