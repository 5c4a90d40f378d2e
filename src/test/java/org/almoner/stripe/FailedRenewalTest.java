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
import org.almoner.audit.AuditTrail;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.demo.Donation;
import org.almoner.demo.Donation.Codes;
import org.almoner.demo.Faults.Fault;
import org.almoner.demo.Person;
import org.almoner.demo.Scenario;
import org.almoner.demo.StripeStandIn;
import org.almoner.dunning.Dunning;
import org.almoner.dunning.FailureQueries;
import org.almoner.dunning.Failures;
import org.almoner.dunning.Policies;
import org.almoner.dunning.Policy;
import org.almoner.dunning.Step;
import org.almoner.gift.PlanChanges;
import org.almoner.gift.PlanQueries;
import org.almoner.mail.Outbox;
import org.almoner.stripe.StripeApi.Patience;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A renewal that a bank declines for good: from Stripe's webhooks to the letter and to the end of the plan at Stripe. */
class FailedRenewalTest {

    private static final Instant START = Instant.parse("2026-07-01T08:00:00Z");
    private static final Person DONOR = new Person(1, "Łukasz Żak", "lukasz@example.org", "pl", "PL", "eur");

    private final Jdbi jdbi = TestDatabase.books();
    private final Transactions transactions = Transactions.over(jdbi);
    private String plan;
    private StripeStandIn stripe;

    @BeforeEach
    void aRenewalIsDeclined() throws IOException {
        Scenario story = Scenario.begin(7, START);
        story.at(START.plusSeconds(60), () -> {
            plan = story.plans()
                    .start(Donation.card(DONOR, 2_500, "eur", new Codes("spring", "general", null, null)), "month");
            story.plans().stickNext(plan, "expired_card");
        });
        story.world().runUntil(START.plus(Duration.ofDays(32)));
        stripe = new StripeStandIn(story, 0, "sk_test_demo");
        var inbox = new Inbox(jdbi, at("2026-08-02T09:00:00Z"));
        story.world().events().forEach(event -> inbox.accept(StripeEvent.read(event.body())));
        var drain = new Drain(transactions, at("2026-08-02T09:00:00Z"));
        while (drain.batch() > 0) {
            // until nothing is due
        }
        var policies = policies("2026-08-02T09:00:00Z");
        var before = policies.find("CARD_EXPIRED").orElseThrow();
        policies.save(
                new Policy(
                        "CARD_EXPIRED",
                        true,
                        30,
                        true,
                        List.of(new Step(0, Step.Deed.MAIL, Step.Template.FIRST), new Step(3, Step.Deed.STOP, null)),
                        before.version()),
                "ann@example.org");
    }

    @AfterEach
    void close() {
        stripe.close();
    }

    @Test
    void theDonorIsWrittenToAndThePlanEndedAtStripe() {
        night("2026-08-02T02:00:00Z");
        assertThat(text("select class || ' ' || code from plan_failure")).isEqualTo("CARD_EXPIRED expired_card");
        assertThat(text("select kind || ' ' || recipient || ' ' || language from mail_outbox"))
                .isEqualTo("DUNNING lukasz@example.org pl-PL");
        assertThat(new PlanQueries(jdbi).instalments(plan).get(0).payAt())
                .startsWith("https://invoice.stripe.com/i/in_");

        stripe.faults().next(1, "/v1/subscriptions", Fault.CUT);
        night("2026-08-04T02:00:00Z");
        night("2026-08-05T02:00:00Z");
        assertThat(text("select string_agg(deed || ' ' || state, ', ' order by number) from plan_failure_step"))
                .isEqualTo("MAIL MAILED, STOP DONE");
        assertThat(text("select status from recurring_plan")).isEqualTo("canceled");
        night("2026-08-06T02:00:00Z");
        assertThat(text("select ending from plan_failure")).isEqualTo("PLAN_ENDED");
        assertThat(text("select count(*)::text from mail_outbox")).isEqualTo("1");
    }

    private void night(String now) {
        var calendar = at(now);
        var patience = new Patience(Duration.ofSeconds(2), Duration.ofMillis(5), Duration.ofSeconds(5));
        var api = new StripeApi(stripe.base(), Optional.of("sk_test_demo"), patience);
        // what the close asks before: which payment an open instalment is paid with is said by no webhook of its
        // failure
        var open = new UnfinishedPlans(
                api, new ParallelFetch(api, Runnable::run), new Drain(transactions, calendar), transactions, calendar);
        while (open.nextInstalments((handle, done) -> {}) > 0) {
            // until all that wait were asked about
        }
        var accounts =
                TestAccounts.one(stripe.base(), Optional.of("sk_test_demo"), jdbi, transactions, calendar, patience);
        new Dunning(
                        transactions,
                        calendar,
                        policies(now),
                        new Failures(transactions, calendar),
                        new FailureQueries(jdbi),
                        new Outbox(transactions, calendar),
                        new PlanChanges(
                                transactions,
                                calendar,
                                new AuditTrail(jdbi, calendar),
                                new StripePlanDesk(accounts, transactions)),
                        "us@example.org")
                .run(looked -> {}, () -> false);
    }

    private Policies policies(String now) {
        return new Policies(jdbi, transactions, new AuditTrail(jdbi, at(now)));
    }

    private static Calendar at(String now) {
        return new Calendar(Clock.fixed(Instant.parse(now), ZoneOffset.UTC), ZoneId.of("UTC"));
    }

    private String text(String sql) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(String.class).one());
    }
}
