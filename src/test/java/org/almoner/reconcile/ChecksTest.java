package org.almoner.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.almoner.database.TestDatabase;
import org.almoner.reconcile.Checks.Name;
import org.almoner.reconcile.Checks.Outcome;
import org.almoner.reconcile.Checks.Result;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Goal: each check holds on sound books and breaks, in words, on the one thing it guards. */
class ChecksTest {

    private static final LocalDate DAY = LocalDate.of(2026, 10, 31);

    private final Jdbi jdbi = TestDatabase.books();
    private final Checks checks = new Checks(jdbi);

    /** A payment of 25.00 with a fee of 0.63, matched and posted, and the payout of the rest, from a balance of nothing. */
    @BeforeEach
    void soundBooks() {
        execute("insert into job_run values (7, 'nightly-close', '2026-10-31', 'STARTED', 'schedule', now())");
        transaction("txn_1", 2500, 63, "charge", "ch_1");
        transaction("txn_2", -2437, 0, "payout", "po_1");
        execute(
                "insert into payout (id, stripe_account, livemode, amount_minor, currency, status, automatic, arrival_date,"
                        + " balance_transaction, created_at, fetched_at, items_fetched, items_net_minor, proof)"
                        + " values ('po_1', '', false, 2437, 'EUR', 'paid', true, '2026-10-20', 'txn_2', now(), now(), true, 2437,"
                        + " 'ADDS_UP')");
        execute("insert into stripe_balance values ('', false, 'EUR', 0, now())");
        jdbi.useTransaction(handle -> Matching.next(handle, "", 100));
    }

    @Test
    void soundBooksHoldAndTheBankIsOpen() {
        assertThat(outcomes())
                .containsEntry(Name.NET, Outcome.HOLDS)
                .containsEntry(Name.PAYOUTS_ADD_UP, Outcome.HOLDS)
                .containsEntry(Name.ROLL_FORWARD, Outcome.HOLDS)
                .containsEntry(Name.POSTED_ONCE, Outcome.HOLDS)
                .containsEntry(Name.PAYOUTS_IN_BANK, Outcome.OPEN)
                .containsEntry(Name.PAYOUTS_FINAL, Outcome.HOLDS)
                .hasSize(Name.values().length);
    }

    @Test
    void aNetThatIsNotAmountLessFeeIsNamed() {
        execute("update balance_transaction set fee_details_minor = 60 where id = 'txn_1'");

        var broken = only(Name.NET);
        assertThat(broken.broken()).isEqualTo(1);
        assertThat(broken.detail())
                .isEqualTo("txn_1: net 24.37 EUR, amount 25.00 EUR, fee 0.63 EUR, fee details 0.60 EUR");
    }

    @Test
    void aPayoutWhoseOwnLineDiffersIsNamed() {
        execute("update payout set amount_minor = 2430, items_net_minor = 2430");

        assertThat(only(Name.PAYOUTS_ADD_UP).detail())
                .isEqualTo("po_1: 24.30 EUR, its items 24.30 EUR, its own line -24.37 EUR");
    }

    @Test
    void aBalanceThatTheTransactionsDoNotMakeIsNamed() {
        execute("update stripe_balance set total_minor = 100");

        assertThat(only(Name.ROLL_FORWARD).detail())
                .isEqualTo("EUR: Stripe says 1.00 EUR, its transactions add up to 0.00 EUR");
    }

    @Test
    void whatCameAfterTheQuestionDoesNotCount() {
        execute("update stripe_balance set asked_at = '2026-10-15T12:00:00Z', total_minor = 2437");
        execute("update balance_transaction set created_at = '2026-10-16T00:00:00Z' where id = 'txn_2'");

        assertThat(outcomes()).containsEntry(Name.ROLL_FORWARD, Outcome.HOLDS);
    }

    @Test
    void aBalanceNobodyAskedForIsOpen() {
        execute("delete from stripe_balance");

        assertThat(outcomes()).containsEntry(Name.ROLL_FORWARD, Outcome.OPEN);
    }

