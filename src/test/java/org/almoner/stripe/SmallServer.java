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
import org.almoner.database.KeptConnections;
import org.almoner.database.Sandbox;
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
    private final Jdbi jdbi = Jdbi.create(new KeptConnections(database));
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final Transactions transactions;
    private final Calendar calendar;
    private final StripeAccounts accounts;
    private final Runnable danger;

    /** @param danger called in each transaction, before and after it commits; may throw {@link Killed} */
    SmallServer(String stripe, String key, Instant now, ZoneId zone, Runnable danger) {
        this(new TestAccounts().with("", stripe, Optional.of(key)), now, zone, danger);
    }

    /** The same for several accounts. */
    SmallServer(TestAccounts several, Instant now, ZoneId zone, Runnable danger) {
        this.danger = danger;
        calendar = new Calendar(Clock.fixed(now, ZoneOffset.UTC), zone);
        transactions = new Transactions(jdbi) {
            @Override
            public <T> T inNew(Function<Handle, T> work) {
                T result = jdbi.inTransaction(handle -> {
                    T done = work.apply(handle);
                    endanger();
                    return done;
                });
                endanger();
                return result;
            }
        };
        accounts = several.over(jdbi, transactions, calendar, SHORT, threads);
    }

    /** While it starts nothing happens to it. */
    private void endanger() {
        if (accounts != null) {
            danger.run();
        }
    }

    Jdbi jdbi() {
        return jdbi;
    }

    Calendar calendar() {
        return calendar;
    }

    StripeAccounts accounts() {
        return accounts;
    }

    Transactions transactions() {
        return transactions;
    }

    void accept(byte[] body) {
        accept("", body);
    }

    /** An event that was signed with a secret of this account. */
    void accept(String account, byte[] body) {
        accounts.named(account).orElseThrow().accept(StripeEvent.read(body));
    }

    /** Works the inbox off with two workers at once; true if one of them was killed. */
    boolean drain() throws Exception {
        Callable<Boolean> worker = () -> {
            try {
                while (accounts.drain() > 0) {
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
        for (StripeAccount account : accounts.all()) {
            sweep(account, "events");
        }
        while (drain()) {
            // a worker that was killed is started again
        }
        for (StripeAccount account : accounts.all()) {
            ask(account);
        }
        match(transactions);
        if (accounts.all().stream().anyMatch(StripeAccount::sandbox)) {
            match(new Sandbox(transactions).books());
        }
        transactions.inNew(handle -> Exceptions.refresh(
                handle, date, date.plusDays(1).atStartOfDay(calendar.zone()).toInstant(), calendar.zone()));
        transactions.inNew(handle -> {
            Periods.refresh(handle, date, calendar.now());
            return null;
        });
    }

    private void ask(StripeAccount account) {
        sweep(account, "invoice-payments");
        sweep(account, "payouts");
        account.balance().ask();
        sweep(account, "balance-transactions");
        PayoutItems items = account.payoutItems();
        for (String last = items.next("", handle -> {}); !last.isEmpty(); ) {
            last = items.next(last, handle -> {});
        }
        Unknowns unknowns = account.unknowns();
        for (String last = unknowns.nextTransactions("", (handle, count) -> {}); !last.isEmpty(); ) {
            last = unknowns.nextTransactions(last, (handle, count) -> {});
        }
        for (String last = unknowns.nextUnfinished("", (handle, count) -> {}); !last.isEmpty(); ) {
            last = unknowns.nextUnfinished(last, (handle, count) -> {});
        }
    }

    private static void match(Transactions books) {
        var chunk = new Matching.Chunk("", 1);
        while (chunk.count() > 0) {
            String after = chunk.last();
            chunk = books.inNew(handle -> Matching.next(handle, after, 20));
        }
        books.inNew(PayoutProof::prove);
    }

    private void sweep(StripeAccount account, String list) {
        Sweep sweep = account.sweep(list);
        Sweep.Position position = null;
        do {
            Sweep.Page page = sweep.read(position);
            jdbi.useTransaction(handle -> account.inBooks(handle, books -> {
                sweep.write(books, page);
                danger.run();
                return null;
            }));
            position = page.next();
        } while (!position.ended());
    }

    @Override
    public void close() {
        threads.shutdownNow();
        TestDatabase.drop(database);
    }
}
