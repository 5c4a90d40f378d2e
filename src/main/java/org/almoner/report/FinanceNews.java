package org.almoner.report;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.spi.JsonProvider;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import org.almoner.database.Transactions;
import org.almoner.mail.Outbox;
import org.almoner.reconcile.Ageing;
import org.almoner.staff.LetterWishes;
import org.almoner.time.Calendar;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Handle;

/**
 * What needs finance: exceptions raised, things that grew older than a week, a month or a quarter, months that can be
 * closed, closes that failed; each since finance was told last. It is kept once a day and only when there is something,
 * and goes as a letter to those who want it.
 */
@ApplicationScoped
public class FinanceNews {

    /** The kind of the letters; what they are about is the day, counted from 1970. */
    public static final String KIND = "FINANCE";

    private static final JsonProvider PROVIDER = JsonProvider.provider();
    private static final int[] AGES = {7, 30, 90};

    private Transactions transactions;
    private Outbox outbox;
    private Ageing ageing;
    private Calendar calendar;
    private String host;

    protected FinanceNews() {}

    @Inject
    public FinanceNews(
            Transactions transactions,
            Outbox outbox,
            Ageing ageing,
            Calendar calendar,
            @ConfigProperty(name = "almoner.mail.from", defaultValue = "almoner@localhost") String from) {
        this.transactions = transactions;
        this.outbox = outbox;
        this.ageing = ageing;
        this.calendar = calendar;
        this.host = from.replaceAll(".*@|[^A-Za-z0-9.-].*$", "");
    }

    /**
     * Tells finance what is new, unless nothing is, or they were told today already.
     *
     * @param closeDate the newest close's
     * @return whether there was something to tell
     */
    public boolean tell(LocalDate closeDate) {
        return transactions.inNew(handle -> {
            var today = calendar.today();
            var last = last(handle);
            if (last.isPresent() && !last.get().day().isBefore(today)) {
                return false;
            }
            var news = news(handle, closeDate, last);
            if (news.isEmpty()) {
                return false;
            }
            var kept = handle.createUpdate("insert into finance_notice (day, written_at, close_date, news)"
                            + " values (:day, :now, :close, cast(:news as jsonb)) on conflict (day) do nothing")
                    .bind("day", today)
                    .bind("now", calendar.now())
                    .bind("close", closeDate)
                    .bind("news", news.get().toString())
                    .execute();
            if (kept == 0) {
                return false;
            }
            outbox.queue(
                    handle,
                    LetterWishes.readers(handle).stream()
                            .map(reader -> new Outbox.Order(
                                    KIND,
                                    "finance:" + today + ":" + reader.id(),
                                    today.toEpochDay(),
                                    null,
                                    reader.email(),
                                    "en",
                                    host))
                            .toList());
            return true;
        });
    }

    /** The date of a close that failed after finance was told last, if they were not told today. */
    Optional<LocalDate> failedUntold() {
        return transactions.inNew(handle -> {
            var last = last(handle);
            if (last.isPresent() && !last.get().day().isBefore(calendar.today())) {
                return Optional.empty();
            }
            return failed(handle, last).stream().findFirst();
        });
    }

    private record Told(LocalDate day, Instant at, LocalDate closeDate) {}

    private static Optional<Told> last(Handle handle) {
        return handle.createQuery("select day, written_at, close_date from finance_notice order by day desc limit 1")
                .map((row, context) -> new Told(
                        row.getObject("day", LocalDate.class),
                        row.getTimestamp("written_at").toInstant(),
                        row.getObject("close_date", LocalDate.class)))
                .findOne();
    }

    private Optional<JsonObject> news(Handle handle, LocalDate closeDate, Optional<Told> last) {
        var since = last.map(Told::closeDate).orElse(closeDate.minusDays(1));
        var exceptions = PROVIDER.createObjectBuilder();
        long raised = handle.createQuery("select kind, count(*) as many from settlement_exception"
                        + " where resolved_on is null and raised_on > :since group by kind order by kind")
                .bind("since", since)
                .map((row, context) -> {
                    exceptions.add(row.getString("kind"), row.getLong("many"));
                    return 1;
                })
                .list()
                .size();
        JsonObjectBuilder aged = PROVIDER.createObjectBuilder();
        boolean older = false;
        for (Ageing.Matter matter : Ageing.Matter.values()) {
            for (int age : AGES) {
                long many = since.isBefore(closeDate) ? ageing.grewOlder(handle, matter, age, since, closeDate) : 0;
                if (many > 0) {
                    aged.add(matter + "." + age, many);
                    older = true;
                }
            }
        }
        JsonArrayBuilder months = PROVIDER.createArrayBuilder();
        var closable = handle.createQuery("select distinct period from settlement_period where status = 'BALANCED'"
                        + " and period < date_trunc('month', :day::date + 1) and status_since > :told order by period")
                .bind("day", closeDate)
                .bind("told", last.map(Told::at).orElse(Instant.EPOCH))
                .mapTo(LocalDate.class)
                .list();
        closable.forEach(month -> months.add(YearMonth.from(month).toString()));
        JsonArrayBuilder closes = PROVIDER.createArrayBuilder();
        var failed = failed(handle, last);
        failed.forEach(date -> closes.add(date.toString()));
        return raised == 0 && !older && closable.isEmpty() && failed.isEmpty()
                ? Optional.empty()
                : Optional.of(PROVIDER.createObjectBuilder()
                        .add("exceptions", exceptions)
                        .add("aged", aged)
                        .add("months", months)
                        .add("failed", closes)
                        .build());
    }

    private List<LocalDate> failed(Handle handle, Optional<Told> last) {
        var dayAgo = calendar.now().minusSeconds(86_400);
        return handle.createQuery("select distinct business_date from job_run where job = 'nightly-close'"
                        + " and status = 'FAILED' and ended_at > :told order by 1 desc limit 10")
                .bind(
                        "told",
                        last.map(Told::at).filter(at -> at.isAfter(dayAgo)).orElse(dayAgo))
                .mapTo(LocalDate.class)
                .list();
    }
}
