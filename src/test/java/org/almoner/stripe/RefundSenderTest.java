package org.almoner.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.almoner.audit.AuditTrail;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.demo.Donation;
import org.almoner.demo.Donation.Codes;
import org.almoner.demo.Faults.Fault;
import org.almoner.demo.Person;
import org.almoner.demo.Scenario;
import org.almoner.demo.StripeStandIn;
import org.almoner.gift.RefundDraft;
import org.almoner.gift.RefundErrands;
import org.almoner.gift.RefundErrands.Errand;
import org.almoner.gift.RefundFilter;
import org.almoner.gift.RefundOrders;
import org.almoner.gift.RefundQueries;
import org.almoner.gift.RefundState;
import org.almoner.gift.RefundView;
import org.almoner.gift.SecondPerson;
import org.almoner.money.Money;
import org.almoner.stripe.StripeApi.Patience;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: a refund that staff ordered is made once and counted once, whatever happens in between. Method: one gift of 25
 * euros at the stand-in for Stripe, whose webhooks are delivered when a test says so.
 */
class RefundSenderTest {

    private static final Person DONOR = new Person(1, "Łukasz Żak", "lukasz@example.org", "pl", "PL", "eur");
    private static final Patience SHORT =
            new Patience(Duration.ofSeconds(2), Duration.ofMillis(2), Duration.ofSeconds(5));

    private final Jdbi jdbi = TestDatabase.books();
    private final Transactions transactions = Transactions.over(jdbi);
    private final Calendar calendar =
            new Calendar(Clock.fixed(Instant.parse("2026-11-21T02:00:00Z"), ZoneOffset.UTC), ZoneOffset.UTC);
    private final Scenario story = Scenario.begin(7, Instant.parse("2026-10-01T08:00:00Z"));
    private final Drain drain = new Drain(transactions, calendar);
    private final Inbox inbox = new Inbox(jdbi, calendar);
    private final AuditTrail trail = new AuditTrail(jdbi, calendar);
    private final RefundErrands errands = new RefundErrands(transactions, trail, calendar);
    private final RefundOrders orders =
            new RefundOrders(transactions, new SecondPerson(Optional.of("100 EUR"), "EUR"), trail, calendar);
    private final RefundQueries refunds = new RefundQueries(jdbi);
    private StripeStandIn stripe;
    private StripeApi api;
    private RefundSender sender;
    private String gift;

    @BeforeEach
    void oneGift() throws IOException {
        gift = story.payments().give(Donation.card(DONOR, 2_500, "eur", Codes.NONE));
        story.world().runUntil(Instant.parse("2026-10-02T08:00:00Z"));
        stripe = new StripeStandIn(story, 0, "sk_test_demo");
        api = new StripeApi(stripe.base(), Optional.of("sk_test_demo"), SHORT);
        sender = sender(Optional.of("sk_test_demo"));
        webhooks();
    }

    private RefundSender sender(Optional<String> key) {
        return new RefundSender(
                TestAccounts.one(stripe.base(), key, jdbi, transactions, calendar, SHORT), errands, transactions);
    }

    @AfterEach
    void close() {
        stripe.close();
    }

    @Test
    void anOrderIsSentAndItsMoneyCountsAtOnce() {
        long id = order(1_000);

        assertThat(sender.pass()).isEqualTo(1);

        var sent = refund(id);
        assertThat(sent.state()).isEqualTo(RefundState.SENT);
        assertThat(sent.refund()).startsWith("re_");
        assertThat(sent.refundStatus()).isEqualTo("succeeded");
        assertThat(gift()).containsEntry("status", "PARTIALLY_REFUNDED").containsEntry("refunded_minor", 1_000L);
        assertThat(orders.left(gift)).contains(new Money(1_500, "EUR"));
        assertThat(atStripe()).singleElement().satisfies(refund -> {
            assertThat(refund.getJsonNumber("amount").longValue()).isEqualTo(1_000);
            assertThat(refund.getString("reason")).isEqualTo("duplicate");
        });
        assertThat(audit()).endsWith("system refund.sent");
        assertThat(sender.pass()).isZero();
    }

    @Test
    void ourAnswerItsWebhookAndATwinCountOnce() {
        order(1_000);
        sender.pass();

        webhooks();
        twins();

        assertThat(number("select count(*) from ledger_posting where kind = 'REFUND'"))
                .isOne();
        assertThat(gift()).containsEntry("refunded_minor", 1_000L);
        assertThat(orders.left(gift)).contains(new Money(1_500, "EUR"));
        assertThat(refunds.count(RefundFilter.ALL)).isOne();
    }

    @Test
    void theWebhookMayBeFasterThanTheAnswer() {
        long id = order(2_500);
        Errand errand = errands.take().orElseThrow();
        asStripeHeardIt(errand, errand.key());
        webhooks();
        assertThat(gift()).containsEntry("status", "REFUNDED");
        assertThat(orders.left(gift)).contains(new Money(0, "EUR"));

        due();
        sender.pass();

        assertThat(refund(id).state()).isEqualTo(RefundState.SENT);
        assertThat(number("select count(*) from ledger_posting where kind = 'REFUND'"))
                .isOne();
        assertThat(atStripe()).hasSize(1);
    }

