package org.almoner.stripe;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Stripe's own account of the balance, with an overlap of a week in which a status may still change. */
final class BalanceTransactionSweep implements Sweep {

    private static final Duration OVERLAP = Duration.ofDays(7);
    static final String PATH = "/v1/balance_transactions";

    private final StripeApi stripe;
    private final SweepMarks marks;
    private final BalanceTransactions transactions;

    BalanceTransactionSweep(StripeApi stripe, SweepMarks marks, BalanceTransactions transactions) {
        this.stripe = stripe;
        this.marks = marks;
        this.transactions = transactions;
    }

    @Override
    public String list() {
        return "balance-transactions";
    }

    @Override
    public Page read(Position from) {
        Position position = from == null ? marks.begin(stripe.account(), list(), OVERLAP) : from;
        if (!stripe.configured()) {
            return new Page(List.of(), position.atEnd());
        }
        Map<String, String> filters = new HashMap<>();
        filters.put("expand[]", "data.source");
        if (position.since() != null) {
            filters.put("created[gte]", Long.toString(position.since().getEpochSecond()));
        }
        StripeApi.Page page = stripe.list(PATH, filters, position.after());
        return new Page(page.items(), position.to(page, SweepMarks.newest(page.items()), !page.more()));
    }

    @Override
    public void write(Handle handle, Page page) {
        if (!stripe.configured()) {
            return;
        }
        transactions.write(handle, stripe, page.items());
        if (page.next().ended()) {
            marks.reach(handle, stripe, list(), page.next().newest());
        }
    }
}
