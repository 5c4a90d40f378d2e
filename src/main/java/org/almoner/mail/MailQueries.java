package org.almoner.mail;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.almoner.database.Cursor;
import org.almoner.database.Filter;
import org.almoner.database.Page;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Reads the outbox for screens and API: its letters, the newest first, how many wait for what, and how long they will take. */
@ApplicationScoped
public class MailQueries {

    private static final Duration MEASURED = Duration.ofMinutes(5);
    private static final int SAMPLED = 100;
    private static final int REPLIES = 5;

    /** What a letter weighs beside its PDF, and what base64 makes of that: four characters for three bytes, and line ends. */
    private static final long LETTER_BYTES = 12_000;

    private static final long BASE64_NUMERATOR = 138;

    /**
     * Which letters to list; a null asks nothing.
     *
     * @param state as {@link LetterView#state}; {@code UNDELIVERED} for those that will not arrive by themselves
     * @param recipient the whole address
     */
    public record Wanted(String state, String kind, String recipient) {

        private Filter toFilter() {
            var filter = new Filter().andIf(kind, "m.kind = ?");
            if ("UNDELIVERED".equals(state)) {
                filter.and("m.state in ('FAILED', 'BOUNCED', 'SUPPRESSED')");
            } else if (state != null) {
                filter.and("m.state = ?", state);
            }
            return recipient == null || recipient.isBlank()
                    ? filter
                    : filter.and("lower(m.recipient) = lower(?)", recipient.strip());
        }
    }

    /** Why letters wait, in the server's own words. */
    public record Reply(String text, long letters) {}

    /**
     * How the outbox stands.
     *
     * @param waiting letters that are to be sent, now or later
     * @param due those of them whose time has come
     * @param retried those of them that had an answer already
     * @param oldest when the oldest of them was written; null if none waits
     * @param byKind how many wait of each kind
     * @param sentLately how many the server took in the last five minutes
     * @param undelivered in the last thirty days
     * @param bytes about what the waiting ones weigh together
     * @param replies what was said about those that are tried again, the commonest first
     */
    public record Standing(
            long waiting,
            long due,
            long retried,
            Instant oldest,
            Map<String, Long> byKind,
            long sentLately,
            long undelivered,
            long bytes,
            List<Reply> replies) {

        /** Letters a minute of late. */
        public long perMinute() {
            return sentLately / MEASURED.toMinutes();
        }

        /** How long the waiting ones will take at the pace of late, or at the limit if that is known alone; null if neither is. */
        public Duration left(Integer limit) {
            long pace = perMinute() > 0 ? perMinute() : limit == null ? 0 : limit;
            return pace == 0 ? null : Duration.ofSeconds((waiting * 60 + pace - 1) / pace);
        }
    }

    private Jdbi jdbi;
    private Calendar calendar;

    protected MailQueries() {}

    @Inject
    public MailQueries(Jdbi jdbi, Calendar calendar) {
        this.jdbi = jdbi;
        this.calendar = calendar;
    }

