package org.almoner.stripe;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ObjIntConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.almoner.database.Transactions;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatements;

/**
 * Fetches the objects that balance transactions point at and nobody has told us of, and the payments whose end we never
 * heard of, and takes them in as if an event had brought them. What Stripe does not know either is left to matching.
 */
public final class Unknowns {

    private static final int AT_ONCE = 100;

    private final StripeApi stripe;
    private final ParallelFetch fetch;
    private final Drain drain;
    private final Transactions transactions;

    Unknowns(StripeApi stripe, ParallelFetch fetch, Drain drain, Transactions transactions) {
        this.stripe = stripe;
        this.fetch = fetch;
        this.drain = drain;
        this.transactions = transactions;
    }

    /** How many balance transactions lack a fact, and how many payments, refunds and disputes are not final. */
    public long open() {
        return transactions.inNew(handle -> count(handle, OPEN) + count(handle, UNFINISHED));
    }

    /** Looks into the next balance transactions after an id; gives the last one's id, or "" when there are no more. */
    public String nextTransactions(String after, ObjIntConsumer<Handle> done) {
        List<String> ids = page(OPEN, after);
        if (ids.isEmpty() || !stripe.configured()) {
            return "";
        }
        absorb(fetch.all(paths(ids, SOURCES)));
        absorb(fetch.all(paths(ids, CHARGES)));
        payments(transactions.inNew(handle -> strings(handle, PAYMENTS, ids)));
        transactions.inNew(handle -> {
            handle.createUpdate(POINT_AT_CHARGE)
                    .bindArray("ids", String.class, ids.toArray())
                    .execute();
            done.accept(handle, ids.size());
            return null;
        });
        return ids.get(ids.size() - 1);
    }

    /** The same for payments, refunds and disputes that are not final, by their ids: their last word may have been missed. */
    public String nextUnfinished(String after, ObjIntConsumer<Handle> done) {
        List<String> ids = page(UNFINISHED, after);
        if (ids.isEmpty() || !stripe.configured()) {
            return "";
        }
        absorb(fetch.all(paths(ids)));
        payments(ids.stream().filter(id -> path(id).isEmpty()).toList());
        transactions.inNew(handle -> {
            done.accept(handle, ids.size());
            return null;
        });
        return ids.get(ids.size() - 1);
    }

    /** A payment is taken in with all that says who gave it and for what, so that it is not booked to nobody. */
    private void payments(Collection<String> ids) {
        List<JsonObject> payments = fetch.all(ids.stream()
                .map(id -> "/v1/payment_intents/" + id + "?expand%5B%5D=latest_charge")
                .toList());
        List<JsonObject> lists = fetch.all(payments.stream()
                .map(payment -> StripeJson.text(payment, "id"))
                .flatMap(id -> Stream.of(
                        "/v1/invoice_payments?payment%5Btype%5D=payment_intent&payment%5Bpayment_intent%5D=" + id,
                        "/v1/checkout/sessions?payment_intent=" + id))
                .toList());
        List<JsonObject> links = lists.stream()
                .flatMap(list -> StripeJson.objects(list, "data").stream())
                .toList();
        List<JsonObject> invoices = fetch.all(paths(
                "/v1/invoices/",
                links.stream()
                        .filter(link -> "invoice_payment".equals(StripeJson.text(link, "object")))
                        .map(link -> StripeJson.id(link, "invoice"))));
        List<JsonObject> customers = fetch.all(paths(
                "/v1/customers/",
                Stream.concat(payments.stream(), invoices.stream()).map(object -> StripeJson.id(object, "customer"))));
        List<JsonObject> subscriptions =
                fetch.all(paths("/v1/subscriptions/", invoices.stream().map(Unknowns::subscription)));
        List<JsonObject> all = new ArrayList<>(customers);
        all.addAll(subscriptions);
        all.addAll(invoices);
        all.addAll(links);
        all.addAll(payments);
        absorb(all);
    }

    private static String subscription(JsonObject invoice) {
        String subscription = StripeJson.id(invoice, "parent", "subscription_details", "subscription");
        return subscription != null ? subscription : StripeJson.id(invoice, "subscription");
    }

    private static Collection<String> paths(String prefix, Stream<String> ids) {
        return ids.filter(Objects::nonNull).map(id -> prefix + id).distinct().toList();
    }

