package org.almoner.proof;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.almoner.database.Cursor;
import org.almoner.database.Filter;
import org.almoner.database.Page;
import org.almoner.money.Money;
import org.jdbi.v3.core.Jdbi;

/** Reads the reports that were imported, the newest first, and what comparing them found. */
@ApplicationScoped
public class StripeReportQueries {

    /** Books that a report may be about: an account, "" for our own, in one mode. */
    public record Books(String account, boolean livemode) {}

    private Jdbi jdbi;

    protected StripeReportQueries() {}

    @Inject
    public StripeReportQueries(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * The page after a cursor, or the first.
     *
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<StripeReport> page(String after, int limit) {
        var filter = new Filter();
        if (after != null) {
            filter.and("r.id < ?", Cursor.read(after, 1).number(0));
        }
        return Page.cut(select(filter, 0, limit + 1), limit, report -> Cursor.of(report.id()));
    }

    /** Rows from an offset on, for tables with page numbers; the offset is no greater than {@link Page#COUNT_CAP}. */
    public List<StripeReport> slice(int offset, int limit) {
        return select(new Filter(), Math.min(offset, Page.COUNT_CAP), limit);
    }

    /** How many there are, at most one more than {@link Page#COUNT_CAP}. */
    public int count() {
        return jdbi.withHandle(handle -> new Filter().count(handle, "stripe_report r"));
    }

    public Optional<StripeReport> find(long id) {
        return select(new Filter().and("r.id = ?", id), 0, 1).stream().findFirst();
    }

    /**
     * The differences of a report after a cursor, or the first, in the order of its lines.
     *
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<StripeReport.Difference> differences(long report, String after, int limit) {
        long begin = after == null ? 0 : Cursor.read(after, 1).number(0);
        var found = jdbi.withHandle(handle -> handle.createQuery(
                        "select * from stripe_report_difference where report_id = ? and position > ?"
                                + " order by position limit ?")
                .bind(0, report)
                .bind(1, begin)
                .bind(2, limit + 1)
                .map((row, context) -> difference(row))
                .list());
        return Page.cut(found, limit, difference -> Cursor.of(difference.position()));
    }

    /** Both sides added up; what was not compared comes last. */
    public List<StripeReport.Total> totals(long report) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from stripe_report_total where report_id = ? order by compared desc, currency, category")
                .bind(0, report)
                .map((row, context) -> new StripeReport.Total(
                        row.getString("currency"),
                        row.getString("category"),
                        row.getBoolean("compared"),
                        sum(row, "theirs"),
                        sum(row, "ours")))
                .list());
    }

    /** The books that are kept here. */
    public List<Books> books() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select distinct stripe_account, livemode from sweep_mark order by 1, 2 desc")
                .map((row, context) -> new Books(row.getString("stripe_account"), row.getBoolean("livemode")))
                .list());
    }

    private List<StripeReport> select(Filter filter, int offset, int limit) {
        var sql = "select r.* from stripe_report r where " + filter.sql() + " order by r.id desc limit ? offset ?";
        return jdbi.withHandle(handle -> filter.bind(handle.createQuery(sql), limit, offset)
                .map((row, context) -> read(row))
                .list());
    }

    private static StripeReport read(ResultSet row) throws SQLException {
        return new StripeReport(
                row.getLong("id"),
                row.getString("name"),
                ReportKind.valueOf(row.getString("kind")),
                row.getString("zone"),
                row.getString("stripe_account"),
                row.getObject("livemode", Boolean.class),
                instant(row, "since"),
                instant(row, "until"),
                row.getLong("lines"),
                row.getString("imported_by"),
                instant(row, "imported_at"),
                instant(row, "compared_at"),
                row.getLong("agreed"),
                row.getLong("differing"),
                HexFormat.of().formatHex(row.getBytes("sha256")));
    }

    private static StripeReport.Difference difference(ResultSet row) throws SQLException {
        var currency = row.getString("currency");
        return new StripeReport.Difference(
                row.getLong("position"),
                StripeReport.DifferenceKind.valueOf(row.getString("kind")),
                row.getObject("line", Long.class),
                row.getString("reference"),
                row.getString("field"),
                currency,
                money(row, "ours_minor", currency),
                money(row, "theirs_minor", currency),
                row.getString("ours"),
                row.getString("theirs"));
    }

    private static StripeReport.Sum sum(ResultSet row, String side) throws SQLException {
        return new StripeReport.Sum(
                row.getObject(side + "_count", Long.class),
                row.getObject(side + "_gross", Long.class),
                row.getObject(side + "_fee", Long.class),
                row.getObject(side + "_net", Long.class));
    }

    private static Money money(ResultSet row, String column, String currency) throws SQLException {
        var minor = row.getObject(column, Long.class);
        return minor == null ? null : new Money(minor, currency);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }
}
