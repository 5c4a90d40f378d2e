package org.almoner.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.almoner.gift.PlanFilter;
import org.almoner.gift.PlanQueries;
import org.almoner.gift.PlanView;
import org.almoner.gift.Rhythm;
import org.almoner.money.Money;
import org.junit.jupiter.api.Test;

/** Recurring plans from the messages of any API version, in any order; what came of them is read as screens read it. */
class PlansTest extends DrainFixture {

    private static final long START = 1_790_000_000L;
    private static final long DAY = 86_400L;
    private int events;

    @Test
    void bothShapesOfASubscriptionSayTheSame() {
        take(at(START, "customer.subscription.created", basil("sub_new", "active", 1000, "")));
        take(at(START, "customer.subscription.created", older("sub_old", "active", 1000)));

        assertThat(List.of(plan("sub_new"), plan("sub_old"))).allSatisfy(plan -> {
            assertThat(plan.status()).isEqualTo("active");
            assertThat(plan.amount()).isEqualTo(new Money(2000, "EUR"));
            assertThat(plan.rhythm()).isEqualTo(new Rhythm(Rhythm.Unit.MONTH, 1));
            assertThat(plan.startedAt()).isEqualTo(Instant.ofEpochSecond(START));
            assertThat(plan.nextAt(Instant.ofEpochSecond(START + DAY)))
                    .isEqualTo(Instant.ofEpochSecond(START + 30 * DAY));
        });
    }

    @Test
    void changesAndPausesAreRowsOfTheSchedule() {
        take(
                at(START, "customer.subscription.created", basil("sub_1", "active", 1000, "")),
                at(START + DAY, "customer.subscription.updated", basil("sub_1", "active", 1500, "")),
                at(START + 2 * DAY, "customer.subscription.updated", basil("sub_1", "active", 1500, "")),
                at(
                        START + 3 * DAY,
                        "customer.subscription.updated",
                        basil(
                                "sub_1",
                                "active",
                                1500,
                                ",\"pause_collection\":{\"behavior\":\"void\",\"resumes_at\":null}")),
                at(START + 4 * DAY, "customer.subscription.updated", basil("sub_1", "active", 1500, "")));

        assertThat(schedule("sub_1")).containsExactly("0 2000 false", "1 3000 false", "3 3000 true", "4 3000 false");
        assertThat(plan("sub_1").status()).isEqualTo("active");
    }

    @Test
    void aPausedPlanHasNoNextDateUnlessThePauseEndsByItself() {
        take(at(START, "customer.subscription.created", basil("sub_1", "active", 1000, "")));
        take(at(
                START + DAY,
                "customer.subscription.updated",
                basil("sub_1", "active", 1000, ",\"pause_collection\":{\"behavior\":\"void\",\"resumes_at\":null}")));
        assertThat(plan("sub_1").status()).isEqualTo("paused");
        assertThat(plan("sub_1").nextAt(Instant.ofEpochSecond(START + DAY))).isNull();

        long resumes = START + 45 * DAY;
        take(at(
                START + 2 * DAY,
                "customer.subscription.updated",
                basil(
                        "sub_1",
                        "active",
                        1000,
                        ",\"pause_collection\":{\"behavior\":\"void\",\"resumes_at\":" + resumes + "}")));
        assertThat(plan("sub_1").nextAt(Instant.ofEpochSecond(START + 2 * DAY)))
                .isAfter(Instant.ofEpochSecond(resumes));
    }

    @Test
    void aScheduledCancellationLeavesNoNextDateAfterIt() {
        take(at(
                START,
                "customer.subscription.updated",
                basil("sub_1", "active", 1000, ",\"cancel_at_period_end\":true")));
        assertThat(plan("sub_1").cancelAt()).isEqualTo(Instant.ofEpochSecond(START + 30 * DAY));
        assertThat(plan("sub_1").nextAt(Instant.ofEpochSecond(START + DAY))).isNull();
        assertThat(plan("sub_1").status()).isEqualTo("active");
    }

