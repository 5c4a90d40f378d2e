package org.almoner.bank;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.almoner.bank.BankViews.Comment;
import org.almoner.bank.BankViews.Deposit;
import org.almoner.bank.BankViews.Line;
import org.almoner.bank.BankViews.Match;
import org.almoner.bank.BankViews.Part;
import org.almoner.bank.BankViews.Suggestion;
import org.almoner.database.Cursor;
import org.almoner.database.Filter;
import org.almoner.database.Page;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Reads bank lines, deposits and matches for screens and API. */
@ApplicationScoped
public class BankQueries {

    /**
     * Which to list; a null asks nothing.
     *
     * @param state {@code OPEN} or {@code MATCHED}; a deposit that was due before the first statement is neither
     * @param account of lines only
     * @param assignedTo of lines only
     */
    public record Wanted(String state, Long account, String assignedTo, String text) {

        public static final Wanted OPEN = new Wanted("OPEN", null, null, null);

        private Filter lines() {
            var filter = states().andIf(account, "l.bank_account_id = ?")
                    .andIf(assignedTo, "lower(o.assigned_to) = lower(?)");
            return text == null
                    ? filter
                    : filter.and(
                            "lower(l.counterparty || ' ' || l.text || ' ' || l.bank_reference || ' ' || l.sender_reference) like ?",
                            Filter.containing(text));
        }

        private Filter deposits() {
            var filter = states();
            if ("OPEN".equals(state)) {
                filter.and(EXPECTED);
            }
            return text == null ? filter : filter.and("lower(d.reference) like ?", Filter.containing(text));
        }

        private Filter states() {
            var filter = new Filter();
            return state == null ? filter : filter.and(state.equals("OPEN") ? "s.open_minor <> 0" : "s.open_minor = 0");
        }
    }

    /** What came before the first statement of its currency is in that one's opening balance. */
    private static final String EXPECTED =
            """
            d.window_to >= coalesce((select min(b.since) from bank_statement b
                                     join bank_account a on a.id = b.bank_account_id
                                     where a.currency = d.currency and a.legal_entity_id = d.legal_entity_id), '-infinity')
            """;

    private Jdbi jdbi;
    private Calendar calendar;

    protected BankQueries() {}

    @Inject
    public BankQueries(Jdbi jdbi, Calendar calendar) {
        this.jdbi = jdbi;
        this.calendar = calendar;
    }

    /** @throws Cursor.BadCursor if {@code after} was not handed out by this list */
    public Page<Line> lines(Wanted wanted, String after, int limit) {
        var filter = wanted.lines();
        if (after != null) {
            var place = Cursor.read(after, 2);
            filter.and("(l.booked_on, l.id) < (?::date, ?)", place.text(0), place.number(1));
        }
        return Page.cut(lines(filter, 0, limit + 1), limit, line -> Cursor.of(line.bookedOn(), line.id()));
    }

    public List<Line> lineSlice(Wanted wanted, int offset, int limit) {
        return lines(wanted.lines(), Math.min(offset, Page.COUNT_CAP), limit);
    }

    public int countLines(Wanted wanted) {
        return jdbi.withHandle(handle -> wanted.lines().count(handle, LINE_FROM));
    }

    public List<Line> linesOf(List<Long> ids) {
        return ids.isEmpty()
                ? List.of()
                : lines(new Filter().and("l.id = any (?)", (Object) ids.toArray(Long[]::new)), 0, ids.size());
    }

    public Optional<Line> line(long id) {
        return linesOf(List.of(id)).stream().findFirst();
    }

    /** @throws Cursor.BadCursor if {@code after} was not handed out by this list */
    public Page<Deposit> deposits(Wanted wanted, String after, int limit) {
        var filter = wanted.deposits();
        if (after != null) {
            var place = Cursor.read(after, 2);
            filter.and("(d.expected_on, d.id) < (?::date, ?)", place.text(0), place.number(1));
        }
        return Page.cut(deposits(filter, limit + 1), limit, deposit -> Cursor.of(deposit.expectedOn(), deposit.id()));
    }

