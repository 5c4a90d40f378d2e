package org.almoner.receipt;

import java.util.Optional;
import org.almoner.database.Rejection;
import org.jdbi.v3.core.Handle;

/** A gift that has no receipt that stands, locked, so that what it is may still be noted. */
record OpenGift(long id, String currency, Regime regime) {

    static OpenGift find(Handle handle, String reference) {
        long id = handle.createQuery("select id from gift where reference = ? for update")
                .bind(0, reference)
                .mapTo(Long.class)
                .findOne()
                .orElseThrow(() -> Rejection.unknown("gift " + reference));
        Optional<String> receipt = handle.createQuery("select r.number from receipted_gift x"
                        + " join receipt r on r.id = x.receipt_id where x.gift_id = ? and x.stands")
                .bind(0, id)
                .mapTo(String.class)
                .findOne();
        if (receipt.isPresent()) {
            throw Rejection.invalid(
                    "gift", "it has receipt " + receipt.get() + "; void that one, note this, and replace the receipt");
        }
        return handle.createQuery(
                        """
                        select g.currency, coalesce(i.regime, 'PLAIN') as regime
                        from gift g
                        left join stripe_account_entity s on s.stripe_account = g.stripe_account
                        left join receipt_issuer i on i.legal_entity_id = coalesce(s.legal_entity_id, 1)
                        where g.id = ?
                        """)
                .bind(0, id)
                .map((row, context) ->
                        new OpenGift(id, row.getString("currency"), Regime.valueOf(row.getString("regime"))))
                .one();
    }
}
