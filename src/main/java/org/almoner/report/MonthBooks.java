package org.almoner.report;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.function.Consumer;
import org.almoner.reconcile.Ageing;
import org.almoner.reconcile.ReconciliationQueries;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;

/** Opens the books of a month, for the files that are made of it. */
@ApplicationScoped
public class MonthBooks {

    private ReconciliationQueries reconciliations;
    private Calendar calendar;
    private Ageing ageing;

    protected MonthBooks() {}

    @Inject
    public MonthBooks(ReconciliationQueries reconciliations, Calendar calendar, Ageing ageing) {
        this.ageing = ageing;
        this.reconciliations = reconciliations;
        this.calendar = calendar;
    }

    /**
     * Shows a month to {@code reading}, all of one moment. What is made of it depends on the books alone and not on the
     * clock, so that the same state gives the same bytes. Must not be called inside a transaction of the container's.
     */
    void open(YearMonth period, Consumer<BookedMonth> reading) {
        reconciliations.snapshot(handle -> {
            var close = handle.createQuery(
                            """
                            select execution_id, business_date, ended_at from job_run
                            where job = 'nightly-close' and status = 'COMPLETED' order by execution_id desc limit 1""")
                    .map((row, context) -> new BookedMonth.Close(
                            row.getLong("execution_id"),
                            row.getObject("business_date", LocalDate.class),
                            row.getTimestamp("ended_at").toInstant()))
                    .findOne()
                    .orElse(null);
            var since = one(
                    handle, "select max(status_since) from settlement_period where period = ?", period, Instant.class);
            reading.accept(new BookedMonth(
                    handle,
                    calendar,
                    reconciliations,
                    ageing.rows(handle),
                    reconciliations.of(handle, period),
                    new BookedMonth.Basis(
                            handle.createQuery("select name from affiliate where parent_id is null"
                                            + " order by code <> 'main', id limit 1")
                                    .mapTo(String.class)
                                    .findOne()
                                    .orElse(""),
                            handle.createQuery("select code from legal_entity where id = 1")
                                    .mapTo(String.class)
                                    .one(),
                            handle.createQuery("select name from legal_entity where id = 1")
                                    .mapTo(String.class)
                                    .one(),
                            close,
                            since,
                            close != null ? close.endedAt() : since != null ? since : calendar.startOf(period),
                            one(
                                    handle,
                                    "select count(*) from balance_transaction where period = ?",
                                    period,
                                    Long.class),
                            handle.createQuery(
                                            "select count(*) from stripe_event where created_at >= ? and created_at < ?")
                                    .bind(0, calendar.startOf(period))
                                    .bind(1, calendar.endOf(period))
                                    .mapTo(Long.class)
                                    .one())));
        });
    }

    private static <T> T one(Handle handle, String sql, YearMonth period, Class<T> type) {
        return handle.createQuery(sql)
                .bind(0, period.atDay(1))
                .mapTo(type)
                .findOne()
                .orElse(null);
    }
}
