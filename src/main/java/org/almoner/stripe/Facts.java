package org.almoner.stripe;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.almoner.money.Currencies;
import org.jdbi.v3.core.Handle;

/**
 * What a batch of Stripe objects says, collected kind by kind and then written set by set. The same objects may come
 * from webhooks, from the list of events or be fetched one by one, in any order and any number of times.
 */
final class Facts {

    /**
     * How an object came to be seen.
     *
     * @param account which of our accounts says it
     * @param event type of the event that carried it, or "" if it was fetched
     * @param at when the event was made; for a fetched object, now
     * @param foundBy WEBHOOK or SWEEP
     */
    record Seen(String account, boolean livemode, String event, Instant at, String foundBy) {}

    private final FactTables tables = new FactTables();
    private final Map<String, String> accounts = new HashMap<>();
    private final PaymentMethods methods = new PaymentMethods();
    final Customers customers = new Customers();
    final Plans plans = new Plans();

    /** Kinds of objects whose events we handle; an event about another kind is kept and ignored. */
    private static final Set<String> KINDS = Set.of(
            "payment_intent",
            "charge",
            "refund",
            "dispute",
            "invoice",
            "invoice_payment",
            "checkout.session",
            "customer",
            "subscription",
            "payment_method",
            "card",
            "review",
            "radar.early_fraud_warning",
            "mandate");

    /** Whether an event about this kind of object is handled. */
    static boolean handles(String kind) {
        return kind != null && KINDS.contains(kind);
    }

    /**
     * Takes in what one object says.
     *
     * @return whether objects of its kind are handled
     * @throws FactsRefused if it says something that cannot be kept, such as an amount below one
     */
    boolean add(JsonObject object, Seen seen) {
        String kind = StripeJson.text(object, "object");
        if (!handles(kind)) {
            return false;
        }
        String id = StripeJson.text(object, "id");
        if (id == null) {
            return false;
        }
        own(id, seen);
        switch (kind) {
            case "payment_intent" -> payment(id, object, seen);
            case "charge" -> charge(id, object, seen);
            case "refund" -> refund(id, object, seen);
            case "dispute" -> dispute(id, object, seen);
            case "invoice" -> invoice(id, object, seen);
            case "invoice_payment" -> invoicePayment(object, seen);
            case "checkout.session" -> checkout(id, object, seen);
            case "customer" -> customers.add(id, object, seen);
            case "payment_method", "card" -> methods.add(id, object, seen);
            case "review" -> Warnings.review(tables, id, object, seen);
            case "radar.early_fraud_warning" -> Warnings.fraud(tables, id, object, seen);
            case "mandate" -> Warnings.mandate(tables, id, object, seen);
            default -> plans.add(id, object, seen);
        }
        return true;
    }

    /** Two accounts that speak of one thing are not put together. */
    private void own(String id, Seen seen) {
        String other = accounts.putIfAbsent(id, seen.account);
        if (other != null && !other.equals(seen.account)) {
            throw new OtherAccount(id);
        }
    }

    /** Writes everything down; tells which gifts it may have changed. */
    Set<String> flush(Handle handle) {
        tables.flush(handle);
        customers.flush(handle);
        methods.flush(handle);
        plans.flush(handle);
        Set<String> touched = new HashSet<>(tables.payments.values("payment_intent"));
        touched.addAll(handle.createQuery(TOUCHED)
                .bindArray("charges", String.class, tables.charges.values("id").toArray())
                .bindArray("refunds", String.class, tables.refunds.values("id").toArray())
                .bindArray(
                        "refundCharges",
                        String.class,
                        tables.refunds.values("charge").toArray())
                .bindArray(
                        "disputes", String.class, tables.disputes.values("id").toArray())
                .bindArray(
                        "invoices", String.class, tables.invoices.values("id").toArray())
                .bindArray(
                        "paid",
                        String.class,
                        tables.invoicePayments.values("payment_intent").toArray())
                .bindArray(
                        "checkouts", String.class, tables.checkouts.values("id").toArray())
                .bindArray("subscriptions", String.class, plans.ids().toArray())
                .bindArray("customers", String.class, customers.ids().toArray())
                .mapTo(String.class)
                .list());
        return touched;
    }