    public Standing standing() {
        var now = calendar.now();
        return jdbi.withHandle(handle -> {
            var byKind = new LinkedHashMap<String, Long>();
            handle.createQuery("select kind, count(*) as many from mail_outbox where " + WAITING
                            + " group by kind order by 2 desc, 1")
                    .map((row, context) -> Map.entry(row.getString("kind"), row.getLong("many")))
                    .forEach(each -> byKind.put(each.getKey(), each.getValue()));
            var replies = handle.createQuery("select reply, count(*) as many from mail_outbox where " + WAITING
                            + " and attempts > 0 and reply is not null group by reply order by 2 desc, 1 limit "
                            + REPLIES)
                    .map((row, context) -> new Reply(row.getString("reply"), row.getLong("many")))
                    .list();
            long waiting = byKind.values().stream().mapToLong(Long::longValue).sum();
            return handle.createQuery("select count(*) filter (where next_at <= :now) as due,"
                            + " count(*) filter (where attempts > 0) as retried, min(created_at) as oldest,"
                            + " (select count(*) from mail_outbox where sent_at > :lately) as sent,"
                            + " (select count(*) from mail_outbox m where m.state in ('FAILED', 'BOUNCED', 'SUPPRESSED')"
                            + "  and m.created_at > :month) as undelivered"
                            + " from mail_outbox where " + WAITING)
                    .bind("now", now)
                    .bind("lately", now.minus(MEASURED))
                    .bind("month", now.minus(Duration.ofDays(30)))
                    .map((row, context) -> new Standing(
                            waiting,
                            row.getLong("due"),
                            row.getLong("retried"),
                            instant(row, "oldest"),
                            byKind,
                            row.getLong("sent"),
                            row.getLong("undelivered"),
                            waiting * (LETTER_BYTES + pdf(handle) * BASE64_NUMERATOR / 100),
                            replies))
                    .one();
        });
    }

    /** What a waiting letter's PDF weighs, by a sample. */
    private static long pdf(Handle handle) {
        return handle.createQuery("select coalesce(avg(coalesce(octet_length(p.bytes), 0)), 0)::bigint from"
                        + " (select receipt_id from mail_outbox where " + WAITING + " order by next_at limit " + SAMPLED
                        + ") m left join receipt_pdf p on p.receipt_id = m.receipt_id")
                .mapTo(Long.class)
                .one();
    }

    /**
     * The page after a cursor, or the first.
     *
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<LetterView> page(Wanted wanted, String after, int limit) {
        var filter = wanted.toFilter();
        if (after != null) {
            var place = Cursor.read(after, 2);
            filter.and("(m.created_at, m.id) < (?, cast(? as uuid))", place.instant(0), uuid(place.text(1)));
        }
        return Page.cut(select(filter, 0, limit + 1), limit, letter -> Cursor.of(letter.createdAt(), letter.id()));
    }

    private static String uuid(String text) {
        return UUID.fromString(text).toString();
    }

    /** Rows from an offset on, for tables with page numbers; the offset is no greater than {@link Page#COUNT_CAP}. */
    public List<LetterView> slice(Wanted wanted, int offset, int limit) {
        return select(wanted.toFilter(), Math.min(offset, Page.COUNT_CAP), limit);
    }

    /** How many there are, at most one more than {@link Page#COUNT_CAP}. */
    public int count(Wanted wanted) {
        return jdbi.withHandle(handle -> wanted.toFilter().count(handle, "mail_outbox m"));
    }

    public Optional<LetterView> find(UUID id) {
        return select(new Filter().and("m.id = ?", id), 0, 1).stream().findFirst();
    }

    private List<LetterView> select(Filter filter, int offset, int limit) {
        var sql = "select m.*, d.name as donor_name, r.number from (select m.* from mail_outbox m where " + filter.sql()
                + " order by m.created_at desc, m.id desc limit ? offset ?) m left join donor d on d.id = m.donor_id"
                + " left join receipt r on r.id = m.receipt_id order by m.created_at desc, m.id desc";
        return jdbi.withHandle(handle -> filter.bind(handle.createQuery(sql), limit, offset)
                .map((row, context) -> read(row))
                .list());
    }

    private static LetterView read(ResultSet row) throws SQLException {
        return new LetterView(
                row.getObject("id", UUID.class),
                row.getString("kind"),
                row.getString("state"),
                row.getString("recipient"),
                row.getObject("donor_id", Long.class),
                row.getString("donor_name"),
                row.getString("number"),
                row.getInt("attempts"),
                instant(row, "created_at"),
                row.getString("state").equals("QUEUED") ? instant(row, "next_at") : null,
                instant(row, "sent_at"),
                row.getString("reply"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        var time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }

    private static final String WAITING = "state in ('QUEUED', 'SENDING')";
}
