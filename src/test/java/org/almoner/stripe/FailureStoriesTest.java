package org.almoner.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
    void aWordOfTheSameSecondIsNotLostAndAnEmptyOneUndoesNothing() {
        take(event("charge.succeeded", charge("ch_1", "pi_1", 2500)));
        take(event("charge.updated", settled("ch_1", "pi_1", 2500)));
        take(event("charge.succeeded", charge("ch_1", "pi_1", 2500)));

        assertThat(texts("select balance_transaction from charge")).containsExactly("txn_late");
    }

    /** hackclub/hcb#6987: donations that waited for a fee were not processed. */
    @Test
    void aGiftWhoseFeeIsNotKnownYetIsReceived() {
        take(event("payment_intent.succeeded", payment("pi_1", "succeeded", 2500, null)));
        take(event("charge.succeeded", charge("ch_1", "pi_1", 2500)));

        assertThat(gift("pi_1")).containsEntry("status", "RECEIVED");
    }

    /** civicrm/civicrm-core#36401, getlago/lago-api#3228: one payment by several events at once. */
    @Test
    void severalAtOnceMakeOneGift() throws Exception {
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
    void aRenewalOfAPlanNobodyKnowsIsAGift() {
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
    void anInvoiceOfEitherShapeMakesItsPaymentARenewal(String shape) {
        take(
                event("payment_intent.succeeded", payment("pi_1", "succeeded", 1000, null)),
                event("invoice_payment.paid", invoicePayment("in_1", "pi_1")),
                event("invoice.paid", "{\"id\":\"in_1\",\"object\":\"invoice\",\"customer\":\"cus_1\"," + shape + "}"));

        assertThat(gift("pi_1")).containsEntry("recurring", true);
        assertThat(texts("select reference from recurring_plan")).containsExactly("sub_1");
    }

    /** akash-network/console#2438: the cumulative amount of a charge taken for another refund. */
    @Test
    void whatAChargeSaysWasRefundedInAllIsNoRefund() {
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
    void aRefundBelongsToItsChargeAndNotToTheOtherPaymentOfThatDonor() {
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
    void severalDisputesOfOneChargeEachTakeAndGiveTheirOwn() {
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
    void aDisputeLostAndWonLateGivesTheGiftBack() {
        take(
                event("payment_intent.succeeded", payment("pi_1", "succeeded", 2500, null)),
                event("charge.dispute.closed", dispute("lost")));
        assertThat(gift("pi_1")).containsEntry("status", "CHARGED_BACK");

        take(event("charge.dispute.closed", dispute("won")));

        assertThat(gift("pi_1")).containsEntry("status", "RECEIVED");
        assertThat(balance("DISPUTES_LOST")).isZero();
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
