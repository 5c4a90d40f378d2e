package org.almoner.stripe;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.almoner.database.Transactions;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;

/** How far the sweep of each list of each account has come, and where the next one begins. */
final class SweepMarks {

    private final Transactions transactions;
    private final Calendar calendar;

    SweepMarks(Transactions transactions, Calendar calendar) {
        this.transactions = transactions;
        this.calendar = calendar;
    }

    /** The beginning of a sweep that reads again what was made within the overlap before the mark. */
    Sweep.Position begin(String account, String list, Duration overlap) {
        Optional<Instant> mark = transactions.inNew(handle -> handle.createQuery(
                        "select max(reached) from sweep_mark where stripe_account = :account and list = :list having"
                                + " max(reached) is not null")
                .bind("account", account)
                .bind("list", list)
                .mapTo(Instant.class)
                .findOne());
        Instant since = mark.map(reached -> reached.minus(overlap)).orElse(null);
        return new Sweep.Position(account, calendar.now(), since, null, null, 0, false);
    }

    /** Notes that everything up to an instant was seen; never goes back. */
    void reach(Handle handle, StripeApi stripe, String list, Instant newest) {
        if (newest == null) {
            return;
        }
        handle.createUpdate("insert into sweep_mark (stripe_account, livemode, list, reached)"
                        + " values (:account, :livemode, :list, :newest) on conflict (stripe_account, livemode, list)"
                        + " do update set reached = greatest(sweep_mark.reached, excluded.reached)")
                .bind("account", stripe.account())
                .bind("livemode", stripe.livemode())
                .bind("list", list)
                .bind("newest", newest)
                .execute();
    }

    /** When the newest of these things was made; null if none says. */
    static Instant newest(List<JsonObject> items) {
        return items.stream()
                .map(item -> StripeJson.instant(item, "created"))
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .orElse(null);
    }
}
