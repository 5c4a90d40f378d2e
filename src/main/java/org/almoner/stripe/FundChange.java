package org.almoner.stripe;

import java.time.Instant;
import java.util.List;
import org.almoner.gift.Ledger;
import org.jdbi.v3.core.Handle;

/**
 * Moves a gift's income to another fund when the fund becomes known after the money: a new entry from the income of the
 * fund it stands in to that of the gift's fund now. A gift with a receipt keeps the fund its receipt names.
 */
final class FundChange {

    private FundChange() {}

    /** @param moved gifts that are in the ledger, with the fund they were known to be for until now */
    static int post(Handle handle, List<GiftMaking.Known> moved, Instant now) {
        if (moved.isEmpty()) {
            return 0;
        }
        return Ledger.post(handle, WANTED, update -> update.bindArray(
                        "gifts",
                        Long.class,
                        moved.stream().map(GiftMaking.Known::giftId).toArray())
                .bindArray(
                        "before",
                        Long.class,
                        moved.stream().map(GiftMaking.Known::fundId).toArray())
                .bind("now", now));
    }

    private static final String WANTED =
            """
            select g.reference || ':fund:' || (
                       select count(*) from ledger_posting p where p.gift_id = g.id and p.kind = 'FUND_CHANGED') as key,
                   'FUND_CHANGED' as kind, 'GIFT_INCOME' as debit_role, m.fund_id as debit_fund,
                   'GIFT_INCOME' as credit_role, g.fund_id as credit_fund,
                   g.received_minor as amount, g.currency, g.id as gift_id, g.reference,
                   :now::timestamptz as occurred_at, g.stripe_account, g.livemode
            from unnest(:gifts::bigint[], :before::bigint[]) as m (gift_id, fund_id)
            join gift g on g.id = m.gift_id and g.received_minor > 0 and g.fund_id <> m.fund_id
            """;
}
