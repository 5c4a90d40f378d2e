package org.almoner.stripe;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.almoner.database.Transactions;
import org.almoner.gift.RefundErrands;
import org.almoner.gift.RefundErrands.Errand;

/**
 * Carries refund orders to Stripe. The refund that Stripe answers with is taken in the way its webhook is, under the same
 * id, so that whichever comes first posts it and the other changes nothing.
 *
 * <p>Repeating is safe: within a day by the order's idempotency key, and later, when Stripe may have forgotten keys
 * (docs.stripe.com/api/idempotent_requests), because every attempt but the first looks for the key among the payment's
 * refunds, whose metadata carries it.
 */
@ApplicationScoped
public class RefundSender {

    private static final String MARK = "almoner_refund";

    private StripeAccounts accounts;
    private RefundErrands errands;
    private Transactions transactions;

    protected RefundSender() {}

    @Inject
    RefundSender(StripeAccounts accounts, RefundErrands errands, Transactions transactions) {
        this.accounts = accounts;
        this.errands = errands;
        this.transactions = transactions;
    }

    /**
     * Carries out all that are due.
     *
     * @return how many
     */
    int pass() {
        if (accounts.all().stream().noneMatch(account -> account.api().configured())) {
            return 0;
        }
        int carried = 0;
        for (Optional<Errand> next = errands.take(); next.isPresent(); next = errands.take()) {
            carry(next.get());
            carried++;
        }
        return carried;
    }

    private void carry(Errand errand) {
        Optional<StripeAccount> account = accounts.named(errand.account());
        if (account.isEmpty()) {
            errands.refused(
                    errand,
                    "The Stripe account " + errand.account()
                            + " is not set any more: give it back in its dashboard at Stripe");
            return;
        }
        StripeApi stripe = account.get().api();
        if (!stripe.configured()) {
            errands.delayed(errand, AccountSettings.named(errand.account(), AccountSettings.KEY) + " is not set");
            return;
        }
        try {
            JsonObject refund = (errand.attempt() == 1 ? Optional.<JsonObject>empty() : done(stripe, errand))
                    .orElseGet(() -> stripe.post("/v1/refunds", form(errand), errand.key()));
            String id = StripeJson.text(refund, "id");
            if (id == null) {
                errands.delayed(errand, "Stripe's answer names no refund");
                return;
            }
            transactions.inNew(handle -> {
                account.get().drain().absorb(handle, List.of(refund), errand.account(), errand.livemode());
                errands.sent(handle, errand, id);
                return null;
            });
        } catch (StripeRefused refused) {
            errands.refused(errand, refused.words());
        } catch (StripeUnavailable unavailable) {
            errands.delayed(errand, unavailable.getMessage());
        }
    }

    private static Optional<JsonObject> done(StripeApi stripe, Errand errand) {
        return stripe.list("/v1/refunds", Map.of("payment_intent", errand.gift()), null).items().stream()
                .filter(refund -> Objects.equals(errand.key(), StripeJson.text(refund, "metadata", MARK)))
                .findFirst();
    }

    private static Map<String, String> form(Errand errand) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("payment_intent", errand.gift());
        form.put("amount", Long.toString(errand.amount().minor()));
        form.put("reason", errand.reason());
        form.put("metadata[" + MARK + "]", errand.key());
        return form;
    }
}
