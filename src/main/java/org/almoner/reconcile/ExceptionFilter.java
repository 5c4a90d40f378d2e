package org.almoner.reconcile;

import java.time.YearMonth;
import org.almoner.database.Filter;

/**
 * Which exceptions to list; a null asks nothing.
 *
 * @param open whether they are still open
 */
public record ExceptionFilter(Boolean open, ExceptionKind kind, YearMonth period, String reference) {

    public static final ExceptionFilter OPEN = new ExceptionFilter(true, null, null, null);

    Filter toFilter() {
        var filter = new Filter()
                .andIf(kind == null ? null : kind.name(), "x.kind = ?")
                .andIf(period == null ? null : period.atDay(1), "x.period = ?")
                .andIf(reference, "x.reference = ?");
        if (open != null) {
            filter.and(open ? "x.resolved_on is null" : "x.resolved_on is not null");
        }
        return filter;
    }
}
