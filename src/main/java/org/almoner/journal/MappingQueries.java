package org.almoner.journal;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import org.almoner.database.Cursor;
import org.almoner.database.Filter;
import org.almoner.database.Page;
import org.jdbi.v3.core.Jdbi;

/** Reads the rules of the mapping, those that name most first. */
@ApplicationScoped
public class MappingQueries {

    private static final String NAMED =
            "num_nonnulls(r.legal_entity_id, r.role, r.fund_id, r.restriction, r.channel, r.currency)";
    private static final String FROM = "mapping_rule r left join legal_entity e on e.id = r.legal_entity_id"
            + " left join fund f on f.id = r.fund_id";

    /**
     * Which rules to list; a null asks nothing.
     *
     * @param month in which they hold
     * @param role that they name
     * @param account to which they lead
     */
    public record Wanted(YearMonth month, String role, String account) {

        public static final Wanted ALL = new Wanted(null, null, null);

        private Filter toFilter() {
            var filter = new Filter().andIf(role, "r.role = ?").andIf(account, "r.account = ?");
            if (month != null) {
                filter.and(
                        "r.valid_from <= ? and (r.valid_to is null or r.valid_to >= ?)",
                        month.atDay(1),
                        month.atDay(1));
            }
            return filter;
        }
    }

    private Jdbi jdbi;

    protected MappingQueries() {}

    @Inject
    public MappingQueries(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * The page after a cursor, or the first, in the order in which they were written.
     *
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<MappingRule> page(Wanted wanted, String after, int limit) {
        var filter = wanted.toFilter();
        if (after != null) {
            filter.and("r.id > ?", Cursor.read(after, 1).number(0));
        }
        return Page.cut(select(filter, "r.id", 0, limit + 1), limit, rule -> Cursor.of(rule.id()));
    }

    /** Rows from an offset on, for tables with page numbers. */
    public List<MappingRule> slice(Wanted wanted, int offset, int limit) {
        var order = "r.role nulls last, " + NAMED + " desc, r.account, r.id";
        return select(wanted.toFilter(), order, Math.min(offset, Page.COUNT_CAP), limit);
    }

    /** How many there are, at most one more than {@link Page#COUNT_CAP}. */
    public int count(Wanted wanted) {
        return jdbi.withHandle(handle -> wanted.toFilter().count(handle, FROM));
    }

    public Optional<MappingRule> find(long id) {
        return select(new Filter().and("r.id = ?", id), "r.id", 0, 1).stream().findFirst();
    }

    private List<MappingRule> select(Filter filter, String order, int offset, int limit) {
        var sql = "select r.*, e.code as entity, f.code as fund from " + FROM + " where " + filter.sql() + " order by "
                + order + " limit ? offset ?";
        return jdbi.withHandle(handle -> filter.bind(handle.createQuery(sql), limit, offset)
                .map((row, context) -> read(row))
                .list());
    }

    private static MappingRule read(ResultSet row) throws SQLException {
        var restriction = row.getString("restriction");
        return new MappingRule(
                row.getLong("id"),
                new MappingRule.Draft(
                        row.getString("entity"),
                        row.getString("role"),
                        row.getString("fund"),
                        row.getString("channel"),
                        restriction == null ? null : MappingRule.Restriction.valueOf(restriction),
                        row.getString("currency"),
                        row.getString("account"),
                        row.getString("department"),
                        row.getString("project")),
                month(row, "valid_from"),
                month(row, "valid_to"),
                row.getString("created_by"),
                instant(row, "created_at"),
                row.getString("ended_by"),
                instant(row, "ended_at"));
    }

    private static YearMonth month(ResultSet row, String column) throws SQLException {
        var day = row.getObject(column, LocalDate.class);
        return day == null ? null : YearMonth.from(day);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        var at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }
}