    @Test
    void aKillBeforeTheCallCostsNothing() {
        long id = order(1_000);
        errands.take().orElseThrow();
        assertThat(sender.pass()).as("taken by the one that was killed").isZero();

        due();
        sender.pass();

        assertThat(refund(id).state()).isEqualTo(RefundState.SENT);
        assertThat(refund(id).attempts()).isEqualTo(2);
        assertThat(atStripe()).hasSize(1);
    }

    @Test
    void aKillAfterTheCallRefundsNothingTwiceEvenWhenStripeForgotTheKey() {
        long id = order(1_000);
        Errand errand = errands.take().orElseThrow();
        String made = asStripeHeardIt(errand, "a key that Stripe has forgotten since");

        due();
        sender.pass();

        assertThat(refund(id).refund()).isEqualTo(made);
        assertThat(atStripe()).hasSize(1);
        assertThat(gift()).containsEntry("refunded_minor", 1_000L);
    }

    @Test
    void stripeBeingDownDelaysItAndLosesNothing() {
        long id = order(1_000);
        stripe.faults().next(3, "/v1/refunds", Fault.BROKEN);
        stripe.faults().next(1, "/v1/refunds", Fault.RATE_LIMITED);
        stripe.faults().next(1, "/v1/refunds", Fault.CUT);

        assertThat(sender.pass()).isEqualTo(1);

        assertThat(refund(id).state()).isEqualTo(RefundState.SENDING);
        assertThat(refund(id).trouble()).contains("Stripe did not answer POST /v1/refunds");
        assertThat(orders.left(gift)).contains(new Money(1_500, "EUR"));
        assertThat(sender.pass()).as("not before its time").isZero();

        due();
        sender.pass();

        assertThat(refund(id).state()).isEqualTo(RefundState.SENT);
        assertThat(refund(id).trouble()).isNull();
        assertThat(atStripe()).hasSize(1);
    }

    @Test
    void aKeyThatMayNotRefundIsSaidAndTriedAgain() {
        long id = order(1_000);
        stripe.faults().next(1, "/v1/refunds", new Fault(403, Duration.ZERO));

        sender.pass();

        assertThat(refund(id).state()).isEqualTo(RefundState.SENDING);
        assertThat(refund(id).trouble()).contains("check ALMONER_STRIPE_API_KEY");
    }

    @Test
    void whatStripeRefusesEndsThereInItsWordsAndIsLeftToRefund() {
        long id = order(2_500);
        // somebody was faster in Stripe's dashboard, and its webhook is late
        api.post("/v1/refunds", Map.of("payment_intent", gift, "amount", "2500"), "dashboard");

        sender.pass();

        assertThat(refund(id).state()).isEqualTo(RefundState.REFUSED);
        assertThat(refund(id).trouble()).contains("Refund amount (2500) is greater than unrefunded amount");
        assertThat(audit()).endsWith("system refund.refused");
        assertThat(orders.left(gift)).contains(new Money(2_500, "EUR"));
        webhooks();
        assertThat(orders.left(gift)).contains(new Money(0, "EUR"));
        assertThat(gift()).containsEntry("status", "REFUNDED");
    }

    @Test
    void aDisputedChargeAndA402AreRefusalsToo() {
        long disputed = order(100);
        story.reversals().dispute(gift);
        sender.pass();
        long unpaid = order(100);
        stripe.faults().next(1, "/v1/refunds", new Fault(402, Duration.ZERO));
        sender.pass();

        assertThat(refund(disputed).state()).isEqualTo(RefundState.REFUSED);
        assertThat(refund(disputed).trouble()).contains("has been charged back");
        assertThat(refund(unpaid).state()).isEqualTo(RefundState.REFUSED);
        assertThat(refund(unpaid).trouble()).isEqualTo("Ordered trouble.");
    }

    @Test
    void aRefundThatTheBankSendsBackCanBeGivenAgain() {
        long id = order(2_500);
        sender.pass();
        story.reversals().bounce(refund(id).refund());

        webhooks();

        assertThat(refund(id).state()).isEqualTo(RefundState.SENT);
        assertThat(refund(id).refundStatus()).isEqualTo("failed");
        assertThat(gift()).containsEntry("status", "RECEIVED");
        assertThat(orders.left(gift)).contains(new Money(2_500, "EUR"));
        order(2_500);
        sender.pass();
        assertThat(gift()).containsEntry("status", "REFUNDED");
    }

    @Test
    void aRefundInAStateNobodyKnowsIsHeldUntilItIsKnown() {
        long id = order(1_000);
        sender.pass();
        jdbi.useHandle(handle -> {
            handle.execute("update gift set refunded_minor = 0");
            handle.execute("update refund set status = 'thinking_about_it'");
        });

        assertThat(orders.left(gift)).contains(new Money(1_500, "EUR"));
        assertThat(refund(id).refundStatus()).isEqualTo("thinking_about_it");
    }

