package org.almoner.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * The conditions of a list as one SQL predicate with its values, so that a page and its count ask for the same rows.
 * Only constants of the code may become SQL; everything that came from outside is a bound value.
 */
public final class Filter {

    private final StringBuilder sql = new StringBuilder("true");
    private final List<Object> values = new ArrayList<>();

    /** Adds a condition with one {@code ?} for each value. */
    public Filter and(String condition, Object... bound) {
        sql.append(" and (").append(condition).append(')');
        values.addAll(List.of(bound));
        return this;
    }

    /** Adds a condition on a value that may be missing; without it everything passes. */
    public Filter andIf(Object value, String condition) {
        return value == null ? this : and(condition, value);
    }

    public String sql() {
        return sql.toString();
    }

    /** Binds the values, followed by those of the rest of the statement. */
    public Query bind(Query query, Object... rest) {
        int position = 0;
        for (Object value : values) {
            query.bind(position++, value);
        }
        for (Object value : rest) {
            query.bind(position++, value);
        }
        return query;
    }

    /** The number of rows that pass, not counted beyond one more than {@link Page#COUNT_CAP}. */
    public int count(Handle handle, String from) {
        var counted = "select count(*) from (select 1 from " + from + " where " + sql + " limit " + (Page.COUNT_CAP + 1)
                + ") capped";
        return bind(handle.createQuery(counted)).mapTo(Integer.class).one();
    }

    /** A pattern for {@code like} that finds a text anywhere, whatever it contains. */
    public static String containing(String text) {
        return "%" + escaped(text) + "%";
    }

    private static String escaped(String text) {
        return text.strip()
                .toLowerCase(Locale.ROOT)
                .replace("\\", "\\\\")
                .replace("%", "\\%")
                .replace("_", "\\_");
    }
}