    @Test
    void whateverTheOrderThePlanIsTheSame() {
        List<StripeEvent> story = story();
        take(story.toArray(StripeEvent[]::new));
        List<Map<String, Object>> inOrder = rows();
        assertThat(inOrder).hasSizeGreaterThan(5);
        for (int seed = 1; seed <= 12; seed++) {
            start();
            List<StripeEvent> shuffled = new ArrayList<>(story);
            Collections.shuffle(shuffled, new Random(seed));
            for (StripeEvent event : shuffled) {
                if (seed % 2 == 0) {
                    take(event);
                } else {
                    inbox().accept(event);
                }
            }
            take(shuffled.get(0));
            assertThat(rows()).as("seed " + seed).isEqualTo(inOrder);
        }
    }

    @Test
    void anEndIsTheLastWordOfItsSecondAndOfAllLaterOnes() {
        var ended = at(START + DAY, "customer.subscription.deleted", ended("sub_1", "cancellation_requested"));
        var echo = at(START + DAY, "customer.subscription.updated", basil("sub_1", "active", 1000, ""));
        var late = at(START + 2 * DAY, "customer.subscription.updated", basil("sub_1", "past_due", 1000, ""));
        take(ended, echo, late);
        assertThat(plan("sub_1").status()).isEqualTo("canceled");
        assertThat(plan("sub_1").cancelReason()).isEqualTo("cancellation_requested");
        assertThat(plan("sub_1").doubtful()).isFalse();
    }

    @Test
    void twoDifferentWordsOfOneSecondAreAQuestionUntilStripeAnswers() {
        var one = at(START + DAY, "customer.subscription.updated", basil("sub_1", "active", 1500, ""));
        var other = at(START + DAY, "customer.subscription.updated", basil("sub_1", "past_due", 1000, ""));
        take(one, other);
        var shown = plan("sub_1").status();
        assertThat(plan("sub_1").doubtful()).isTrue();
        start();
        take(other, one);
        assertThat(plan("sub_1").status()).isEqualTo(shown);
        assertThat(plan("sub_1").doubtful()).isTrue();

        jdbi().useTransaction(handle -> drain().absorb(
                        handle,
                        List.of(StripeJson.parse(
                                basil("sub_1", "past_due", 1000, "").getBytes(StandardCharsets.UTF_8))),
                        "",
                        false));
        assertThat(plan("sub_1").status()).isEqualTo("past_due");
        assertThat(plan("sub_1").doubtful()).isFalse();
    }

    @Test
    void aStatusNobodyKnowsIsKeptAndShown() {
        take(at(START, "customer.subscription.updated", basil("sub_1", "hibernating", 1000, "")));
        assertThat(plan("sub_1").status()).isEqualTo("hibernating");
        assertThat(parked()).isEmpty();
    }

    @Test
    void absurdAmountsAndRhythmsAreNoTerms() {
        take(
                at(START, "customer.subscription.created", basil("sub_1", "active", Long.MAX_VALUE / 2, "")),
                at(
                        START,
                        "customer.subscription.created",
                        basil("sub_2", "active", 5, "").replace("month", "fortnight")));
        assertThat(plan("sub_1").amount()).isNull();
        assertThat(plan("sub_2").rhythm()).isNull();
        assertThat(parked()).isEmpty();
    }

    @Test
    void instalmentsSayWhatBecameOfThem() {
        take(
                at(START, "customer.subscription.created", basil("sub_1", "active", 1000, "")),
                event("invoice.paid", invoice("in_1", "sub_1", "paid", START, 1, "")),
                event("invoice_payment.paid", invoicePayment("in_1", "pi_1")),
                event("payment_intent.succeeded", payment("pi_1", "succeeded", 2000, null)),
                event("invoice.payment_failed", invoice("in_2", "sub_1", "open", START + DAY, 2, "")),
                event("invoice.created", invoice("in_2", "sub_1", "draft", START + DAY, 0, "")),
                event("invoice.voided", invoice("in_3", "sub_1", "void", START + 2 * DAY, 3, "")),
                event(
                        "invoice.marked_uncollectible",
                        invoice("in_4", "sub_1", "uncollectible", START + 3 * DAY, 4, "")),
                event(
                        "invoice.paid",
                        invoice("in_5", "sub_1", "paid", START + 4 * DAY, 0, ",\"amount_paid_off_stripe\":2000")),
                event(
                        "invoice.paid",
                        invoice("in_6", "sub_1", "paid", START + 5 * DAY, 0, ",\"paid_out_of_band\":true")));

        assertThat(queries().instalments("sub_1"))
                .extracting(each -> each.id() + " " + each.state() + " " + each.gift())
                .containsExactly(
                        "in_6 PAID_ELSEWHERE null",
                        "in_5 PAID_ELSEWHERE null",
                        "in_4 UNCOLLECTIBLE null",
                        "in_3 VOID null",
                        "in_2 FAILED null",
                        "in_1 PAID pi_1");
        assertThat(plan("sub_1").missed()).isEqualTo(3);
        assertThat(plan("sub_1").missing()).isEqualTo(1);
        assertThat(queries().count(new PlanFilter(null, null, null, null, true, null)))
                .isEqualTo(1);
        assertThat(queries().count(new PlanFilter(null, null, null, null, false, null)))
                .isZero();
        // what was paid past Stripe is neither a gift nor money of Stripe's, so no payout is looked for
        assertThat(count("gift")).isEqualTo(1);
    }

