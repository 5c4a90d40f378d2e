package org.almoner.stripe;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.almoner.database.Transactions;
import org.jdbi.v3.core.Handle;

/**
 * Which payment paid which invoice: what makes a gift a renewal, also when its invoice's events are older than the 30 days
 * for which Stripe lists events. Stripe has this list since 2025-03-31.basil (docs.stripe.com/api/invoice-payment); in
 * an older version the payment names its invoice itself.
 */
final class InvoicePaymentSweep implements Sweep {

    private static final Duration OVERLAP = Duration.ofDays(7);
    private static final String PATH = "/v1/invoice_payments";

    private final StripeApi stripe;
    private final SweepMarks marks;
    private final ParallelFetch fetch;
    private final Drain drain;
    private final Transactions transactions;

    InvoicePaymentSweep(
            StripeApi stripe, SweepMarks marks, ParallelFetch fetch, Drain drain, Transactions transactions) {
        this.stripe = stripe;
        this.marks = marks;
        this.fetch = fetch;
        this.drain = drain;
        this.transactions = transactions;
    }

    @Override
    public String list() {
        return "invoice-payments";
    }

    @Override
    public Page read(Position from) {
        Position position = from == null ? marks.begin(stripe.account(), list(), OVERLAP) : from;
        if (!stripe.configured()) {
            return new Page(List.of(), position.atEnd());
        }
        Map<String, String> filters = new HashMap<>();
        if (position.since() != null) {
            filters.put("created[gte]", Long.toString(position.since().getEpochSecond()));
        }
        return stripe.listIfThere(PATH, filters, position.after())
                .map(page -> new Page(
                        withInvoices(page.items()), position.to(page, SweepMarks.newest(page.items()), !page.more())))
                .orElseGet(() -> new Page(List.of(), position.atEnd()));
    }

    /** Invoices of which nothing is known come before the payments that point at them. */
    private List<JsonObject> withInvoices(List<JsonObject> payments) {
        String[] ids = payments.stream()
                .map(payment -> StripeJson.id(payment, "invoice"))
                .filter(Objects::nonNull)
                .distinct()
                .toArray(String[]::new);
        List<String> unknown = transactions.inNew(handle -> handle.createQuery(
                        "select id from unnest(:ids) asked (id) where not exists"
                                + " (select 1 from stripe_invoice known where known.id = asked.id and known.subscription is not null)")
                .bindArray("ids", String.class, (Object[]) ids)
                .mapTo(String.class)
                .list());
        List<JsonObject> all = new ArrayList<>(
                fetch.all(unknown.stream().map(id -> "/v1/invoices/" + id).toList()));
        all.addAll(payments);
        return all;
    }

    @Override
    public void write(Handle handle, Page page) {
        if (!stripe.configured()) {
            return;
        }
        drain.absorb(handle, stripe, page.items());
        if (page.next().ended()) {
            marks.reach(handle, stripe, list(), page.next().newest());
        }
    }
}
