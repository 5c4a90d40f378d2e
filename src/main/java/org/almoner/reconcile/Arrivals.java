package org.almoner.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.almoner.database.Page;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Whether Stripe's webhooks still come and are worked off, and the alarms when they are not.
 *
 * <p>What silence is unusual is learnt from the account itself: of each of the four weeks before the newest webhook the
 * longest silence is taken, and of these the second longest is what is usual, so that one outage does not teach that
 * outages are. Twice as long, and at least {@link #SHORTEST_SILENCE}, is an alarm. Two weeks of history are needed to
 * judge at all. Weeks count back from the newest webhook and not from now, lest a long silence forget what was usual.
 */
@ApplicationScoped
public class Arrivals {

    /** No shorter silence is an alarm, however busy the account is. */
    public static final Duration SHORTEST_SILENCE = Duration.ofMinutes(30);

    /** How old the oldest waiting event may be. */
    public static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

    /** How many of the newest events are looked at when a page asks; what is older stands in the last measurement. */
    private static final int NEWEST = 1_000;

    /** What may be wrong. */
    public enum Alarm {
        /** No webhook came for longer than usual. */
        SILENT,
        /** Events wait to be worked off for too long. */
        BACKLOG,
        /** Events could not be understood and wait for people. */
        PARKED,
        /** The endpoint at Stripe is not as it must be. */
        ENDPOINT
    }

    /**
     * How things stand.
     *
     * @param newestAt when the newest webhook came; null if none ever did
     * @param quietAfter how long a silence must be to be an alarm; null while the history is too short to say
     * @param waiting events not yet worked off, counted up to one more than {@link Page#COUNT_CAP}
     * @param oldestAt when the oldest of them came, or null
     * @param parked likewise counted
     * @param broken how many requirements the endpoint does not meet
     */
    public record State(
            Instant newestAt, Duration quietAfter, int waiting, Instant oldestAt, int parked, int broken, Instant now) {

        /** What is wrong, the worst first. */
        public List<Alarm> alarms() {
            var alarms = new ArrayList<Alarm>();
            if (broken > 0) {
                alarms.add(Alarm.ENDPOINT);
            }
            if (newestAt != null
                    && quietAfter != null
                    && newestAt.plus(quietAfter).isBefore(now)) {
                alarms.add(Alarm.SILENT);
            }
            if (oldestAt != null && oldestAt.plus(LONGEST_WAIT).isBefore(now)) {
                alarms.add(Alarm.BACKLOG);
            }
            if (parked > 0) {
                alarms.add(Alarm.PARKED);
            }
            return alarms;
        }
    }

    /** When webhooks of a kind last came, and how many in the four weeks before the last measurement. */
    public record Seen(Traffic traffic, Instant newestAt, long events) {}

    /** How far the sweep of one of Stripe's lists has come, by Stripe's clock. */
    public record Mark(String list, Instant reached) {}

    private Jdbi jdbi;
    private Calendar calendar;

    protected Arrivals() {}

    @Inject
    public Arrivals(Jdbi jdbi, Calendar calendar) {
        this.jdbi = jdbi;
        this.calendar = calendar;
    }

    public State state() {
        return jdbi.withHandle(handle -> handle.createQuery(STATE)
                .map((row, context) -> new State(
                        instant(row, "newest_at"),
                        quietAfter(row.getObject("usual_silence", Long.class)),
                        row.getInt("waiting"),
                        instant(row, "oldest_at"),
                        row.getInt("parked"),
                        row.getInt("broken"),
                        calendar.now()))
                .one());
    }

    private static Duration quietAfter(Long usual) {
        if (usual == null) {
            return null;
        }
        var twice = Duration.ofSeconds(usual).multipliedBy(2);
        return twice.compareTo(SHORTEST_SILENCE) < 0 ? SHORTEST_SILENCE : twice;
    }

    /** The kinds of traffic that ever came, in their order. */
    public List<Seen> traffic() {
        var seen = new EnumMap<Traffic, Seen>(Traffic.class);
        jdbi.useHandle(handle -> {
            handle.createQuery("select traffic, newest_at, events from arrival")
                    .map((row, context) -> new Seen(
                            Traffic.valueOf(row.getString("traffic")),
                            instant(row, "newest_at"),
                            row.getLong("events")))
                    .forEach(each -> seen.put(each.traffic(), each));
            handle.createQuery("select type, max(received_at) from " + NEWEST_WEBHOOKS + " group by type")
                    .map((row, context) -> new Seen(
                            Traffic.of(row.getString(1)), row.getTimestamp(2).toInstant(), 0))
                    .forEach(each -> seen.merge(each.traffic(), each, Arrivals::later));
        });
        return List.copyOf(seen.values());
    }

    private static Seen later(Seen one, Seen other) {
        return new Seen(
                one.traffic(),
                one.newestAt().isAfter(other.newestAt()) ? one.newestAt() : other.newestAt(),
                one.events() + other.events());
    }

    /** How far the sweeps of an account have come. */
    public static List<Mark> marks(Handle handle, String account) {
        return handle.createQuery("select list, max(reached) as reached from sweep_mark"
                        + " where stripe_account = :account group by list order by list")
                .bind("account", account)
                .map((row, context) -> new Mark(row.getString("list"), instant(row, "reached")))
                .list();
    }

    /**
     * Measures what is usual, inside a transaction; reads four weeks of events, so it is for the night and the start.
     */
    public static void measure(Handle handle, Instant now) {
        Optional<Instant> newest = handle.createQuery(
                        "select received_at from stripe_event where origin = 'WEBHOOK' order by seq desc limit 1")
                .mapTo(Instant.class)
                .findOne();
        Long usual = newest.flatMap(at -> handle.createQuery(USUAL)
                        .bind("newest", at)
                        .mapTo(Long.class)
                        .findOne())
                .orElse(null);
        handle.execute(
                "insert into arrival_rhythm (measured_at, newest_at, usual_silence) values (?, ?, ?) on conflict (one)"
                        + " do update set measured_at = excluded.measured_at, newest_at = excluded.newest_at,"
                        + " usual_silence = excluded.usual_silence",
                now,
                newest.orElse(null),
                usual);
        newest.ifPresent(at -> count(handle, at));
    }

    private static void count(Handle handle, Instant newest) {
        Map<Traffic, Seen> seen = new EnumMap<>(Traffic.class);
        handle.createQuery(COUNTS)
                .bind("newest", newest)
                .map((row, context) ->
                        new Seen(Traffic.of(row.getString("type")), instant(row, "newest_at"), row.getLong("events")))
                .forEach(each -> seen.merge(each.traffic(), each, Arrivals::later));
        handle.execute("update arrival set events = 0");
        seen.values()
                .forEach(each -> handle.execute(
                        "insert into arrival (traffic, newest_at, events) values (?, ?, ?) on conflict (traffic)"
                                + " do update set newest_at = excluded.newest_at, events = excluded.events",
                        each.traffic().name(),
                        each.newestAt(),
                        each.events()));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }

    private static final String NEWEST_WEBHOOKS =
            "(select type, received_at from (select type, received_at, origin from stripe_event order by seq desc limit "
                    + NEWEST + ") e where origin = 'WEBHOOK') webhooks";

    private static final String CAPPED = "(select count(*) from (select from stripe_event where status = '%s' limit "
            + (Page.COUNT_CAP + 1) + ") e)";

    private static final String STATE = "select greatest((select max(received_at) from " + NEWEST_WEBHOOKS
            + "), (select newest_at from arrival_rhythm)) as newest_at,"
            + " (select usual_silence from arrival_rhythm) as usual_silence, "
            + CAPPED.formatted("NEW") + " as waiting, " + CAPPED.formatted("PARKED") + " as parked,"
            + " (select received_at from stripe_event where status = 'NEW' order by seq limit 1) as oldest_at,"
            + " (select count(*) from endpoint_finding where outcome = 'BROKEN') as broken";

    /** To the minute: that is enough for silences of half an hour and more, and keeps the sorting small. */
    private static final String USUAL =
            """
            with minutes as (
                select distinct date_trunc('minute', received_at) as at from stripe_event
                where origin = 'WEBHOOK' and received_at > :newest::timestamptz - interval '28 days' and received_at <= :newest),
            silences as (select at, at - lag(at) over (order by at) as silence from minutes),
            weeks as (
                select max(silence) as longest from silences where silence is not null
                group by floor(extract(epoch from :newest::timestamptz - at) / 604800))
            select extract(epoch from longest)::bigint from weeks
            where (select min(at) from minutes) < :newest::timestamptz - interval '14 days'
            order by longest desc offset 1 limit 1
            """;

    private static final String COUNTS =
            """
            select type, max(received_at) as newest_at, count(*) as events from stripe_event
            where origin = 'WEBHOOK' and received_at > :newest::timestamptz - interval '28 days'
            group by type
            """;
}
