package org.almoner.stripe;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.ObjIntConsumer;
import java.util.stream.Stream;
import org.almoner.database.Transactions;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatements;

/**
 * Asks Stripe about recurring giving that stays unfinished: plans past due, incomplete, given up or never described,
 * plans of which two messages say different things, plans whose date passed in silence, and instalments that are open. A
 * night asks about no more than {@link #PER_NIGHT} of each, those first that wait longest, and about none twice.
 */
public final class UnfinishedPlans {

    /** Plans, and instalments, that one night asks about. */
    static final int PER_NIGHT = 5_000;

    private static final int AT_ONCE = 100;

    /** What was asked within it is not asked again: a close that goes on after a kill begins where it was. */
    private static final Duration ONCE_IN = Duration.ofHours(12);

    private final StripeApi stripe;
    private final ParallelFetch fetch;
    private final Drain drain;
    private final Transactions transactions;
    private final Calendar calendar;

    UnfinishedPlans(StripeApi stripe, ParallelFetch fetch, Drain drain, Transactions transactions, Calendar calendar) {
        this.stripe = stripe;
        this.fetch = fetch;
        this.drain = drain;
        this.transactions = transactions;
        this.calendar = calendar;
    }

    /** How many plans and instalments this night would ask about. */
    public long open() {
        return stripe.configured()
                ? transactions.inNew(handle -> waiting(handle, PLANS).size()
                        + waiting(handle, INSTALMENTS).size())
                : 0;
    }

    /** Asks about the plans that wait longest; gives how many, 0 when none is left for this night. */
    public int nextPlans(ObjIntConsumer<Handle> done) {
        return next(PLANS, "recurring_plan", "reference", done);
    }

    /** The same for instalments. */
    public int nextInstalments(ObjIntConsumer<Handle> done) {
        return next(INSTALMENTS, "stripe_invoice", "id", done);
    }

    private int next(String waiting, String table, String key, ObjIntConsumer<Handle> done) {
        if (!stripe.configured()) {
            return 0;
        }
        List<String> all = transactions.inNew(handle -> waiting(handle, waiting));
        List<String> ids = all.subList(0, Math.min(AT_ONCE, all.size()));
        if (ids.isEmpty()) {
            return 0;
        }
        List<JsonObject> answers = ask(ids);
        transactions.inNew(handle -> {
            drain.absorb(handle, stripe, answers);
            // also what Stripe does not know is asked again another night only
            handle.createUpdate("update " + table + " set asked_at = :now where " + key + " = any (:ids)")
                    .bind("now", calendar.now())
                    .bindArray("ids", String.class, ids.toArray())
                    .execute();
            done.accept(handle, ids.size());
            return null;
        });
        return ids.size();
    }

    private List<JsonObject> ask(List<String> ids) {
        List<JsonObject> found = fetch.all(ids.stream()
                .flatMap(id -> id.startsWith("sub_")
                        ? Stream.of("/v1/subscriptions/" + id)
                        : Stream.of("/v1/invoices/" + id, "/v1/invoice_payments?invoice=" + id))
                .toList());
        List<JsonObject> objects = new ArrayList<>();
        for (JsonObject each : found) {
            if (each.containsKey("data")) {
                objects.addAll(StripeJson.objects(each, "data"));
            } else {
                objects.add(each);
            }
        }
        List<String> newest = objects.stream()
                .filter(each -> "subscription".equals(StripeJson.text(each, "object")))
                .map(each -> StripeJson.id(each, "latest_invoice"))
                .filter(Objects::nonNull)
                .map(id -> "/v1/invoices/" + id)
                .toList();
        objects.addAll(fetch.all(newest));
        return objects;
    }

    private List<String> waiting(Handle handle, String sql) {
        Query query = handle.createQuery(sql);
        query.getConfig(SqlStatements.class).setUnusedBindingAllowed(true);
        return query.bind("now", calendar.now())
                .bind("before", calendar.now().minus(ONCE_IN))
                .bind("account", stripe.account())
                .bind("livemode", stripe.livemode())
                .bind("most", PER_NIGHT)
                .mapTo(String.class)
                .list();
    }

    // how many were asked already counts against the night's measure
    private static final String PLANS =
            """
            select reference from recurring_plan
            where (doubtful or status not in ('active', 'trialing', 'paused', 'canceled', 'incomplete_expired')
                   or status = 'active' and period_end < :now::timestamptz - interval '3 days'
                      and (cancel_at is null or period_end < cancel_at))
              and stripe_account = :account and livemode = :livemode
              and (asked_at is null or asked_at < :before)
            order by asked_at nulls first, id
            limit greatest(0, :most - (select count(*) from recurring_plan where asked_at >= :before and stripe_account = :account))
            """;

    private static final String INSTALMENTS =
            """
            select id from stripe_invoice
            where subscription is not null and (status is null or status not in ('paid', 'void', 'uncollectible'))
              and stripe_account = :account and livemode = :livemode
              and (asked_at is null or asked_at < :before)
            order by asked_at nulls first, id
            limit greatest(0, :most - (select count(*) from stripe_invoice where asked_at >= :before and stripe_account = :account))
            """;
}
