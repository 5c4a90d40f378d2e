package org.almoner.report;

import java.time.YearMonth;
import java.util.List;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.locator.ClasspathSqlLocator;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.SqlStatements;

/**
 * Computes the reports of a run of months from one pass over the postings.
 *
 * <p>The pass leaves temporary tables on the connection, as small as the donors and months of the window; every figure
 * of every month is then a query over those. They are dropped at the end and, should a run have failed, at the start.
 */
final class SustainabilityFigures {
    private static final List<String> TABLES = List.of("report_merged", "report_rate", "report_flow", "report_first");

    private final Handle handle;
    private final Calendar calendar;
    private final String currency;

    SustainabilityFigures(Handle handle, Calendar calendar, String currency) {
        this.handle = handle;
        this.calendar = calendar;
        this.currency = currency;
    }

    /** The reports of months that follow each other, in their order. */
    List<SustainabilityReport> of(List<YearMonth> months) {
        var last = months.get(months.size() - 1);
        drop();
        long newest = number("select coalesce(max(id), 0) from ledger_posting");
        for (String table : TABLES) {
            var query = sql(table.substring("report_".length()));
            try (var update = handle.createUpdate(query)) {
                window(update, months.get(0).minusMonths(23), last).execute();
            }
            handle.execute("analyze " + table);
        }
        var reports = months.stream()
                .map(month -> new MonthFigures(handle, calendar, currency, month).report(newest))
                .toList();
        drop();
        return reports;
    }

    private void drop() {
        TABLES.forEach(table -> handle.execute("drop table if exists pg_temp." + table));
    }

    private <S extends SqlStatement<S>> S window(S statement, YearMonth first, YearMonth last) {
        statement.getConfig(SqlStatements.class).setUnusedBindingAllowed(true);
        return statement
                .bind("zone", calendar.zone().getId())
                .bind("base", currency)
                .bind("first", first.atDay(1))
                .bind("last", last.atDay(1))
                .bind("since", calendar.startOf(first))
                .bind("until", calendar.endOf(last));
    }

    private long number(String sql) {
        return handle.createQuery(sql).mapTo(Long.class).one();
    }

    static String sql(String name) {
        return ClasspathSqlLocator.create()
                .getResource(SustainabilityFigures.class.getClassLoader(), "reports/sustainability/" + name + ".sql");
    }
}
