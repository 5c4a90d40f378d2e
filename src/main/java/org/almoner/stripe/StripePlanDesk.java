package org.almoner.stripe;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almoner.database.Transactions;
import org.almoner.gift.PlanDesk;

/**
 * Changes subscriptions at Stripe, under the wish's own key, and takes Stripe's answer in as what was said last. A pause
 * voids the instalments that fall due meanwhile; another amount holds from the next instalment on and settles nothing for
 * the time before; a cancelled subscription ends at once, with nothing collected any more for what was open.
 */
@ApplicationScoped
public class StripePlanDesk implements PlanDesk {

    private StripeAccounts accounts;
    private Transactions transactions;

    protected StripePlanDesk() {}

    @Inject
    StripePlanDesk(StripeAccounts accounts, Transactions transactions) {
        this.accounts = accounts;
        this.transactions = transactions;
    }

    @Override
    public void carryOut(Wish wish) {
        String name = transactions.inNew(
                handle -> handle.createQuery("select stripe_account from recurring_plan where reference = ?")
                        .bind(0, wish.plan())
                        .mapTo(String.class)
                        .findOne()
                        .orElse(""));
        StripeAccount account = accounts.named(name)
                .filter(known -> known.api().configured())
                .orElseThrow(() -> new StripeUnavailable(
                        "No key for Stripe is configured: set " + AccountSettings.named(name, AccountSettings.KEY),
                        null));
        StripeApi stripe = account.api();
        String path = "/v1/subscriptions/" + wish.plan();
        JsonObject answer;
        try {
            answer = switch (wish.deed()) {
                case CANCEL -> stripe.delete(path).orElse(null);
                case AMOUNT -> stripe.post(path, amount(subscription(stripe, path), wish.amount()), wish.key());
                case RESUME -> stripe.post(path, Map.of("pause_collection", ""), wish.key());
                case PAUSE, SKIP -> stripe.post(path, pause(wish), wish.key());
            };
        } catch (StripeRefused refused) {
            throw new Refused(refused.getMessage());
        }
        // one that had ended before is not there any more: what it is now is asked
        JsonObject known = answer != null ? answer : stripe.get(path).orElse(null);
        if (known != null) {
            transactions.inNew(handle -> account.drain().absorb(handle, stripe, List.of(known)));
        }
    }

    private static Map<String, String> pause(Wish wish) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("pause_collection[behavior]", "void");
        if (wish.until() != null) {
            form.put("pause_collection[resumes_at]", Long.toString(wish.until().getEpochSecond()));
        }
        return form;
    }

    private static JsonObject subscription(StripeApi stripe, String path) {
        return stripe.get(path).orElseThrow(() -> new Refused("Stripe knows no such plan"));
    }

    private static Map<String, String> amount(JsonObject subscription, long amount) {
        List<JsonObject> items = StripeJson.objects(subscription, "items");
        JsonObject item = items.size() == 1 ? items.get(0) : null;
        String product = StripeJson.id(item, "price", "product");
        String unit = StripeJson.text(item, "price", "recurring", "interval");
        String currency = StripeJson.text(item, "price", "currency");
        if (product == null || unit == null || currency == null) {
            throw new Refused("This plan is not made of one price");
        }
        Long count = StripeJson.number(item, "price", "recurring", "interval_count");
        Map<String, String> form = new LinkedHashMap<>();
        form.put("items[0][id]", StripeJson.text(item, "id"));
        form.put("items[0][quantity]", "1");
        form.put("items[0][price_data][currency]", currency);
        form.put("items[0][price_data][product]", product);
        form.put("items[0][price_data][recurring][interval]", unit);
        form.put("items[0][price_data][recurring][interval_count]", count == null ? "1" : count.toString());
        form.put("items[0][price_data][unit_amount]", Long.toString(amount));
        form.put("proration_behavior", "none");
        return form;
    }
}
