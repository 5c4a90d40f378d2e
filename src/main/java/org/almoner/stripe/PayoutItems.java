package org.almoner.stripe;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
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
@ApplicationScoped
public class PayoutItems {

    private static final int AT_ONCE = 8;

    private StripeApi stripe;
    private ParallelFetch fetch;
    private BalanceTransactions balance;
    private Transactions transactions;

    protected PayoutItems() {}

    @Inject
    PayoutItems(StripeApi stripe, ParallelFetch fetch, BalanceTransactions balance, Transactions transactions) {
        this.stripe = stripe;
        this.fetch = fetch;
        this.balance = balance;
        this.transactions = transactions;
    }

    /** How many payouts still have to be asked about. */
    public long due(Handle handle) {
        return handle.createQuery("select count(*) from payout where " + DUE)
                .mapTo(Long.class)
                .one();
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
                .bind("after", after)
                .bind("most", AT_ONCE)
                .mapTo(String.class)
                .list());
        fetch.each(payouts, payout -> items(payout, fetched));
        return payouts.isEmpty() ? "" : payouts.get(payouts.size() - 1);
    }

    private void items(String payout, Consumer<Handle> fetched) {
        boolean livemode = stripe.livemode();
        String after = null;
        boolean more;
        do {
            StripeApi.Page page = stripe.list(
                    BalanceTransactionSweep.PATH, Map.of("payout", payout, "expand[]", "data.source"), after);
            more = page.more();
            after = page.items().isEmpty() ? after : page.last();
            boolean last = !more;
            transactions.inNew(handle -> {
                write(handle, payout, page.items(), livemode);
                if (last) {
                    handle.execute("update payout set items_fetched = true where id = ?", payout);
                    fetched.accept(handle);
                }
                return null;
            });
        } while (more);
    }

    private void write(Handle handle, String payout, List<JsonObject> items, boolean livemode) {
        if (items.isEmpty()) {
            return;
        }
        balance.write(handle, items, livemode);
        PreparedBatch batch =
                handle.prepareBatch("insert into payout_item (payout_id, stripe_account, livemode, balance_transaction)"
                        + " values (:payout, :account, :livemode, :transaction) on conflict do nothing");
        for (JsonObject item : items) {
            batch.bind("payout", payout)
                    .bind("account", SweepMarks.OWN_ACCOUNT)
                    .bind("livemode", livemode)
                    .bind("transaction", StripeJson.text(item, "id"))
                    .add();
        }
        batch.execute();
    }

    private static final String DUE =
            """
            automatic and not items_fetched and (reconciliation_status = 'completed'
                or reconciliation_status is null and status in ('paid', 'failed'))
            """;
}
