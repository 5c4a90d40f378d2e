package org.almoner.reconcile.batch;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.almoner.time.Calendar;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;

/**
 * Starts each night's close of the day before, and after the last of a month the close of that month, on whichever node
 * looks first. It asks the table and not the timer what is still to do, so a night that nobody was up for is made good in the morning; a close that failed is tried again
 * after a while, and one whose node died at once.
 */
@Singleton
@Startup
@TransactionManagement(TransactionManagementType.BEAN)
public class Nightly {

    private static final Logger LOG = Logger.getLogger(Nightly.class.getName());
    private static final Duration AFTER_FAILURE = Duration.ofMinutes(15);

    /** A close that had to do without an account begins anew, and what keeps that account away is mended by people. */
    private static final Duration AFTER_A_PART = Duration.ofHours(4);

    private static final int MONTHS_BACK = 12;

    private Jobs jobs;
    private RunLog runs;
    private Jdbi jdbi;
    private Calendar calendar;
    private LocalTime at;
    private boolean wanted;

    /** For the container, which then calls {@link #with}. */
    public Nightly() {}

    Nightly(Jobs jobs, RunLog runs, Jdbi jdbi, Calendar calendar, String at, Optional<String> key) {
        with(jobs, runs, jdbi, calendar, at, key, Optional.empty());
    }

    // Payara cannot make a session bean by a constructor with arguments
    @Inject
    void with(
            Jobs jobs,
            RunLog runs,
            Jdbi jdbi,
            Calendar calendar,
            @ConfigProperty(name = "almoner.nightly.at", defaultValue = "02:30") String at,
            @ConfigProperty(name = "almoner.stripe.api.key") Optional<String> key,
            @ConfigProperty(name = "almoner.stripe.accounts") Optional<String> accounts) {
        this.jobs = jobs;
        this.runs = runs;
        this.jdbi = jdbi;
        this.calendar = calendar;
        this.at = LocalTime.parse(at);
        this.wanted = key.isPresent() || accounts.isPresent();
    }

    @PostConstruct
    void begin() {
        jobs.endOrphans();
    }

    @Schedule(hour = "*", minute = "*", second = "20", persistent = false)
    void look() {
        jobs.endOrphans();
        start(Jobs.NIGHTLY_CLOSE, due(calendar.now()));
        start(Jobs.MONTHLY_CLOSE, monthDue(calendar.now()));
    }

    private void start(String job, Optional<LocalDate> due) {
        try {
            due.ifPresent(date -> jobs.start(job, date, "schedule"));
        } catch (JobAlreadyRunning e) {
            LOG.log(Level.FINE, "Another node was first.", e);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, e, () -> "The " + job + " could not be started and will be tried again.");
        }
    }

    /** The date whose close should be running or done at an instant, and is neither. */
    Optional<LocalDate> due(Instant now) {
        if (!wanted) {
            return Optional.empty();
        }
        ZonedDateTime here = now.atZone(calendar.zone());
        ZonedDateTime night = here.with(at);
        if (night.isAfter(here)) {
            night = here.minusDays(1).with(at);
        }
        LocalDate date = night.toLocalDate().minusDays(1);
        if (booksBegan().isAfter(night.toInstant())) {
            return Optional.empty();
        }
        Optional<RunLog.Line> newest = runs.newest(Jobs.NIGHTLY_CLOSE, date);
        boolean done = newest.isPresent() && newest.get().status() == RunLog.Status.COMPLETED;
        return done || rests(newest, now) ? Optional.empty() : Optional.of(date);
    }

    /**
     * The last day of the oldest month that has ended, was caught up with by a nightly close and has not had its monthly
     * close yet; of the last twelve.
     */
    Optional<LocalDate> monthDue(Instant now) {
        if (!wanted) {
            return Optional.empty();
        }
        LocalDate caughtUp = runs.newestCompleted(Jobs.NIGHTLY_CLOSE).orElse(LocalDate.MIN);
        Instant began = booksBegan();
        YearMonth month = calendar.monthOf(now);
        for (int back = MONTHS_BACK; back > 0; back--) {
            LocalDate last = month.minusMonths(back).atEndOfMonth();
            if (!last.isAfter(caughtUp)
                    && began.isBefore(calendar.endOf(last))
                    && !runs.completed(Jobs.MONTHLY_CLOSE, last, calendar.endOf(last))) {
                return rests(runs.newest(Jobs.MONTHLY_CLOSE, last), now) ? Optional.empty() : Optional.of(last);
            }
        }
        return Optional.empty();
    }

    /** Whether a run goes on, or failed a moment ago. */
    private boolean rests(Optional<RunLog.Line> newest, Instant now) {
        return newest.isPresent()
                && switch (newest.get().status()) {
                    case STARTED -> true;
                    case FAILED ->
                        newest.get()
                                .endedAt()
                                .plus(runs.isWholeButPartial(newest.get().id()) ? AFTER_A_PART : AFTER_FAILURE)
                                .isAfter(now);
                    default -> false;
                };
    }

    // A night before the first start was not missed.
    private Instant booksBegan() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select coalesce(min(installed_on), 'epoch')::timestamptz from flyway_schema_history")
                .mapTo(Instant.class)
                .one());
    }
}
