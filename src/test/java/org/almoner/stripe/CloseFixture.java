package org.almoner.stripe;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.demo.DemoMonth;
import org.almoner.demo.StripeEvent;
import org.almoner.demo.StripeStandIn;
import org.almoner.reconcile.Matching;
import org.almoner.reconcile.PayoutProof;
import org.almoner.stripe.StripeApi.Patience;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;

/** A month of the demo in an empty database, and the steps of a close that concern Stripe, against the stand-in. */
final class CloseFixture implements AutoCloseable {

    static final Instant NOW = Instant.parse("2026-11-21T02:00:00Z");

    final Jdbi jdbi = TestDatabase.books();
    final Transactions transactions = Transactions.over(jdbi);
    final Calendar calendar = new Calendar(Clock.fixed(NOW, ZoneOffset.UTC), DemoMonth.ZONE);
    final DemoMonth month;
    final Drain drain = new Drain(transactions, calendar);
    private final Inbox inbox = new Inbox(jdbi, calendar);
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final StripeStandIn stripe;
    private final StripeApi api;

    CloseFixture(int gifts, long seed) throws IOException {
        month = DemoMonth.before(LocalDate.ofInstant(NOW, ZoneOffset.UTC), gifts, seed);
        stripe = new StripeStandIn(month.story(), 0, "sk_test_demo");
        api = new StripeApi(
                stripe.base(),
                Optional.of("sk_test_demo"),
                new Patience(Duration.ofSeconds(5), Duration.ofMillis(5), Duration.ofSeconds(5)));
    }

    /** Delivers every event whose webhook arrives. */
    void deliver() {
        deliver(month.story().world().events());
    }

    /** Delivers those of the month itself; what was before must be fetched. */
    void deliverTheMonth() {
        deliver(month.monthEvents());
    }

    private void deliver(List<StripeEvent> events) {
        for (StripeEvent event : events) {
            if (!event.lost()) {
                inbox.accept(org.almoner.stripe.StripeEvent.read(event.body()));
            }
        }
        drainAll();
    }

    void drainAll() {
        while (drain.batch() > 0) {
            // until nothing is due
        }
    }

    /** From the fetching of missed events to the proof of the payouts. */
    void night() {
        var marks = new SweepMarks(transactions, calendar);
        var fetch = new ParallelFetch(api, threads);
        var rows = new BalanceTransactions(drain, calendar);
        sweep(new EventSweep(api, marks, inbox, transactions));
        drainAll();
        sweep(new InvoicePaymentSweep(api, marks, fetch, drain, transactions));
        sweep(new PayoutSweep(api, marks, fetch, transactions, calendar));
        sweep(new BalanceTransactionSweep(api, marks, rows));
        var items = new PayoutItems(api, fetch, rows, transactions);
        for (String last = items.next("", handle -> {}); !last.isEmpty(); ) {
            last = items.next(last, handle -> {});
        }
        var unknowns = new Unknowns(api, fetch, drain, transactions);
        for (String last = unknowns.nextTransactions("", (handle, count) -> {}); !last.isEmpty(); ) {
            last = unknowns.nextTransactions(last, (handle, count) -> {});
        }
        for (String last = unknowns.nextUnfinished("", (handle, count) -> {}); !last.isEmpty(); ) {
            last = unknowns.nextUnfinished(last, (handle, count) -> {});
        }
        var chunk = new Matching.Chunk("", 1);
        while (chunk.count() > 0) {
            String after = chunk.last();
            chunk = jdbi.inTransaction(handle -> Matching.next(handle, after, 2_000));
        }
        jdbi.useTransaction(PayoutProof::prove);
    }

    private void sweep(Sweep sweep) {
        Sweep.Position position = null;
        do {
            Sweep.Page page = sweep.read(position);
            jdbi.useTransaction(handle -> sweep.write(handle, page));
            position = page.next();
        } while (!position.ended());
    }

    @Override
    public void close() {
        stripe.close();
        threads.shutdownNow();
    }
}
