package org.almoner.report;

import java.math.BigDecimal;
import java.sql.Date;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.statement.Query;

/** One row of a query; sums are exact integers that must fit 64 bits. */
record Row(Map<String, Object> columns) {
    static List<Row> all(Query query) {
        try (query) {
            return query.mapToMap().map(Row::new).list();
        }
    }

    long number(String name) {
        return decimal(name).longValueExact();
    }

    BigDecimal decimal(String name) {
        return new BigDecimal(columns.get(name).toString());
    }

    String text(String name) {
        return (String) columns.get(name);
    }

    boolean flag(String name) {
        return (Boolean) columns.get(name);
    }

    LocalDate day(String name) {
        return ((Date) columns.get(name)).toLocalDate();
    }
}
