package org.almoner.stripe;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.demo.Faults.Fault;
import org.almoner.demo.StripeStandIn;
import org.almoner.stripe.StripeApi.Patience;
import org.almoner.time.Calendar;

/** For tests of the steps of the close, which live in another package: accounts, each with a month at a stand-in of its own. */
public final class AccountsFixture implements AutoCloseable {

    private static final Patience SHORT =
            new Patience(Duration.ofSeconds(2), Duration.ofMillis(2), Duration.ofSeconds(5));

    private final Map<String, StripeStandIn> stripes = new LinkedHashMap<>();
    private final StripeAccounts accounts;

    private AccountsFixture(String... names) throws IOException {
        var settings = new TestAccounts();
        for (String name : names) {
            String key = "rk_test_" + name;
            var stripe = new StripeStandIn(RandomMonth.of(20 + stripes.size()), 0, key);
            stripes.put(name, stripe);
            settings.with(name, stripe.base(), Optional.of(key));
        }
        var jdbi = TestDatabase.books();
        accounts = settings.over(
                jdbi,
                Transactions.over(jdbi),
                new Calendar(Clock.fixed(RandomMonth.END, ZoneOffset.UTC), ZoneOffset.UTC),
                SHORT);
    }

    /** These accounts, each with a Stripe that answers. */
    public static AccountsFixture standing(String... names) throws IOException {
        return new AccountsFixture(names);
    }

    public StripeAccounts accounts() {
        return accounts;
    }

    /** From now on Stripe does not let the account's key in. */
    public void revoke(String name) {
        stripes.get(name).faults().next(1_000, "/", new Fault(401, Duration.ZERO));
    }

    /** How often a key was shown to a Stripe whose key it is not. */
    public long strangers() {
        return stripes.values().stream().mapToLong(StripeStandIn::strangers).sum();
    }

    /** The account without a name and these, all with keys of test mode; nobody answers for them. */
    public static StripeAccounts named(String... names) {
        var jdbi = TestDatabase.books();
        var accounts = new TestAccounts().with("", "http://127.0.0.1:1", Optional.of("rk_test_main"));
        for (String name : names) {
            accounts.with(name, "http://127.0.0.1:1", Optional.of("rk_test_" + name));
        }
        return accounts.over(jdbi, Transactions.over(jdbi), null, Patience.USUAL);
    }

    /** The account without a name and a sandbox; nobody answers for them. */
    public static StripeAccounts withSandbox(String name) {
        var jdbi = TestDatabase.books();
        return new TestAccounts()
                .with("", "http://127.0.0.1:1", Optional.of("rk_live_main"))
                .with(name, "http://127.0.0.1:1", Optional.of("rk_test_" + name))
                .over(jdbi, Transactions.over(jdbi), null, Patience.USUAL);
    }

    /** What a revoked key brings. */
    public static StripeUnavailable refused() {
        return new StripeUnavailable("Stripe refused GET /v1/events with status 401", null);
    }

    @Override
    public void close() {
        stripes.values().forEach(StripeStandIn::close);
    }
}
