package org.almoner.stripe;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.almoner.database.Sandbox;
import org.almoner.database.Transactions;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * A Stripe account of ours with all that asks it: its own key, so that nothing is ever asked of another, and the books in
 * which it keeps its money. Accounts of the mode of the one without a name share the live books, each with clearing
 * accounts of its own; one of the other mode is a sandbox.
 */
public final class StripeAccount {

    private final AccountSettings settings;
    private final boolean sandbox;
    private final StripeApi api;
    private final Inbox inbox;
    private final Transactions books;
    private final Drain drain;
    private final List<Sweep> sweeps;
    private final StripeBalance balance;
    private final PayoutItems payoutItems;
    private final Unknowns unknowns;
    private final UnfinishedPlans plans;

    /** What all accounts are made with. */
    record Parts(Jdbi jdbi, Transactions live, Sandbox sandbox, Calendar calendar, Executor threads) {}

    StripeAccount(AccountSettings settings, boolean sandbox, StripeApi api, Parts parts) {
        this.settings = settings;
        this.sandbox = sandbox;
        this.api = api;
        Calendar calendar = parts.calendar;
        books = sandbox ? parts.sandbox.books() : parts.live;
        inbox = sandbox ? new Inbox(parts.jdbi, calendar, Sandbox.INBOX) : new Inbox(parts.jdbi, calendar);
        drain = new Drain(books, calendar);
        SweepMarks marks = new SweepMarks(books, calendar);
        ParallelFetch fetch = new ParallelFetch(api, parts.threads);
        BalanceTransactions rows = new BalanceTransactions(drain, calendar);
        sweeps = List.of(
                new EventSweep(api, marks, inbox, books),
                new InvoicePaymentSweep(api, marks, fetch, drain, books),
                new PayoutSweep(api, marks, fetch, books, calendar),
                new BalanceTransactionSweep(api, marks, rows));
        balance = new StripeBalance(api, books, calendar);
        payoutItems = new PayoutItems(api, fetch, rows, books);
        unknowns = new Unknowns(api, fetch, drain, books);
        plans = new UnfinishedPlans(api, fetch, drain, books, calendar);
    }

    /** Our name of it; "" for the one without. */
    public String name() {
        return settings.name();
    }

    /** How people are told which one is meant. */
    public String label() {
        return name().isEmpty() ? "the Stripe account without a name" : "the Stripe account " + name();
    }

    /** Whether its money is not real while that of the books is, or the other way round: it never counts. */
    public boolean sandbox() {
        return sandbox;
    }

    /** Whether it is about real money, as its key says; empty if that does not say. */
    Optional<Boolean> mode() {
        return AccountSettings.mode(settings.key());
    }

    /** Whether there is a key to ask it with. */
    public boolean asked() {
        return api.configured();
    }

    StripeApi api() {
        return api;
    }

    Transactions books() {
        return books;
    }

    Drain drain() {
        return drain;
    }

    /** Keeps an event that was signed with one of its secrets. */
    void accept(StripeEvent event) {
        inbox.accept(event.of(name(), settings.mustBe()));
    }

    /** Does something in a transaction of the live books, or, for a sandbox, in one of its own. */
    public <T> T inBooks(Handle live, Function<Handle, T> work) {
        return sandbox ? books.inNew(work) : work.apply(live);
    }

    public Sweep sweep(String list) {
        return sweeps.stream()
                .filter(sweep -> sweep.list().equals(list))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no list " + list + " to sweep"));
    }

    public StripeBalance balance() {
        return balance;
    }

    public PayoutItems payoutItems() {
        return payoutItems;
    }

    public Unknowns unknowns() {
        return unknowns;
    }

    public UnfinishedPlans plans() {
        return plans;
    }
}