    @Test
    void twoSendersAtOnceSendItOnce() throws Exception {
        for (int i = 0; i < 5; i++) {
            order(100);
        }

        var first = CompletableFuture.runAsync(sender::pass, task -> new Thread(task).start());
        var second = CompletableFuture.runAsync(sender::pass, task -> new Thread(task).start());
        CompletableFuture.allOf(first, second).get(30, TimeUnit.SECONDS);

        assertThat(atStripe()).hasSize(5);
        assertThat(gift()).containsEntry("refunded_minor", 500L);
        assertThat(number("select count(*) from refund_order where state = 'SENT' and attempts = 1"))
                .isEqualTo(5);
    }

    @Test
    void aRefundIsSentWithTheKeyOfItsGiftsAccount() throws IOException {
        Scenario other = Scenario.begin(8, Instant.parse("2026-10-01T08:00:00Z"));
        String theirs = other.payments().give(Donation.card(DONOR, 2_500, "eur", Codes.NONE));
        other.world().runUntil(Instant.parse("2026-10-02T08:00:00Z"));
        try (var atShop = new StripeStandIn(other, 0, "sk_test_shop")) {
            for (var event : other.world().events()) {
                inbox.accept(StripeEvent.read(event.body()).of("shop", false));
            }
            while (drain.batch() > 0) {
                // until nothing is due
            }
            long ours = order(700);
            long shops = orders.order(theirs, new RefundDraft(900L, "EUR", "duplicate", ""), "ren@example.org", null)
                    .id();

            new RefundSender(
                            new TestAccounts()
                                    .with("", stripe.base(), Optional.of("sk_test_demo"))
                                    .with("shop", atShop.base(), Optional.of("sk_test_shop"))
                                    .over(jdbi, transactions, calendar, SHORT),
                            errands,
                            transactions)
                    .pass();

            assertThat(refund(ours).state()).isEqualTo(RefundState.SENT);
            assertThat(refund(shops).state()).isEqualTo(RefundState.SENT);
            assertThat(stripe.strangers() + atShop.strangers()).isZero();
            assertThat(number("select count(*) from refund where stripe_account = 'shop' and amount_minor = 900"))
                    .isOne();

            // an account that was taken out of the settings cannot be asked any more
            long late = orders.order(theirs, new RefundDraft(100L, "EUR", "duplicate", ""), "ren@example.org", null)
                    .id();
            sender.pass();
            assertThat(refund(late).state()).isEqualTo(RefundState.REFUSED);
            assertThat(refund(late).trouble()).contains("shop", "dashboard");
        }
    }

    @Test
    void withoutAKeyNothingIsTaken() {
        long id = order(1_000);
        assertThat(sender(Optional.empty()).pass()).isZero();

        assertThat(refund(id).state()).isEqualTo(RefundState.APPROVED);
        assertThat(refund(id).attempts()).isZero();
    }

    private long order(long amount) {
        return orders.order(gift, new RefundDraft(amount, "EUR", "duplicate", "paid twice"), "ren@example.org", null)
                .id();
    }

    /** What the sender would have had Stripe do, had it not been killed before it heard the answer. */
    private String asStripeHeardIt(Errand errand, String key) {
        return api.post(
                        "/v1/refunds",
                        Map.of(
                                "payment_intent", errand.gift(),
                                "amount", Long.toString(errand.amount().minor()),
                                "metadata[almoner_refund]", errand.key()),
                        key)
                .getString("id");
    }

    private void due() {
        jdbi.useHandle(
                handle -> handle.execute("update refund_order set next_at = '2026-01-01' where next_at is not null"));
    }

    /** Delivers all that the stand-in has to say, what was delivered before too. */
    private void webhooks() {
        story.world().events().forEach(event -> inbox.accept(StripeEvent.read(event.body())));
        drained();
    }

    /** The same things said again by other events. */
    private void twins() {
        story.world()
                .events()
                .forEach(event -> inbox.accept(StripeEvent.read(new String(event.body(), StandardCharsets.UTF_8)
                        .replace(event.id(), event.id() + "twin")
                        .getBytes(StandardCharsets.UTF_8))));
        drained();
    }

    private void drained() {
        while (drain.batch() > 0) {
            // until nothing is due
        }
    }

    private RefundView refund(long id) {
        return refunds.find(id).orElseThrow();
    }

    private List<JsonObject> atStripe() {
        return api.list("/v1/refunds", Map.of("payment_intent", gift), null).items();
    }

    private Map<String, Object> gift() {
        return jdbi.withHandle(handle -> handle.createQuery("select status, refunded_minor from gift")
                .mapToMap()
                .one());
    }

    private long number(String sql) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    private List<String> audit() {
        return jdbi.withHandle(
                handle -> handle.createQuery("select actor || ' ' || action from audit_entry order by id")
                        .mapTo(String.class)
                        .list());
    }
}
