package org.almoner.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.almoner.database.Rows;
import org.junit.jupiter.api.Test;

/** Events go into the inbox in some order; what the ledger says afterwards is looked at with plain SQL. */
class DrainTest extends DrainFixture {

    @Test
    void aPaymentBecomesAGiftOfAKnownDonorToAKnownCampaign() {
        take(event("payment_intent.succeeded", payment("pi_1", "succeeded", 2500, "spring-2026")));
        take(event("charge.succeeded", charge("ch_1", "pi_1", 2500)));
        assertThat(gift("pi_1"))
                .containsEntry("status", "RECEIVED")
                .containsEntry("amount_minor", 2500L)
                .containsEntry("campaign", "spring-2026")
                .containsEntry("campaign_flagged", true)
                .containsEntry("fund", "general")
                .containsEntry("email", "Zoe@example.org")
                .containsEntry("recurring", false);
        assertThat(balance("GIFT_INCOME")).isEqualTo(-2500);
        assertThat(balance("STRIPE_RECEIVABLE")).isEqualTo(2500);
    }

    @Test
    void theSameFactInManyEventsIsPostedOnce() {
        String pi = payment("pi_1", "succeeded", 2500, "spring-2026");
        take(event("payment_intent.succeeded", pi), event("payment_intent.succeeded", pi));
        take(event("payment_intent.succeeded", pi));
        assertThat(count("ledger_posting")).isEqualTo(1);
    }

    @Test
    void anEventIsStoredOnce() {
        StripeEvent event = event("payment_intent.succeeded", payment("pi_1", "succeeded", 2500, null));
        inbox().accept(event);
        inbox().accept(event);
        assertThat(count("stripe_event")).isEqualTo(1);
    }

    @Test
    void whateverTheOrderTheBooksAreTheSame() {
        List<StripeEvent> story = story();
        take(story.toArray(StripeEvent[]::new));
        List<Map<String, Object>> inOrder = books();
        assertThat(inOrder).isNotEmpty();
        for (int seed = 1; seed <= 8; seed++) {
            start();
            List<StripeEvent> shuffled = new ArrayList<>(story);
            shuffled.addAll(story.subList(0, story.size() / 2));
            Collections.shuffle(shuffled, new Random(seed));
            for (StripeEvent event : shuffled) {
                inbox().accept(event);
                if (shuffled.indexOf(event) % 3 == 0) {
                    drain().batch();
                }
            }
            drain().batch();
            assertThat(books()).as("seed %d", seed).isEqualTo(inOrder);
        }
    }

    @Test
    void aRenewalFindsItsCampaignThroughItsInvoice() {
        take(event("payment_intent.succeeded", payment("pi_9", "succeeded", 1000, null)));
        assertThat(gift("pi_9")).containsEntry("fund", "general").containsEntry("recurring", false);
        take(
                event("invoice_payment.paid", invoicePayment("in_9", "pi_9")),
                event("invoice.paid", invoice("in_9", "sub_9", "water", "wells")));
        assertThat(gift("pi_9"))
                .containsEntry("campaign", "wells")
                .containsEntry("fund", "water")
                .containsEntry("recurring", true);
        assertThat(
                        number(
                                "select sum(balance) from ledger_balance b join fund f on f.id = b.fund_id where f.code = 'general'"))
                .isZero();
    }

    @Test
    void aGiftKeepsTheFundThatItsReceiptNames() {
        take(event("payment_intent.succeeded", payment("pi_9", "succeeded", 1000, null)));
        var rows = new Rows(jdbi());
        var gift = number("select id from gift where reference = 'pi_9'");
        rows.receipt("ALM-2026-1", gift, rows.donor("Ann", "ann@example.org"), new byte[] {1});
        take(
                event("invoice_payment.paid", invoicePayment("in_9", "pi_9")),
                event("invoice.paid", invoice("in_9", "sub_9", "water", "wells")));
        assertThat(gift("pi_9")).containsEntry("campaign", "wells").containsEntry("fund", "general");
        assertThat(number("select count(*) from ledger_posting where kind = 'FUND_CHANGED'"))
                .isZero();
    }

    @Test
    void theOldInvoiceShapeIsReadAsWell() {
        take(
                event("payment_intent.succeeded", payment("pi_8", "succeeded", 1000, null)),
                event(
                        "invoice.paid",
                        """
                        {"id":"in_8","object":"invoice","subscription":"sub_8","payment_intent":"pi_8","customer":"cus_1",
                         "subscription_details":{"metadata":{"campaign":"old"}}}"""));
        assertThat(gift("pi_8")).containsEntry("campaign", "old").containsEntry("recurring", true);
    }

