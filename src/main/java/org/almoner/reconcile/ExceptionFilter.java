package org.almoner.reconcile;

import java.time.Instant;
import java.time.YearMonth;
import org.almoner.database.Filter;

/**
 * Which exceptions to list; a null asks nothing.
 *
 * @param open whether they are still open
 * @param entity code of the legal entity in whose books they are
 * @param assignee whose they are, by e-mail address; {@link #NOBODY} for those that nobody has taken
 * @param before they happened before this moment
 */
public record ExceptionFilter(
        Boolean open,
        ExceptionKind kind,
        YearMonth period,
        String reference,
        String entity,
        String assignee,
        Instant before) {

    public static final String NOBODY = "nobody";

    public static final ExceptionFilter OPEN = new ExceptionFilter(true, null, null, null);

    /** In the books of every legal entity, of whatever age and whosever. */
    public ExceptionFilter(Boolean open, ExceptionKind kind, YearMonth period, String reference) {
        this(open, kind, period, reference, null, null, null);
    }

    Filter toFilter() {
        var filter = new Filter()
                .andIf(kind == null ? null : kind.name(), "x.kind = ?")
                .andIf(period == null ? null : period.atDay(1), "x.period = ?")
                .andIf(reference, "x.reference = ?")
                .andIf(entity, "x.legal_entity_id = (select id from legal_entity where code = ?)")
                .andIf(before, "x.occurred_at < ?");
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
