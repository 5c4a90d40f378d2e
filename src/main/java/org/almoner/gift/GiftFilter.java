package org.almoner.gift;

import java.time.Instant;
import org.almoner.database.Filter;

/**
 * Which gifts to list; a null asks nothing.
 *
 * @param reference exactly this PaymentIntent or batch reference
 * @param donor id of the donor
 * @param campaign code of the campaign
 * @param from received at or after
 * @param to received before
 * @param query a part of the donor's name or e-mail address, or a whole reference
 */
public record GiftFilter(
        String reference, Long donor, String campaign, GiftStatus status, Instant from, Instant to, String query) {

    /** How many donors a search by name looks at: more than that is no search. */
    private static final int DONORS_SEARCHED = 1_000;

    public static final GiftFilter ALL = new GiftFilter(null, null, null, null, null, null, null);

    Filter toFilter() {
        var filter = new Filter()
                .andIf(reference, "g.reference = ?")
                .andIf(donor, "g.donor_id = ?")
                .andIf(campaign, "g.campaign_id = (select id from campaign where code = ?)");
        if (status != null) {
            // as a literal, so that the planner sees that the partial index serves
            filter.and("g.status = '" + status.name() + "'");
        }
        // a received gift stands in the list at the moment of its success: said twice, the list's index serves the
        // range
        if (from != null) {
            filter.and("g.received_at >= ? and " + GiftQueries.PLACE + " >= ?", from, from);
        }
        if (to != null) {
            filter.and("g.received_at < ? and " + GiftQueries.PLACE + " < ?", to, to);
        }
        if (query != null && !query.isBlank()) {
            var pattern = Filter.containing(query);
            filter.and(
                    "g.reference = ? or g.donor_id = any (array(select id from donor where lower(name) like ?"
                            + " or email_key like ? limit " + DONORS_SEARCHED + "))",
                    query.strip(),
                    pattern,
                    pattern);
        }
        return filter;
    }
}
