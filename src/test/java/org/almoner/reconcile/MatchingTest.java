package org.almoner.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The matching runs; what the ledger says is looked at. */
class MatchingTest extends SettledBooks {

    @Test
    void aChargeSettlesItsGiftAndBringsFeeAndNet() {
        gift("pi_1", "ch_1", 2500, "EUR");
        balance("txn_1", 2500, 63, "EUR", "charge", "ch_1", null);
        close();
        assertThat(gift("pi_1")).containsEntry("fee_minor", 63L).containsEntry("net_minor", 2437L);
        assertThat(balances())
                .containsEntry("STRIPE_CLEARING EUR", 2437L)
                .containsEntry("PROCESSING_FEES EUR", 63L)
                .doesNotContainKey("STRIPE_RECEIVABLE EUR")
                .doesNotContainKey("UNEXPLAINED EUR");
        assertThat(exceptions()).isEmpty();
        assertThat(period()).isEqualTo("BALANCED");
    }

    @Test
    void aSecondCloseChangesNothing() {
        gift("pi_1", "ch_1", 2500, "EUR");
        balance("txn_1", 2500, 63, "EUR", "charge", "ch_1", null);
        balance("txn_2", -1200, 0, "EUR", "strange", "x_1", null);
        close();
        Map<String, Long> before = balances();
        long entries = count("ledger_posting");
        close();
        assertThat(balances()).isEqualTo(before);
        assertThat(count("ledger_posting")).isEqualTo(entries);
    }

    @Test
    void aGiftInAnotherCurrencyStandsInTheExchange() {
        gift("pi_1", "ch_1", 5000, "USD");
        balance("txn_1", 4600, 110, "EUR", "charge", "ch_1", "0.92");
        close();
        assertThat(gift("pi_1"))
                .containsEntry("settled_currency", "EUR")
                .containsEntry("fee_minor", 110L)
                .containsEntry("net_minor", 4490L);
        assertThat(balances())
                .containsEntry("CURRENCY_EXCHANGE EUR", -4600L)
                .containsEntry("CURRENCY_EXCHANGE USD", 5000L)
                .doesNotContainKey("STRIPE_RECEIVABLE USD");
        assertThat(exceptions()).isEmpty();
    }

    @Test
    void moneyWithoutAGiftStandsInSuspenseUntilItIsKnown() {
        balance("txn_1", 2500, 63, "EUR", "charge", "ch_1", null);
        close();
        assertThat(exceptions()).containsExactly("MISSING_GIFT txn_1 2500 EUR");
        assertThat(balances()).containsEntry("UNEXPLAINED EUR", -2500L).containsEntry("STRIPE_CLEARING EUR", 2437L);
        assertThat(period()).isEqualTo("OPEN");
        gift("pi_1", "ch_1", 2500, "EUR");
        close();
        assertThat(exceptions()).isEmpty();
        assertThat(gift("pi_1")).containsEntry("fee_minor", 63L);
        assertThat(balances())
                .containsEntry("STRIPE_CLEARING EUR", 2437L)
                .containsEntry("PROCESSING_FEES EUR", 63L)
                .doesNotContainKey("UNEXPLAINED EUR")
                .doesNotContainKey("STRIPE_RECEIVABLE EUR");
        assertThat(period()).isEqualTo("BALANCED");
    }

    @Test
    void anUnknownCategoryIsNeverAFee() {
        balance("txn_1", -700, 0, "EUR", "brand_new_thing", "x_1", null);
        close();
        assertThat(exceptions()).containsExactly("UNKNOWN_CATEGORY txn_1 -700 EUR");
        assertThat(balances()).containsEntry("UNEXPLAINED EUR", 700L).doesNotContainKey("PROCESSING_FEES EUR");
    }

    @Test
    void aReversalOfNobodysMoneyIsAnOrphan() {
        balance("txn_1", -700, 0, "EUR", "refund", "re_1", null);
        balance("txn_2", -900, 1500, "EUR", "dispute", "du_1", null);
        close();
        assertThat(exceptions()).containsExactly("ORPHAN_REVERSAL txn_1 -700 EUR", "ORPHAN_REVERSAL txn_2 -900 EUR");
    }

    @Test
    void aWrongAmountAndAWrongCurrencyAreFound() {
        gift("pi_1", "ch_1", 2500, "EUR");
        gift("pi_2", "ch_2", 2500, "EUR");
        balance("txn_1", 2400, 63, "EUR", "charge", "ch_1", null);
        balance("txn_2", 2500, 63, "USD", "charge", "ch_2", null);
        close();
        assertThat(exceptions()).containsExactly("AMOUNT_MISMATCH txn_1 2400 EUR", "CURRENCY_MISMATCH txn_2 2500 USD");
    }

    @Test
    void aGiftThatStripeDoesNotHaveIsMissedAfterADay() {
        gift("pi_1", "ch_1", 2500, "EUR");
        close();
        assertThat(exceptions()).containsExactly("MISSING_AT_STRIPE pi_1 2500 EUR");
    }

