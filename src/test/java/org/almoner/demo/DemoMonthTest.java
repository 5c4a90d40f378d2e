package org.almoner.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Goal: the demo's world is rich, repeatable and consistent with itself. Method: a month of 300 gifts; identities that
 * hold whatever the seed.
 */
class DemoMonthTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 21);
    private static final DemoMonth DEMO = DemoMonth.before(TODAY, 300, 42);
    private static final StripeWorld WORLD = DEMO.story().world();
    private static final Oracle ORACLE = new Oracle(WORLD, DemoMonth.ZONE);

    @Test
    void sameSeedSameBytes() {
        List<StripeEvent> again =
                DemoMonth.before(TODAY, 300, 42).story().world().events();
        assertThat(again).hasSameSizeAs(WORLD.events());
        for (int i = 0; i < again.size(); i++) {
            assertThat(Arrays.equals(again.get(i).body(), WORLD.events().get(i).body()))
                    .as("event %d", i)
                    .isTrue();
        }
        byte[] other = DemoMonth.before(TODAY, 300, 43)
                .story()
                .world()
                .events()
                .get(100)
                .body();
        assertThat(other).isNotEqualTo(WORLD.events().get(100).body());
    }

    @Test
    void openingAndMovementsMakeTheClosingWhichIsTheNextOpening() {
        Map<String, Long> closing = new HashMap<>();
        for (YearMonth month : ORACLE.months()) {
            for (Oracle.Line line : ORACLE.lines(month)) {
                assertThat(line.opening()).isEqualTo(closing.getOrDefault(line.currency(), 0L));
                assertThat(line.opening()
                                + line.charges()
                                + line.refunds()
                                + line.disputes()
                                + line.fees()
                                + line.adjustments()
                                + line.payouts()
                                + line.unexplained())
                        .isEqualTo(line.closing());
                closing.put(line.currency(), line.closing());
            }
        }
        JsonObject balance = Balance.shown(WORLD);
        for (String part : List.of("available", "pending")) {
            balance.getAsJsonArray(part)
                    .forEach(e -> closing.merge(
                            Json.text(e.getAsJsonObject(), "currency"),
                            -Json.number(e.getAsJsonObject(), "amount"),
                            Long::sum));
        }
        assertThat(closing.values()).containsOnly(0L);
    }

    @Test
    void everyPayoutIsTheSumOfItsContents() {
        assertThat(ORACLE.payouts()).hasSizeGreaterThan(50).allSatisfy(p -> assertThat(p.contents())
                .isEqualTo(p.amount()));
    }

    @Test
    void netIsAmountLessFeeEverywhere() {
        assertThat(WORLD.all(Kind.BALANCE_TRANSACTION)).allSatisfy(t -> {
            assertThat(Json.number(t, "net")).isEqualTo(Json.number(t, "amount") - Json.number(t, "fee"));
            long details = 0;
            for (var detail : t.getAsJsonArray("fee_details")) {
                details += Json.number(detail.getAsJsonObject(), "amount");
            }
            assertThat(details).isEqualTo(Json.number(t, "fee"));
        });
    }

    @Test
    void hasEverythingThatGoesRightAndWrongInAMonth() {
        assertThat(DEMO.month()).isEqualTo(YearMonth.of(2026, 10));
        Set<String> types = DEMO.monthEvents().stream().map(StripeEvent::type).collect(Collectors.toSet());
        assertThat(types)
                .contains(
                        "payment_intent.processing",
                        "checkout.session.async_payment_succeeded",
                        "checkout.session.async_payment_failed",
                        "payment_intent.canceled",
                        "invoice_payment.paid",
                        "invoice.payment_failed",
                        "customer.subscription.deleted",
                        "refund.failed",
                        "charge.dispute.funds_reinstated",
                        "payout.failed",
                        "payout.reconciliation_completed");
        assertThat(ORACLE.gifts().stream().map(g -> String.valueOf(g.status())).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(
                        "PENDING", "RECEIVED", "PARTIALLY_REFUNDED", "REFUNDED", "DISPUTED", "CHARGED_BACK", "FAILED");
        assertThat(monthGifts().map(Oracle.Gift::currency).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder("eur", "usd", "gbp", "chf", "jpy", "kwd");
        assertThat(DEMO.monthEvents().stream().filter(StripeEvent::lost).map(StripeEvent::type))
                .contains("payment_intent.succeeded");
        assertThat(ORACLE.findings()).isEmpty();
        assertThat(ORACLE.gifts().stream().filter(g -> g.status() != null && g.wasReceived() && g.campaign() == null))
                .as("gifts to no campaign")
                .isNotEmpty();
    }

    @Test
    void aFailedPayoutsGiftsLeaveWithTheRetry() {
        JsonObject failed = WORLD.all(Kind.PAYOUT).stream()
                .filter(p -> Json.text(p, "status").equals("failed"))
                .findFirst()
                .orElseThrow();
        String retry = WORLD.payoutOf(Json.text(failed, "failure_balance_transaction"));
        assertThat(retry).isNotNull();
        List<Oracle.Gift> carried = ORACLE.gifts().stream()
                .filter(g -> {
                    JsonObject charge = WORLD.find(Json.text(WORLD.get(g.reference()), "latest_charge"));
                    String booked = charge == null ? null : Json.text(charge, "balance_transaction");
                    return booked != null && Json.text(failed, "id").equals(WORLD.payoutOf(booked));
                })
                .toList();
        assertThat(carried).isNotEmpty().allSatisfy(g -> assertThat(g.payout()).isEqualTo(retry));
    }

    @Test
    void knowsTheCodesOfRecurringGiftsOnlyThroughTheirInvoice() {
        List<Oracle.Gift> recurring =
                ORACLE.gifts().stream().filter(Oracle.Gift::recurring).toList();
        assertThat(recurring).isNotEmpty().allSatisfy(g -> assertThat(
                        Json.child(WORLD.get(g.reference()), "metadata").size())
                .isZero());
        assertThat(recurring).anySatisfy(g -> assertThat(g.campaign()).isNotNull());
    }

    @Test
    void speaksTwelveLanguagesAndSomeLeaveNoAddress() {
        People people = new People(42);
        Set<String> languages = new TreeSet<>();
        int silent = 0;
        for (int i = 0; i < 180; i++) {
            Person person = people.number(i);
            languages.add(person.language());
            silent += person.email() == null ? 1 : 0;
            assertThat(person.email() == null || person.email().matches("[a-z0-9.-]+@example\\.(org|com|net)"))
                    .as(person.toString())
                    .isTrue();
        }
        assertThat(languages).hasSize(12);
        assertThat(silent).isEqualTo(4);
    }

    @Test
    void refusesAMonthTooSmallToTell() {
        assertThatThrownBy(() -> DemoMonth.before(TODAY, 49, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Stream<Oracle.Gift> monthGifts() {
        return ORACLE.gifts().stream()
                .filter(g -> g.wasReceived() && !g.receivedAt().isBefore(DemoMonth.startOf(DEMO.month())));
    }
}
