package org.almoner.gift;

import org.almoner.database.Filter;

/**
 * Which plans to list; a null asks nothing.
 *
 * @param reference exactly this subscription
 * @param donor id of the donor
 * @param status Stripe's word, or {@code paused} or {@code unknown}
 * @param unit of the rhythm agreed now
 * @param missing whether an instalment is open after a failed attempt
 * @param query a part of the donor's name or e-mail address, or a whole reference
 */
public record PlanFilter(String reference, Long donor, String status, Rhythm.Unit unit, Boolean missing, String query) {

    public static final PlanFilter ALL = new PlanFilter(null, null, null, null, null, null);

    private static final int DONORS_SEARCHED = 1_000;

    Filter toFilter() {
        var filter = new Filter()
                .andIf(reference, "p.reference = ?")
                .andIf(donor, "p.donor_id = ?")
                .andIf(status, "p.status = ?")
                .andIf(
                        unit == null ? null : unit.name(),
                        "(select x.interval_unit from plan_schedule x where x.plan_id = p.id"
                                + " order by x.since desc limit 1) = ?");
        if (missing != null) {
            filter.and((missing ? "" : "not ")
                    + "exists (select from stripe_invoice i where i.subscription = p.reference and "
                    + PlanQueries.MISSING + ")");
        }
        if (query != null && !query.isBlank()) {
            var pattern = Filter.containing(query);
            filter.and(
                    "p.reference = ? or p.donor_id = any (array(select id from donor where lower(name) like ?"
                            + " or email_key like ? limit " + DONORS_SEARCHED + "))",
                    query.strip(),
                    pattern,
                    pattern);
        }
        return filter;
    }
}
