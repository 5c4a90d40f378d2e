package org.almoner.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.demo.Donation;
import org.almoner.demo.Donation.Codes;
import org.almoner.demo.Faults.Fault;
import org.almoner.demo.Person;
import org.almoner.demo.Scenario;
import org.almoner.demo.StripeStandIn;
import org.almoner.reconcile.Matching;
import org.almoner.stripe.StripeApi.Patience;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: a close catches up with Stripe from its lists alone. Method: a small world of 150 gifts whose webhooks all got
 * lost, one of them refunded, and a payout.
 */
class SweepsTest {

    private static final Instant START = Instant.parse("2026-10-01T08:00:00Z");
    private static final int GIFTS = 150;
    private static final Person DONOR = new Person(1, "Łukasz Żak", "lukasz@example.org", "pl", "PL", "eur");
    private static final Patience SHORT =
            new Patience(Duration.ofSeconds(2), Duration.ofMillis(5), Duration.ofSeconds(5));

    private final Jdbi jdbi = TestDatabase.books();
    private final Transactions transactions = Transactions.over(jdbi);
    private final Calendar calendar =
            new Calendar(Clock.fixed(Instant.parse("2026-11-21T02:00:00Z"), ZoneOffset.UTC), ZoneId.of("UTC"));
    private final Scenario story = Scenario.begin(7, START);
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final Drain drain = new Drain(transactions, calendar);
    private StripeStandIn stripe;
    private EventSweep events;
    private BalanceTransactionSweep balance;
    private PayoutSweep payouts;
    private PayoutItems items;
    private Unknowns unknowns;

    @BeforeEach
    void tellStory() throws IOException {
        for (int i = 0; i < GIFTS; i++) {
            give(START.plusSeconds(600L * i));
        }
        story.at(START.plus(Duration.ofDays(8)), () -> story.payouts().sweep("eur"));
        story.world().runUntil(START.plus(Duration.ofDays(20)));
        stripe = new StripeStandIn(story, 0, "sk_test_demo");
        build(Optional.of("sk_test_demo"));
    }

    private void build(Optional<String> key) {
        var api = new StripeApi(stripe.base(), key, SHORT);
        var marks = new SweepMarks(transactions, calendar);
        var fetch = new ParallelFetch(api, threads);
        var rows = new BalanceTransactions(drain, calendar);
        events = new EventSweep(api, marks, new Inbox(jdbi, calendar), transactions);
        balance = new BalanceTransactionSweep(api, marks, rows);
        payouts = new PayoutSweep(api, marks, fetch, transactions, calendar);
        items = new PayoutItems(api, fetch, rows, transactions);
        unknowns = new Unknowns(api, fetch, drain, transactions);
    }

    private void give(Instant at) {
        story.at(at, () -> story.payments()
                .give(Donation.card(DONOR, 2_500, "eur", new Codes("spring-2026", "general", null, null))));
    }

    @AfterEach
    void close() {
        stripe.close();
        threads.shutdownNow();
    }

    @Test
    void everyEventIsStoredOnceAndTheNextSweepReadsLittle() {
        sweep(events);

        int all = story.world().events().size();
        assertThat(count("stripe_event where origin = 'SWEEP'")).isEqualTo(all);
        assertThat(all).isGreaterThan(500);

        long before = stripe.requests();
        sweep(events);

        assertThat(count("stripe_event")).isEqualTo(all);
        assertThat(stripe.requests() - before).isLessThanOrEqualTo(2);
    }

    @Test
    void aGapOlderThanTheOverlapIsClosedToo() {
        sweep(events);
        jdbi.useHandle(handle ->
                handle.execute("delete from stripe_event where seq > 0 and created_at < (select max(created_at) from"
                        + " stripe_event) - interval '2 hours'"));

        sweep(events);

        assertThat(count("stripe_event")).isEqualTo(story.world().events().size());
    }

