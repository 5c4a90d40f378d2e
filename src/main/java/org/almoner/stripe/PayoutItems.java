package org.almoner.stripe;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.almoner.database.Transactions;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * What Stripe says a payout is made of. Asked only of automatic payouts whose reconciliation is complete, for of others
 * Stripe cannot say (docs.stripe.com/payouts/reconciliation).
 */
public final class PayoutItems {

    private static final int AT_ONCE = 8;

    private final StripeApi stripe;
    private final ParallelFetch fetch;
    private final BalanceTransactions balance;
    private final Transactions transactions;

    PayoutItems(StripeApi stripe, ParallelFetch fetch, BalanceTransactions balance, Transactions transactions) {
        this.stripe = stripe;
        this.fetch = fetch;
        this.balance = balance;
        this.transactions = transactions;
    }

    /** How many payouts still have to be asked about. */
    public long due() {
        return transactions.inNew(handle -> handle.createQuery("select count(*) from payout where " + DUE)
                .bind("account", stripe.account())
                .mapTo(Long.class)
                .one());
    }

    /**
     * Fetches the items of the next few payouts, in several transactions; a payout that was cut short is asked about
     * again from its beginning.
     *
     * @param after id of the last payout of the round before, or ""
     * @param fetched called in the transaction that finishes a payout
     * @return id of the last payout of this round; empty when there are no more
     */
    public String next(String after, Consumer<Handle> fetched) {
        if (!stripe.configured()) {
            return "";
        }
        List<String> payouts = transactions.inNew(handle -> handle.createQuery(
                        "select id from payout where " + DUE + " and id > :after order by id limit :most")
                .bind("account", stripe.account())
                .bind("after", after)
                .bind("most", AT_ONCE)
                .mapTo(String.class)
                .list());
        fetch.each(payouts, payout -> items(payout, fetched));
        return payouts.isEmpty() ? "" : payouts.get(payouts.size() - 1);
    }

    private void items(String payout, Consumer<Handle> fetched) {
        String after = null;
        boolean more;
        do {
            StripeApi.Page page = stripe.list(
                    BalanceTransactionSweep.PATH, Map.of("payout", payout, "expand[]", "data.source"), after);
            more = page.more();
            after = page.items().isEmpty() ? after : page.last();
            boolean last = !more;
            transactions.inNew(handle -> {
                write(handle, payout, page.items());
                if (last) {
                    handle.execute("update payout set items_fetched = true where id = ?", payout);
                    fetched.accept(handle);
                }
                return null;
            });
        } while (more);
    }

    private void write(Handle handle, String payout, List<JsonObject> items) {
        if (items.isEmpty()) {
            return;
        }
        balance.write(handle, stripe, items);
        PreparedBatch batch =
                handle.prepareBatch("insert into payout_item (payout_id, stripe_account, livemode, balance_transaction)"
                        + " values (:payout, :account, :livemode, :transaction) on conflict do nothing");
        for (JsonObject item : items) {
            batch.bind("payout", payout)
                    .bind("account", stripe.account())
                    .bind("livemode", stripe.livemode())
                    .bind("transaction", StripeJson.text(item, "id"))
                    .add();
        }
        batch.execute();
    }

    private static final String DUE =
            """
            stripe_account = :account and automatic and not items_fetched and (reconciliation_status = 'completed'
                or reconciliation_status is null and status in ('paid', 'failed'))
            """;
}
