package org.almoner.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Payouts that did not add up elsewhere; the public reports are named at each. */
class PayoutStoriesTest extends SettledBooks {

    /** Automattic/woocommerce-payments#8588: reserves and advances that are not itemised. The remainder is shown. */
    @Test
    void story10PayoutThatDoesNotAddUpIsAnExceptionOverTheRemainder() {
        gift("pi_1", "ch_1", 10_000, "EUR");
        balance("txn_1", 10_000, 175, "EUR", "charge", "ch_1", null);
        balance("txn_p", -9_000, 0, "EUR", "payout", "po_1", null);
        payout("po_1", 9_000, "paid", "txn_p", "txn_1", "txn_p");

        close();

        assertThat(proof("po_1")).isEqualTo("DOES_NOT_ADD_UP");
        assertThat(exceptions()).containsExactly("PAYOUT_DOES_NOT_ADD_UP po_1 -825 EUR");
        assertThat(period()).isEqualTo("OPEN");
    }

    /** The same with its reserve listed: it adds up. */
    @Test
    void aReserveThatIsListedAddsUp() {
        gift("pi_1", "ch_1", 10_000, "EUR");
        balance("txn_1", 10_000, 175, "EUR", "charge", "ch_1", null);
        balance("txn_r", -825, 0, "EUR", "risk_reserved_funds", "x_1", null);
        balance("txn_p", -9_000, 0, "EUR", "payout", "po_1", null);
        payout("po_1", 9_000, "paid", "txn_p", "txn_1", "txn_r", "txn_p");

        close();

        assertThat(proof("po_1")).isEqualTo("ADDS_UP");
        assertThat(balances()).containsEntry("RESERVES EUR", 825L).doesNotContainKey("STRIPE_CLEARING EUR");
        assertThat(period()).isEqualTo("BALANCED");
    }

    /** airbytehq/airbyte#46499: the payout itself stands in its own list. */
    @Test
    void thePayoutsOwnLineIsNoPartOfItsSum() {
        gift("pi_1", "ch_1", 10_000, "EUR");
        balance("txn_1", 10_000, 0, "EUR", "charge", "ch_1", null);
        balance("txn_p", -10_000, 0, "EUR", "payout", "po_1", null);
        payout("po_1", 10_000, "paid", "txn_p", "txn_1", "txn_p");
        payout("po_2", 10_000, "paid", "txn_p", "txn_1");

        close();

        assertThat(proof("po_1")).isEqualTo("ADDS_UP");
        assertThat(proof("po_2")).isEqualTo("ADDS_UP");
    }

    /** singer-io/tap-stripe#25: what a payout by hand is made of cannot be told. The balance still rolls forward. */
    @Test
    void aPayoutByHandIsNotItemisedAndNoException() {
        gift("pi_1", "ch_1", 10_000, "EUR");
        balance("txn_1", 10_000, 0, "EUR", "charge", "ch_1", null);
        balance("txn_p", -4_000, 0, "EUR", "payout", "po_1", null);
        jdbi.useHandle(handle -> handle.execute(
                "insert into payout (id, stripe_account, livemode, amount_minor, currency, status, automatic, method,"
                        + " reconciliation_status, balance_transaction, created_at, fetched_at)"
                        + " values ('po_1', '', false, 4000, 'EUR', 'paid', false, 'instant', 'not_applicable', 'txn_p',"
                        + " '2026-11-12T10:00:00Z', now())"));

        close();

        assertThat(proof("po_1")).isEqualTo("NOT_ITEMISED");
        assertThat(exceptions()).isEmpty();
        assertThat(balances())
                .containsEntry("STRIPE_CLEARING EUR", 6_000L)
                .containsEntry("BANK_IN_TRANSIT EUR", 4_000L);
    }

    /** Stripe takes a debt from the bank: the sum of the items is negative, as the payout is. */
    @Test
    void aNegativePayoutAddsUpTheOtherWayRound() {
        gift("pi_1", "ch_1", 1_000, "EUR");
        balance("txn_1", 1_000, 0, "EUR", "charge", "ch_1", null);
        balance("txn_f", -1_900, 0, "EUR", "fee", "x_1", null);
        balance("txn_p", 900, 0, "EUR", "payout", "po_1", null);
        payout("po_1", -900, "paid", "txn_p", "txn_1", "txn_f", "txn_p");

        close();

        assertThat(proof("po_1")).isEqualTo("ADDS_UP");
        assertThat(balances()).containsEntry("BANK_IN_TRANSIT EUR", -900L).doesNotContainKey("STRIPE_CLEARING EUR");
    }

    /** One implementer saw no rows at all under a negative payout: that is its own case and no difference. */
    @Test
    void aNegativePayoutWithoutAnyRowsIsNotItemised() {
        balance("txn_f", -900, 0, "EUR", "fee", "x_1", null);
        balance("txn_p", 900, 0, "EUR", "payout", "po_1", null);
        payout("po_1", -900, "paid", "txn_p");

        close();

        assertThat(proof("po_1")).isEqualTo("NOT_ITEMISED");
        assertThat(exceptions()).isEmpty();
    }

    /** A bank that sends the money back days later, after gifts were told their payout on a night before. */
    @Test
    void giftsFollowAPayoutThatFailsAfterTheyWereToldAndThenItsRetry() {
        gift("pi_1", "ch_1", 10_000, "EUR");
        balance("txn_1", 10_000, 0, "EUR", "charge", "ch_1", null);
        balance("txn_p", -10_000, 0, "EUR", "payout", "po_1", null);
        payout("po_1", 10_000, "paid", "txn_p", "txn_1", "txn_p");
        gift("pi_2", "ch_2", 2_000, "EUR");
        balance("txn_2", 2_000, 0, "EUR", "charge", "ch_2", null);
        balance("txn_q", -2_000, 0, "EUR", "payout", "po_2", null);
        payout("po_2", 2_000, "paid", "txn_q", "txn_2", "txn_q");
        close();
        assertThat(toldPayouts()).isEqualTo("pi_1 po_1, pi_2 po_2");

        jdbi.useHandle(handle -> handle.execute("update payout set status = 'failed' where id = 'po_1'"));
        balance("txn_f", 10_000, 0, "EUR", "payout", "po_1", null);
        close();
        assertThat(toldPayouts()).isEqualTo("pi_1 -, pi_2 po_2");

        balance("txn_r", -10_000, 0, "EUR", "payout", "po_3", null);
        payout("po_3", 10_000, "paid", "txn_r", "txn_f", "txn_r");
        jdbi.useHandle(handle -> handle.execute("update payout set original_payout = 'po_1' where id = 'po_3'"));
        close();
        assertThat(toldPayouts()).isEqualTo("pi_1 po_3, pi_2 po_2");
    }

    private String toldPayouts() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select string_agg(reference || ' ' || coalesce(payout_id, '-'), ', ' order by reference) from gift")
                .mapTo(String.class)
                .one());
    }

    /** arborrow/montserrat#563: balance transactions without a payment behind them. */
    @Test
    void moneyWithoutAPaymentIsShownAndNotDropped() {
        balance("txn_1", 2_500, 0, "EUR", "charge", "ch_unknown", null);

        close();

        assertThat(exceptions()).containsExactly("MISSING_GIFT txn_1 2500 EUR");
        assertThat(balances()).containsEntry("UNEXPLAINED EUR", -2_500L);
    }
}