    @Test
    void aSweepCutBetweenTwoPagesGoesOnThere() {
        var first = events.read(null);
        jdbi.useTransaction(handle -> events.write(handle, first));
        assertThat(count("stripe_event")).isEqualTo(100);
        assertThat(count("sweep_mark")).isZero();
        long before = stripe.requests();

        sweep(events, first.next());

        int all = story.world().events().size();
        assertThat(count("stripe_event")).isEqualTo(all);
        // the remaining pages, and once whether it is real money
        assertThat(stripe.requests() - before).isEqualTo((all + 99) / 100);
        assertThat(count("sweep_mark")).isEqualTo(1);
    }

    @Test
    void troubleInBetweenCostsTimeAndNothingElse() {
        stripe.faults().next(2, "/v1/balance_transactions", Fault.RATE_LIMITED);
        stripe.faults().next(1, "/v1/balance_transactions", Fault.CUT);
        stripe.faults().next(1, "/v1/balance_transactions", Fault.BROKEN);

        sweep(balance);

        assertThat(count("balance_transaction where reporting_category = 'charge'"))
                .isEqualTo(GIFTS);
    }

    @Test
    void stripeBeingDownFailsTheSweepAndKeepsItsMark() {
        sweep(balance);
        stripe.faults().next(5, "/v1/balance_transactions", Fault.BROKEN);

        assertThatThrownBy(() -> sweep(balance))
                .isInstanceOf(StripeUnavailable.class)
                .hasMessageContaining("500");

        sweep(balance);
        assertThat(count("balance_transaction where reporting_category = 'charge'"))
                .isEqualTo(GIFTS);
    }

    @Test
    void balanceTransactionsAloneTellTheChargesAndTheRestIsFetched() {
        sweep(balance);
        assertThat(count("charge where balance_transaction is not null")).isEqualTo(GIFTS);
        assertThat(count("gift")).isZero();
        assertThat(count("balance_transaction where charge is null and reporting_category = 'charge'"))
                .isZero();
        assertThat(count("balance_transaction where period = '2026-10-01'")).isGreaterThanOrEqualTo(GIFTS);

        resolve();

        assertThat(count("gift g join donor d on d.id = g.donor_id where g.found_by = 'SWEEP' and g.status = 'RECEIVED'"
                        + " and d.email = 'lukasz@example.org'"))
                .isEqualTo(GIFTS);
        assertThat(count("gift g join campaign c on c.id = g.campaign_id where c.code = 'spring-2026'"))
                .isEqualTo(GIFTS);
        assertThat(unknowns.open()).isZero();
    }

    /** gumroad#6852: outcomes of disputes whose last event never came, and that the list of events has forgotten. */
    @Test
    void story9OutcomesThatWereMissedAreAskedFor() {
        sweep(balance);
        resolve();
        List<String> gifts =
                jdbi.withHandle(handle -> handle.createQuery("select reference from gift order by reference limit 3")
                        .mapTo(String.class)
                        .list());
        String lost = story.reversals().dispute(gifts.get(0));
        String won = story.reversals().dispute(gifts.get(1));
        String refund = story.reversals().refund(gifts.get(2), 1_000);
        for (String id : List.of(lost, won)) {
            absorb("/v1/disputes/" + id);
        }
        absorb("/v1/refunds/" + refund);
        jdbi.useHandle(handle -> handle.execute("update refund set status = 'requires_action'"));
        assertThat(unknowns.open()).isEqualTo(3);

        story.reversals().lose(lost);
        story.reversals().win(won, true);
        story.world().runUntil(START.plus(Duration.ofDays(60)));
        resolve();

        assertThat(unknowns.open()).isZero();
        assertThat(count("gift where status = 'CHARGED_BACK'")).isOne();
        assertThat(count("gift where status = 'PARTIALLY_REFUNDED'")).isOne();
        assertThat(count("dispute where status in ('won', 'lost')")).isEqualTo(2);
        assertThat(count("ledger_posting where kind = 'DISPUTE_WON'")).isOne();
        long before = stripe.requests();
        resolve();
        assertThat(stripe.requests()).isEqualTo(before);
    }

