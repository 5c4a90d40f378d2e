package org.almoner.report;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.function.Consumer;
import org.almoner.reconcile.Ageing;
import org.almoner.reconcile.ReconciliationQueries;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

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
     *
     * @param entity id of the one legal entity that is meant; null for all together, which is the only one where there
     *     is but one
     */
    void open(YearMonth period, Long entity, Consumer<BookedMonth> reading) {
        reconciliations.snapshot(handle -> {
            var entities = handle.createQuery("select id, code, name from legal_entity"
                            + " where id = coalesce(:entity, id) order by id <> 1, code")
                    .bind("entity", entity)
                    .map((row, context) ->
                            new BookedMonth.Entity(row.getLong("id"), row.getString("code"), row.getString("name")))
                    .list();
            Long one = entities.size() == 1 ? (Long) entities.get(0).id() : null;
            reading.accept(new BookedMonth(
                    handle,
                    calendar,
                    reconciliations,
                    ageing.rows(handle, one),
                    reconciliations.of(handle, period, one),
                    basis(handle, period, one, entities)));
        });
    }

    private BookedMonth.Basis basis(Handle handle, YearMonth period, Long one, List<BookedMonth.Entity> entities) {
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
        var since = ask(
                        handle,
                        "select max(status_since) from settlement_period"
                                + " where period = :period and legal_entity_id = coalesce(:entity, legal_entity_id)",
                        period,
                        one)
                .mapTo(Instant.class)
                .findOne()
                .orElse(null);
        return new BookedMonth.Basis(
                handle.createQuery(
                                "select name from affiliate where parent_id is null order by code <> 'main', id limit 1")
                        .mapTo(String.class)
                        .findOne()
                        .orElse(""),
                entities,
                handle.createQuery("select count(*) from legal_entity")
                                .mapTo(Long.class)
                                .one()
                        > 1,
                close,
                since,
                close != null ? close.endedAt() : since != null ? since : calendar.startOf(period),
                ask(
                                handle,
                                "select count(*) from balance_transaction b where period = :period and "
                                        + MonthTables.IN_ENTITY.formatted("b"),
                                period,
                                one)
                        .mapTo(Long.class)
                        .one(),
                handle.createQuery(
                                "select count(*) from stripe_event v where created_at >= :from and created_at < :to and "
                                        + MonthTables.IN_ENTITY.formatted("v"))
                        .bind("from", calendar.startOf(period))
                        .bind("to", calendar.endOf(period))
                        .bind("entity", one)
                        .mapTo(Long.class)
                        .one());
    }

    private static Query ask(Handle handle, String sql, YearMonth period, Long entity) {
        return handle.createQuery(sql).bind("period", period.atDay(1)).bind("entity", entity);
    }
}
