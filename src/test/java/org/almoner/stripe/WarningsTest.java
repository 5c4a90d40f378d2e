package org.almoner.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.almoner.gift.GiftQueries;
import org.almoner.gift.GiftWarning;
import org.almoner.gift.PlanQueries;
import org.junit.jupiter.api.Test;

/** What Stripe warns of is seen on the gift or the plan, in whatever order it is said, and moves no money. */
class WarningsTest extends DrainFixture {

    @Test
    void aReviewAndAFraudWarningAreSeenOnTheirGiftWhateverComesFirst() {
        take(
                event("radar.early_fraud_warning.created", fraud("issfr_1", true, "made_with_stolen_card")),
                event("review.closed", review("prv_1", false, "approved")),
                event("review.opened", review("prv_1", true, null)),
                event("payment_intent.succeeded", payment("pi_1", "succeeded", 2500, null)),
                event("charge.succeeded", charge("ch_1", "pi_1", 2500)));

        assertThat(warnings())
                .extracting(warning -> warning.kind() + " " + warning.state() + " " + warning.reason())
                .containsExactlyInAnyOrder("FRAUD_WARNING open made_with_stolen_card", "REVIEW approved rule");
        assertThat(count("ledger_posting")).isOne();
        assertThat(texts("select status from stripe_event")).containsOnly("DONE");

        take(event("radar.early_fraud_warning.updated", fraud("issfr_1", false, "made_with_stolen_card")));
        take(event("radar.early_fraud_warning.created", fraud("issfr_1", true, "made_with_stolen_card")));
        assertThat(warnings()).extracting(GiftWarning::state).containsOnly("closed", "approved");
    }

    @Test
    void whatIsSaidOfThePaymentAloneAndInWordsNobodyKnowsIsSeenToo() {
        take(
                event("payment_intent.succeeded", payment("pi_1", "succeeded", 2500, null)),
                event(
                        "review.opened",
                        """
                        {"id":"prv_2","object":"review","payment_intent":"pi_1","open":true,
                         "opened_reason":"new_in_2027","created":1795000000}"""),
                event(
                        "radar.early_fraud_warning.created",
                        "{\"id\":\"issfr_2\",\"object\":\"radar.early_fraud_warning\",\"charge\":\"ch_other\"}"));

        assertThat(warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.reason()).isEqualTo("new_in_2027");
            assertThat(warning.state()).isEqualTo("open");
        });
        assertThat(count("stripe_warning")).isEqualTo(2);
    }

    @Test
    void aMandateThatIsNotActiveIsSeenOnThePlanThatIsPaidByIt() {
        take(
                event(
                        "customer.subscription.created",
                        """
                        {"id":"sub_1","object":"subscription","status":"active","customer":"cus_1","created":1794990000,
                         "start_date":1794990000,"default_payment_method":"pm_1","items":{"data":[{"id":"si_1","quantity":1,
                         "price":{"unit_amount":900,"currency":"eur","recurring":{"interval":"month","interval_count":1}}}]}}"""),
                event(
                        "payment_method.attached",
                        "{\"id\":\"pm_1\",\"object\":\"payment_method\",\"type\":\"sepa_debit\",\"customer\":\"cus_1\","
                                + "\"sepa_debit\":{\"last4\":\"3000\"}}"),
                event("mandate.updated", mandate("active")));
        assertThat(mandateOfThePlan()).isEqualTo("active");

        take(event("mandate.updated", mandate("inactive")), event("mandate.updated", mandate("active")));

        assertThat(mandateOfThePlan()).isEqualTo("inactive");
    }

    @Test
    void aCustomerThatStripeDeletedKeepsItsGiftsAndWhatIsKnownOfTheDonor() {
        take(
                event(
                        "customer.created",
                        "{\"id\":\"cus_1\",\"object\":\"customer\",\"email\":\"zoe@example.org\",\"name\":\"Zoë\"}"),
                event("payment_intent.succeeded", payment("pi_1", "succeeded", 2500, null)),
                event("customer.deleted", "{\"id\":\"cus_1\",\"object\":\"customer\",\"deleted\":true}"),
                event("customer.updated", "{\"id\":\"cus_1\",\"object\":\"customer\",\"name\":\"Zoë\"}"));

        assertThat(texts("select deleted::text || ' ' || email from stripe_customer"))
                .containsExactly("true zoe@example.org");
        assertThat(texts("select d.name || ' ' || d.email from gift g join donor d on d.id = g.donor_id"))
                .containsExactly("Zoë zoe@example.org");
    }

    private List<GiftWarning> warnings() {
        return new GiftQueries(jdbi()).warnings("pi_1");
    }

    private String mandateOfThePlan() {
        return new PlanQueries(jdbi()).find("sub_1").orElseThrow().mandate();
    }

    private static String review(String id, boolean open, String closed) {
        return """
                {"id":"%s","object":"review","charge":"ch_1","open":%s,"opened_reason":"rule","reason":"rule",
                 "closed_reason":%s,"created":1795000000}"""
                .formatted(id, open, closed == null ? "null" : "\"" + closed + "\"");
    }

    private static String fraud(String id, boolean actionable, String type) {
        return """
                {"id":"%s","object":"radar.early_fraud_warning","charge":"ch_1","actionable":%s,"fraud_type":"%s",
                 "created":1795000000}"""
                .formatted(id, actionable, type);
    }

    private static String mandate(String status) {
        return """
                {"id":"mandate_1","object":"mandate","payment_method":"pm_1","status":"%s","type":"multi_use"}"""
                .formatted(status);
    }
}
