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
 * Goal: recurring giving of which the last word was lost is finished by asking. Method: a plan whose renewal failed and
 * was paid three days later, and of which nothing was heard after the failure.
 */
class UnfinishedPlansTest {

    private static final Instant START = Instant.parse("2026-07-01T08:00:00Z");
    private static final Person DONOR = new Person(1, "Łukasz Żak", "lukasz@example.org", "pl", "PL", "eur");

    private final Jdbi jdbi = TestDatabase.books();
    private final Transactions transactions = Transactions.over(jdbi);
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final Drain drain = new Drain(transactions, at("2026-08-01T09:00:00Z"));
    private String plan;
    private StripeStandIn stripe;
    private StripeApi api;

    @BeforeEach
    void nothingWasHeardAfterTheFailure() throws IOException {
        Scenario story = Scenario.begin(7, START);
        story.at(START.plusSeconds(60), () -> {
            plan = story.plans()
                    .start(Donation.card(DONOR, 2_500, "eur", new Codes("spring", "general", null, null)), "month");
            story.plans().failNext(plan);
        });
        story.world().runUntil(START.plus(Duration.ofDays(36)));
        stripe = new StripeStandIn(story, 0, "sk_test_demo");
        api = new StripeApi(
                stripe.base(),
                Optional.of("sk_test_demo"),
                new Patience(Duration.ofSeconds(2), Duration.ofMillis(5), Duration.ofSeconds(5)));
        Instant failed = START.plus(Duration.ofDays(31)).plus(Duration.ofHours(12));
        List<StripeEvent> heard = story.world().events().stream()
                .map(event -> StripeEvent.of(StripeJson.parse(event.body()), event.body()))
                .filter(event -> event.created().isBefore(failed))
                .toList();
        new Inbox(jdbi, at("2026-08-01T09:00:00Z")).store(heard, "WEBHOOK");
        while (drain.batch() > 0) {
            // until nothing is due
        }
    }

    @AfterEach
    void close() {
        stripe.close();
        threads.shutdownNow();
    }

    @Test
    void anOpenInstalmentIsAskedAboutUntilItIsPaid() {
        assertThat(text("select status from stripe_invoice order by created_at desc limit 1"))
                .isEqualTo("open");
        night("2026-08-05T02:00:00Z");
        assertThat(text("select string_agg(distinct status, ',') from stripe_invoice"))
                .isEqualTo("paid");
        assertThat(text("select count(*)::text from stripe_invoice_payment")).isEqualTo("2");
    }

    @Test
    void aNightAsksAboutNothingTwiceAndTheNextOneAboutNothingThatIsFinished() {
        assertThat(night("2026-08-05T02:00:00Z")).isPositive();
        long requests = stripe.requests();
        assertThat(night("2026-08-05T03:00:00Z")).isZero();
        assertThat(night("2026-08-06T02:00:00Z")).isZero();
        assertThat(stripe.requests()).isEqualTo(requests);
    }

    @Test
    void aPlanThatNobodyDescribedIsDescribed() {
        jdbi.useHandle(
                handle -> handle.execute(
                        "insert into recurring_plan (reference, stripe_account, livemode, status) values ('sub_nobody', '', false, 'unknown')"));
        jdbi.useHandle(handle -> handle.execute(
                "update recurring_plan set status = 'unknown', started_at = null where reference = ?", plan));
        night("2026-08-05T02:00:00Z");
        assertThat(text("select status from recurring_plan where reference = '" + plan + "'"))
                .isEqualTo("active");
        // Stripe does not know it: it stays as it is and is asked about another night
        assertThat(text("select status from recurring_plan where reference = 'sub_nobody'"))
                .isEqualTo("unknown");
        assertThat(night("2026-08-06T02:00:00Z")).isEqualTo(1);
    }

    @Test
    void plansOfAnotherModeAreLeftAlone() {
        jdbi.useHandle(handle -> handle.execute("update recurring_plan set livemode = true, status = 'past_due'"));
        night("2026-08-05T02:00:00Z");
        assertThat(text("select count(*)::text from recurring_plan where asked_at is not null"))
                .isEqualTo("0");
    }

    private int night(String now) {
        var plans = new UnfinishedPlans(api, new ParallelFetch(api, threads), drain, transactions, at(now));
        int all = 0;
        for (int asked = 1; asked > 0; all += asked) {
            asked = plans.nextPlans((handle, done) -> {});
        }
        for (int asked = 1; asked > 0; all += asked) {
            asked = plans.nextInstalments((handle, done) -> {});
        }
        return all;
    }

    private static Calendar at(String now) {
        return new Calendar(Clock.fixed(Instant.parse(now), ZoneOffset.UTC), ZoneId.of("UTC"));
    }

    private String text(String sql) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(String.class).one());
    }
}
