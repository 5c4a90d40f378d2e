package org.almoner.stripe;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.almoner.database.Transactions;
import org.almoner.money.Currencies;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Asks Stripe what its balance is (docs.stripe.com/api/balance), for the check that its balance transactions add up to
 * it. Must be asked before their list is read: what came in between is then newer than the question.
 */
public final class StripeBalance {

    private static final String[] PARTS = {"available", "pending", "connect_reserved"};

    private final StripeApi stripe;
    private final Transactions transactions;
    private final Calendar calendar;

    StripeBalance(StripeApi stripe, Transactions transactions, Calendar calendar) {
        this.stripe = stripe;
        this.transactions = transactions;
        this.calendar = calendar;
    }

    /** Asks and keeps the answer in place of the one before; without a key, or where Stripe has none, nothing is kept. */
    public void ask() {
        if (!stripe.configured()) {
            return;
        }
        Instant now = calendar.now();
        stripe.get("/v1/balance").ifPresent(balance -> transactions.inNew(handle -> keep(handle, balance, now)));
    }

    private int keep(Handle handle, JsonObject balance, Instant now) {
        boolean livemode = stripe.livemode();
        Map<String, Long> totals = new TreeMap<>();
        for (String part : PARTS) {
            for (JsonObject sum : StripeJson.objects(balance, part)) {
                Long amount = StripeJson.number(sum, "amount");
                if (amount != null) {
                    totals.merge(Currencies.fromStripe(StripeJson.text(sum, "currency")), amount, Long::sum);
                }
            }
        }
        handle.createUpdate("delete from stripe_balance where stripe_account = :account and livemode = :livemode")
                .bind("account", stripe.account())
                .bind("livemode", livemode)
                .execute();
        if (totals.isEmpty()) {
            return 0;
        }
        PreparedBatch batch = handle.prepareBatch(
                "insert into stripe_balance (stripe_account, livemode, currency, total_minor, asked_at)"
                        + " values (:account, :livemode, :currency, :total, :now)");
        totals.forEach((currency, total) -> batch.bind("account", stripe.account())
                .bind("livemode", livemode)
                .bind("currency", currency)
                .bind("total", total)
                .bind("now", now)
                .add());
        batch.execute();
        return totals.size();
    }
}
