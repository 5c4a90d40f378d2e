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

    private static final String OPEN =
            """
            select x.id, x.kind, x.reference, x.currency, x.occurred_at, x.raised_on, false as written_off,
                   nullif(x.about_month, cast(:period as date)) as about_month,
                   cast(:period as date) as period, null::date as resolved_on, e.code as entity,
                   coalesce(z.amount_minor, x.amount_minor) as amount_minor, coalesce(z.detail, x.detail) as detail,
                   case when z.exception_id is null then x.assignee else z.assignee end as assignee,
                   coalesce(z.counted_on, greatest(x.seen_on,
                       (select max(j.business_date) from job_run j
                        where j.job in ('nightly-close', 'monthly-close') and j.status = 'COMPLETED'))) as counted_on
            from settlement_exception x
            join legal_entity e on e.id = x.legal_entity_id and e.id = coalesce(:entity, e.id)
            left join settlement_period p on p.legal_entity_id = e.id and p.period = :period and p.status = 'CLOSED'
            left join closed_exception z on z.exception_id = x.id and z.period = p.period
            where case when p.period is null then x.period = :period and x.resolved_on is null
                       else z.exception_id is not null end
            order by x.kind, x.reference limit :limit
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
     * All open ones of a month in the order of their kind and reference, at most {@link Page#COUNT_CAP}; of a closed
     * month those that stood when it was closed, as they were then.
     *
     * @param entity in whose books; null for all
     */
    List<ExceptionView> openOf(Handle handle, YearMonth period, Long entity) {
        return handle.createQuery(OPEN)
                .bind("period", period.atDay(1))
                .bind("entity", entity)
                .bind("limit", Page.COUNT_CAP)
                .map((row, context) -> read(row))
                .list();
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