    @Test
    void aPayoutIsTheSumOfItsItems() {
        gift("pi_1", "ch_1", 2500, "EUR");
        balance("txn_1", 2500, 63, "EUR", "charge", "ch_1", null);
        balance("txn_p", -2437, 0, "EUR", "payout", "po_1", null);
        payout("po_1", 2437, "paid", "txn_p", "txn_1", "txn_p");
        payout("po_2", 999, "paid", "txn_q", "txn_1");
        close();
        assertThat(proof("po_1")).isEqualTo("ADDS_UP");
        assertThat(proof("po_2")).isEqualTo("DOES_NOT_ADD_UP");
        assertThat(exceptions()).containsExactly("PAYOUT_DOES_NOT_ADD_UP po_2 -1438 EUR");
        assertThat(balances()).containsEntry("BANK_IN_TRANSIT EUR", 2437L).doesNotContainKey("STRIPE_CLEARING EUR");
    }

    @Test
    void afterAFailedPayoutTheGiftNamesTheRetry() {
        gift("pi_1", "ch_1", 2500, "EUR");
        balance("txn_1", 2500, 63, "EUR", "charge", "ch_1", null);
        balance("txn_p", -2437, 0, "EUR", "payout", "po_1", null);
        payout("po_1", 2437, "paid", "txn_p", "txn_1", "txn_p");
        close();
        assertThat(gift("pi_1")).containsEntry("payout_id", "po_1");
        jdbi.useHandle(handle -> handle.execute("update payout set status = 'failed' where id = 'po_1'"));
        balance("txn_f", 2437, 0, "EUR", "payout_reversal", "po_1", null);
        close();
        assertThat(gift("pi_1").get("payout_id")).isNull();
        balance("txn_r", -2437, 0, "EUR", "payout", "po_r", null);
        payout("po_r", 2437, "paid", "txn_r", "txn_f", "txn_r");
        close();
        assertThat(gift("pi_1")).containsEntry("payout_id", "po_r");
        assertThat(exceptions()).isEmpty();
    }

    @Test
    void theLedgerRefusesToBeBroken() {
        gift("pi_1", "ch_1", 2500, "EUR");
        for (String attack : List.of(
                "update ledger_posting set amount = 1",
                "delete from ledger_posting",
                "truncate ledger_posting",
                "update ledger_account set currency = 'USD'",
                "delete from ledger_account",
                "truncate ledger_account cascade",
                "delete from gift",
                "truncate gift cascade",
                "insert into ledger_posting (key, kind, debit_id, credit_id, amount, currency, gift_id, reference, occurred_at, booked_month)"
                        + " select 'x', 'CORRECTION', min(id), max(id), 5, 'EUR', 4711, 'x', now(), '2026-11-01' from ledger_account",
                "insert into ledger_posting (key, kind, debit_id, credit_id, amount, currency, reference, occurred_at, booked_month)"
                        + " select 'x', 'CORRECTION', min(id), 4711, 5, 'EUR', 'x', now(), '2026-11-01' from ledger_account",
                "insert into ledger_posting (key, kind, debit_id, credit_id, amount, currency, reference, occurred_at, booked_month)"
                        + " select 'x', 'CORRECTION', min(id), max(id), 0, 'EUR', 'x', now(), '2026-11-01' from ledger_account",
                "insert into ledger_posting (key, kind, debit_id, credit_id, amount, currency, reference, occurred_at, booked_month)"
                        + " select 'x', 'CORRECTION', min(id), max(id), -5, 'EUR', 'x', now(), '2026-11-01' from ledger_account",
                "insert into ledger_posting (key, kind, debit_id, credit_id, amount, currency, reference, occurred_at, booked_month)"
                        + " select 'x', 'CORRECTION', min(id), min(id), 5, 'EUR', 'x', now(), '2026-11-01' from ledger_account",
                "insert into ledger_posting (key, kind, debit_id, credit_id, amount, currency, reference, occurred_at, booked_month)"
                        + " select 'x', 'CORRECTION', min(id), max(id), 5, 'USD', 'x', now(), '2026-11-01' from ledger_account",
                "insert into ledger_posting (key, kind, debit_id, credit_id, amount, currency, reference, occurred_at, booked_month)"
                        + " select 'x', 'CORRECTION', min(id), null, 5, 'EUR', 'x', now(), '2026-11-01' from ledger_account",
                "insert into ledger_posting (key, kind, debit_id, credit_id, amount, currency, reference, occurred_at, booked_month)"
                        + " select key, kind, debit_id, credit_id, amount, currency, reference, now(), booked_month from ledger_posting")) {
            assertThatThrownBy(() -> jdbi.useHandle(handle -> handle.execute(attack)))
                    .as(attack)
                    .isNotNull();
        }
        assertThat(count("ledger_posting")).isEqualTo(1);
        assertThat(count("ledger_account")).isEqualTo(2);
        assertThat(count("gift")).isEqualTo(1);
    }

    @Test
    void aFullRecomputeOfEveryGiftEqualsItsColumns() {
        gift("pi_1", "ch_1", 2500, "EUR");
        gift("pi_2", "ch_2", 5000, "USD");
        balance("txn_1", 2500, 63, "EUR", "charge", "ch_1", null);
        balance("txn_2", 4600, 110, "EUR", "charge", "ch_2", "0.92");
        close();
        assertThat(count(
                        "(select g.id from gift g join gift_standing s on s.gift_id = g.id where (g.received_minor, g.refunded_minor,"
                                + " g.disputed_minor, g.charged_back_minor, g.settled_currency, g.settled_minor, g.fee_minor) is distinct from"
                                + " (s.received_minor, s.refunded_minor, s.disputed_minor, s.charged_back_minor, s.settled_currency,"
                                + " s.settled_minor, s.fee_minor)) as drift"))
                .isZero();
    }
}
