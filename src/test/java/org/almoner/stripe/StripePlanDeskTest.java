package org.almoner.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.demo.Donation;
import org.almoner.demo.Donation.Codes;
import org.almoner.demo.Faults.Fault;
import org.almoner.demo.Person;
import org.almoner.demo.Scenario;
import org.almoner.demo.StripeStandIn;
import org.almoner.gift.CardDesk;
import org.almoner.gift.PlanDesk;
import org.almoner.gift.PlanDesk.Deed;
import org.almoner.gift.PlanDesk.Wish;
import org.almoner.gift.PlanQueries;
import org.almoner.gift.PlanView;
import org.almoner.money.Money;
import org.almoner.stripe.StripeApi.Patience;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changes of a plan at a Stripe that keeps state: what it then has, what it collects, and what the books know. */
class StripePlanDeskTest {

    private static final Instant START = Instant.parse("2026-07-01T08:00:00Z");
    private static final Person DONOR = new Person(1, "Łukasz Żak", "lukasz@example.org", "pl", "PL", "eur");

    private final Jdbi jdbi = Jdbi.create(TestDatabase.fresh());
    private final Transactions transactions = Transactions.over(jdbi);
    private final Calendar calendar =
            new Calendar(Clock.fixed(Instant.parse("2026-07-03T08:00:00Z"), ZoneOffset.UTC), ZoneId.of("UTC"));
    private final Scenario story = Scenario.begin(7, START);
    private String plan;
    private StripeStandIn stripe;
    private PlanDesk desk;

    @BeforeEach
    void aPlanRuns() throws IOException {
        story.at(
                START.plusSeconds(60),
                () -> plan = story.plans()
                        .start(
                                Donation.card(DONOR, 2_500, "eur", new Codes("spring", "general", null, null)),
                                "month"));
        story.world().runUntil(START.plus(Duration.ofDays(2)));
        stripe = new StripeStandIn(story, 0, "sk_test_demo");
        var accounts = TestAccounts.one(
                stripe.base(),
                Optional.of("sk_test_demo"),
                jdbi,
                transactions,
                calendar,
                new Patience(Duration.ofSeconds(2), Duration.ofMillis(5), Duration.ofSeconds(5)));
        desk = new StripePlanDesk(accounts, transactions);
    }

    @AfterEach
    void close() {
        stripe.close();
    }

    @Test
    void aPauseVoidsWhatFallsDueAndEndsByItself() {
        desk.carryOut(new Wish(plan, Deed.PAUSE, null, Instant.parse("2026-08-15T00:00:00Z"), "k1"));
        assertThat(known().status()).isEqualTo("paused");
        assertThat(known().resumesAt()).isEqualTo("2026-08-15T00:00:00Z");

        story.world().runUntil(START.plus(Duration.ofDays(70)));
        assertThat(gifts()).as("July and September, August was left out").isEqualTo(2);
    }

    @Test
    void aPauseCanBeEnded() {
        desk.carryOut(new Wish(plan, Deed.PAUSE, null, Instant.parse("2026-12-01T00:00:00Z"), "k1"));
        desk.carryOut(new Wish(plan, Deed.RESUME, null, null, "k2"));
        story.world().runUntil(START.plus(Duration.ofDays(35)));
        assertThat(gifts()).isEqualTo(2);
    }

    @Test
    void anotherAmountIsCollectedFromTheNextInstalmentOn() {
        desk.carryOut(new Wish(plan, Deed.AMOUNT, 4_000L, null, "k1"));
        assertThat(known().amount()).isEqualTo(new Money(4_000, "EUR"));
        story.world().runUntil(START.plus(Duration.ofDays(35)));
        assertThat(gifts()).isEqualTo(2);
    }

    @Test
    void aCancelledPlanCollectsNothingAnyMoreAndCanBeCancelledAgain() {
        var wish = new Wish(plan, Deed.CANCEL, null, null, "k1");
        desk.carryOut(wish);
        assertThat(known().status()).isEqualTo("canceled");
        desk.carryOut(wish);
        story.world().runUntil(START.plus(Duration.ofDays(35)));
        assertThat(gifts()).isEqualTo(1);
    }

    @Test
    void anAnswerThatWasLostIsAskedForUnderTheSameKeyAndDoneOnce() {
        var wish = new Wish(plan, Deed.PAUSE, null, Instant.parse("2026-08-15T00:00:00Z"), "k1");
        stripe.faults().next(1, "/v1/subscriptions", Fault.CUT);
        desk.carryOut(wish);
        long events = story.world().events().size();
        desk.carryOut(wish);
        assertThat(story.world().events()).hasSize((int) events);
    }

    @Test
    void anotherCardIsGivenOnStripesPageAndThenPaysThePlan() {
        var cards = (CardDesk) desk;
        var url = cards.begin(plan, "https://give.example.org/giving/x?card=", "k1");
        assertThat(url).startsWith("https://checkout.stripe.com/");
        assertThat(cards.begin(plan, "https://give.example.org/giving/x?card=", "k1"))
                .isEqualTo(url);
        var visit = url.substring(url.lastIndexOf('/') + 1);
        assertThat(cards.finish(plan, visit)).as("nothing was given yet").isEmpty();

        var method = story.cards().give(visit, 2029, 12);
        assertThat(cards.finish("sub_another", visit)).isEmpty();
        assertThat(cards.finish(plan, "cs_test_nobody")).isEmpty();
        assertThat(cards.finish(plan, "../subscriptions")).isEmpty();
        assertThat(cards.finish(plan, visit)).contains(method);
        assertThat(cards.finish(plan, visit)).contains(method);
        assertThat(known().card().last4()).isEqualTo("4242");
        assertThat(known().card().expiresOn()).isEqualTo("2030-01-01");

        story.cards().renew(method, 2033, 5);
        var inbox = new Inbox(jdbi, calendar);
        story.world().events().stream()
                .filter(event -> event.type().equals("payment_method.automatically_updated"))
                .forEach(event -> inbox.accept(org.almoner.stripe.StripeEvent.read(event.body())));
        new Drain(transactions, calendar).batch();
        assertThat(known().card().expiresOn()).isEqualTo("2033-06-01");
    }

    @Test
    void whatStripeWillNotDoIsRefused() {
        desk.carryOut(new Wish(plan, Deed.CANCEL, null, null, "k1"));
        assertThatThrownBy(() ->
                        desk.carryOut(new Wish(plan, Deed.PAUSE, null, Instant.parse("2026-08-15T00:00:00Z"), "k2")))
                .isInstanceOf(PlanDesk.Refused.class);
        assertThatThrownBy(() -> desk.carryOut(new Wish("sub_nobody", Deed.AMOUNT, 100L, null, "k3")))
                .isInstanceOf(PlanDesk.Refused.class);
    }

    private PlanView known() {
        return new PlanQueries(jdbi).find(plan).orElseThrow();
    }

    private long gifts() {
        return story.world().events().stream()
                .filter(event -> event.type().equals("payment_intent.succeeded"))
                .count();
    }
}
