package org.almoner.stripe;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.almoner.database.Transactions;
import org.almoner.gift.CardDesk;
import org.almoner.gift.PlanDesk;

/**
 * Changes subscriptions at Stripe, under the wish's own key, and takes Stripe's answer in as what was said last. A pause
 * voids the instalments that fall due meanwhile; another amount holds from the next instalment on and settles nothing for
 * the time before; a cancelled subscription ends at once, with nothing collected any more for what was open.
 */
@ApplicationScoped
public class StripePlanDesk implements PlanDesk, CardDesk {

    private StripeAccounts accounts;
    private Transactions transactions;

    protected StripePlanDesk() {}

    @Inject
    StripePlanDesk(StripeAccounts accounts, Transactions transactions) {
        this.accounts = accounts;
        this.transactions = transactions;
    }

    private StripeAccount account(String plan) {
        String name = transactions.inNew(
                handle -> handle.createQuery("select stripe_account from recurring_plan where reference = ?")
                        .bind(0, plan)
                        .mapTo(String.class)
                        .findOne()
                        .orElse(""));
        return accounts.named(name)
                .filter(known -> known.api().configured())
                .orElseThrow(() -> new StripeUnavailable(
                        "No key for Stripe is configured: set " + AccountSettings.named(name, AccountSettings.KEY),
                        null));
    }

    @Override
    public void carryOut(Wish wish) {
        StripeAccount account = account(wish.plan());
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

    /** Checkout in setup mode, as docs.stripe.com/payments/checkout/subscriptions/update-payment-details has it. */
    @Override
    public String begin(String plan, String back, String key) {
        StripeApi stripe = account(plan).api();
        JsonObject subscription = subscription(stripe, "/v1/subscriptions/" + plan);
        Map<String, String> form = new LinkedHashMap<>();
        form.put("mode", "setup");
        form.put("customer", StripeJson.id(subscription, "customer"));
        form.put("currency", StripeJson.text(subscription, "currency"));
        form.put("client_reference_id", plan);
        form.put("success_url", back + "{CHECKOUT_SESSION_ID}");
        form.put("cancel_url", back.replaceFirst("[?].*", ""));
        form.values().removeIf(Objects::isNull);
        try {
            String url = StripeJson.text(stripe.post("/v1/checkout/sessions", form, key), "url");
            if (url == null || !url.startsWith("https://")) {
                throw new Refused("Stripe gave no page for it");
            }
            return url;
        } catch (StripeRefused refused) {
            throw new Refused(refused.getMessage());
        }
    }

    @Override
    public Optional<String> finish(String plan, String visit) {
        if (!visit.matches("cs_[A-Za-z0-9_]{1,200}")) {
            return Optional.empty();
        }
        StripeAccount account = account(plan);
        StripeApi stripe = account.api();
        JsonObject session = stripe.get("/v1/checkout/sessions/" + visit + "?expand[]=setup_intent")
                .filter(found -> "setup".equals(StripeJson.text(found, "mode"))
                        && "complete".equals(StripeJson.text(found, "status"))
                        && plan.equals(StripeJson.text(found, "client_reference_id")))
                .orElse(null);
        String method = StripeJson.id(session, "setup_intent", "payment_method");
        if (method == null) {
            return Optional.empty();
        }
        try {
            // the visit is the key, so that coming back again does not undo what was chosen since
            JsonObject changed = stripe.post(
                    "/v1/subscriptions/" + plan, Map.of("default_payment_method", method), "almoner-card-" + visit);
            List<JsonObject> known = new ArrayList<>(List.of(changed));
            stripe.get("/v1/payment_methods/" + method).ifPresent(known::add);
            transactions.inNew(handle -> account.drain().absorb(handle, stripe, known));
            return Optional.of(method);
        } catch (StripeRefused ended) {
            return Optional.empty();
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
