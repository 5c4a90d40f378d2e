package org.almoner.stripe;

import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Recurring plans as Stripe's subscriptions tell them. Every statement is kept ({@code plan_statement}); what a plan is
 * and what was agreed since when are derived from all statements together, so the order of messages does not matter.
 *
 * <p>Statements stand in the order of the seconds in which Stripe made them. Within one second that clock says nothing:
 * there a creation comes first, then changes, then what we fetched ourselves, and an end is the last word, also over
 * later seconds, as no plan comes back from it. If two different changes claim the newest second, the one that is shown is
 * chosen by its content, the same in any order, and the plan is marked doubtful: the next close asks Stripe.
 *
 * <p>A plan may be mentioned by an invoice before its subscription is seen; then its status is {@code unknown}.
 */
final class Plans {

    private record Said(String plan, PlanTerms terms) {}

    private final List<Said> said = new ArrayList<>();
    private final Map<String, Facts.Seen> mentioned = new LinkedHashMap<>();
    private final Map<String, String> customers = new TreeMap<>();

    void add(String id, JsonObject subscription, Facts.Seen seen) {
        said.add(new Said(id, PlanTerms.of(subscription, seen)));
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
        Set<String> ids = new TreeSet<>();
        said.forEach(each -> ids.add(each.plan));
        return ids;
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
        PreparedBatch statements = handle.prepareBatch(STATEMENT);
        said.forEach(each -> each.terms
                .bindTo(statements)
                .bind("plan", each.plan)
                .bind("digest", each.terms.digest())
                .add());
        statements.execute();
        Object[] plans = ids().toArray();
        for (String derive : List.of(STATE, OUTDATED, AGREED)) {
            handle.createUpdate(derive).bindArray("plans", String.class, plans).execute();
        }
    }

    private static final String MENTION =
            """
            insert into recurring_plan (reference, stripe_account, livemode, customer, status)
            values (:id, :account, :livemode, :customer, 'unknown')
            on conflict (reference) do update set stripe_account = excluded.stripe_account,
                customer = coalesce(recurring_plan.customer, excluded.customer)
            """;

    private static final String STATEMENT =
            """
            insert into plan_statement (plan_id, at, place, digest, status, paused, amount_minor, currency, interval_unit,
                                        interval_count, started_at, ended_at, anchor_at, period_end, cancel_at, resumes_at,
                                        cancel_reason, item, payment_method, campaign_code, fund_code, appeal_code)
            select id, :at, :place, :digest, :status, :paused, :amount, :currency, :unit,
                   :count, :started, :ended, :anchor, :periodEnd, :cancelAt, :resumes,
                   :reason, :item, :method, :campaign, :fund, :appeal
            from recurring_plan where reference = :plan
            on conflict do nothing
            """;

    private static final String STATE =
            """
            update recurring_plan p set
                status = case when t.paused and t.status = 'active' then 'paused' else t.status end,
                paused = t.paused,
                started_at = t.started,
                ended_at = t.ended_at,
                anchor_at = t.anchor_at,
                period_end = t.period_end,
                cancel_at = t.cancel_at,
                resumes_at = t.resumes_at,
                cancel_reason = t.cancel_reason,
                item = t.item,
                payment_method = t.payment_method,
                campaign_code = coalesce(t.campaign, p.campaign_code),
                fund_code = coalesce(t.fund, p.fund_code),
                appeal_code = coalesce(t.appeal, p.appeal_code),
                doubtful = t.claims > 1,
                as_of = t.at,
                unmoved = true
            from (select distinct on (s.plan_id) s.*,
                         min(s.started_at) over one as started,
                         first_value(s.campaign_code) over (one order by s.campaign_code is null, s.at desc, s.place desc, s.digest desc) as campaign,
                         first_value(s.fund_code) over (one order by s.fund_code is null, s.at desc, s.place desc, s.digest desc) as fund,
                         first_value(s.appeal_code) over (one order by s.appeal_code is null, s.at desc, s.place desc, s.digest desc) as appeal,
                         count(*) over (partition by s.plan_id, s.at, s.place, s.final) as claims
                  from plan_statement s join recurring_plan r on r.id = s.plan_id
                  where r.reference = any (:plans)
                  window one as (partition by s.plan_id)
                  order by s.plan_id, s.final desc, s.at desc, s.place desc, s.digest desc) t
            where p.id = t.plan_id
            """;

    private static final String OUTDATED =
            """
            delete from plan_schedule x using recurring_plan p
            where p.id = x.plan_id and p.reference = any (:plans)
              and not exists (
                select from plan_agreed a
                where a.plan_id = x.plan_id
                  and (a.since, a.amount_minor, a.currency, a.interval_unit, a.interval_count, a.paused)
                      = (x.since, x.amount_minor, x.currency, x.interval_unit, x.interval_count, x.paused))
            """;

    private static final String AGREED =
            """
            insert into plan_schedule (plan_id, since, amount_minor, currency, interval_unit, interval_count, paused)
            select a.plan_id, a.since, a.amount_minor, a.currency, a.interval_unit, a.interval_count, a.paused
            from recurring_plan p join plan_agreed a on a.plan_id = p.id
            where p.reference = any (:plans)
            order by a.plan_id, a.since
            on conflict (plan_id, since) do nothing
            """;
}
