package org.almoner.dunning;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almoner.database.Cursor;
import org.almoner.database.Filter;
import org.almoner.database.Page;
import org.almoner.dunning.Step.Deed;
import org.almoner.gift.GiftView;
import org.almoner.money.Money;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Looks for failures of plans. */
@ApplicationScoped
public class FailureQueries {

    /** Failures of one plan that a page shows at most. */
    public static final int SHOWN = 50;

    private static final String NEWEST = " order by f.first_failed_at desc, f.id desc";

    private Jdbi jdbi;

    protected FailureQueries() {}

    @Inject
    public FailureQueries(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Failures that go on, the newest first.
     *
     * @param declineClass null for all
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<FailureView> page(String declineClass, String after, int limit) {
        var filter = open(declineClass);
        if (after != null) {
            var place = Cursor.read(after, 2);
            filter.and("(f.first_failed_at, f.id) < (?, ?)", place.instant(0), place.number(1));
        }
        return Page.cut(
                jdbi.withHandle(handle -> select(handle, filter, NEWEST, 0, limit + 1)),
                limit,
                failure -> Cursor.of(failure.firstFailedAt(), failure.id()));
    }

    /** The same from an offset on, for tables with page numbers. */
    public List<FailureView> slice(String declineClass, int offset, int limit) {
        return jdbi.withHandle(
                handle -> select(handle, open(declineClass), NEWEST, Math.min(offset, Page.COUNT_CAP), limit));
    }

    /** How many go on, at most one more than {@link Page#COUNT_CAP}. */
    public int count(String declineClass) {
        return jdbi.withHandle(handle -> open(declineClass).count(handle, "plan_failure f"));
    }

    /** All failures of a plan, the newest first, at most {@link #SHOWN}. */
    public List<FailureView> ofPlan(String plan) {
        var filter = new Filter().and("f.plan_id = (select id from recurring_plan where reference = ?)", plan);
        return jdbi.withHandle(handle -> select(handle, filter, NEWEST, 0, SHOWN));
    }

    /** Failures that go on and are of one class, in the order of their ids, after one. */
    List<FailureView> next(Handle handle, String declineClass, long after, int most) {
        return select(handle, open(declineClass).and("f.id > ?", after), " order by f.id", 0, most);
    }

    private static Filter open(String declineClass) {
        return new Filter().and("f.ended_at is null").andIf(declineClass, "f.class = ?");
    }

    private static List<FailureView> select(Handle handle, Filter filter, String order, int offset, int limit) {
        var sql = FIELDS.formatted("select * from plan_failure f where " + filter.sql() + order + " limit ? offset ?")
                + order;
        var rows = new LinkedHashMap<Long, FailureView>();
        filter.bind(handle.createQuery(sql), limit, offset)
                .map((row, context) -> read(row))
                .forEach(each -> rows.put(each.id(), each));
        if (rows.isEmpty()) {
            return List.of();
        }
        Map<Long, List<FailureView.Taken>> taken = new LinkedHashMap<>();
        handle.createQuery(TAKEN)
                .bindArray("failures", Long.class, rows.keySet().toArray())
                .map((row, context) -> Map.entry(row.getLong("failure_id"), taken(row)))
                .forEach(each -> taken.computeIfAbsent(each.getKey(), id -> new ArrayList<>())
                        .add(each.getValue()));
        return rows.values().stream()
                .map(each -> with(each, taken.getOrDefault(each.id(), List.of())))
                .toList();
    }

    private static FailureView with(FailureView view, List<FailureView.Taken> taken) {
        return new FailureView(
                view.id(),
                view.plan(),
                view.planStatus(),
                view.planPaused(),
                view.donor(),
                view.amount(),
                view.declineClass(),
                view.code(),
                view.firstFailedAt(),
                view.lapsedAt(),
                view.endedAt(),
                view.ending(),
                taken,
                view.askedAt());
    }

    private static FailureView read(ResultSet row) throws SQLException {
        var donor = row.getLong("donor_id");
        var known = !row.wasNull();
        var currency = row.getString("currency");
        var due = row.getLong("amount_due_minor");
        return new FailureView(
                row.getLong("id"),
                row.getString("reference"),
                row.getString("status"),
                row.getBoolean("paused"),
                known ? new GiftView.Donor(donor, row.getString("donor_name"), row.getString("donor_email")) : null,
                currency == null ? null : new Money(due, currency),
                row.getString("class"),
                row.getString("code"),
                instant(row, "first_failed_at"),
                instant(row, "lapsed_at"),
                instant(row, "ended_at"),
                row.getString("ending"),
                List.of(),
                instant(row, "asked_at"));
    }

    private static FailureView.Taken taken(ResultSet row) throws SQLException {
        return new FailureView.Taken(
                row.getLong("id"),
                row.getInt("number"),
                row.getInt("after_days"),
                Deed.valueOf(row.getString("deed")),
                row.getString("template"),
                row.getString("state"),
                instant(row, "taken_at"),
                row.getString("delivery"),
                row.getString("reply"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        var timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }

    private static final String FIELDS =
            """
            select f.*, p.reference, p.status, p.paused, p.donor_id, d.name as donor_name, d.email as donor_email,
                   i.amount_due_minor, i.currency, i.asked_at
            from (%s) f
            join recurring_plan p on p.id = f.plan_id
            left join donor d on d.id = p.donor_id
            left join stripe_invoice i on i.id = f.invoice
            """;

    private static final String TAKEN =
            """
            select s.*, m.state as delivery, m.reply
            from plan_failure_step s
            left join mail_outbox m on m.dedupe_key = 'dunning:' || s.failure_id || ':' || s.number
            where s.failure_id = any (:failures)
            order by s.failure_id, s.number
            """;
}