    private void payment(String id, JsonObject pi, Seen seen) {
        String status = StripeJson.text(pi, "status");
        boolean succeeded = seen.event.equals("payment_intent.succeeded") || "succeeded".equals(status);
        String attempt = null;
        if (succeeded) {
            attempt = "SUCCEEDED";
        } else if (seen.event.equals("payment_intent.payment_failed") || "canceled".equals(status)) {
            attempt = "FAILED";
        } else if ("processing".equals(status)) {
            attempt = "PENDING";
        } else if (StripeJson.object(pi, "last_payment_error") != null && "requires_payment_method".equals(status)) {
            attempt = "FAILED";
        }
        Long received = StripeJson.number(pi, "amount_received");
        Long amount = succeeded && received != null && received > 0 ? received : StripeJson.number(pi, "amount");
        if (amount == null || amount <= 0) {
            throw new FactsRefused("the amount of " + id + " is " + amount + "; a gift is at least one minor unit");
        }
        JsonObject latest = StripeJson.object(pi, "latest_charge");
        if (latest != null) {
            add(latest, fetched(seen));
        }
        StripeJson.objects(pi, "charges").forEach(charge -> add(charge, fetched(seen)));
        invoiceLink(StripeJson.id(pi, "invoice"), id, seen);
        Codes codes = Codes.of(pi);
        tables.payments.add(
                id,
                seen.account,
                seen.livemode,
                amount,
                currency(pi),
                attempt,
                StripeJson.instant(pi, "created"),
                succeeded ? receivedAt(pi, seen) : null,
                null,
                StripeJson.id(pi, "customer"),
                StripeJson.text(pi, "receipt_email"),
                null,
                null,
                null,
                null,
                codes.campaign(),
                codes.fund(),
                codes.appeal(),
                codes.affiliate(),
                seen.foundBy,
                failure(pi));
    }

    /** The moment of success: that of the event, or of the charge for an object that was fetched. */
    private static Instant receivedAt(JsonObject pi, Seen seen) {
        if (seen.event.equals("payment_intent.succeeded")) {
            return seen.at;
        }
        Instant charged = StripeJson.instant(pi, "latest_charge", "created");
        Instant created = StripeJson.instant(pi, "created");
        return charged != null ? charged : created != null ? created : seen.at;
    }

    /** Why the last attempt failed, as its code; that the donor must confirm it first is said by the status alone. */
    private static String failure(JsonObject pi) {
        if ("requires_action".equals(StripeJson.text(pi, "status"))) {
            return "authentication_required";
        }
        String declined = StripeJson.text(pi, "last_payment_error", "decline_code");
        return declined == null ? StripeJson.text(pi, "last_payment_error", "code") : declined;
    }

    private void charge(String id, JsonObject charge, Seen seen) {
        String pi = StripeJson.id(charge, "payment_intent");
        String method = StripeJson.text(charge, "payment_method_details", "type");
        tables.charges.add(
                id,
                seen.account,
                seen.livemode,
                pi,
                amount(charge, id),
                currency(charge),
                orElse(StripeJson.text(charge, "status"), "pending"),
                StripeJson.id(charge, "balance_transaction"),
                StripeJson.id(charge, "failure_balance_transaction"),
                method,
                created(charge, seen),
                StripeJson.text(charge, "failure_code"),
                "failed".equals(StripeJson.text(charge, "status"))
                        ? StripeJson.text(charge, "outcome", "reason")
                        : null);
        if (pi == null) {
            return;
        }
        own(pi, seen);
        invoiceLink(StripeJson.id(charge, "invoice"), pi, seen);
        Codes codes = Codes.of(charge);
        tables.payments.add(
                pi,
                seen.account,
                seen.livemode,
                null,
                null,
                null,
                null,
                null,
                method,
                StripeJson.id(charge, "customer"),
                StripeJson.text(charge, "receipt_email"),
                StripeJson.text(charge, "billing_details", "email"),
                StripeJson.text(charge, "billing_details", "name"),
                country(charge, "billing_details", "address", "country"),
                Addresses.json(StripeJson.object(charge, "billing_details", "address")),
                codes.campaign(),
                codes.fund(),
                codes.appeal(),
                codes.affiliate(),
                seen.foundBy,
                null);
        StripeJson.objects(charge, "refunds").forEach(refund -> add(refund, fetched(seen)));
    }

    private void refund(String id, JsonObject refund, Seen seen) {
        tables.refunds.add(
                id,
                seen.account,
                seen.livemode,
                StripeJson.id(refund, "charge"),
                StripeJson.id(refund, "payment_intent"),
                amount(refund, id),
                currency(refund),
                orElse(StripeJson.text(refund, "status"), "pending"),
                StripeJson.text(refund, "reason"),
                StripeJson.id(refund, "balance_transaction"),
                created(refund, seen));
    }

    private void dispute(String id, JsonObject dispute, Seen seen) {
        boolean withdrawn = seen.event.equals("charge.dispute.funds_withdrawn");
        boolean reinstated = seen.event.equals("charge.dispute.funds_reinstated");
        DisputeMoney moved = DisputeMoney.of(dispute);
        withdrawn |= moved.out() > 0;
        reinstated |= moved.back() > 0;
        long disputed = amount(dispute, id);
        String status = orElse(StripeJson.text(dispute, "status"), "needs_response");
        tables.disputes.add(
                id,
                seen.account,
                seen.livemode,
                StripeJson.id(dispute, "charge"),
                StripeJson.id(dispute, "payment_intent"),
                disputed,
                currency(dispute),
                status,
                StripeJson.text(dispute, "reason"),
                StripeJson.instant(dispute, "evidence_details", "due_by"),
                withdrawn || reinstated || status.equals("lost"),
                reinstated,
                moved.cameBack(disputed),
                created(dispute, seen));
    }

