package org.almoner.stripe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.almoner.database.Sandbox;
import org.almoner.database.Transactions;
import org.almoner.stripe.StripeApi.Patience;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;

/** Stripe accounts without a container, each at an address of its own. */
final class TestAccounts {

    private final List<AccountSettings> settings = new ArrayList<>();
    private final Map<String, String> bases = new LinkedHashMap<>();

    /** An account; the one without a name comes first. */
    TestAccounts with(String name, String base, Optional<String> key, String... secrets) {
        settings.add(new AccountSettings(name, key, List.of(secrets)));
        bases.put(name, base);
        return this;
    }

    StripeAccounts over(Jdbi jdbi, Transactions transactions, Calendar calendar, Patience patience) {
        return over(jdbi, transactions, calendar, patience, task -> new Thread(task).start());
    }

    StripeAccounts over(Jdbi jdbi, Transactions transactions, Calendar calendar, Patience patience, Executor threads) {
        var sandbox = new Sandbox(transactions);
        var accounts = new StripeAccounts(
                settings, bases, patience, new StripeAccount.Parts(jdbi, transactions, sandbox, calendar, threads));
        accounts.prepare();
        return accounts;
    }

    /** The one without a name, alone. */
    static StripeAccounts one(
            String base,
            Optional<String> key,
            Jdbi jdbi,
            Transactions transactions,
            Calendar calendar,
            Patience patience) {
        return new TestAccounts().with("", base, key).over(jdbi, transactions, calendar, patience);
    }
}
