package org.almoner.gift;

import java.time.Instant;
import org.almoner.database.Filter;

/**
 * Which refunds to list; a null asks nothing.
 *
 * @param gift the PaymentIntent
 * @param from ordered, or made at Stripe, at or after
 * @param to ordered, or made at Stripe, before
 */
public record RefundFilter(RefundState state, String gift, Instant from, Instant to) {

    public static final RefundFilter ALL = new RefundFilter(null, null, null, null);
    public static final RefundFilter WAITING = new RefundFilter(RefundState.REQUESTED, null, null, null);

    Filter ofOrders() {
        var filter = new Filter()
                .andIf(gift, "o.gift_id = (select id from gift where reference = ?)")
                .andIf(from, "o.requested_at >= ?")
                .andIf(to, "o.requested_at < ?");
        // as a literal, so that the planner sees that the partial index serves
        return state == null ? filter : filter.and("o.state = '" + state.name() + "'");
    }

    /** Of those that Stripe told of and nobody here ordered. */
    Filter ofOthers() {
        var filter = new Filter()
                .and("not exists (select 1 from refund_order own where own.refund_id = r.id)")
                .andIf(from, "r.created_at >= ?")
                .andIf(to, "r.created_at < ?");
        if (gift != null) {
            filter.and(
                    "r.gift_reference = ? or r.charge in (select id from charge where gift_reference = ?)", gift, gift);
        }
        return state == null || state == RefundState.ELSEWHERE ? filter : filter.and("false");
    }
}
