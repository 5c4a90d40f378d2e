package org.almoner.report;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.transaction.Transactional;
import java.io.StringReader;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.almoner.time.Calendar;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The sustainability reports of all months.
 *
 * <p>A report is a snapshot: the close computes those that its postings changed and keeps them, so that reading one is
 * one row. A month without a snapshot is computed when it is asked for, and not kept.
 */
@ApplicationScoped
public class SustainabilityReports {
    /** Lines of a list in a report, before "all others". */
    public static final int LARGEST = 50;

    private static final String REPORT = "sustainability";

    /** Postings may become visible in another order than that of their ids; so many are looked at again. */
    private static final int OVERLAP = 10_000;

    /** One computation at a time: each reads years of postings. */
    private final ReentrantLock computing = new ReentrantLock();

    private Jdbi jdbi;
    private Calendar calendar;
    private String currency;

    protected SustainabilityReports() {}

    @Inject
    public SustainabilityReports(
            Jdbi jdbi,
            Calendar calendar,
            @ConfigProperty(name = "almoner.base.currency", defaultValue = "EUR") String currency) {
        this.jdbi = jdbi;
        this.calendar = calendar;
        this.currency = currency;
    }

    /**
     * The report of a month: as the last close left it, or computed now.
     *
     * @throws IllegalArgumentException for a month that has not begun
     */
    @Transactional
    public SustainabilityReport of(YearMonth month) {
        return stored(month).orElseGet(() -> {
            if (month.isAfter(YearMonth.from(calendar.today()))) {
                throw new IllegalArgumentException("the month " + month + " has not begun");
            }
            return compute(List.of(month)).get(0);
        });
    }

    /** The newest month that has a report, for a screen that asks for none in particular. */
    public Optional<YearMonth> newest() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select max(period) from report_snapshot where report = :report having max(period) is not null")
                .bind("report", REPORT)
                .mapTo(LocalDate.class)
                .findOne()
                .map(YearMonth::from));
    }

    /**
     * Computes again what changed: the month of the close and every month from the oldest one that postings were added
     * to since the last refresh, at most those of the close's year and of the year before. Older snapshots stay as they
     * are, as reports of their day.
     *
     * @return the months written
     */
    @Transactional
    public List<YearMonth> refresh(LocalDate closeDate) {
        var last = YearMonth.from(closeDate);
        var oldest = YearMonth.of(closeDate.getYear() - 1, 1);
        var changed = jdbi.withHandle(this::oldestChanged).map(YearMonth::from).orElse(last);
        var first = changed.isBefore(oldest) ? oldest : changed.isAfter(last) ? last : changed;
        var months = first.atDay(1)
                .datesUntil(last.plusMonths(1).atDay(1), java.time.Period.ofMonths(1))
                .map(YearMonth::from)
                .toList();
        compute(months).forEach(this::store);
        return months;
    }

    private Optional<LocalDate> oldestChanged(Handle handle) {
        return handle.createQuery(
                        """
                        select min(occurred_at at time zone :zone) from ledger_posting
                        where id > (select coalesce(max(cast(body ->> 'newestPosting' as bigint)), 0) - :overlap
                                    from report_snapshot where report = :report)
                        having min(occurred_at) is not null""")
                .bind("zone", calendar.zone().getId())
                .bind("overlap", OVERLAP)
                .bind("report", REPORT)
                .mapTo(LocalDate.class)
                .findOne();
    }

    private List<SustainabilityReport> compute(List<YearMonth> months) {
        computing.lock();
        try {
            return jdbi.withHandle(handle -> new SustainabilityFigures(handle, calendar, currency).of(months));
        } finally {
            computing.unlock();
        }
    }

    private Optional<SustainabilityReport> stored(YearMonth month) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select body from report_snapshot where report = :report and period = :period")
                .bind("report", REPORT)
                .bind("period", month.atDay(1))
                .mapTo(String.class)
                .findOne()
                .map(body -> SustainabilityReport.fromJson(parse(body))));
    }

    private void store(SustainabilityReport report) {
        jdbi.useHandle(handle -> handle.createUpdate(
                        """
                        insert into report_snapshot (report, period, computed_at, body)
                        values (:report, :period, :at, cast(:body as jsonb))
                        on conflict (report, period) do update set computed_at = excluded.computed_at, body = excluded.body""")
                .bind("report", REPORT)
                .bind("period", report.period().atDay(1))
                .bind("at", report.computedAt())
                .bind("body", report.toJson().toString())
                .execute());
    }

    private static JsonObject parse(String body) {
        try (var reader = Json.createReader(new StringReader(body))) {
            return reader.readObject();
        }
    }
}
