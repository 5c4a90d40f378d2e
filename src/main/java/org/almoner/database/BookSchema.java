package org.almoner.database;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Books beside the live ones: a schema of its own with every table that the live one has, its checks, keys and triggers,
 * and no rows. While it is in front, nothing of the live books can be seen; what is forgotten here fails and spoils
 * nothing.
 */
public class BookSchema {

    /** Tables that are no books: those about replays and reports, and the migrations' own. */
    private static final String LIVE_TABLES =
            """
            select c.relname from pg_class c
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
              and c.relname !~ '^(replay|stripe_report|flyway_)'
            order by c.relname
            """;

    /** In the order in which they were made, so that one that builds on another comes after it. */
    private static final String LIVE_VIEWS =
            """
            select c.relname, rtrim(pg_get_viewdef(c.oid), ';') from pg_class c
            where c.relnamespace = 'public'::regnamespace and c.relkind = 'v'
              and not exists (select 1 from pg_depend e where e.objid = c.oid and e.deptype = 'e')
            order by c.oid
            """;

    private static final String LIVE_TRIGGERS =
            """
            select replace(pg_get_triggerdef(t.oid), ' ON public.', ' ON <schema>.')
            from pg_trigger t
            join pg_class c on c.oid = t.tgrelid
            where not t.tgisinternal and c.relnamespace = 'public'::regnamespace and c.relname = any (:tables)
            order by c.relname, t.tgname
            """;

    private static final String SEQUENCES =
            """
            select format('select setval(%L, (select coalesce(max(%I), 0) + 1 from <schema>.%I), false)',
                          pg_get_serial_sequence('<schema>.' || quote_ident(c.relname), a.attname), a.attname, c.relname)
            from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attidentity <> '' and not a.attisdropped
            where c.relnamespace = '<schema>'::regnamespace and c.relkind = 'r' and c.relname = any (:tables)
            """;

    private final String name;

    /** @param name a lower-case identifier */
    public BookSchema(String name) {
        this.name = name;
    }

    public final String table(String table) {
        return name + "." + table;
    }

    /** Makes it anew, empty. */
    public final void make(Handle handle) {
        drop(handle);
        handle.execute("create schema " + name);
        List<String> tables =
                handle.createQuery(LIVE_TABLES).mapTo(String.class).list();
        for (String table : tables) {
            handle.execute(
                    "create table %s (like public.%s including all)".formatted(quoted(table), '"' + table + '"'));
        }
        makeViews(handle);
        for (String trigger : handle.createQuery(LIVE_TRIGGERS.replace("<schema>", name))
                .bindArray("tables", String.class, tables.toArray())
                .mapTo(String.class)
                .list()) {
            handle.execute(trigger);
        }
    }

    /** A view says by its search path whose tables it is about. */
    private void makeViews(Handle handle) {
        String path = handle.createQuery("select set_config('search_path', 'public', true)")
                .mapTo(String.class)
                .one();
        Map<String, String> views = new LinkedHashMap<>();
        handle.createQuery(LIVE_VIEWS)
                .map((row, context) -> views.put(row.getString(1), row.getString(2)))
                .list();
        enter(handle);
        views.forEach((view, definition) -> handle.execute("create view " + quoted(view) + " as " + definition));
        handle.execute("set local search_path to " + path);
    }

    /**
     * Copies rows of the live books with their ids.
     *
     * @param where a condition on the live table {@code t}
     * @param left columns that are left at their defaults
     * @return how many
     */
    public final int copy(Handle handle, String table, String where, String... left) {
        return copyFrom(handle, "public", table, where, left);
    }

    /** The same from another schema, where it may lack columns or have some that are gone. */
    final int copyFrom(Handle handle, String source, String table, String where, String... left) {
        String columns = handle
                .createQuery(
                        "select a.attname from pg_attribute a where a.attrelid = (:source || '.' || :table)::regclass"
                                + " and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''"
                                + " and a.attname <> all (:left) and exists (select from pg_attribute mine"
                                + " where mine.attrelid = (:mine || '.' || :table)::regclass and mine.attname = a.attname"
                                + " and mine.attnum > 0 and not mine.attisdropped) order by a.attnum")
                .bind("source", source)
                .bind("mine", name)
                .bind("table", table)
                .bindArray("left", String.class, Arrays.asList((Object[]) left).toArray())
                .mapTo(String.class)
                .list()
                .stream()
                .map(column -> '"' + column + '"')
                .collect(Collectors.joining(", "));
        int rows = handle.execute("insert into %s (%s) overriding system value select %s from %s.%s t where %s"
                .formatted(table(table), columns, columns, source, table, where));
        for (String reset : handle.createQuery(SEQUENCES.replace("<schema>", name))
                .bindArray("tables", String.class, table)
                .mapTo(String.class)
                .list()) {
            handle.createQuery(reset).mapTo(Long.class).one();
        }
        return rows;
    }

    /** Until the transaction ends, these books are the only ones. */
    public final void enter(Handle handle) {
        handle.execute("set local search_path to " + name);
    }

    public final void drop(Handle handle) {
        handle.execute("drop schema if exists " + name + " cascade");
    }

    /** Transactions in which only these books are there. */
    public final Transactions within(Transactions live) {
        return new Within(live, this);
    }

    private String quoted(String table) {
        return name + ".\"" + table + '"';
    }

    private static final class Within extends Transactions {

        private final Transactions live;
        private final BookSchema schema;

        Within(Transactions live, BookSchema schema) {
            this.live = live;
            this.schema = schema;
        }

        @Override
        public <T> T inNew(Function<Handle, T> work) {
            return live.inNew(handle -> {
                schema.enter(handle);
                return work.apply(handle);
            });
        }
    }
}
