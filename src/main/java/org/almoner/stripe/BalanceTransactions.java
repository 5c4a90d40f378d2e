package org.almoner.stripe;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.almoner.money.Currencies;
import org.almoner.reconcile.Periods;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Writes Stripe's balance transactions down as they are; what they mean is found out by matching. They never change but
 * in their status (docs.stripe.com/api/balance_transactions), so neither do these rows.
 */
final class BalanceTransactions {

    private final Drain drain;
    private final Calendar calendar;

    BalanceTransactions(Drain drain, Calendar calendar) {
        this.drain = drain;
        this.calendar = calendar;
    }

    /** Writes those of a page, and takes in what the expanded sources of new ones say that no event said. */
    void write(Handle handle, StripeApi stripe, List<JsonObject> transactions) {
        if (transactions.isEmpty()) {
            return;
        }
        Periods.share(handle);
        List<JsonObject> news = news(handle, transactions);
        if (!news.isEmpty()) {
            drain.absorb(handle, stripe, news);
        }
        Instant now = calendar.now();
        PreparedBatch batch = handle.prepareBatch(UPSERT);
        for (JsonObject transaction : transactions) {
            bind(batch, transaction, stripe, now);
        }
        batch.execute();
    }

    private List<JsonObject> news(Handle handle, List<JsonObject> transactions) {
        List<JsonObject> sources = new ArrayList<>();
        Set<String> known = new HashSet<>(handle.createQuery(KNOWN)
                .bindArray("ids", String.class, (Object[]) texts(transactions, "id"))
                .mapTo(String.class)
                .list());
        List<JsonObject> unread = transactions.stream()
                .filter(transaction -> !known.contains(StripeJson.text(transaction, "id")))
                .filter(transaction -> StripeJson.object(transaction, "source") != null)
                .toList();
        Set<String> settled = new HashSet<>(handle.createQuery(SETTLED)
                .bindArray("ids", String.class, (Object[]) unread.stream()
                        .map(transaction -> StripeJson.id(transaction, "source"))
                        .toArray(String[]::new))
                .mapTo(String.class)
                .list());
        for (JsonObject transaction : unread) {
            boolean first = Set.of("charge", "refund").contains(category(transaction));
            if (!first || !settled.contains(StripeJson.id(transaction, "source"))) {
                sources.add(StripeJson.object(transaction, "source"));
            }
        }
        return sources;
    }

    private static String[] texts(List<JsonObject> items, String field) {
        return items.stream().map(item -> StripeJson.id(item, field)).toArray(String[]::new);
    }

    private void bind(PreparedBatch batch, JsonObject transaction, StripeApi stripe, Instant now) {
        String id = StripeJson.text(transaction, "id");
        Long amount = StripeJson.number(transaction, "amount");
        Instant created = StripeJson.instant(transaction, "created");
        if (id == null || amount == null || created == null) {
            throw new FactsRefused("Stripe lists a balance transaction without id, amount or time: " + id);
        }
        Long fee = StripeJson.number(transaction, "fee");
        long assessed = fee == null ? 0 : fee;
        Long net = StripeJson.number(transaction, "net");
        String status = StripeJson.text(transaction, "status");
        JsonObject source = StripeJson.object(transaction, "source");
        batch.bind("id", id)
                .bind("account", stripe.account())
                .bind(
                        "livemode",
                        source != null && source.containsKey("livemode")
                                ? StripeJson.isTrue(source, "livemode")
                                : stripe.livemode())
                .bind("amount", amount)
                .bind("fee", assessed)
                .bind("feeDetails", feeDetails(transaction))
                .bind("net", net == null ? amount - assessed : net)
                .bind("currency", Currencies.fromStripe(StripeJson.text(transaction, "currency")))
                .bind(
                        "rate",
                        transaction.get("exchange_rate") instanceof JsonNumber rate ? rate.bigDecimalValue() : null)
                .bind("type", orUnknown(StripeJson.text(transaction, "type")))
                .bind("category", category(transaction))
                .bind("source", StripeJson.id(transaction, "source"))
                .bind("charge", charge(transaction))
                .bind("status", status == null ? "available" : status)
                .bind("description", StripeJson.text(transaction, "description"))
                .bind("available", StripeJson.instant(transaction, "available_on"))
                .bind("created", created)
                .bind("period", calendar.periodOf(created))
                .bind("now", now)
                .add();
    }

    private static Long feeDetails(JsonObject transaction) {
        List<JsonObject> details = StripeJson.objects(transaction, "fee_details");
        return details.isEmpty()
                ? null
                : details.stream()
                        .map(detail -> StripeJson.number(detail, "amount"))
                        .filter(Objects::nonNull)
                        .mapToLong(Long::longValue)
                        .sum();
    }

    private static String category(JsonObject transaction) {
        String category = StripeJson.text(transaction, "reporting_category");
        if (category != null) {
            return category;
        }
        String type = orUnknown(StripeJson.text(transaction, "type"));
        String source = StripeJson.id(transaction, "source");
        if (type.equals("adjustment") && source != null) {
            if (source.startsWith("re_") || source.startsWith("pyr_")) {
                return "refund_failure";
            }
            if (source.startsWith("du_") || source.startsWith("dp_")) {
                Long amount = StripeJson.number(transaction, "amount");
                return amount != null && amount > 0 ? "dispute_reversal" : "dispute";
            }
        }
        return type;
    }

    private static String orUnknown(String text) {
        return text == null ? "unknown" : text;
    }

    private static String charge(JsonObject transaction) {
        String source = StripeJson.id(transaction, "source");
        if (source != null && (source.startsWith("ch_") || source.startsWith("py_"))) {
            return source;
        }
        return StripeJson.id(transaction, "source", "charge");
    }

    private static final String KNOWN = "select id from balance_transaction where id = any(:ids)";

    /** Charges and refunds that an event has already brought with their balance transaction. */
    private static final String SETTLED =
            """
            select id from charge where id = any(:ids) and balance_transaction is not null
            union all
            select id from refund where id = any(:ids) and balance_transaction is not null
            """;

    private static final String UPSERT =
            """
            insert into balance_transaction as known (id, stripe_account, livemode, amount_minor, fee_minor, fee_details_minor,
                net_minor, currency, exchange_rate, type, reporting_category, source, charge, status, description, available_on,
                created_at, period, about_month, fetched_at)
            select :id, :account, :livemode, :amount, :fee, :feeDetails, :net, :currency, :rate, :type, :category, :source,
                coalesce(:charge, (select charge from refund where id = :source), (select charge from dispute where id = :source)),
                :status, :description, :available, :created, greatest(:period, e.open),
                case when e.open > :period then :period::date end, :now
            from (select (closed_through + interval '1 month')::date as open from legal_entity
                  where id = coalesce((select legal_entity_id from stripe_account_entity where stripe_account = :account), 1)) e
            on conflict (id) do update set stripe_account = excluded.stripe_account, status = excluded.status,
                available_on = excluded.available_on,
                charge = coalesce(known.charge, excluded.charge), fetched_at = excluded.fetched_at
            where known.stripe_account <> excluded.stripe_account or known.status <> excluded.status or known.available_on is distinct from excluded.available_on
                or known.charge is null and excluded.charge is not null
            """;
}