    @Test
    void theCardAndItsRenewedExpiryAreKnownWhateverComesFirst() {
        take(at(START, "customer.subscription.created", basil("sub_1", "active", 1000, "")));
        take(
                event("payment_method.automatically_updated", method(2030)),
                event("payment_method.attached", method(2027)));
        assertThat(plan("sub_1").card().expiresOn()).hasToString("2030-04-01");
        assertThat(plan("sub_1").card().last4()).isEqualTo("2030");
    }

    @Test
    void aPlanThatOnlyAnInvoiceNamesIsShownAsUnknown() {
        take(event("invoice.paid", invoice("in_1", "sub_1", "paid", START, 1, "")));
        assertThat(plan("sub_1").status()).isEqualTo("unknown");
        assertThat(plan("sub_1").nextAt(Instant.now())).isNull();
    }

    @Test
    void plansAreListedByPagesNewestFirst() {
        for (int i = 1; i <= 5; i++) {
            take(at(
                    START,
                    "customer.subscription.created",
                    basil("sub_" + i, "active", 1000, "")
                            .replace("\"start_date\":" + START, "\"start_date\":" + (START + i))));
        }
        var first = queries().page(PlanFilter.ALL, null, 2);
        assertThat(first.items()).extracting(PlanView::reference).containsExactly("sub_5", "sub_4");
        var second = queries().page(PlanFilter.ALL, first.next(), 3);
        assertThat(second.items()).extracting(PlanView::reference).containsExactly("sub_3", "sub_2", "sub_1");
        assertThat(second.next()).isNull();
        assertThat(queries().slice(new PlanFilter(null, null, "canceled", Rhythm.Unit.MONTH, null, "zoe"), 0, 5))
                .isEmpty();
    }

    private List<StripeEvent> story() {
        return List.of(
                at(START, "customer.subscription.created", basil("sub_1", "incomplete", 1000, "")),
                at(START, "customer.subscription.updated", basil("sub_1", "active", 1000, "")),
                at(
                        START,
                        "customer.subscription.updated",
                        basil("sub_1", "active", 1000, ",\"metadata\":{\"fund\":\"water\"}")),
                at(START + DAY, "customer.subscription.updated", basil("sub_1", "active", 1700, "")),
                at(START + DAY, "customer.subscription.updated", basil("sub_1", "past_due", 1000, "")),
                at(START + 2 * DAY, "customer.subscription.updated", basil("sub_1", "active", 1000, "")),
                at(START + 3 * DAY, "customer.subscription.deleted", ended("sub_1", "payment_failed")),
                at(START + 3 * DAY, "customer.subscription.updated", basil("sub_1", "active", 1200, "")),
                at(START, "customer.subscription.created", older("sub_2", "active", 700)),
                at(START + DAY, "customer.subscription.updated", older("sub_2", "unpaid", 700)),
                event("invoice.created", invoice("in_1", "sub_1", "draft", START, 0, "")),
                event("invoice.payment_failed", invoice("in_1", "sub_1", "open", START, 1, "")),
                event("invoice.paid", invoice("in_1", "sub_1", "paid", START, 2, "")),
                event("payment_method.attached", method(2027)),
                event("payment_method.updated", method(2029)));
    }

