package org.almoner.time;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The organisation's calendar: which day, month and year an instant belongs to, and when they begin. */
@ApplicationScoped
public class Calendar {

    private Clock clock;
    private ZoneId zone;

    protected Calendar() {}

    /** A calendar in a zone such as {@code Europe/Berlin}, for tests and plain use. */
    public Calendar(Clock clock, ZoneId zone) {
        this.clock = clock;
        this.zone = zone;
    }

    @Inject
    Calendar(Clock clock, @ConfigProperty(name = "almoner.time.zone", defaultValue = "UTC") String zone) {
        this(clock, ZoneId.of(zone));
    }

    /** The clock of the whole application. */
    @Produces
    static Clock systemClock() {
        return Clock.systemUTC();
    }

    public Instant now() {
        return clock.instant();
    }

    public ZoneId zone() {
        return zone;
    }

    /** Today, where the organisation lives. */
    public LocalDate today() {
        return dayOf(now());
    }

    public LocalDate dayOf(Instant instant) {
        return instant.atZone(zone).toLocalDate();
    }

    public YearMonth monthOf(Instant instant) {
        return YearMonth.from(instant.atZone(zone));
    }

    /** The first day of the month an instant belongs to: how the database writes a period. */
    public LocalDate periodOf(Instant instant) {
        return monthOf(instant).atDay(1);
    }

    public Instant startOf(LocalDate day) {
        return day.atStartOfDay(zone).toInstant();
    }

    /** The first instant after a day: the end of the day, itself not included. */
    public Instant endOf(LocalDate day) {
        return startOf(day.plusDays(1));
    }

    public Instant startOf(YearMonth month) {
        return startOf(month.atDay(1));
    }

    public Instant endOf(YearMonth month) {
        return endOf(month.atEndOfMonth());
    }
}