    public List<Deposit> depositsOf(List<Long> ids) {
        return ids.isEmpty()
                ? List.of()
                : deposits(new Filter().and("d.id = any (?)", (Object) ids.toArray(Long[]::new)), ids.size());
    }

    /** The match of an id. */
    public Optional<Match> match(long id) {
        return jdbi.withHandle(handle -> matches(handle, new Filter().and("m.id = ?", id), 1)).stream()
                .findFirst();
    }

    /** All that was ever matched of a line, the newest first. */
    public List<Match> matchesOf(long line) {
        return jdbi.withHandle(handle -> matches(
                handle,
                new Filter()
                        .and(
                                "exists (select 1 from bank_match_line x where x.match_id = m.id and x.line_id = ?)",
                                line),
                100));
    }

    /**
     * Matches, the newest first.
     *
     * @param state one of them, or null
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<Match> matches(String state, String after, int limit) {
        var filter = new Filter().andIf(state, "m.state = ?");
        if (after != null) {
            filter.and("m.id < ?", Cursor.read(after, 1).number(0));
        }
        return Page.cut(
                jdbi.withHandle(handle -> matches(handle, filter, limit + 1)), limit, match -> Cursor.of(match.id()));
    }

    /** Suggestions that have one of these lines in them, the best first. */
    public List<Suggestion> suggestions(List<Long> lines) {
        return lines.isEmpty()
                ? List.of()
                : jdbi.withHandle(handle -> suggestions(
                        handle, new Filter().and("g.lines && ?::bigint[]", (Object) lines.toArray(Long[]::new)), 200));
    }

    public Optional<Suggestion> suggestion(long id) {
        return jdbi.withHandle(handle -> suggestions(handle, new Filter().and("g.id = ?", id), 1)).stream()
                .findFirst();
    }

