package org.almoner.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.almoner.database.Cursor;
import org.almoner.database.Filter;
import org.almoner.database.Page;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Reads exceptions for screens and API, the newest first. */
@ApplicationScoped
public class ExceptionQueries {

    private static final String SHOWN =
            """
            select x.*, (select code from legal_entity where id = x.legal_entity_id) as entity, greatest(x.seen_on,
                       (select max(j.business_date) from job_run j
                        where j.job in ('nightly-close', 'monthly-close') and j.status = 'COMPLETED')) as counted_on
            from settlement_exception x
            where %s
            """;

    private Jdbi jdbi;
    private Calendar calendar;

    protected ExceptionQueries() {}

    @Inject
    public ExceptionQueries(Jdbi jdbi, Calendar calendar) {
        this.jdbi = jdbi;
        this.calendar = calendar;
    }

    /**
     * The page after a cursor, or the first.
     *
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<ExceptionView> page(ExceptionFilter wanted, String after, int limit) {
        var filter = wanted.toFilter();
        if (after != null) {
            filter.and("x.id < ?", Cursor.read(after, 1).number(0));
        }
        var rows = jdbi.withHandle(handle -> select(handle, filter, "x.id desc", 0, limit + 1));
        return Page.cut(rows, limit, exception -> Cursor.of(exception.id()));
    }

    /** Rows from an offset on, for tables with page numbers; the offset is no greater than {@link Page#COUNT_CAP}. */
    public List<ExceptionView> slice(ExceptionFilter wanted, int offset, int limit) {
        return jdbi.withHandle(
                handle -> select(handle, wanted.toFilter(), "x.id desc", Math.min(offset, Page.COUNT_CAP), limit));
    }

    /** How many there are, at most one more than {@link Page#COUNT_CAP}. */
    public int count(ExceptionFilter wanted) {
        return jdbi.withHandle(handle -> wanted.toFilter().count(handle, "settlement_exception x"));
    }

    public Optional<ExceptionView> find(long id) {
        return jdbi.withHandle(handle -> select(handle, new Filter().and("x.id = ?", id), "x.id", 0, 1)).stream()
                .findFirst();
    }

    /**
     * All open ones of a month in the order of their kind and reference, at most {@link Page#COUNT_CAP}.
     *
     * @param entity in whose books; null for all
     */
    List<ExceptionView> openOf(Handle handle, YearMonth period, Long entity) {
        return select(
                handle,
                new ExceptionFilter(true, null, period, null).toFilter().andIf(entity, "x.legal_entity_id = ?"),
                "x.kind, x.reference",
                0,
                Page.COUNT_CAP);
    }

    private List<ExceptionView> select(Handle handle, Filter filter, String order, int offset, int limit) {
        var sql = SHOWN.formatted(filter.sql()) + " order by " + order + " limit ? offset ?";
        return filter.bind(handle.createQuery(sql), limit, offset)
                .map((row, context) -> read(row))
                .list();
    }

    private static YearMonth month(LocalDate day) {
        return day == null ? null : YearMonth.from(day);
    }

    private ExceptionView read(ResultSet row) throws SQLException {
        var occurredAt = row.getTimestamp("occurred_at").toInstant();
        var age = ChronoUnit.DAYS.between(calendar.dayOf(occurredAt), row.getObject("counted_on", LocalDate.class));
        return new ExceptionView(
                row.getLong("id"),
                ExceptionKind.valueOf(row.getString("kind")),
                row.getString("reference"),
                new Money(row.getLong("amount_minor"), row.getString("currency")),
                (int) Math.max(0, age),
                row.getString("detail"),
                YearMonth.from(row.getObject("period", LocalDate.class)),
                occurredAt,
                row.getObject("raised_on", LocalDate.class),
                row.getObject("resolved_on", LocalDate.class),
                row.getString("entity"),
                month(row.getObject("about_month", LocalDate.class)),
                row.getString("assignee"),
                row.getBoolean("written_off"));
    }
}
