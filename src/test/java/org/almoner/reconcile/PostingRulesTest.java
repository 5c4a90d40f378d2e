package org.almoner.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.almoner.gift.GiftFacts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each kind of balance transaction does to the accounts: docs/finance/postings.md, as tests. */
class PostingRulesTest extends SettledBooks {

    /** Every category and type of docs.stripe.com/reports/reporting-categories and …/balance-transaction-types. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "adjustment",
                "advance",
                "advance_funding",
                "anticipation_repayment",
                "application_fee",
                "application_fee_refund",
                "charge",
                "charge_failure",
                "climate_order_purchase",
                "climate_order_refund",
                "connect_collection_transfer",
                "connect_reserved_funds",
                "contribution",
                "conversion",
                "dispute",
                "dispute_reversal",
                "fee",
                "fee_credit_funding",
                "inbound_transfer",
                "inbound_transfer_reversal",
                "issuing_authorization_hold",
                "issuing_authorization_release",
                "issuing_dispute",
                "issuing_transaction",
                "obligation_outbound",
                "obligation_reversal_inbound",
                "other_adjustment",
                "partial_capture_reversal",
                "payment",
                "payment_failure_refund",
                "payment_network_reserve_hold",
                "payment_network_reserve_release",
                "payment_refund",
                "payment_reversal",
                "payment_unreconciled",
                "payout",
                "payout_cancel",
                "payout_failure",
                "payout_minimum_balance_hold",
                "payout_minimum_balance_release",
                "payout_reversal",
                "platform_earning",
                "platform_earning_refund",
                "refund",
                "refund_failure",
                "reserve_hold",
                "reserve_release",
                "reserve_transaction",
                "reserved_funds",
                "risk_reserved_funds",
                "stripe_balance_payment_debit",
                "stripe_balance_payment_debit_reversal",
                "stripe_fee",
                "stripe_fx_fee",
                "tax",
                "tax_fee",
                "tax_fund",
                "topup",
                "topup_reversal",
                "transfer",
                "transfer_cancel",
                "transfer_failure",
                "transfer_refund",
                "transfer_reversal",
                "unreconciled_customer_funds",
                "validation"
            })
    void everyKindThatStripeDocumentsHasARule(String category) {
        assertThat(texts("select meaning from posting_rule where category = '" + category + "'"))
                .hasSize(1)
                .doesNotContain("");
    }

    @Test
    void eachRuleStandsInTheHandbookWithItsAccount() throws IOException {
        var handbook = Files.readString(Path.of("docs/finance/postings.md"));
        var table = handbook.substring(handbook.indexOf("## Which reporting category goes where"));
        var names = Map.of(
                "STRIPE_RECEIVABLE", "Receivable from Stripe",
                "PROCESSING_FEES", "Processing fees",
                "BANK_IN_TRANSIT", "Bank in transit",
                "RESERVES", "Reserves held by Stripe",
                "CURRENCY_EXCHANGE", "Currency exchange",
                "ADJUSTMENTS", "Adjustments",
                "UNEXPLAINED", "Unexplained");
        for (String rule : texts("select category || ' ' || account from posting_rule order by category")) {
            var parts = rule.split(" ");
            assertThat(table.lines().filter(line -> line.contains("`" + parts[0] + "`")))
                    .as(rule)
                    .singleElement()
                    .asString()
                    .contains("| " + names.get(parts[1]));
        }
    }

    @Test
    void whatWasNotCapturedIsNoRefundAndNoDifference() {
        gift("pi_1", "ch_1", 6_000, "EUR");
        balance("txn_1", 10_000, 175, "EUR", "charge", "ch_1", null);
        balance("txn_2", -4_000, 0, "EUR", "partial_capture_reversal", "ch_1", null);
        jdbi.useHandle(handle -> handle.execute("update balance_transaction set charge = 'ch_1'"));

        close();

        assertThat(exceptions()).isEmpty();
        assertThat(balances())
                .containsEntry("STRIPE_CLEARING EUR", 5_825L)
                .containsEntry("GIFT_INCOME EUR", -6_000L)
                .doesNotContainKey("STRIPE_RECEIVABLE EUR")
                .doesNotContainKey("REFUNDS EUR");
        assertThat(gift("pi_1")).containsEntry("status", "RECEIVED").containsEntry("refunded_minor", 0L);
    }

    @ParameterizedTest
    @CsvSource({
        "fee, -500, PROCESSING_FEES, FEES",
        "stripe_fee, -500, PROCESSING_FEES, FEES",
        "tax, -95, PROCESSING_FEES, FEES",
        "stripe_fx_fee, -40, PROCESSING_FEES, ADJUSTMENTS",
        "payout, -9000, BANK_IN_TRANSIT, PAYOUTS",
        "payout, 700, BANK_IN_TRANSIT, PAYOUTS",
        "payout_reversal, 9000, BANK_IN_TRANSIT, PAYOUTS",
        "topup, 10000, BANK_IN_TRANSIT, ADJUSTMENTS",
        "topup_reversal, -10000, BANK_IN_TRANSIT, ADJUSTMENTS",
        "payout_minimum_balance_hold, -300, RESERVES, ADJUSTMENTS",
        "payout_minimum_balance_release, 300, RESERVES, ADJUSTMENTS",
        "risk_reserved_funds, -800, RESERVES, ADJUSTMENTS",
        "payment_network_reserve_hold, -60, RESERVES, ADJUSTMENTS",
        "advance, 1000, RESERVES, ADJUSTMENTS",
        "other_adjustment, 12, ADJUSTMENTS, ADJUSTMENTS",
    })
    void whatNeedsNoGiftGoesToItsAccountAndRaisesNothing(String category, long amount, String account, String bucket) {
        balance("txn_1", amount, 0, "EUR", category, "x_1", null);

        close();

        assertThat(exceptions()).isEmpty();
        assertThat(balances())
                .containsEntry(account + " EUR", -amount)
                .containsEntry("STRIPE_CLEARING EUR", amount)
                .hasSize(2);
        assertThat(texts("select bucket from posting_rule where category = '" + category + "'"))
                .containsExactly(bucket);
        assertThat(period()).isEqualTo("BALANCED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"transfer", "contribution", "issuing_transaction", "unreconciled_customer_funds", "new_in_2027"})
    void whatNobodyExpectsIsUnexplainedAndKeepsTheMonthOpen(String category) {
        balance("txn_1", -1500, 0, "EUR", category, "x_1", null);

        close();

        assertThat(exceptions()).containsExactly("UNKNOWN_CATEGORY txn_1 -1500 EUR");
        assertThat(balances()).containsEntry("UNEXPLAINED EUR", 1500L).doesNotContainKey("PROCESSING_FEES EUR");
        assertThat(period()).isEqualTo("OPEN");
    }

    @Test
    void aRuleMadeForItLaterExplainsIt() {
        balance("txn_1", -1500, 0, "EUR", "new_in_2027", "x_1", null);
        close();
        jdbi.useHandle(handle -> handle.execute("insert into posting_rule (category, bucket, account, meaning)"
                + " values ('new_in_2027', 'ADJUSTMENTS', 'ADJUSTMENTS', 'Explained by Stripe''s support')"));

        close();

        assertThat(exceptions()).isEmpty();
        assertThat(balances()).containsEntry("ADJUSTMENTS EUR", 1500L).doesNotContainKey("UNEXPLAINED EUR");
        assertThat(period()).isEqualTo("BALANCED");
    }

    @Test
    void aHoldThatIsReleasedLeavesNothingBehind() {
        balance("txn_1", -300, 0, "EUR", "payout_minimum_balance_hold", "x_1", null);
        balance("txn_2", 300, 0, "EUR", "payout_minimum_balance_release", "x_2", null);

        close();

        assertThat(balances()).isEmpty();
    }

    @Test
    void aRefundAtAnotherRateLeavesItsDifferenceInItsOwnAccount() {
        gift("pi_1", "ch_1", 5000, "USD");
        balance("txn_1", 4600, 110, "EUR", "charge", "ch_1", "0.92");
        refund("re_1", "pi_1", "ch_1", 5000, "USD");
        balance("txn_2", -4750, 0, "EUR", "refund", "re_1", "0.95");

        close();

        assertThat(balances())
                .containsEntry("EXCHANGE_DIFFERENCE EUR", 150L)
                .doesNotContainKey("CURRENCY_EXCHANGE EUR")
                .doesNotContainKey("CURRENCY_EXCHANGE USD")
                .doesNotContainKey("STRIPE_RECEIVABLE USD");
    }

    @Test
    void aPartOfItIsComparedWithTheSamePartAndAGainIsOneToo() {
        gift("pi_1", "ch_1", 5000, "USD");
        balance("txn_1", 4600, 110, "EUR", "charge", "ch_1", "0.92");
        refund("re_1", "pi_1", "ch_1", 1000, "USD");
        balance("txn_2", -900, 0, "EUR", "refund", "re_1", "0.9");

        close();

        assertThat(balances())
                .containsEntry("EXCHANGE_DIFFERENCE EUR", -20L)
                .containsEntry("CURRENCY_EXCHANGE EUR", -3680L)
                .containsEntry("CURRENCY_EXCHANGE USD", 4000L);
    }

    @Test
    void aRefundThatComesBackAtAThirdRateIsAnotherDifference() {
        gift("pi_1", "ch_1", 5000, "USD");
        balance("txn_1", 4600, 110, "EUR", "charge", "ch_1", "0.92");
        refund("re_1", "pi_1", "ch_1", 5000, "USD");
        balance("txn_2", -4750, 0, "EUR", "refund", "re_1", "0.95");
        close();
        jdbi.useTransaction(handle -> {
            handle.execute("update refund set status = 'failed' where id = 're_1'");
            GiftFacts.post(handle, List.of("pi_1"));
        });
        balance("txn_3", 4500, 0, "EUR", "payment_refund", "re_1", "0.9");

        close();

        assertThat(balances())
                .containsEntry("EXCHANGE_DIFFERENCE EUR", 250L)
                .containsEntry("CURRENCY_EXCHANGE EUR", -4600L)
                .containsEntry("CURRENCY_EXCHANGE USD", 5000L)
                .doesNotContainKey("STRIPE_RECEIVABLE USD");
        assertThat(gift("pi_1")).containsEntry("status", "RECEIVED");
    }

    @Test
    void aDisputeLostInPartBringsThePartBack() {
        gift("pi_1", "ch_1", 10_000, "EUR");
        balance("txn_1", 10_000, 175, "EUR", "charge", "ch_1", null);
        dispute("du_1", "pi_1", "ch_1", 10_000, "EUR", "lost", 4000L);
        balance("txn_2", -10_000, 2000, "EUR", "dispute", "du_1", null);
        balance("txn_3", 4000, 0, "EUR", "dispute_reversal", "du_1", null);

        close();

        assertThat(exceptions()).isEmpty();
        assertThat(balances())
                .containsEntry("DISPUTES_LOST EUR", 6000L)
                .doesNotContainKey("DISPUTES_OPEN EUR")
                .doesNotContainKey("STRIPE_RECEIVABLE EUR");
        assertThat(gift("pi_1")).containsEntry("status", "CHARGED_BACK").containsEntry("charged_back_minor", 6000L);
    }

    @Test
    void lostInPartThenWonBringsTheRestBackToo() {
        gift("pi_1", "ch_1", 10_000, "EUR");
        dispute("du_1", "pi_1", "ch_1", 10_000, "EUR", "lost", 4000L);
        dispute("du_1", "pi_1", "ch_1", 10_000, "EUR", "won", 10_000L);

        close();

        assertThat(balances()).doesNotContainKey("DISPUTES_LOST EUR").doesNotContainKey("DISPUTES_OPEN EUR");
        assertThat(gift("pi_1")).containsEntry("status", "RECEIVED").containsEntry("charged_back_minor", 0L);
    }

    @Test
    void aPartThatIsBackBeforeTheDisputeIsClosedIsNotTakenForAVictory() {
        gift("pi_1", "ch_1", 10_000, "EUR");
        dispute("du_1", "pi_1", "ch_1", 10_000, "EUR", "under_review", 4000L);
        assertThat(gift("pi_1")).containsEntry("status", "DISPUTED");

        dispute("du_1", "pi_1", "ch_1", 10_000, "EUR", "lost", 4000L);

        assertThat(gift("pi_1")).containsEntry("status", "CHARGED_BACK").containsEntry("charged_back_minor", 6000L);
    }

    @Test
    void aBankThatTakesAGiftBackTakesItOutOfTheIncome() {
        gift("pi_1", "ch_1", 10_000, "EUR");
        balance("txn_1", 10_000, 35, "EUR", "charge", "ch_1", null);
        close();
        balance("txn_2", -10_000, 0, "EUR", "payment_reversal", "ch_1", null);

        close();

        assertThat(exceptions()).isEmpty();
        assertThat(balances())
                .doesNotContainKey("GIFT_INCOME EUR")
                .doesNotContainKey("STRIPE_RECEIVABLE EUR")
                .containsEntry("PROCESSING_FEES EUR", 35L);
        assertThat(gift("pi_1")).containsEntry("status", "FAILED").containsEntry("received_minor", 0L);
        long entries = count("ledger_posting");
        close();
        assertThat(count("ledger_posting")).isEqualTo(entries);
    }

    @Test
    void anEarlierAttemptThatFailedTakesNothingFromTheOneThatSucceeded() {
        gift("pi_1", "ch_2", 10_000, "EUR");
        jdbi.useHandle(handle -> handle.execute(
                "insert into charge (id, stripe_account, livemode, gift_reference, amount_minor, currency, status, created_at)"
                        + " values ('py_1', '', false, 'pi_1', 10000, 'EUR', 'failed', '2026-11-09T10:00:00Z')"));
        balance("txn_1", 10_000, 35, "EUR", "charge", "py_1", null);
        balance("txn_2", -10_000, 0, "EUR", "charge_failure", "py_1", null);
        balance("txn_3", 10_000, 175, "EUR", "charge", "ch_2", null);

        close();

        assertThat(gift("pi_1")).containsEntry("status", "RECEIVED").containsEntry("settled_minor", 10_000L);
        assertThat(balances()).doesNotContainKey("STRIPE_RECEIVABLE EUR");
    }

    private void refund(String id, String pi, String charge, long amount, String currency) {
        jdbi.useTransaction(handle -> {
            handle.execute(
                    "insert into refund (id, stripe_account, livemode, charge, gift_reference, amount_minor, currency, status,"
                            + " created_at) values (?, '', false, ?, ?, ?, ?, 'succeeded', '2026-11-12T10:00:00Z')",
                    id,
                    charge,
                    pi,
                    amount,
                    currency);
            GiftFacts.post(handle, List.of(pi));
        });
    }

    private void dispute(
            String id, String pi, String charge, long amount, String currency, String status, Long reinstated) {
        jdbi.useTransaction(handle -> {
            handle.execute(
                    "insert into dispute (id, stripe_account, livemode, charge, gift_reference, amount_minor, currency, status,"
                            + " withdrawn, reinstated, reinstated_minor, created_at)"
                            + " values (?, '', false, ?, ?, ?, ?, ?, true, ?, ?, '2026-11-12T10:00:00Z')"
                            + " on conflict (id) do update set status = excluded.status,"
                            + " reinstated_minor = excluded.reinstated_minor",
                    id,
                    charge,
                    pi,
                    amount,
                    currency,
                    status,
                    reinstated != null,
                    reinstated);
            GiftFacts.post(handle, List.of(pi));
        });
    }
}