    private Set<String> paths(List<String> transactionIds, String query) {
        return paths(transactions.inNew(handle -> strings(handle, query, transactionIds)));
    }

    private static Set<String> paths(List<String> ids) {
        return ids.stream().flatMap(id -> path(id).stream()).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Where a charge, refund or dispute is asked for. */
    private static Optional<String> path(String id) {
        if (id.startsWith("ch_") || id.startsWith("py_")) {
            return Optional.of("/v1/charges/" + id);
        }
        if (id.startsWith("re_") || id.startsWith("pyr_")) {
            return Optional.of("/v1/refunds/" + id);
        }
        return id.startsWith("du_") || id.startsWith("dp_") ? Optional.of("/v1/disputes/" + id) : Optional.empty();
    }

    private void absorb(List<JsonObject> objects) {
        if (!objects.isEmpty()) {
            transactions.inNew(handle -> drain.absorb(handle, stripe, objects));
        }
    }

    private long count(Handle handle, String query) {
        return bound(handle.createQuery("select count(*) from (" + query + ") counted"), "", Integer.MAX_VALUE)
                .mapTo(Long.class)
                .one();
    }

    private List<String> page(String query, String after) {
        return transactions.inNew(handle -> bound(handle.createQuery(query), after, AT_ONCE)
                .mapTo(String.class)
                .list());
    }

    private Query bound(Query query, String after, int most) {
        query.getConfig(SqlStatements.class).setUnusedBindingAllowed(true);
        return query.bind("account", stripe.account()).bind("after", after).bind("most", most);
    }

    private static List<String> strings(Handle handle, String query, List<String> ids) {
        return handle.createQuery(query)
                .bindArray("ids", String.class, ids.toArray())
                .mapTo(String.class)
                .list();
    }

    private static final String OPEN =
            """
            select t.id from balance_transaction t
            left join posting_rule r on r.category = t.reporting_category
            left join refund re on re.id = t.source
            left join dispute du on du.id = t.source
            left join charge c on c.id = coalesce(t.charge, re.charge, du.charge, t.source)
            left join gift g on g.reference = c.gift_reference
            where (t.match = 'NEW' or t.finding is not null) and t.stripe_account = :account and t.source is not null
              and t.id > :after
              and (r.bucket is null or r.counterpart is not null)
              and (c.id is null or c.gift_reference is not null and (g.id is null or g.status = 'PENDING')
                   or r.counterpart = 'REFUND' and re.id is null or r.counterpart = 'DISPUTE' and du.id is null)
            order by t.id limit :most
            """;

    private static final String UNFINISHED =
            """
            select id from (
                select reference as id from gift
                where status = 'PENDING' and stripe_account = :account and found_by <> 'KEYED'
                union all
                select id from refund
                where status not in ('succeeded', 'failed', 'canceled') and stripe_account = :account
                union all
                select id from dispute
                where status not in ('won', 'lost', 'warning_closed', 'prevented') and stripe_account = :account) unfinished
            where id > :after order by id limit :most
            """;

    private static final String SOURCES =
            """
            select t.source from balance_transaction t
            where t.id = any(:ids) and t.source is not null
              and not exists (select 1 from charge where id = t.source)
              and not exists (select 1 from refund where id = t.source)
              and not exists (select 1 from dispute where id = t.source)
            """;

    private static final String CHARGES =
            """
            select coalesce(t.charge, re.charge, du.charge) from balance_transaction t
            left join refund re on re.id = t.source
            left join dispute du on du.id = t.source
            where t.id = any(:ids) and coalesce(t.charge, re.charge, du.charge) is not null
              and not exists (select 1 from charge where id = coalesce(t.charge, re.charge, du.charge))
            """;

    private static final String PAYMENTS =
            """
            select distinct c.gift_reference from balance_transaction t
            left join refund re on re.id = t.source
            left join dispute du on du.id = t.source
            join charge c on c.id = coalesce(t.charge, re.charge, du.charge, t.source)
            left join gift g on g.reference = c.gift_reference
            where t.id = any(:ids) and c.gift_reference is not null and (g.id is null or g.status = 'PENDING')
            """;

    private static final String POINT_AT_CHARGE =
            """
            update balance_transaction t set charge = known.charge
            from (select id, charge from refund union all select id, charge from dispute) known
            where t.id = any(:ids) and t.charge is null and known.id = t.source and known.charge is not null
            """;
}
