package org.almoner.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What went wrong elsewhere, each once, told by the messages that did it: lost updates, late fees, races, unknown parents,
 * versions, partial refunds, double payments, several disputes. The public reports are named at each.
 */
class FailureStoriesTest extends DrainFixture {

    /** stripe/sync-engine#268: two events of one second, the later word lost. */
    @Test
    void story1LostUpdateAWordOfTheSameSecondIsKept() {
        take(event("charge.succeeded", charge("ch_1", "pi_1", 2500)));
        take(event("charge.updated", settled("ch_1", "pi_1", 2500)));
        take(event("charge.succeeded", charge("ch_1", "pi_1", 2500)));

        assertThat(texts("select balance_transaction from charge")).containsExactly("txn_late");
    }

    /** hackclub/hcb#6987: donations that waited for a fee were not processed. */
    @Test
    void story2FeeUnknownAtSuccessTheGiftIsReceived() {
        take(event("payment_intent.succeeded", payment("pi_1", "succeeded", 2500, null)));
        take(event("charge.succeeded", charge("ch_1", "pi_1", 2500)));

        assertThat(gift("pi_1")).containsEntry("status", "RECEIVED");
    }

    /** civicrm/civicrm-core#36401, getlago/lago-api#3228: one payment by several events at once. */
    @Test
    void story3SamePaymentBySeveralAtOnceIsOneGift() throws Exception {
        for (int i = 0; i < 40; i++) {
            inbox().accept(event("payment_intent.succeeded", payment("pi_1", "succeeded", 2500, "spring")));
            inbox().accept(event("charge.succeeded", charge("ch_1", "pi_1", 2500)));
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<Integer> work = () -> drain().batch();
            for (Future<Integer> each : threads.invokeAll(List.of(work, work, work, work))) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(texts("select distinct status from stripe_event")).containsExactly("DONE");
        assertThat(count("gift")).isEqualTo(1);
        assertThat(count("ledger_posting")).isEqualTo(1);
        assertThat(count("donor")).isEqualTo(1);
    }

    /** drastik/com.drastikbydesign.stripe#265: 19 of 220 payments lost because their plan was not known. */
    @Test
    void story4ParentUnknownARenewalOfAPlanNobodyKnowsIsAGift() {
        take(
                event("invoice_payment.paid", invoicePayment("in_unknown", "pi_1")),
                event("payment_intent.succeeded", payment("pi_1", "succeeded", 1000, null)));

        assertThat(gift("pi_1")).containsEntry("status", "RECEIVED");
        assertThat(parked()).isEmpty();
    }

    /** SinergiaTIC/SinergiaCRM#1409: since Basil an invoice no longer names its subscription where it did. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"subscription\":\"sub_1\",\"payment_intent\":\"pi_1\"",
                "\"subscription\":null,\"parent\":{\"type\":\"subscription_details\",\"subscription_details\":{\"subscription\":\"sub_1\"}}"
            })
    void story5BasilAnInvoiceOfEitherShapeMakesItsPaymentARenewal(String shape) {
        take(
                event("payment_intent.succeeded", payment("pi_1", "succeeded", 1000, null)),
                event("invoice_payment.paid", invoicePayment("in_1", "pi_1")),
                event("invoice.paid", "{\"id\":\"in_1\",\"object\":\"invoice\",\"customer\":\"cus_1\"," + shape + "}"));

        assertThat(gift("pi_1")).containsEntry("recurring", true);
        assertThat(texts("select reference from recurring_plan")).containsExactly("sub_1");
    }

    /** stripe/stripe-java#771 and #1108: an event of another API version came out empty. */
    @ParameterizedTest
    @ValueSource(strings = {"null", "\"2020-08-27\"", "\"2026-10-28.endive\"", "\"2031-01-01.unheard\"", "7"})
    void story6VersionMismatchAnEventOfAnyVersionIsRead(String version) {
        StripeEvent event = event("payment_intent.succeeded", payment("pi_1", "succeeded", 2500, null));
        String body = new String(event.body(), StandardCharsets.UTF_8)
                .replace("\"api_version\":null", "\"api_version\":" + version);

        take(StripeEvent.read(body.getBytes(StandardCharsets.UTF_8)));

        assertThat(gift("pi_1")).containsEntry("status", "RECEIVED");
        assertThat(parked()).isEmpty();
    }

    /** The same for values: every enum of Stripe's is an open set. */
    @Test
    void valuesNeverSeenAreKeptAndNothingThrows() {
        take(
                event("payment_intent.succeeded", payment("pi_1", "succeeded", 2500, null)),
                event("payment_intent.teleported", payment("pi_2", "teleporting", 2500, null)),
                event("refund.updated", refund("re_1", "on_the_moon", 500)),
                event("charge.dispute.updated", dispute("appeal_to_the_king")),
                event("something.entirely_new", "{\"id\":\"x_1\",\"object\":\"something\"}"));

        assertThat(parked()).isEmpty();
        assertThat(texts("select status from refund")).containsExactly("on_the_moon");
        assertThat(texts("select status from dispute")).containsExactly("appeal_to_the_king");
        assertThat(gift("pi_1")).containsEntry("status", "RECEIVED").containsEntry("refunded_minor", 0L);
    }

    /** akash-network/console#2438: the cumulative amount of a charge taken for another refund. */
    @Test
    void story7PartialRefundsWhatAChargeSaysWasRefundedInAllIsNoRefund() {
        take(
                event("payment_intent.succeeded", payment("pi_1", "succeeded", 2500, null)),
                event("refund.created", refund("re_1", "succeeded", 500)),
                event("charge.refunded", refunded(500)),
                event("refund.created", refund("re_2", "succeeded", 700)),
                event("charge.refunded", refunded(1200)),
                event("charge.refunded", refunded(1200)));

        assertThat(gift("pi_1")).containsEntry("refunded_minor", 1200L).containsEntry("status", "PARTIALLY_REFUNDED");
        assertThat(balance("REFUNDS")).isEqualTo(1200);
    }

    /** pretix/pretix#343: the refund of a payment made twice canceled the good one. */
    @Test
    void story8RefundOfADoublePaymentLeavesTheGoodOne() {
        take(
                event("payment_intent.succeeded", payment("pi_0", "succeeded", 2500, "spring")),
                event("charge.succeeded", charge("ch_0", "pi_0", 2500)),
                event("payment_intent.succeeded", payment("pi_1", "succeeded", 2500, "spring")),
                event("charge.succeeded", charge("ch_1", "pi_1", 2500)),
                event("refund.created", refund("re_1", "succeeded", 2500)));

        assertThat(gift("pi_0")).containsEntry("status", "RECEIVED");
        assertThat(gift("pi_1")).containsEntry("status", "REFUNDED");
    }

    /** fivetran/dbt_stripe#92: several disputes of one charge; liberapay#1421: disputes that name the charge alone. */
    @Test
    void story9SeveralDisputesOfOneChargeEachTakeAndGiveTheirOwn() {
        take(
                event("payment_intent.succeeded", payment("pi_1", "succeeded", 2500, null)),
                event("charge.succeeded", charge("ch_1", "pi_1", 2500)),
                event("charge.dispute.funds_withdrawn", disputed("du_1", 1000, "needs_response")),
                event("charge.dispute.funds_withdrawn", disputed("du_2", 1500, "needs_response")));
        assertThat(gift("pi_1")).containsEntry("status", "DISPUTED");
        assertThat(balance("DISPUTES_OPEN")).isEqualTo(2500);

        take(event("charge.dispute.closed", disputed("du_1", 1000, "won")));
        assertThat(gift("pi_1")).containsEntry("status", "DISPUTED");
        take(event("charge.dispute.closed", disputed("du_2", 1500, "lost")));

        assertThat(gift("pi_1")).containsEntry("status", "CHARGED_BACK");
        assertThat(balance("DISPUTES_OPEN")).isZero();
        assertThat(balance("DISPUTES_LOST")).isEqualTo(1500);
    }

    /** gumroad#6852: a dispute that was lost and won late. */
    @Test
    void story9DisputeLostAndWonLateGivesTheGiftBack() {
        take(
                event("payment_intent.succeeded", payment("pi_1", "succeeded", 2500, null)),
                event("charge.dispute.closed", dispute("lost")));
        assertThat(gift("pi_1")).containsEntry("status", "CHARGED_BACK");

        take(event("charge.dispute.closed", dispute("won")));

        assertThat(gift("pi_1")).containsEntry("status", "RECEIVED");
        assertThat(balance("DISPUTES_LOST")).isZero();
    }

    /** alphagov/pay-connector#5011 and a gift refunded in part before: only a part of a lost dispute comes back. */
    @Test
    void story9DisputeLostInPartIsNeitherLostInFullNorWon() {
        take(
                event("payment_intent.succeeded", payment("pi_1", "succeeded", 2500, null)),
                event("charge.dispute.funds_reinstated", moved("lost", -2000, -500, 1000)),
                event("charge.dispute.funds_withdrawn", moved("needs_response", -2000, -500)),
                event("charge.dispute.closed", moved("lost", -2000, -500, 1000)));

        assertThat(gift("pi_1")).containsEntry("status", "CHARGED_BACK");
        assertThat(balance("DISPUTES_LOST")).isEqualTo(1500);
        assertThat(balance("DISPUTES_OPEN")).isZero();
    }

    /** pgeu/pgeu-system#157: Stripe was asked within the webhook's request. Here nothing that stores or drains can ask. */
    @Test
    void story13CallInTheRequestTakingAnEventInAsksNobody() {
        assertThat(List.of(Inbox.class, StripeWebhook.class, Drain.class, Facts.class))
                .allSatisfy(
                        part -> assertThat(Stream.of(part.getDeclaredFields()).map(Field::getType))
                                .doesNotContain(StripeApi.class, ParallelFetch.class));
        take(event(
                "checkout.session.completed",
                "{\"id\":\"cs_1\",\"object\":\"checkout.session\",\"payment_status\":\"paid\",\"payment_intent\":\"pi_1\","
                        + "\"metadata\":{\"campaign\":\"spring\"}}"));

        assertThat(texts("select status from stripe_event")).containsExactly("DONE");
    }

    private static String moved(String status, long... amounts) {
        String transactions = LongStream.of(amounts)
                .mapToObj(amount -> "{\"object\":\"balance_transaction\",\"amount\":" + amount + "}")
                .collect(Collectors.joining(","));
        return dispute(status)
                .replace("\"balance_transactions\":[]", "\"balance_transactions\":[" + transactions + "]");
    }

    private static String settled(String id, String pi, long amount) {
        return charge(id, pi, amount).replace("\"balance_transaction\":null", "\"balance_transaction\":\"txn_late\"");
    }

    private static String refunded(long inAll) {
        return charge("ch_1", "pi_1", 2500).replace("\"object\":", "\"amount_refunded\":" + inAll + ",\"object\":");
    }

    private static String disputed(String id, long amount, String status) {
        return dispute(status)
                .replace("du_1", id)
                .replace("\"amount\":2500", "\"amount\":" + amount)
                .replace("\"payment_intent\":\"pi_1\",", "");
    }
}
