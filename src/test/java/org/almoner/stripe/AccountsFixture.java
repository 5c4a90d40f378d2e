package org.almoner.stripe;

import java.util.Optional;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.stripe.StripeApi.Patience;
import org.jdbi.v3.core.Jdbi;

/** For tests of the steps of the close, which live in another package. */
public final class AccountsFixture {

    private AccountsFixture() {}

    /** The account without a name and these, all with keys of test mode; nobody answers for them. */
    public static StripeAccounts named(String... names) {
        var jdbi = Jdbi.create(TestDatabase.fresh());
        var accounts = new TestAccounts().with("", "http://127.0.0.1:1", Optional.of("rk_test_main"));
        for (String name : names) {
            accounts.with(name, "http://127.0.0.1:1", Optional.of("rk_test_" + name));
        }
        return accounts.over(jdbi, Transactions.over(jdbi), null, Patience.USUAL);
    }

    /** What a revoked key brings. */
    public static StripeUnavailable refused() {
        return new StripeUnavailable("Stripe refused GET /v1/events with status 401", null);
    }
}
