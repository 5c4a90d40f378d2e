package org.almoner.stripe;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.reconcile.Exceptions;
import org.almoner.reconcile.Matching;
import org.almoner.reconcile.PayoutProof;
import org.almoner.reconcile.Periods;
import org.almoner.stripe.StripeApi.Patience;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Intake, drain and the settling steps of the close over a database and a Stripe stand-in, without a container: small
 * enough to be run hundreds of times, and to be killed in any of its transactions.
 */
final class SmallServer implements AutoCloseable {

    /** The process is gone: what was not committed is lost. */
    static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed", null, false, false);
        }
    }

    private static final Patience SHORT =
            new Patience(Duration.ofSeconds(2), Duration.ofMillis(2), Duration.ofSeconds(5));

    private final PGSimpleDataSource database = TestDatabase.fresh();
    private final Jdbi jdbi = Jdbi.create(database);
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final Transactions transactions;
    private final Calendar calendar;
    private final Inbox inbox;
    private final Drain drain;
    private final List<Sweep> beforeDrain;
    private final List<Sweep> afterDrain;
    private final StripeBalance balance;
    private final BalanceTransactionSweep balanceTransactions;
    private final PayoutItems items;
    private final Unknowns unknowns;
    private final Runnable danger;

    /** @param danger called in each transaction, before and after it commits; may throw {@link Killed} */
    SmallServer(String stripe, String key, Instant now, ZoneId zone, Runnable danger) {
        this.danger = danger;
        calendar = new Calendar(Clock.fixed(now, ZoneOffset.UTC), zone);
        transactions = new Transactions(jdbi) {
            @Override
            public <T> T inNew(Function<Handle, T> work) {
                T result = jdbi.inTransaction(handle -> {
                    T done = work.apply(handle);
                    danger.run();
                    return done;
                });
                danger.run();
                return result;
            }
        };
        StripeApi api = new StripeApi(stripe, Optional.of(key), SHORT);
        SweepMarks marks = new SweepMarks(transactions, calendar);
        ParallelFetch fetch = new ParallelFetch(api, threads);
        inbox = new Inbox(jdbi, calendar);
        drain = new Drain(transactions, calendar);
        BalanceTransactions rows = new BalanceTransactions(drain, calendar);
        beforeDrain = List.of(new EventSweep(api, marks, inbox, transactions));
        afterDrain = List.of(
                new InvoicePaymentSweep(api, marks, fetch, drain, transactions),
                new PayoutSweep(api, marks, fetch, transactions, calendar));
        balance = new StripeBalance(api, transactions, calendar);
        balanceTransactions = new BalanceTransactionSweep(api, marks, rows);
        items = new PayoutItems(api, fetch, rows, transactions);
        unknowns = new Unknowns(api, fetch, drain, transactions);
    }

    Jdbi jdbi() {
        return jdbi;
    }

    Calendar calendar() {
        return calendar;
    }

    void accept(byte[] body) {
        inbox.accept(StripeEvent.read(body));
    }

    /** Works the inbox off with two workers at once; true if one of them was killed. */
    boolean drain() throws Exception {
        Callable<Boolean> worker = () -> {
            try {
                while (drain.batch() > 0) {
                    // until nothing is due
                }
                return false;
            } catch (Killed killed) {
                return true;
            }
        };
        boolean killed = false;
        for (Future<Boolean> each : threads.invokeAll(List.of(worker, worker))) {
            killed |= each.get();
        }
        return killed;
    }

    /** The steps of the close up to the periods, from the first. */
    void close(LocalDate date) throws Exception {
        beforeDrain.forEach(this::sweep);
        while (drain()) {
            // a worker that was killed is started again
        }
        afterDrain.forEach(this::sweep);
        balance.ask();
        sweep(balanceTransactions);
        for (String last = items.next("", handle -> {}); !last.isEmpty(); ) {
            last = items.next(last, handle -> {});
        }
        for (String last = unknowns.nextTransactions("", (handle, count) -> {}); !last.isEmpty(); ) {
            last = unknowns.nextTransactions(last, (handle, count) -> {});
        }
        for (String last = unknowns.nextPayments("", (handle, count) -> {}); !last.isEmpty(); ) {
            last = unknowns.nextPayments(last, (handle, count) -> {});
        }
        String after = "";
        for (Matching.Chunk chunk = match(after); chunk.count() > 0; chunk = match(after)) {
            after = chunk.last();
        }
        transactions.inNew(handle -> {
            PayoutProof.prove(handle);
            return null;
        });
        transactions.inNew(handle -> Exceptions.refresh(
                handle, date, date.plusDays(1).atStartOfDay(calendar.zone()).toInstant(), calendar.zone()));
        transactions.inNew(handle -> {
            Periods.refresh(handle, date, calendar.now());
            return null;
        });
    }

    private Matching.Chunk match(String after) {
        return transactions.inNew(handle -> Matching.next(handle, after, 20));
    }

    private void sweep(Sweep sweep) {
        Sweep.Position position = null;
        do {
            Sweep.Page page = sweep.read(position);
            jdbi.useTransaction(handle -> {
                sweep.write(handle, page);
                danger.run();
            });
            position = page.next();
        } while (!position.ended());
    }

    @Override
    public void close() {
        threads.shutdownNow();
        TestDatabase.drop(database);
    }
}
