package org.almoner.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A visit to Stripe's page is complete before its money has come: what Checkout says never is income by itself. */
class CheckoutsTest extends DrainFixture {

    @Test
    void aVisitThatIsCompleteAndUnpaidIsAPendingGiftUntilItsDebitSucceeds() {
        take(
                event("checkout.session.completed", visit("unpaid")),
                event("payment_intent.processing", payment("pi_1", "processing", 2500, "spring")));
        assertThat(gift("pi_1")).containsEntry("status", "PENDING");
        assertThat(count("ledger_posting")).isZero();

        take(
                event("checkout.session.async_payment_succeeded", visit("paid")),
                event("payment_intent.succeeded", payment("pi_1", "succeeded", 2500, "spring")),
                event("checkout.session.async_payment_succeeded", visit("paid")));

        assertThat(gift("pi_1")).containsEntry("status", "RECEIVED").containsEntry("amount_minor", 2500L);
        assertThat(count("ledger_posting")).isOne();
        assertThat(texts("select d.name from gift g join donor d on d.id = g.donor_id"))
                .containsExactly("Ana");
    }

    @Test
    void oneWhoseDebitFailsIsNoIncome() {
        take(
                event("checkout.session.completed", visit("unpaid")),
                event("payment_intent.processing", payment("pi_1", "processing", 2500, null)),
                event("payment_intent.payment_failed", payment("pi_1", "requires_payment_method", 2500, null)),
                event("checkout.session.async_payment_failed", visit("unpaid")));

        assertThat(gift("pi_1")).containsEntry("status", "FAILED");
        assertThat(count("ledger_posting")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"checkout.session.expired", "checkout.session.completed"})
    void oneWithoutAPaymentMakesNothing(String type) {
        take(event(type, visit("no_payment_required").replace("\"pi_1\"", "null")));

        assertThat(count("gift")).isZero();
        assertThat(texts("select status from stripe_event")).containsExactly("DONE");
    }

    private static String visit(String paid) {
        return """
                {"id":"cs_1","object":"checkout.session","mode":"payment","status":"complete","payment_status":"%s",
                 "payment_intent":"pi_1","customer_details":{"email":"ana@example.org","name":"Ana"},"metadata":{}}"""
                .formatted(paid);
    }
}