    private List<Map<String, Object>> rows() {
        return jdbi().withHandle(handle -> {
            List<Map<String, Object>> rows = new ArrayList<>();
            for (String sql : List.of(
                    "select reference, status, paused, started_at, ended_at, anchor_at, period_end, cancel_at, cancel_reason,"
                            + " fund_code, doubtful, as_of from recurring_plan order by 1",
                    "select p.reference, s.since, s.amount_minor, s.interval_unit, s.paused from plan_schedule s"
                            + " join recurring_plan p on p.id = s.plan_id order by 1, 2",
                    "select id, status, amount_due_minor, amount_paid_minor, attempts, created_at from stripe_invoice order by 1",
                    "select id, last4, expires_on from stripe_payment_method order by 1")) {
                rows.addAll(handle.createQuery(sql).mapToMap().list());
            }
            return rows;
        });
    }

    private PlanQueries queries() {
        return new PlanQueries(jdbi());
    }

    private PlanView plan(String reference) {
        return queries().find(reference).orElseThrow();
    }

    /** Day since the start, amount, paused. */
    private List<String> schedule(String plan) {
        return texts("select extract(epoch from since)::bigint / " + DAY + " - " + START / DAY
                + " || ' ' || amount_minor || ' ' || s.paused from plan_schedule s join recurring_plan p on p.id = s.plan_id"
                + " where p.reference = '" + plan + "' order by since");
    }

    private StripeEvent at(long created, String type, String object) {
        String body =
                "{\"id\":\"evt_plan_%d\",\"object\":\"event\",\"type\":\"%s\",\"created\":%d,\"livemode\":false,\"data\":{\"object\":%s}}"
                        .formatted(++events, type, created, object);
        return StripeEvent.read(body.getBytes(StandardCharsets.UTF_8));
    }

    /** Two of an item, with the period on the item. */
    private static String basil(String id, String status, long amount, String more) {
        return """
                {"id":"%s","object":"subscription","status":"%s","customer":"cus_1","start_date":%d,"billing_cycle_anchor":%d,
                 "items":{"object":"list","data":[{"id":"si_1","object":"subscription_item","quantity":2,
                  "current_period_start":%d,"current_period_end":%d,
                  "price":{"id":"price_1","currency":"eur","unit_amount":%d,"recurring":{"interval":"month","interval_count":1}}}]}%s}"""
                .formatted(id, status, START, START, START, START + 30 * DAY, amount, more);
    }

    /** The same as it was before 2025-03-31.basil, with a plan and the period on the subscription. */
    private static String older(String id, String status, long amount) {
        return """
                {"id":"%s","object":"subscription","status":"%s","customer":"cus_1","start_date":%d,"billing_cycle_anchor":%d,
                 "current_period_start":%d,"current_period_end":%d,
                 "items":{"object":"list","data":[{"id":"si_1","quantity":2,
                  "plan":{"id":"plan_1","currency":"eur","amount":%d,"interval":"month","interval_count":1}}]}}"""
                .formatted(id, status, START, START, START, START + 30 * DAY, amount);
    }

    private static String ended(String id, String reason) {
        return basil(
                id,
                "canceled",
                1000,
                ",\"ended_at\":" + (START + DAY) + ",\"cancellation_details\":{\"reason\":\"" + reason + "\"}");
    }

    private static String invoice(
            String id, String subscription, String status, long created, int attempts, String more) {
        return """
                {"id":"%s","object":"invoice","customer":"cus_1","status":"%s","currency":"eur","amount_due":2000,
                 "amount_paid":%d,"attempt_count":%d,"created":%d,"parent":{"type":"subscription_details",
                 "subscription_details":{"subscription":"%s","metadata":{}}}%s}"""
                .formatted(id, status, status.equals("paid") ? 2000 : 0, attempts, created, subscription, more);
    }

    private static String method(int year) {
        return """
                {"id":"pm_1","object":"payment_method","type":"card","customer":"cus_1",
                 "card":{"brand":"visa","last4":"%d","exp_month":3,"exp_year":%d}}"""
                .formatted(year, year);
    }
}
