package org.almoner.stripe;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.almoner.stripe.StripeApi.Patience;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: a renewal is known as one although nothing was ever heard of its invoice. Method: a plan of two instalments of
 * which only the payments' own events came.
 */
class InvoicePaymentSweepTest {

    private static final Instant START = Instant.parse("2026-07-01T08:00:00Z");
    private static final Person DONOR = new Person(1, "Łukasz Żak", "lukasz@example.org", "pl", "PL", "eur");

    private final Jdbi jdbi = TestDatabase.books();
    private final Transactions transactions = Transactions.over(jdbi);
    private final Calendar calendar =
            new Calendar(Clock.fixed(Instant.parse("2026-11-21T02:00:00Z"), ZoneOffset.UTC), ZoneId.of("UTC"));
    private final Drain drain = new Drain(transactions, calendar);
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private StripeStandIn stripe;
    private InvoicePaymentSweep sweep;

    @BeforeEach
    void onlyThePaymentsWereHeardOf() throws IOException {
        Scenario story = Scenario.begin(7, START);
        story.at(START.plusSeconds(60), () -> story.plans()
                .start(Donation.card(DONOR, 2_500, "eur", new Codes("spring", "general", null, null)), "month"));
        story.world().runUntil(START.plus(Duration.ofDays(40)));
        stripe = new StripeStandIn(story, 0, "sk_test_demo");
        var api = new StripeApi(
                stripe.base(),
                Optional.of("sk_test_demo"),
                new Patience(Duration.ofSeconds(2), Duration.ofMillis(5), Duration.ofSeconds(5)));
        sweep = new InvoicePaymentSweep(
                api, new SweepMarks(transactions, calendar), new ParallelFetch(api, threads), drain, transactions);

        List<StripeEvent> heard = story.world().events().stream()
                .filter(event -> event.type().equals("payment_intent.succeeded"))
                .map(event -> StripeEvent.of(StripeJson.parse(event.body()), event.body()))
                .toList();
        new Inbox(jdbi, calendar).store(heard, "WEBHOOK");
        drain.batch();
        assertThat(count("gift")).isEqualTo(2);
        assertThat(count("gift where recurring")).isZero();
    }

    @AfterEach
    void close() {
        stripe.close();
        threads.shutdownNow();
    }

    @Test
    void theListTellsWhichPaymentsAreRenewalsAndOfWhichPlan() {
        sweep();

        assertThat(count("gift g join recurring_plan p on p.id = g.plan_id where g.recurring"))
                .isEqualTo(2);
    }

    @Test
    void aSecondSweepChangesNothingAndAsksForNoInvoiceAgain() {
        sweep();
        long before = stripe.requests();

        sweep();

        assertThat(stripe.requests() - before).isEqualTo(1);
        assertThat(count("gift where recurring")).isEqualTo(2);
    }

    @Test
    void anApiVersionWithoutThisListIsNoFailure() {
        stripe.faults().next(1, "/v1/invoice_payments", Fault.MISSING);

        sweep();

        assertThat(count("sweep_mark")).isZero();
    }

    private void sweep() {
        Sweep.Position position = null;
        do {
            Sweep.Page page = sweep.read(position);
            jdbi.useTransaction(handle -> sweep.write(handle, page));
            position = page.next();
        } while (!position.ended());
    }

    private int count(String from) {
        return jdbi.withHandle(handle -> handle.createQuery("select count(*) from " + from)
                .mapTo(Integer.class)
                .one());
    }
}