    /** What an event would have said. */
    private void absorb(String path) {
        var api = new StripeApi(stripe.base(), Optional.of("sk_test_demo"), SHORT);
        transactions.inNew(
                handle -> drain.absorb(handle, api, List.of(api.get(path).orElseThrow())));
    }

    @Test
    void whatStripeDoesNotKnowEitherIsLeftToMatching() {
        sweep(balance);
        jdbi.useHandle(handle -> handle.execute("update balance_transaction set source = 'ch_gone', charge = 'ch_gone'"
                + " where id = (select min(id) from balance_transaction where reporting_category = 'charge')"));

        resolve();

        assertThat(unknowns.open()).isEqualTo(1);
        jdbi.useTransaction(handle -> Matching.next(handle, "", 5_000));
        assertThat(count("balance_transaction where finding = 'MISSING_GIFT'")).isEqualTo(1);
    }

    @Test
    void aPayoutIsKnownWithItsItemsOnce() {
        sweep(payouts);
        assertThat(count("payout where automatic and reconciliation_status = 'completed'"))
                .isEqualTo(1);
        assertThat(items.due()).isEqualTo(1);

        fetchItems();
        long before = stripe.requests();
        fetchItems();

        assertThat(stripe.requests()).isEqualTo(before);
        assertThat(count("payout where items_fetched")).isEqualTo(1);
        assertThat(count("payout p where -(select t.net_minor from balance_transaction t where t.id ="
                        + " p.balance_transaction) = (select sum(t.net_minor) from payout_item i join"
                        + " balance_transaction t on t.id = i.balance_transaction where i.payout_id = p.id and"
                        + " t.type <> 'payout')"))
                .isEqualTo(1);
        assertThat(count("payout where arrival_date > '2026-10-01' and currency = 'EUR'"))
                .isEqualTo(1);
    }

    @Test
    void anOldPayoutThatWasNotFinalIsAskedForByItsId() {
        sweep(payouts);
        jdbi.useHandle(handle -> {
            handle.execute("update payout set status = 'in_transit', fetched_at = '2026-10-05'");
            handle.execute("update sweep_mark set reached = '2026-12-31'");
        });

        sweep(payouts);

        assertThat(count("payout where status = 'paid'")).isEqualTo(1);
    }

    @Test
    void aSecondSweepChangesNothing() {
        sweep(balance);
        sweep(payouts);
        fetchItems();
        String before = fingerprint();

        sweep(balance);
        sweep(payouts);
        fetchItems();

        assertThat(fingerprint()).isEqualTo(before);
    }

    @Test
    void withoutAKeyNobodyIsAsked() {
        build(Optional.empty());

        sweep(events);
        sweep(balance);
        sweep(payouts);
        fetchItems();
        resolve();

        assertThat(stripe.requests()).isZero();
        assertThat(count("sweep_mark")).isZero();
    }

    private void sweep(Sweep sweep) {
        sweep(sweep, null);
    }

    private void sweep(Sweep sweep, Sweep.Position from) {
        Sweep.Position position = from;
        do {
            Sweep.Page page = sweep.read(position);
            jdbi.useTransaction(handle -> sweep.write(handle, page));
            position = page.next();
        } while (!position.ended());
    }

    private void fetchItems() {
        String last = "";
        do {
            last = items.next(last, handle -> {});
        } while (!last.isEmpty());
    }

    private void resolve() {
        String last = "";
        do {
            last = unknowns.nextTransactions(last, (handle, count) -> {});
        } while (!last.isEmpty());
        do {
            last = unknowns.nextUnfinished(last, (handle, count) -> {});
        } while (!last.isEmpty());
    }

    private int count(String from) {
        return jdbi.withHandle(handle -> handle.createQuery("select count(*) from " + from)
                .mapTo(Integer.class)
                .one());
    }

    private String fingerprint() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select md5(string_agg(t::text, '' order by t.id)) || (select md5(string_agg(i::text, '' order"
                                + " by i.balance_transaction)) from payout_item i) from balance_transaction t")
                .mapTo(String.class)
                .one());
    }
}