    @Test
    void aTransactionThatWasNotPostedIsNamed() {
        transaction("txn_3", 500, 0, "charge", "ch_3");
        execute("update stripe_balance set total_minor = 500");

        assertThat(only(Name.POSTED_ONCE).detail()).isEqualTo("txn_3: net 5.00 EUR, posted 0.00 EUR");
    }

    @Test
    void aPayoutThatFailedLongAfterItArrivedIsNamed() {
        transaction("txn_4", 2437, 0, "payout_reversal", "po_1");
        execute("update balance_transaction set created_at = '2026-10-30T00:00:00Z' where id = 'txn_4'");
        execute("update payout set status = 'failed', failure_balance_transaction = 'txn_4'");
        execute("update stripe_balance set total_minor = 2437");
        jdbi.useTransaction(handle -> Matching.next(handle, "", 100));

        assertThat(only(Name.PAYOUTS_FINAL).detail())
                .isEqualTo("po_1: failed on 2026-10-30, was to arrive on 2026-10-20");
    }

    @Test
    void checkedAgainItSaysWhatIsTrueNow() {
        execute("update stripe_balance set total_minor = 100");
        assertThat(outcomes()).containsEntry(Name.ROLL_FORWARD, Outcome.BROKEN);
        execute("update stripe_balance set total_minor = 0");

        assertThat(outcomes()).containsEntry(Name.ROLL_FORWARD, Outcome.HOLDS);
        assertThat(checks.newest()).hasSize(Name.values().length);
    }

    @Test
    void eachAccountIsLookedAtByItself() {
        execute("insert into stripe_balance values ('shop', false, 'EUR', 400, now())");
        execute("update stripe_balance set asked_at = '2026-10-31'");
        transaction("txn_of_shop", 400, 0, "charge", "ch_2");
        execute("alter table balance_transaction disable trigger balance_transaction_account");
        execute("update balance_transaction set stripe_account = 'shop' where id = 'txn_of_shop'");
        execute("update stripe_balance set total_minor = total_minor + 1 where stripe_account = ''");
        jdbi.useTransaction(handle -> Checks.run(handle, 7, DAY, Instant.parse("2026-11-01T02:30:00Z")));

        assertThat(checks.of(7).stream().filter(result -> result.name() == Name.ROLL_FORWARD))
                .extracting(Result::account, Result::outcome)
                .contains(tuple("shop", Outcome.HOLDS), tuple("", Outcome.BROKEN));

        // an account that is gone leaves nothing behind when it is checked again
        execute("delete from stripe_balance where stripe_account = 'shop'");
        jdbi.useTransaction(handle -> Checks.run(handle, 7, DAY, Instant.parse("2026-11-01T02:30:00Z")));
        assertThat(checks.of(7).stream().filter(result -> result.name() == Name.ROLL_FORWARD))
                .extracting(Result::account)
                .containsExactly("");
    }

    private Result only(Name name) {
        var results = run();
        assertThat(results.values().stream().filter(result -> result.outcome() == Outcome.BROKEN))
                .extracting(Result::name)
                .containsExactly(name);
        return results.get(name);
    }

    private Map<Name, Outcome> outcomes() {
        return run().values().stream().collect(Collectors.toMap(Result::name, Result::outcome));
    }

    private Map<Name, Result> run() {
        jdbi.useTransaction(handle -> Checks.run(handle, 7, DAY, Instant.parse("2026-11-01T02:30:00Z")));
        return checks.of(7).stream().collect(Collectors.toMap(Result::name, Function.identity()));
    }

    private void transaction(String id, long amount, long fee, String category, String source) {
        jdbi.useHandle(handle -> handle.execute(
                "insert into balance_transaction (id, stripe_account, livemode, amount_minor, fee_minor, net_minor, currency,"
                        + " type, reporting_category, source, status, created_at, period, fetched_at)"
                        + " values (?, '', false, ?, ?, ?, 'EUR', ?, ?, ?, 'available', '2026-10-15', '2026-10-01', now())",
                id,
                amount,
                fee,
                amount - fee,
                category,
                category,
                source));
    }

    private void execute(String sql) {
        jdbi.useHandle(handle -> handle.execute(sql));
    }
}
