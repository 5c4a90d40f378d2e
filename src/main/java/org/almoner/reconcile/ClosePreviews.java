package org.almoner.reconcile;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.almoner.reconcile.ClosePreview.Kind;
import org.almoner.reconcile.ClosePreview.Obstacle;
import org.jdbi.v3.core.Handle;

/** Finds out what closing a month would fix and what is in its way. */
final class ClosePreviews {

    private ClosePreviews() {}

    static ClosePreview of(
            Handle handle,
            long entity,
            YearMonth period,
            LocalDate today,
            Reconciliation month,
            List<Checks.Result> checks) {
        Scope scope = Scope.of(handle, entity);
        List<YearMonth> earlier = handle.createQuery(EARLIER)
                .bind("entity", entity)
                .bind("period", period.atDay(1))
                .mapTo(LocalDate.class)
                .map(YearMonth::from)
                .list();
        long transactions = count(scope.bind(handle.createQuery(TRANSACTIONS.replace("<scope>", Scope.SQL)))
                .bind("entity", entity)
                .bind("period", period.atDay(1)));
        long entries = count(handle.createQuery(ENTRIES).bind("entity", entity).bind("period", period.atDay(1)));
        return new ClosePreview(
                month,
                checks,
                earlier,
                transactions,
                entries,
                obstacles(handle, entity, scope, period, today),
                seen(month, earlier, transactions, entries));
    }

    private static long count(org.jdbi.v3.core.statement.Query query) {
        return query.mapTo(Long.class).one();
    }

    private static List<Obstacle> obstacles(
            Handle handle, long entity, Scope scope, YearMonth period, LocalDate today) {
        List<Obstacle> found = new ArrayList<>();
        if (!period.isBefore(YearMonth.from(today))) {
            found.add(new Obstacle(
                    Kind.RUNNING, period.toString(), 1, "the month has not ended; close it when it is over"));
            return found;
        }
        var row = handle.createQuery(
                        "select status, closed_on from settlement_period where legal_entity_id = :entity and period = :period")
                .bind("entity", entity)
                .bind("period", period.atDay(1))
                .mapToMap()
                .findOne();
        if (row.isEmpty()) {
            found.add(new Obstacle(
                    Kind.NOT_SEEN, period.toString(), 1, "no close has seen the month; run the nightly close first"));
            return found;
        }
        if (row.get().get("status").equals(Reconciliation.Status.CLOSED.name())) {
            found.add(new Obstacle(Kind.CLOSED, period.toString(), 1, "the month is closed already"));
            return found;
        }
        if (((java.sql.Date) row.get().get("closed_on")).toLocalDate().isBefore(period.atEndOfMonth())) {
            found.add(new Obstacle(
                    Kind.NOT_ENDED,
                    period.atEndOfMonth().toString(),
                    1,
                    "the close of " + period.atEndOfMonth()
                            + " has not run; run it, so that nothing of the month is missing"));
        }
        handle.createQuery(EARLIER_OPEN)
                .bind("entity", entity)
                .bind("period", period.atDay(1))
                .map((each, context) -> new Obstacle(
                        Kind.EARLIER_OPEN,
                        YearMonth.from(each.getObject("period", LocalDate.class))
                                .toString(),
                        each.getLong("count"),
                        YearMonth.from(each.getObject("period", LocalDate.class))
                                + " would be closed with it, and has exceptions or a request of its own; decide on"
                                + " those first"))
                .forEach(found::add);
        handle.createQuery(JOBS)
                .mapTo(String.class)
                .forEach(job -> found.add(new Obstacle(
                        Kind.JOB_RUNS, job, 1, "the job " + job + " is running; wait until it has ended")));
        long unmatched = count(scope.bind(handle.createQuery(UNMATCHED.replace("<scope>", Scope.SQL)))
                .bind("period", period.atDay(1)));
        if (unmatched > 0) {
            found.add(new Obstacle(
                    Kind.UNMATCHED,
                    null,
                    unmatched,
                    unmatched + " balance transactions were never looked at; run the nightly close"));
        }
        handle.createQuery(EXCEPTIONS)
                .bind("entity", entity)
                .bind("period", period.atDay(1))
                .map((each, context) -> new Obstacle(
                        Kind.EXCEPTIONS,
                        each.getString("kind"),
                        each.getLong("count"),
                        each.getLong("count") + " of kind " + each.getString("kind")
                                + " above the tolerance; resolve or write off what /api/v1/exceptions?period=" + period
                                + "&kind=" + each.getString("kind") + " lists"))
                .forEach(found::add);
        return found;
    }

    /** The same figures have the same name, and others have another. */
    private static String seen(Reconciliation month, List<YearMonth> earlier, long transactions, long entries) {
        var text = new StringBuilder()
                .append(month.period())
                .append(' ')
                .append(earlier)
                .append(' ')
                .append(transactions)
                .append(' ')
                .append(entries);
        month.currencies().forEach(line -> text.append('\n').append(line));
        month.exceptions()
                .forEach(exception ->
                        text.append('\n').append(exception.id()).append(' ').append(exception.amount()));
        try {
            var digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final String TRANSACTIONS =
            """
            select count(*) from balance_transaction b
            where b.period <= :period and <scope>
              and b.period > coalesce((select closed_through from legal_entity where id = :entity), '-infinity')
            """;

    private static final String ENTRIES =
            """
            select count(*) from ledger_posting
            where legal_entity_id = :entity and booked_month <= :period
              and booked_month > coalesce((select closed_through from legal_entity where id = :entity), '-infinity')
            """;

    private static final String EARLIER =
            """
            select period from settlement_period
            where legal_entity_id = :entity and period < :period and status <> 'CLOSED'
            order by period
            """;

    private static final String EARLIER_OPEN =
            """
            select period, count(*) as count
            from (select x.period
                  from settlement_exception x
                  left join legal_entity_tolerance t
                    on t.legal_entity_id = x.legal_entity_id and t.currency = x.currency
                  where x.legal_entity_id = :entity and x.period < :period and x.resolved_on is null
                    and abs(x.amount_minor) > coalesce(t.tolerance_minor, 0)
                  union all
                  select c.period from close_request c
                  where c.legal_entity_id = :entity and c.period < :period and c.state = 'REQUESTED') o
            group by period
            order by period limit 12
            """;

    private static final String JOBS =
            "select distinct job from job_run where status = 'STARTED' and job in ('nightly-close', 'monthly-close') order by job";

    private static final String UNMATCHED =
            "select count(*) from balance_transaction b where b.match = 'NEW' and b.period <= :period and <scope>";

    private static final String EXCEPTIONS =
            """
            select x.kind, count(*) as count
            from settlement_exception x
            left join legal_entity_tolerance t on t.legal_entity_id = x.legal_entity_id and t.currency = x.currency
            where x.legal_entity_id = :entity and x.period = :period and x.resolved_on is null
              and abs(x.amount_minor) > coalesce(t.tolerance_minor, 0)
            group by x.kind
            order by x.kind
            """;
}
