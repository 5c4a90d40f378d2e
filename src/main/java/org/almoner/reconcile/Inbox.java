package org.almoner.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Cursor;
import org.almoner.database.Filter;
import org.almoner.database.Page;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The events that came from Stripe, the newest first, without their bodies; and the one thing people may do to them:
 * have a parked one tried again.
 */
@ApplicationScoped
public class Inbox {

    /** How far an event has come. */
    public enum State {
        /** Stored; its turn comes. */
        NEW,
        DONE,
        /** Of a type that nobody handles. */
        IGNORED,
        /** Could not be handled; waits for people. */
        PARKED
    }

    /**
     * One event.
     *
     * @param id Stripe's {@code evt_…}
     * @param object id of the thing it is about, or null
     * @param origin {@code WEBHOOK}, or {@code SWEEP} when the close had to fetch it
     * @param error why it could not be handled the last time; null when it could
     */
    public record Event(
            long sequence,
            String id,
            String account,
            boolean livemode,
            String type,
            String object,
            String objectType,
            String apiVersion,
            Instant createdAt,
            Instant receivedAt,
            String origin,
            State state,
            int attempts,
            Instant handledAt,
            String error) {}

    /**
     * Which events to list; a null asks nothing.
     *
     * @param account our name of the Stripe account they came from; "" for the one without
     */
    public record Wanted(State state, String type, String object, String account) {

        public static final Wanted PARKED = new Wanted(State.PARKED, null, null, null);

        private Filter toFilter() {
            var filter = new Filter()
                    .andIf(type, "e.type = ?")
                    .andIf(object, "e.object_id = ?")
                    .andIf(account, "e.stripe_account = ?");
            // as a literal, so that the planner sees that the partial indexes serve
            return state == null ? filter : filter.and("e.status = '" + state.name() + "'");
        }
    }

    private Jdbi jdbi;
    private AuditTrail trail;

    protected Inbox() {}

    @Inject
    public Inbox(Jdbi jdbi, AuditTrail trail) {
        this.jdbi = jdbi;
        this.trail = trail;
    }

    /** The same over other books, such as a sandbox's. */
    public Inbox over(Transactions books) {
        return new Inbox(jdbi, trail) {
            @Override
            <T> T read(Function<Handle, T> work) {
                return books.inNew(work);
            }
        };
    }

    <T> T read(Function<Handle, T> work) {
        return jdbi.withHandle(work::apply);
    }

    /**
     * The page after a cursor, or the first.
     *
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<Event> page(Wanted wanted, String after, int limit) {
        var filter = wanted.toFilter();
        if (after != null) {
            filter.and("e.seq < ?", Cursor.read(after, 1).number(0));
        }
        return Page.cut(select(filter, 0, limit + 1), limit, event -> Cursor.of(event.sequence()));
    }

    /** Rows from an offset on, for tables with page numbers; the offset is no greater than {@link Page#COUNT_CAP}. */
    public List<Event> slice(Wanted wanted, int offset, int limit) {
        return select(wanted.toFilter(), Math.min(offset, Page.COUNT_CAP), limit);
    }

    /** How many there are, at most one more than {@link Page#COUNT_CAP}. */
    public int count(Wanted wanted) {
        return read(handle -> wanted.toFilter().count(handle, "stripe_event e"));
    }

    public Optional<Event> find(String id) {
        return select(new Filter().and("e.event_id = ?", id), 0, 1).stream().findFirst();
    }

    /**
     * Puts a parked event back in line, with all its attempts before it.
     *
     * @param actor the staff member's e-mail address
     * @throws Rejection if there is no such event, or it is not parked
     */
    @Transactional
    public void redrive(String id, String actor) {
        int moved = read(handle -> handle.execute(
                "update stripe_event set status = 'NEW', attempts = 0, next_at = null, handled_at = null, error = null"
                        + " where event_id = ? and status = 'PARKED'",
                id));
        if (moved == 0) {
            var event = find(id).orElseThrow(() -> Rejection.unknown("event " + id));
            throw Rejection.duplicate("status", "only a parked event can be tried again; this one is " + event.state());
        }
        trail.record(actor, "event.redriven", "event", id, Map.of());
    }

    private List<Event> select(Filter filter, int offset, int limit) {
        var sql = "select e.seq, e.event_id, e.stripe_account, e.livemode, e.type, e.object_id, e.object_type,"
                + " e.api_version, e.created_at, e.received_at, e.origin, e.status, e.attempts, e.handled_at, e.error"
                + " from stripe_event e where " + filter.sql() + " order by e.seq desc limit ? offset ?";
        return read(handle -> filter.bind(handle.createQuery(sql), limit, offset)
                .map((row, context) -> read(row))
                .list());
    }

    private static Event read(ResultSet row) throws SQLException {
        return new Event(
                row.getLong("seq"),
                row.getString("event_id"),
                row.getString("stripe_account"),
                row.getBoolean("livemode"),
                row.getString("type"),
                row.getString("object_id"),
                row.getString("object_type"),
                row.getString("api_version"),
                instant(row, "created_at"),
                instant(row, "received_at"),
                row.getString("origin"),
                State.valueOf(row.getString("status")),
                row.getInt("attempts"),
                instant(row, "handled_at"),
                row.getString("error"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }
}
