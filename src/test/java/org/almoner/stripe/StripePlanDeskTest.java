package org.almoner.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
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

    private final Jdbi jdbi = TestDatabase.books();
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
    void aPlanIsChangedWithTheKeyOfItsAccountAlone() throws IOException {
        Scenario theirs = Scenario.begin(8, START);
        String[] other = {null};
        theirs.at(
                START.plusSeconds(60),
                () -> other[0] = theirs.plans()
                        .start(Donation.card(DONOR, 1_500, "eur", new Codes(null, null, null, null)), "month"));
        theirs.world().runUntil(START.plus(Duration.ofDays(2)));
        try (var atTrust = new StripeStandIn(theirs, 0, "rk_test_trust")) {
            var accounts = two(atTrust, 0);
            for (var event : theirs.world().events()) {
                accounts.named("trust").orElseThrow().accept(org.almoner.stripe.StripeEvent.read(event.body()));
            }
            while (accounts.drain() > 0) {
                // until nothing is due
            }
            var until = Instant.parse("2026-08-15T00:00:00Z");
            var deeds = List.of(
                    new Wish(other[0], Deed.PAUSE, null, until, "k1"),
                    new Wish(other[0], Deed.RESUME, null, null, "k2"),
                    new Wish(other[0], Deed.AMOUNT, 4_000L, null, "k3"),
                    new Wish(other[0], Deed.SKIP, null, until, "k4"),
                    new Wish(other[0], Deed.CANCEL, null, null, "k5"));
            List<String> states = new ArrayList<>();
            for (var deed : deeds) {
                new StripePlanDesk(two(atTrust, deeds.indexOf(deed)), transactions).carryOut(deed);
                states.add(known(other[0]).status() + " "
                        + known(other[0]).amount().minor());
            }
            assertThat(states)
                    .containsExactly("paused 1500", "active 1500", "active 4000", "paused 4000", "canceled 4000");
            var visit = new StripePlanDesk(accounts, transactions)
                    .begin(other[0], "https://give.example.org/giving/x?card=", "k6");
            assertThat(visit).startsWith("https://");
            assertThat(known(other[0]).account()).isEqualTo("trust");
            assertThat(stripe.requests()).isZero();
            assertThat(stripe.strangers() + atTrust.strangers()).isZero();

            // an account that was retired: nobody else is asked in its place
            var without = new StripePlanDesk(
                    new TestAccounts()
                            .with("", stripe.base(), Optional.of("sk_test_demo"))
                            .over(jdbi, transactions, calendar, Patience.USUAL),
                    transactions);
            assertThatThrownBy(() -> without.carryOut(new Wish(other[0], Deed.CANCEL, null, null, "k7")))
                    .isInstanceOf(StripeUnavailable.class)
                    .hasMessageContaining("ALMONER_STRIPE_TRUST_API_KEY");
            assertThat(stripe.requests()).isZero();
        }
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

    /** Two accounts, so many hours later. */
    private StripeAccounts two(StripeStandIn atTrust, int hours) {
        var later = Clock.offset(Clock.fixed(calendar.now(), ZoneOffset.UTC), Duration.ofHours(hours));
        return new TestAccounts()
                .with("", stripe.base(), Optional.of("sk_test_demo"))
                .with("trust", atTrust.base(), Optional.of("rk_test_trust"))
                .over(
                        jdbi,
                        transactions,
                        new Calendar(later, ZoneId.of("UTC")),
                        new Patience(Duration.ofSeconds(2), Duration.ofMillis(5), Duration.ofSeconds(5)));
    }

    private PlanView known() {
        return known(plan);
    }

    private PlanView known(String plan) {
        return new PlanQueries(jdbi).find(plan).orElseThrow();
    }

    private long gifts() {
        return story.world().events().stream()
                .filter(event -> event.type().equals("payment_intent.succeeded"))
                .count();
    }
}
