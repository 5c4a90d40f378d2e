package org.almoner.gift;

import java.time.Instant;
import org.almoner.database.Filter;

/**
 * Which disputes to list; a null asks nothing.
 *
 * @param gift the PaymentIntent
 * @param from opened at or after
 * @param to opened before
 */
public record DisputeFilter(DisputeStage stage, String gift, Instant from, Instant to) {

    public static final DisputeFilter TO_ANSWER = new DisputeFilter(DisputeStage.TO_ANSWER, null, null, null);

    Filter filter() {
        var filter = new Filter()
                .andIf(gift, "d.gift_reference = ?")
                .andIf(from, "d.created_at >= ?")
                .andIf(to, "d.created_at < ?");
        return stage == null ? filter : filter.and(stage.condition());
    }
}