    @Test
    void refundsAreCountedByTheirOwnIds() {
        take(event("payment_intent.succeeded", payment("pi_1", "succeeded", 2500, null)));
        take(
                event("refund.created", refund("re_1", "pending", 500)),
                event("refund.created", refund("re_2", "succeeded", 700)));
        assertThat(gift("pi_1")).containsEntry("status", "PARTIALLY_REFUNDED").containsEntry("refunded_minor", 1200L);
        take(event("refund.failed", refund("re_1", "failed", 500)));
        assertThat(gift("pi_1")).containsEntry("refunded_minor", 700L);
        take(event("refund.created", refund("re_3", "succeeded", 1800)));
        assertThat(gift("pi_1")).containsEntry("status", "REFUNDED").containsEntry("refunded_minor", 2500L);
    }

    @Test
    void aRefundThatCameBeforeItsGiftFindsItByTheCharge() {
        take(
                event(
                        "refund.created",
                        """
                {"id":"re_1","object":"refund","charge":"ch_1","amount":500,"currency":"eur","status":"succeeded","created":1795000000}"""));
        take(event("charge.succeeded", charge("ch_1", "pi_1", 2500)));
        take(event("payment_intent.succeeded", payment("pi_1", "succeeded", 2500, null)));
        assertThat(gift("pi_1")).containsEntry("refunded_minor", 500L);
    }

    @Test
    void aDisputeTakesTheMoneyWhenItIsWithdrawn() {
        take(event("payment_intent.succeeded", payment("pi_1", "succeeded", 2500, null)));
        take(event("charge.dispute.created", dispute("needs_response")));
        assertThat(gift("pi_1")).containsEntry("status", "RECEIVED");
        take(event("charge.dispute.funds_withdrawn", dispute("needs_response")));
        assertThat(gift("pi_1")).containsEntry("status", "DISPUTED");
        take(event("charge.dispute.closed", dispute("lost")));
        assertThat(gift("pi_1")).containsEntry("status", "CHARGED_BACK");
        take(event("charge.dispute.closed", dispute("won")));
        assertThat(gift("pi_1")).containsEntry("status", "RECEIVED");
    }

    @Test
    void aWonDisputeGivesTheGiftBack() {
        take(
                event("charge.dispute.closed", dispute("won")),
                event("charge.dispute.funds_reinstated", dispute("won")),
                event("payment_intent.succeeded", payment("pi_1", "succeeded", 2500, null)));
        assertThat(gift("pi_1")).containsEntry("status", "RECEIVED");
        assertThat(balance("DISPUTES_OPEN")).isZero();
    }

    @Test
    void aBankDebitIsNoIncomeUntilItSucceeds() {
        take(event("payment_intent.processing", payment("pi_1", "processing", 2500, null)));
        assertThat(gift("pi_1")).containsEntry("status", "PENDING");
        take(event("payment_intent.payment_failed", payment("pi_1", "requires_payment_method", 2500, null)));
        assertThat(gift("pi_1")).containsEntry("status", "FAILED");
        take(event("payment_intent.succeeded", payment("pi_1", "succeeded", 2500, null)));
        assertThat(gift("pi_1")).containsEntry("status", "RECEIVED");
        take(event("payment_intent.canceled", payment("pi_1", "canceled", 2500, null)));
        assertThat(gift("pi_1")).containsEntry("status", "RECEIVED");
    }

    @Test
    void aDeclinedAttemptThatWasCanceledIsNeverIncome() {
        take(event("payment_intent.canceled", payment("pi_1", "canceled", 2500, null)));
        assertThat(gift("pi_1")).containsEntry("status", "FAILED");
        assertThat(count("ledger_posting")).isZero();
    }

    @Test
    void theDonorIsFoundByCustomerAndThenByNormalisedAddress() {
        take(event("payment_intent.succeeded", payment("pi_1", "succeeded", 100, null)));
        take(event("charge.succeeded", charge("ch_1", "pi_1", 100)));
        take(
                event(
                        "payment_intent.succeeded",
                        """
                {"id":"pi_2","object":"payment_intent","status":"succeeded","amount":100,"amount_received":100,"currency":"eur",
                 "customer":"cus_new","receipt_email":" zoe@EXAMPLE.org ","metadata":{}}"""));
        assertThat(count("donor")).isEqualTo(1);
        take(
                event(
                        "payment_intent.succeeded",
                        """
                {"id":"pi_3","object":"payment_intent","status":"succeeded","amount":100,"amount_received":100,"currency":"eur",
                 "customer":"cus_new","receipt_email":"other@example.org","metadata":{}}"""));
        assertThat(count("donor")).isEqualTo(1);
    }

