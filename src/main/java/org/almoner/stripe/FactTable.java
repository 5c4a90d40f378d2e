package org.almoner.stripe;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;

/**
 * A table that keeps what is known of one kind of Stripe object, and the rule by which each column takes in what an
 * object says. The rules make the order in which statements come irrelevant wherever that is possible, and no statement
 * ever takes knowledge away: an object that says nothing about a column leaves it as it was.
 */
final class FactTable {

    /** How a column takes in another value. */
    private enum Rule {
        /** Part of the key. */
        KEY,
        /** The last one said. */
        LAST,
        /** The first one said. */
        FIRST,
        /** The smallest one said, such as the earliest time. */
        LEAST,
        /** The largest number or latest time said. */
        MOST,
        /** True once anybody said so. */
        EVER,
        /** The one that is furthest in a list of states; a state that is not listed comes before all of them. */
        FURTHEST
    }

    /**
     * A column.
     *
     * @param type PostgreSQL's name of its type
     * @param ranks for {@link Rule#FURTHEST}, the states from first to last
     */
    record Column(String name, String type, Rule rule, List<String> ranks) {

        static Column key(String name) {
            return new Column(name, "text", Rule.KEY, List.of());
        }

        static Column last(String name, String type) {
            return new Column(name, type, Rule.LAST, List.of());
        }

        static Column first(String name, String type) {
            return new Column(name, type, Rule.FIRST, List.of());
        }

        static Column least(String name, String type) {
            return new Column(name, type, Rule.LEAST, List.of());
        }

        static Column most(String name, String type) {
            return new Column(name, type, Rule.MOST, List.of());
        }

        static Column ever(String name) {
            return new Column(name, "boolean", Rule.EVER, List.of());
        }

        static Column furthest(String name, String... ranks) {
            return new Column(name, "text", Rule.FURTHEST, List.of(ranks));
        }

        private String merged(String known, String said) {
            if (said == null || known == null) {
                return said == null ? known : said;
            }
            return switch (rule) {
                case KEY, FIRST -> known;
                case LAST -> said;
                case EVER -> known.equals("true") ? known : said;
                case MOST -> compare(known, said) >= 0 ? known : said;
                case LEAST -> known.compareTo(said) <= 0 ? known : said;
                case FURTHEST -> ranks.indexOf(said) >= ranks.indexOf(known) ? said : known;
            };
        }

        private int compare(String known, String said) {
            return type.equals("timestamptz")
                    ? Instant.parse(known).compareTo(Instant.parse(said))
                    : Long.compare(Long.parseLong(known), Long.parseLong(said));
        }

        private String mergedInSql(String table) {
            String known = table + "." + name;
            String said = "excluded." + name;
            return switch (rule) {
                case KEY -> null;
                case FIRST -> "coalesce(%s, %s)".formatted(known, said);
                case LAST -> "coalesce(%s, %s)".formatted(said, known);
                case EVER -> "%s or %s".formatted(known, said);
                case MOST -> "greatest(%s, %s)".formatted(known, said);
                case LEAST -> "least(%s, %s)".formatted(known, said);
                case FURTHEST -> {
                    String list = ranks.stream().map(rank -> "'" + rank + "'").collect(Collectors.joining(", "));
                    yield ("case when %1$s is null or coalesce(array_position(array[%3$s], %2$s), 0)"
                                    + " >= coalesce(array_position(array[%3$s], %1$s), 0) then coalesce(%2$s, %1$s) else %1$s end")
                            .formatted(known, said, list);
                }
            };
        }
    }

    private final List<Column> columns;
    private final int keys;
    private final String upsert;
    private final Map<List<String>, String[]> rows = new LinkedHashMap<>();

    FactTable(String name, Column... columns) {
        this.columns = List.of(columns);
        this.keys = (int)
                this.columns.stream().filter(column -> column.rule == Rule.KEY).count();
        String names = this.columns.stream().map(Column::name).collect(Collectors.joining(", "));
        String values = this.columns.stream()
                .map(column -> column.name + "::" + column.type)
                .collect(Collectors.joining(", "));
        String arrays = this.columns.stream().map(column -> "?::text[]").collect(Collectors.joining(", "));
        String key = this.columns.stream().limit(keys).map(Column::name).collect(Collectors.joining(", "));
        String changes = this.columns.stream()
                .skip(keys)
                .map(column -> column.name + " = " + column.mergedInSql(name))
                .collect(Collectors.joining(", "));
        this.upsert =
                "insert into " + name + " (" + names + ") select " + values + " from unnest(" + arrays + ") as said ("
                        + names + ") order by " + key + " on conflict (" + key + ") do "
                        + (changes.isEmpty() ? "nothing" : "update set " + changes);
    }

    /** Takes in one statement: a value for each column, in their order; null for what it does not say. */
    void add(Object... values) {
        String[] said = Arrays.stream(values)
                .map(value -> value == null ? null : value.toString())
                .toArray(String[]::new);
        rows.merge(List.of(Arrays.copyOf(said, keys)), said, this::merge);
    }

    private String[] merge(String[] known, String[] said) {
        return IntStream.range(0, known.length)
                .mapToObj(i -> columns.get(i).merged(known[i], said[i]))
                .toArray(String[]::new);
    }

    /** What the table has been told since it was made: the values of one column, without null. */
    Set<String> values(String column) {
        int index = columns.stream().map(Column::name).toList().indexOf(column);
        return rows.values().stream()
                .map(row -> row[index])
                .filter(value -> value != null)
                .collect(Collectors.toSet());
    }

    /** Writes all that was added, merged with what the database knows. */
    void flush(Handle handle) {
        if (rows.isEmpty()) {
            return;
        }
        Collection<String[]> said = rows.values();
        try (PreparedStatement statement = handle.getConnection().prepareStatement(upsert)) {
            for (int i = 0; i < columns.size(); i++) {
                int column = i;
                statement.setArray(
                        i + 1,
                        handle.getConnection()
                                .createArrayOf(
                                        "text",
                                        said.stream().map(row -> row[column]).toArray()));
            }
            statement.executeUpdate();
        } catch (SQLException refused) {
            throw new FactsRefused(refused);
        }
    }
}
