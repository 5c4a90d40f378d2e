package org.almoner.gift;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;

/**
 * How often an instalment falls due. Dates are counted from the day a plan is anchored at, not from the one before, in
 * UTC, as Stripe bills: what began on the 31st falls due on the last day of shorter months and on the 31st again of
 * longer ones; what began on 29 February falls due on the 28th in years that have no 29th, and on the 29th in those that
 * do (docs.stripe.com/billing/subscriptions/billing-cycle).
 *
 * @param unit days, weeks, months or years
 * @param count every how many of them, at least 1
 */
public record Rhythm(Unit unit, int count) {

    /** What a plan's rhythm is counted in. */
    public enum Unit {
        DAY(ChronoUnit.DAYS),
        WEEK(ChronoUnit.WEEKS),
        MONTH(ChronoUnit.MONTHS),
        YEAR(ChronoUnit.YEARS);

        private final ChronoUnit time;

        Unit(ChronoUnit time) {
            this.time = time;
        }
    }

    /**
     * The first due date after an instant; the anchor itself if that is still to come.
     *
     * @param anchor the instant from which due dates are counted
     */
    public Instant next(Instant anchor, Instant after) {
        ZonedDateTime first = anchor.atZone(ZoneOffset.UTC);
        long passed = Math.max(0, unit.time.between(first, after.atZone(ZoneOffset.UTC)) / count - 1);
        while (!first.plus(passed * count, unit.time).toInstant().isAfter(after)) {
            passed++;
        }
        return first.plus(passed * count, unit.time).toInstant();
    }
}
