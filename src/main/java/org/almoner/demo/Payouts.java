package org.almoner.demo;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Automatic payouts: a sweep takes all that is available in a currency, the bank has it two business days later. A payout
 * may come back from the bank; its amount then returns to the balance and leaves with the next sweep, the retry.
 */
public final class Payouts {
    private final StripeWorld world;
    private final Balance balance;
    private boolean nextFails;

    Payouts(StripeWorld world, Balance balance) {
        this.world = world;
        this.balance = balance;
    }

    /** The next payout that is made will be paid and then come back. */
    public void failNext() {
        nextFails = true;
    }

    /** Pays out what is available in a currency; null if that is nothing or a debt. */
    public String sweep(String currency) {
        return balance.availableNet(currency) > 0 ? settle(currency) : null;
    }

    /** Settles what is available in a currency, also when that is a debt, which Stripe then takes from the bank. */
    public String settle(String currency) {
        long amount = balance.availableNet(currency);
        if (amount == 0) {
            return null;
        }
        List<JsonObject> contents = balance.takeAvailable(currency);
        Instant arrival = Balance.businessDaysAfter(world.now(), 2);
        JsonObject payout = world.add(Kind.PAYOUT, Shapes.payout(world, amount, currency, arrival.getEpochSecond()));
        String id = Json.text(payout, "id");
        JsonObject own = balance.post("payout", "payout", id, -amount, 0, currency);
        balance.remove(own);
        Json.set(payout, "balance_transaction", Json.text(own, "id"));
        contents.forEach(transaction -> world.paidOut(transaction, id));
        world.paidOut(own, id);
        world.emit("payout.created", payout);
        world.in(Duration.ofHours(4), () -> {
            Json.set(payout, "reconciliation_status", "completed");
            world.emit("payout.reconciliation_completed", payout);
        });
        world.at(arrival.plus(Duration.ofHours(6)), () -> {
            Json.set(payout, "status", "paid");
            Json.set(payout, "trace_id", Json.object("status", "supported", "value", "TR" + id.substring(5)));
            world.emit("payout.paid", payout);
        });
        if (nextFails) {
            nextFails = false;
            world.at(arrival.plus(Duration.ofHours(54)), () -> comeBack(payout));
        }
        return id;
    }

    /**
     * A payout made by hand, at the bank within minutes; Stripe cannot tell what it is made of. The next automatic payout
     * takes so much less.
     */
    public String instant(String currency, long amount) {
        JsonObject payout = world.add(Kind.PAYOUT, Shapes.payout(world, amount, currency, world.second()));
        String id = Json.text(payout, "id");
        JsonObject own = balance.post("payout", "payout", id, -amount, 0, currency);
        Json.set(payout, "automatic", false);
        Json.set(payout, "method", "instant");
        Json.set(payout, "reconciliation_status", "not_applicable");
        Json.set(payout, "balance_transaction", Json.text(own, "id"));
        Json.set(payout, "status", "paid");
        world.emit("payout.created", payout);
        world.emit("payout.paid", payout);
        return id;
    }

    private void comeBack(JsonObject payout) {
        String id = Json.text(payout, "id");
        JsonObject back = balance.post(
                "payout_failure",
                "payout_reversal",
                id,
                Json.number(payout, "amount"),
                0,
                Json.text(payout, "currency"));
        Json.set(payout, "status", "failed");
        Json.set(payout, "failure_code", "account_closed");
        Json.set(payout, "failure_message", "The bank account has been closed.");
        Json.set(payout, "failure_balance_transaction", Json.text(back, "id"));
        world.emit("payout.failed", payout);
    }
}