    private void invoice(String id, JsonObject invoice, Seen seen) {
        String subscription = Invoices.add(tables.invoices, id, invoice, seen);
        invoiceLink(id, StripeJson.id(invoice, "payment_intent"), seen);
        for (JsonObject payment : StripeJson.objects(invoice, "payments")) {
            invoiceLink(id, StripeJson.id(payment, "payment", "payment_intent"), seen);
        }
        if (subscription != null) {
            own(subscription, seen);
            plans.mention(subscription, StripeJson.id(invoice, "customer"), seen);
        }
    }

    private void invoicePayment(JsonObject payment, Seen seen) {
        invoiceLink(StripeJson.id(payment, "invoice"), StripeJson.id(payment, "payment", "payment_intent"), seen);
    }

    private void invoiceLink(String invoice, String pi, Seen seen) {
        if (invoice != null && pi != null) {
            own(pi, seen);
            tables.invoicePayments.add(pi, invoice, seen.account, seen.livemode);
        }
    }

    private void checkout(String id, JsonObject session, Seen seen) {
        Codes codes = Codes.of(session);
        String email = StripeJson.text(session, "customer_details", "email");
        tables.checkouts.add(
                id,
                seen.account,
                seen.livemode,
                StripeJson.id(session, "payment_intent"),
                StripeJson.id(session, "subscription"),
                StripeJson.id(session, "customer"),
                email != null ? email : StripeJson.text(session, "customer_email"),
                StripeJson.text(session, "customer_details", "name"),
                country(session, "customer_details", "address", "country"),
                StripeJson.text(session, "locale"),
                codes.campaign(),
                codes.fund(),
                codes.appeal(),
                StripeJson.id(session, "payment_link"),
                StripeJson.text(session, "client_reference_id"));
    }

    private static Seen fetched(Seen seen) {
        return new Seen(seen.account, seen.livemode, "", seen.at, seen.foundBy);
    }

    private static Long amount(JsonObject object, String id) {
        Long amount = StripeJson.number(object, "amount");
        if (amount == null || amount < 0) {
            throw new FactsRefused("the amount of " + id + " is " + amount + "; it cannot be below zero");
        }
        return amount;
    }

    private static String currency(JsonObject object) {
        try {
            return Currencies.fromStripe(StripeJson.text(object, "currency"));
        } catch (IllegalArgumentException garbled) {
            throw new FactsRefused(garbled.getMessage());
        }
    }

    static String country(JsonObject object, String... path) {
        String country = StripeJson.text(object, path);
        return country != null && country.length() == 2 ? country : null;
    }

    private static Instant created(JsonObject object, Seen seen) {
        Instant created = StripeJson.instant(object, "created");
        return created == null ? seen.at : created;
    }

    private static String orElse(String text, String otherwise) {
        return text == null ? otherwise : text;
    }

    /** Refunds and disputes may name the charge alone; the gifts of all that was said, found through their links. */
    private static final String TOUCHED =
            """
            with linked_refunds as (
                update refund r set gift_reference = c.gift_reference from charge c
                where c.id = r.charge and r.gift_reference is null and c.gift_reference is not null
                  and c.stripe_account = r.stripe_account and (r.id = any (:refunds) or r.charge = any (:charges))
                returning r.gift_reference),
            linked_disputes as (
                update dispute d set gift_reference = c.gift_reference from charge c
                where c.id = d.charge and d.gift_reference is null and c.gift_reference is not null
                  and c.stripe_account = d.stripe_account and (d.id = any (:disputes) or d.charge = any (:charges))
                returning d.gift_reference)
            select gift_reference from linked_refunds
            union select gift_reference from linked_disputes
            union select gift_reference from charge where id = any (:charges) or id = any (:refundCharges)
            union select gift_reference from refund where id = any (:refunds)
            union select gift_reference from dispute where id = any (:disputes)
            union select unnest(:paid::text[])
            union select payment_intent from stripe_invoice_payment where invoice = any (:invoices)
            union select payment_intent from stripe_checkout where id = any (:checkouts)
            union select ip.payment_intent
                  from stripe_checkout c
                  join stripe_invoice i on i.subscription = c.subscription
                  join stripe_invoice_payment ip on ip.invoice = i.id
                  where c.id = any (:checkouts)
            union select ip.payment_intent
                  from stripe_invoice i join stripe_invoice_payment ip on ip.invoice = i.id
                  where i.subscription = any (:subscriptions)
            union select p.payment_intent
                  from stripe_payment p
                  join gift g on g.reference = p.payment_intent
                  where p.customer = any (:customers) and g.donor_id is null
            except select null::text
            """;
}