    public List<Comment> comments(long line) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from bank_line_comment where line_id = ? order by id limit 200")
                .bind(0, line)
                .map((row, context) -> new Comment(instant(row, "at"), row.getString("author"), row.getString("text")))
                .list());
    }

    private List<Line> lines(Filter filter, int offset, int limit) {
        LocalDate today = calendar.today();
        var sql = "select l.*, a.name as account_name, s.left_minor, s.open_minor, o.assigned_to, t.file_id,"
                + " (select count(*) from bank_line_comment c where c.line_id = l.id) as comments from " + LINE_FROM
                + " where " + filter.sql() + " order by l.booked_on desc, l.id desc limit ? offset ?";
        return jdbi.withHandle(handle -> filter.bind(handle.createQuery(sql), limit, offset)
                .map((row, context) -> line(row, today))
                .list());
    }

    private List<Deposit> deposits(Filter filter, int limit) {
        var sql =
                "select d.*, s.left_minor, s.open_minor from deposit d join deposit_standing s on s.deposit_id = d.id where "
                        + filter.sql() + " order by d.expected_on desc, d.id desc limit ?";
        return jdbi.withHandle(handle -> filter.bind(handle.createQuery(sql), limit)
                .map((row, context) -> deposit(row))
                .list());
    }

    private static List<Match> matches(Handle handle, Filter filter, int limit) {
        var sql = "select m.* from bank_match m where " + filter.sql() + " order by m.id desc limit ?";
        return filter.bind(handle.createQuery(sql), limit)
                .map((row, context) -> match(handle, row))
                .list();
    }

    private static List<Suggestion> suggestions(Handle handle, Filter filter, int limit) {
        var sql = "select g.* from bank_suggestion g where " + filter.sql() + " order by g.rank, g.id limit ?";
        return filter.bind(handle.createQuery(sql), limit)
                .map((row, context) -> {
                    List<Part> lines = parts(handle, SUGGESTED_LINES, row.getLong("id"));
                    return new Suggestion(
                            row.getLong("id"),
                            row.getString("kind"),
                            new Money(
                                    row.getLong("difference_minor"),
                                    lines.get(0).amount().currency()),
                            lines,
                            parts(handle, SUGGESTED_DEPOSITS, row.getLong("id")));
                })
                .list();
    }

    private static Line line(ResultSet row, LocalDate today) throws SQLException {
        String currency = row.getString("currency");
        LocalDate booked = row.getObject("booked_on", LocalDate.class);
        return new Line(
                row.getLong("id"),
                row.getLong("bank_account_id"),
                row.getString("account_name"),
                row.getLong("statement_id"),
                booked,
                row.getObject("valued_on", LocalDate.class),
                new Money(row.getLong("amount_minor"), currency),
                new Money(row.getLong("left_minor"), currency),
                new Money(row.getLong("open_minor"), currency),
                row.getString("bank_reference"),
                row.getString("sender_reference"),
                row.getString("counterparty"),
                row.getString("text"),
                row.getString("assigned_to"),
                row.getLong("comments"),
                Math.max(0, today.toEpochDay() - booked.toEpochDay()),
                row.getLong("file_id"),
                row.getLong("place"));
    }

    private static Deposit deposit(ResultSet row) throws SQLException {
        String currency = row.getString("currency");
        return new Deposit(
                row.getLong("id"),
                row.getString("kind"),
                row.getString("reference"),
                new Money(row.getLong("amount_minor"), currency),
                new Money(row.getLong("left_minor"), currency),
                new Money(row.getLong("open_minor"), currency),
                row.getObject("expected_on", LocalDate.class),
                row.getObject("window_to", LocalDate.class),
                row.getString("payout_id"),
                row.getBoolean("needed"));
    }

    private static Match match(Handle handle, ResultSet row) throws SQLException {
        long id = row.getLong("id");
        return new Match(
                id,
                row.getString("state"),
                row.getString("key"),
                new Money(row.getLong("difference_minor"), row.getString("currency")),
                row.getString("difference_account"),
                row.getString("reason"),
                row.getBoolean("second_person"),
                row.getString("made_by"),
                instant(row, "made_at"),
                row.getString("decided_by"),
                instant(row, "decided_at"),
                row.getString("undone_by"),
                instant(row, "undone_at"),
                row.getString("undone_reason"),
                parts(handle, MATCHED_LINES, id),
                parts(handle, MATCHED_DEPOSITS, id));
    }

    private static List<Part> parts(Handle handle, String sql, long id) {
        return handle.createQuery(sql)
                .bind(0, id)
                .map((row, context) -> new Part(
                        row.getLong("id"),
                        row.getString("name"),
                        new Money(row.getLong("minor"), row.getString("currency"))))
                .list();
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }

    private static final String LINE_FROM = "bank_line l join bank_line_standing s on s.line_id = l.id"
            + " join bank_account a on a.id = l.bank_account_id join bank_statement t on t.id = l.statement_id"
            + " left join bank_line_owner o on o.line_id = l.id";

    private static final String LINE_NAME =
            "l.booked_on || ' ' || left(trim(l.counterparty || ' ' || l.text), 60) as name";

    private static final String MATCHED_LINES = "select l.id, " + LINE_NAME + ", p.amount_minor as minor, l.currency"
            + " from bank_match_line p join bank_line l on l.id = p.line_id where p.match_id = ? order by l.id";

    private static final String MATCHED_DEPOSITS =
            "select d.id, d.reference as name, p.amount_minor as minor, d.currency"
                    + " from bank_match_deposit p join deposit d on d.id = p.deposit_id where p.match_id = ? order by d.id";

    private static final String SUGGESTED_LINES = "select l.id, " + LINE_NAME + ", s.left_minor as minor, l.currency"
            + " from bank_suggestion g join bank_line l on l.id = any (g.lines) join bank_line_standing s on s.line_id = l.id"
            + " where g.id = ? order by l.id";

    private static final String SUGGESTED_DEPOSITS =
            "select d.id, d.reference as name, s.left_minor as minor, d.currency"
                    + " from bank_suggestion g join deposit d on d.id = any (g.deposits) join deposit_standing s on s.deposit_id = d.id"
                    + " where g.id = ? order by d.id";
}