    @Test
    void badAmountsAndCurrenciesAreParkedAndLeaveTheRestAlone() {
        take(
                event("payment_intent.succeeded", payment("pi_zero", "succeeded", 0, null)),
                event("payment_intent.succeeded", payment("pi_minus", "succeeded", -5, null)),
                event(
                        "payment_intent.succeeded",
                        """
                        {"id":"pi_cur","object":"payment_intent","status":"succeeded","amount":5,"amount_received":5,"currency":"e1"}"""),
                event("payment_intent.succeeded", payment("pi_good", "succeeded", 5, null)));
        assertThat(parked()).hasSize(3).anySatisfy(error -> assertThat(error).contains("pi_minus", "-5"));
        assertThat(gift("pi_good")).containsEntry("status", "RECEIVED");
    }

    @Test
    void aCurrencyThatNobodyKnowsIsMoneyAllTheSame() {
        take(
                event(
                        "payment_intent.succeeded",
                        """
                {"id":"pi_x","object":"payment_intent","status":"succeeded","amount":5,"amount_received":5,"currency":"xzz"}"""));
        assertThat(gift("pi_x")).containsEntry("currency", "XZZ").containsEntry("status", "RECEIVED");
    }

    @Test
    void anEventTheDatabaseRefusesHoldsUpNoOther() {
        jdbi().useHandle(handle ->
                handle.execute("alter table donor add constraint test_only check (name <> 'Poison')"));
        take(
                event("payment_intent.succeeded", payment("pi_bad", "succeeded", 100, null)),
                event("charge.succeeded", charge("ch_bad", "pi_bad", 100).replace("Zo\u00eb", "Poison")),
                event(
                        "payment_intent.succeeded",
                        """
                        {"id":"pi_ok","object":"payment_intent","status":"succeeded","amount":100,"amount_received":100,"currency":"eur"}"""));
        assertThat(gift("pi_ok")).containsEntry("status", "RECEIVED");
        assertThat(texts("select error from stripe_event where attempts = 1"))
                .singleElement()
                .asString()
                .contains("test_only");
    }

    @Test
    void unknownTypesAndShapesAreKeptAndIgnored() {
        take(
                event("climate.order.created", "{\"id\":\"climorder_1\",\"object\":\"climate.order\"}"),
                event("invoice.upcoming", "{\"object\":\"invoice\",\"customer\":\"cus_1\"}"));
        assertThat(parked()).isEmpty();
        assertThat(texts("select distinct status from stripe_event")).containsExactly("IGNORED");
    }

    private List<StripeEvent> story() {
        return List.of(
                event("payment_intent.processing", payment("pi_1", "processing", 2500, "spring-2026")),
                event("payment_intent.succeeded", payment("pi_1", "succeeded", 2500, "spring-2026")),
                event("charge.succeeded", charge("ch_1", "pi_1", 2500)),
                event("charge.updated", charge("ch_1", "pi_1", 2500)),
                event(
                        "customer.created",
                        "{\"id\":\"cus_1\",\"object\":\"customer\",\"email\":\"zoe@example.org\",\"name\":\"Zoë\"}"),
                event("refund.created", refund("re_1", "pending", 500)),
                event("refund.updated", refund("re_1", "succeeded", 500)),
                event("refund.failed", refund("re_2", "failed", 300)),
                event("charge.dispute.funds_withdrawn", dispute("needs_response")),
                event("charge.dispute.closed", dispute("won")),
                event("payment_intent.succeeded", payment("pi_9", "succeeded", 1000, null)),
                event("invoice_payment.paid", invoicePayment("in_9", "pi_9")),
                event("invoice.paid", invoice("in_9", "sub_9", "water", "wells")),
                event("payment_intent.payment_failed", payment("pi_7", "requires_payment_method", 900, null)));
    }

    private List<Map<String, Object>> books() {
        return jdbi().withHandle(handle -> {
            List<Map<String, Object>> all = new ArrayList<>(handle.createQuery(
                            """
                            select g.reference, g.status, g.amount_minor, g.refunded_minor, g.recurring, g.received_at,
                                   c.code as campaign, f.code as fund, lower(d.email) as email, d.name
                            from gift g
                            left join campaign c on c.id = g.campaign_id
                            join fund f on f.id = g.fund_id
                            left join donor d on d.id = g.donor_id
                            order by g.reference""")
                    .mapToMap()
                    .list());
            all.addAll(handle.createQuery(
                            """
                            select b.role, b.currency, f.code as fund, b.balance from ledger_balance b
                            left join fund f on f.id = b.fund_id where b.balance <> 0 order by 1, 2, 3""")
                    .mapToMap()
                    .list());
            return all;
        });
    }
}
