package org.almoner.reconcile;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import org.almoner.database.Filter;
import org.almoner.time.Calendar;

/**
 * Which exceptions to list; a null asks nothing.
 *
 * @param open whether they are still open
 * @param writtenOff whether they were given up
 * @param waiting whether only those are wanted that a second person has to decide about
 * @param entity code of the legal entity in whose books they are
 * @param assignee whose they are, by e-mail address; {@link #NOBODY} for those that nobody has taken
 * @param since they happened at or after this moment
 * @param before they happened before this moment
 */
public record ExceptionFilter(
        Boolean open,
        Boolean writtenOff,
        boolean waiting,
        ExceptionKind kind,
        YearMonth period,
        String reference,
        String entity,
        String assignee,
        Instant since,
        Instant before) {

    public static final String NOBODY = "nobody";

    public static final ExceptionFilter OPEN = new ExceptionFilter(true, null, null, null);

    /** In the books of every legal entity, of whatever age and whosever. */
    public ExceptionFilter(Boolean open, ExceptionKind kind, YearMonth period, String reference) {
        this(open, null, false, kind, period, reference, null, null, null, null);
    }

    /**
     * Those of one status, in the books of one legal entity and of one person.
     *
     * @param status null for all
     */
    public static ExceptionFilter of(
            ExceptionView.Status status, ExceptionKind kind, YearMonth period, String entity, String assignee) {
        return new ExceptionFilter(
                status == null ? null : status == ExceptionView.Status.OPEN,
                status == null || status == ExceptionView.Status.OPEN
                        ? null
                        : status == ExceptionView.Status.WRITTEN_OFF,
                false,
                kind,
                period,
                null,
                entity,
                assignee,
                null,
                null);
    }

    /** The same, which somebody wants to write off and a second person has to agree to. */
    public ExceptionFilter awaited() {
        return new ExceptionFilter(open, writtenOff, true, kind, period, reference, entity, assignee, since, before);
    }

    /** The same, about one thing; null asks nothing. */
    public ExceptionFilter about(String thing) {
        return new ExceptionFilter(open, writtenOff, waiting, kind, period, thing, entity, assignee, since, before);
    }

    /**
     * The same, as old as a band says on a day.
     *
     * @param day the one to which ages count
     */
    public ExceptionFilter aged(Ageing.Band band, LocalDate day, Calendar calendar) {
        return new ExceptionFilter(
                open,
                writtenOff,
                waiting,
                kind,
                period,
                reference,
                entity,
                assignee,
                calendar.startOf(day.minusDays(band.to())),
                band.from() == 0 ? null : calendar.endOf(day.minusDays(band.from())));
    }

    Filter toFilter() {
        var filter = new Filter()
                .andIf(kind == null ? null : kind.name(), "x.kind = ?")
                .andIf(period == null ? null : period.atDay(1), "x.period = ?")
                .andIf(reference, "x.reference = ?")
                .andIf(entity, "x.legal_entity_id = (select id from legal_entity where code = ?)")
                .andIf(writtenOff, "x.written_off = ?")
                .andIf(since, "x.occurred_at >= ?")
                .andIf(before, "x.occurred_at < ?");
        if (waiting) {
            filter.and("exists (select 1 from write_off w where w.exception_id = x.id and w.state = 'WAITING')");
        }
        if (NOBODY.equals(assignee)) {
            filter.and("x.assignee is null");
        } else {
            filter.andIf(assignee, "lower(x.assignee) = lower(?)");
        }
        if (open != null) {
            filter.and(open ? "x.resolved_on is null" : "x.resolved_on is not null");
        }
        return filter;
    }
}
