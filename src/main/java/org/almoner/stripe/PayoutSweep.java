package org.almoner.stripe;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.almoner.database.Transactions;
import org.almoner.money.Currencies;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Payouts: those of the last five weeks, for one that was paid can fail days later, and then, one by one, older ones
 * that were not final when they were last read.
 */
final class PayoutSweep implements Sweep {

    private static final Duration OVERLAP = Duration.ofDays(35);
    private static final String PATH = "/v1/payouts";
    private static final int BY_ID = 50;

    private final StripeApi stripe;
    private final SweepMarks marks;
    private final ParallelFetch fetch;
    private final Transactions transactions;
    private final Calendar calendar;

    PayoutSweep(StripeApi stripe, SweepMarks marks, ParallelFetch fetch, Transactions transactions, Calendar calendar) {
        this.stripe = stripe;
        this.marks = marks;
        this.fetch = fetch;
        this.transactions = transactions;
        this.calendar = calendar;
    }

    @Override
    public String list() {
        return "payouts";
    }

    @Override
    public Page read(Position from) {
        Position position = from == null ? marks.begin(stripe.account(), list(), OVERLAP) : from;
        if (!stripe.configured()) {
            return new Page(List.of(), position.atEnd());
        }
        if (position.phase() == 1) {
            return unfinished(position);
        }
        Map<String, String> filters = new HashMap<>();
        if (position.since() != null) {
            filters.put("created[gte]", Long.toString(position.since().getEpochSecond()));
        }
        StripeApi.Page page = stripe.list(PATH, filters, position.after());
        Position next = position.to(page, SweepMarks.newest(page.items()), false);
        return new Page(page.items(), page.more() ? next : next.inPhase(1, ""));
    }

    private Page unfinished(Position position) {
        List<String> ids = transactions.inNew(handle -> handle.createQuery(UNFINISHED)
                .bind("account", stripe.account())
                .bind("after", position.after())
                .bind("began", position.began())
                .bind("most", BY_ID)
                .mapTo(String.class)
                .list());
        if (ids.isEmpty()) {
            return new Page(List.of(), position.atEnd());
        }
        List<JsonObject> payouts =
                fetch.all(ids.stream().map(id -> PATH + "/" + id).toList());
        return new Page(payouts, position.inPhase(1, ids.get(ids.size() - 1)));
    }

    @Override
    public void write(Handle handle, Page page) {
        Instant now = calendar.now();
        PreparedBatch batch = handle.prepareBatch(UPSERT);
        for (JsonObject payout : page.items()) {
            bind(batch, payout, now);
        }
        if (batch.size() > 0) {
            batch.execute();
        }
        if (page.next().ended() && stripe.configured()) {
            marks.reach(handle, stripe, list(), page.next().newest());
        }
    }

    private void bind(PreparedBatch batch, JsonObject payout, Instant now) {
        String id = StripeJson.text(payout, "id");
        Long amount = StripeJson.number(payout, "amount");
        Instant created = StripeJson.instant(payout, "created");
        if (id == null || amount == null || created == null) {
            throw new FactsRefused("Stripe lists a payout without id, amount or time: " + id);
        }
        String status = StripeJson.text(payout, "status");
        Instant arrival = StripeJson.instant(payout, "arrival_date");
        String trace = StripeJson.text(payout, "trace_id", "value");
        batch.bind("id", id)
                .bind("account", stripe.account())
                .bind("livemode", StripeJson.isTrue(payout, "livemode"))
                .bind("amount", amount)
                .bind("currency", Currencies.fromStripe(StripeJson.text(payout, "currency")))
                .bind("status", status == null ? "pending" : status)
                .bind("automatic", StripeJson.isTrue(payout, "automatic"))
                .bind("method", StripeJson.text(payout, "method"))
                // Stripe gives a day as midnight UTC.
                .bind(
                        "arrival",
                        arrival == null
                                ? null
                                : arrival.atOffset(ZoneOffset.UTC).toLocalDate())
                .bind("reconciliation", StripeJson.text(payout, "reconciliation_status"))
                .bind("transaction", StripeJson.id(payout, "balance_transaction"))
                .bind("failure", StripeJson.id(payout, "failure_balance_transaction"))
                .bind("failureCode", StripeJson.text(payout, "failure_code"))
                .bind("original", StripeJson.id(payout, "original_payout"))
                .bind("trace", trace != null ? trace : StripeJson.text(payout, "trace_id"))
                .bind("created", created)
                .bind("now", now)
                .add();
    }

    private static final String UNFINISHED =
            """
            select id from payout
            where stripe_account = :account and id > :after and fetched_at < :began
              and (status in ('pending', 'in_transit')
                   or automatic and not items_fetched and coalesce(reconciliation_status, '') <> 'not_applicable'
                      and status <> 'canceled')
            order by id limit :most
            """;

    private static final String UPSERT =
            """
            insert into payout as known (id, stripe_account, livemode, amount_minor, currency, status, automatic, method,
                arrival_date, reconciliation_status, balance_transaction, failure_balance_transaction, failure_code,
                original_payout, trace_id, created_at, fetched_at)
            values (:id, :account, :livemode, :amount, :currency, :status, :automatic, :method, :arrival, :reconciliation,
                :transaction, :failure, :failureCode, :original, :trace, :created, :now)
            on conflict (id) do update set stripe_account = excluded.stripe_account, status = excluded.status,
                arrival_date = excluded.arrival_date,
                reconciliation_status = excluded.reconciliation_status,
                balance_transaction = coalesce(excluded.balance_transaction, known.balance_transaction),
                failure_balance_transaction = coalesce(excluded.failure_balance_transaction, known.failure_balance_transaction),
                failure_code = coalesce(excluded.failure_code, known.failure_code),
                original_payout = coalesce(excluded.original_payout, known.original_payout),
                trace_id = coalesce(excluded.trace_id, known.trace_id), fetched_at = excluded.fetched_at
            """;
}
