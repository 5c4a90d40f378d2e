package org.almoner.stripe;

import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Recurring plans as Stripe's subscriptions tell them. A plan may be mentioned by an invoice before its subscription is
 * seen; then it stands with the status {@code unknown}. Its status is the newest one said, but a canceled plan stays so.
 */
final class Plans {

    private record Said(JsonObject subscription, Facts.Seen seen) {}

    private final Map<String, Said> said = new LinkedHashMap<>();
    private final Map<String, Facts.Seen> mentioned = new LinkedHashMap<>();
    private final Map<String, String> customers = new LinkedHashMap<>();

    void add(String id, JsonObject subscription, Facts.Seen seen) {
        said.merge(
                id,
                new Said(subscription, seen),
                (known, other) -> other.seen.at().isBefore(known.seen.at()) ? known : other);
        mention(id, StripeJson.id(subscription, "customer"), seen);
    }

    /** An invoice or session names this subscription. */
    void mention(String id, String customer, Facts.Seen seen) {
        mentioned.putIfAbsent(id, seen);
        if (customer != null) {
            customers.put(id, customer);
        }
    }

    Set<String> ids() {
        return said.keySet();
    }

    void flush(Handle handle) {
        if (mentioned.isEmpty()) {
            return;
        }
        PreparedBatch stubs = handle.prepareBatch(MENTION);
        for (String id : new TreeSet<>(mentioned.keySet())) {
            Facts.Seen seen = mentioned.get(id);
            stubs.bind("id", id)
                    .bind("account", seen.account())
                    .bind("livemode", seen.livemode())
                    .bind("customer", customers.get(id))
                    .add();
        }
        stubs.execute();
        if (said.isEmpty()) {
            return;
        }
        PreparedBatch states = handle.prepareBatch(STATE);
        PreparedBatch schedules = handle.prepareBatch(SCHEDULE);
        said.forEach((id, each) -> {
            JsonObject subscription = each.subscription;
            Codes codes = Codes.of(subscription);
            states.bind("id", id)
                    .bind("status", status(subscription))
                    .bind("started", StripeJson.instant(subscription, "start_date"))
                    .bind("ended", StripeJson.instant(subscription, "ended_at"))
                    .bind("campaign", codes.campaign())
                    .bind("fund", codes.fund())
                    .bind("appeal", codes.appeal())
                    .bind("asOf", each.seen.at())
                    .add();
            schedule(schedules, id, subscription, each.seen.at());
        });
        states.execute();
        if (schedules.size() > 0) {
            schedules.execute();
        }
    }

    private static String status(JsonObject subscription) {
        String status = StripeJson.text(subscription, "status");
        return StripeJson.object(subscription, "pause_collection") != null && "active".equals(status)
                ? "paused"
                : status == null ? "unknown" : status;
    }

    /** One row for each change of amount, rhythm or pause; the amount is the sum over the subscription's items. */
    private static void schedule(PreparedBatch batch, String id, JsonObject subscription, Instant at) {
        long amount = 0;
        String currency = null;
        String unit = null;
        Long count = null;
        for (JsonObject item : StripeJson.objects(subscription, "items")) {
            JsonObject price = StripeJson.object(item, "price");
            JsonObject rhythm = price == null ? StripeJson.object(item, "plan") : StripeJson.object(price, "recurring");
            JsonObject priced = price == null ? StripeJson.object(item, "plan") : price;
            Long each = StripeJson.number(priced, price == null ? "amount" : "unit_amount");
            Long quantity = StripeJson.number(item, "quantity");
            if (each == null || rhythm == null) {
                continue;
            }
            amount += each * (quantity == null ? 1 : quantity);
            currency = StripeJson.text(priced, "currency");
            unit = StripeJson.text(rhythm, "interval");
            count = StripeJson.number(rhythm, "interval_count");
        }
        if (currency == null || currency.length() != 3 || unit == null || amount < 0) {
            return;
        }
        Instant started = StripeJson.instant(subscription, "start_date");
        batch.bind("id", id)
                .bind("since", at)
                .bind("first", started == null ? at : started)
                .bind("amount", amount)
                .bind("currency", currency.toUpperCase(Locale.ROOT))
                .bind("unit", unit.toUpperCase(Locale.ROOT))
                .bind("count", count == null || count < 1 ? 1 : count)
                .bind("paused", status(subscription).equals("paused"))
                .add();
    }

    private static final String MENTION =
            """
            insert into recurring_plan (reference, stripe_account, livemode, customer, status)
            values (:id, :account, :livemode, :customer, 'unknown')
            on conflict (reference) do update set customer = coalesce(recurring_plan.customer, excluded.customer)
            """;

    private static final String STATE =
            """
            update recurring_plan set
                status = case when status = 'canceled' or as_of > :asOf then status else :status end,
                started_at = coalesce(:started, started_at),
                ended_at = coalesce(:ended, ended_at),
                campaign_code = coalesce(:campaign, campaign_code),
                fund_code = coalesce(:fund, fund_code),
                appeal_code = coalesce(:appeal, appeal_code),
                as_of = greatest(as_of, :asOf)
            where reference = :id
            """;

    private static final String SCHEDULE =
            """
            insert into plan_schedule (plan_id, since, amount_minor, currency, interval_unit, interval_count, paused)
            select p.id, case when s.plan_id is null then :first::timestamptz else :since::timestamptz end,
                   :amount, :currency, :unit, :count, :paused
            from recurring_plan p
            left join lateral (
                select * from plan_schedule x where x.plan_id = p.id and x.since <= :since order by since desc limit 1) s on true
            where p.reference = :id and :unit in ('DAY', 'WEEK', 'MONTH', 'YEAR')
              and (s.plan_id is null
                   or (s.amount_minor, s.currency, s.interval_unit, s.interval_count, s.paused)
                      is distinct from (:amount::bigint, :currency::char(3), :unit::text, :count::integer, :paused::boolean))
            on conflict (plan_id, since) do nothing
            """;
}
