package org.almoner.report;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.almoner.database.Transactions;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * How the monthly recurring income moved: opening plus new, upgraded, resumed and recovered, less downgraded, paused and
 * lost, is closing, per month and currency and to the minor unit, as every plan's amount is made money a month by itself
 * ({@code plan_statement.monthly_minor}) before anything is added up.
 */
@ApplicationScoped
public class PlanMovements {

    /**
     * A movement of one plan.
     *
     * @param kind {@code NEW}, {@code UPGRADE}, {@code DOWNGRADE}, {@code PAUSED}, {@code RESUMED},
     *     {@code CHURNED_BY_CHOICE}, {@code CHURNED_BY_FAILURE}, {@code RECOVERED}
     * @param amount the money a month it is about
     * @param moved what it adds to the monthly recurring income
     */
    public record Moved(Instant at, String kind, Money amount, Money moved) {}

    /**
     * One month in one currency; opening and all that moved make closing.
     *
     * @param moved by kind, every kind in it, in the order of {@link Moved#kind}
     * @param recovered the money a month of all plans whose failed payments were paid, also of those that kept counting
     */
    public record Month(
            YearMonth month,
            Money opening,
            Map<String, Money> moved,
            Map<String, Long> plans,
            Money recovered,
            Money closing) {}

    private static final int AT_ONCE = 500;
    private static final Duration UNSURE = Duration.ofDays(40);

    private Jdbi jdbi;
    private Transactions transactions;
    private Calendar calendar;

    protected PlanMovements() {}

    @Inject
    public PlanMovements(Jdbi jdbi, Transactions transactions, Calendar calendar) {
        this.jdbi = jdbi;
        this.transactions = transactions;
        this.calendar = calendar;
    }

    /**
     * Computes the movements of the next plans of which something was said since, and of those that ended lately for a
     * reason that may still come to light.
     *
     * @param after the id of the last plan of the page before, or 0
     * @return the id of the last plan looked at, or 0 when there are no more
     */
    public long refresh(long after) {
        return transactions.inNew(handle -> {
            var plans = handle.createQuery(
                            """
                            select id from recurring_plan
                            where id > :after and (unmoved or cancel_reason is null and ended_at > :unsure)
                            order by id limit :most for update""")
                    .bind("after", after)
                    .bind("unsure", calendar.now().minus(UNSURE))
                    .bind("most", AT_ONCE)
                    .mapTo(Long.class)
                    .list();
            if (plans.isEmpty()) {
                return 0L;
            }
            write(handle, plans, said(handle, plans));
            return plans.get(plans.size() - 1);
        });
    }

    private static Map<Long, List<PlanStory.Said>> said(Handle handle, List<Long> plans) {
        Map<Long, List<PlanStory.Said>> stories = new LinkedHashMap<>();
        handle.createQuery(SAID)
                .bindArray("plans", Long.class, plans.toArray())
                .map((row, context) -> Map.entry(row.getLong("plan_id"), said(row)))
                .forEach(each -> stories.computeIfAbsent(each.getKey(), id -> new ArrayList<>())
                        .add(each.getValue()));
        return stories;
    }

    private void write(Handle handle, List<Long> plans, Map<Long, List<PlanStory.Said>> stories) {
        handle.createUpdate("delete from plan_movement where plan_id = any (:plans)")
                .bindArray("plans", Long.class, plans.toArray())
                .execute();
        var batch = handle.prepareBatch(
                "insert into plan_movement (plan_id, at, kind, currency, month, amount_minor, moved_minor)"
                        + " values (:plan, :at, :kind, :currency, :month, :amount, :moved)");
        stories.forEach((plan, said) -> PlanStory.of(said).forEach(each -> batch.bind("plan", plan)
                .bind("at", each.at())
                .bind("kind", each.kind().name())
                .bind("currency", each.currency())
                .bind("month", calendar.periodOf(each.at()))
                .bind("amount", each.amount())
                .bind("moved", each.moved())
                .add()));
        if (batch.size() > 0) {
            batch.execute();
        }
        handle.createUpdate("update recurring_plan set unmoved = false where id = any (:plans) and unmoved")
                .bindArray("plans", Long.class, plans.toArray())
                .execute();
    }

    /** What one plan moved, the newest first. */
    public List<Moved> of(long plan) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from plan_movement where plan_id = ? order by at desc, kind limit 200")
                .bind(0, plan)
                .map((row, context) -> new Moved(
                        row.getTimestamp("at").toInstant(),
                        row.getString("kind"),
                        new Money(row.getLong("amount_minor"), row.getString("currency")),
                        new Money(row.getLong("moved_minor"), row.getString("currency"))))
                .list());
    }

    /** A month in all its currencies, those with the largest closing first. */
    public List<Month> month(YearMonth month) {
        Map<String, Map<String, long[]>> sums = new TreeMap<>();
        jdbi.useHandle(handle -> handle.createQuery(
                        """
                        select currency, case when month < :month then 'OPENING' else kind end as kind,
                               sum(moved_minor)::bigint as moved, sum(amount_minor)::bigint as amount, count(*) as plans
                        from plan_movement where month <= :month group by 1, 2""")
                .bind("month", month.atDay(1))
                .map((row, context) -> {
                    sums.computeIfAbsent(row.getString("currency"), currency -> new LinkedHashMap<>())
                            .put(
                                    row.getString("kind"),
                                    new long[] {row.getLong("moved"), row.getLong("amount"), row.getLong("plans")});
                    return true;
                })
                .list());
        return sums.entrySet().stream()
                .map(each -> month(month, each.getKey(), each.getValue()))
                .sorted((one, other) ->
                        Long.compare(other.closing().minor(), one.closing().minor()))
                .toList();
    }

    private static Month month(YearMonth month, String currency, Map<String, long[]> sums) {
        var none = new long[3];
        Map<String, Money> moved = new LinkedHashMap<>();
        Map<String, Long> plans = new LinkedHashMap<>();
        for (var kind : PlanStory.Kind.values()) {
            moved.put(kind.name(), new Money(sums.getOrDefault(kind.name(), none)[0], currency));
            plans.put(kind.name(), sums.getOrDefault(kind.name(), none)[2]);
        }
        return new Month(
                month,
                new Money(sums.getOrDefault("OPENING", none)[0], currency),
                moved,
                plans,
                new Money(sums.getOrDefault(PlanStory.Kind.RECOVERED.name(), none)[1], currency),
                new Money(sums.values().stream().mapToLong(sum -> sum[0]).sum(), currency));
    }

    private static PlanStory.Said said(ResultSet row) throws SQLException {
        var monthly = row.getLong("monthly_minor");
        return new PlanStory.Said(
                row.getTimestamp("at").toInstant(),
                row.getString("status"),
                row.getBoolean("paused"),
                row.getString("currency") == null ? null : Long.valueOf(monthly),
                row.getString("currency"),
                instant(row, "started_at"),
                instant(row, "ended_at"),
                row.getString("cancel_reason"),
                row.getBoolean("missed"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        var timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }

    // an older shape says no reason: then a payment tried in vain within the two months before the end is one; so it is
    // when the policy on failed renewals ended it, and once its grace is over a plan counts as given up until it is
    // paid
    private static final String SAID =
            """
            select s.plan_id, s.at,
                   case when s.status = 'past_due' and exists (
                            select from plan_failure f
                            where f.plan_id = s.plan_id and f.lapsed_at <= s.at and (f.ended_at is null or s.at < f.ended_at))
                        then 'unpaid' else s.status end as status,
                   s.paused, s.monthly_minor, s.currency, s.started_at, s.ended_at,
                   case when s.final and exists (
                            select from plan_change c where c.plan_id = s.plan_id and c.wished_by = 'POLICY'
                                                        and c.deed = 'CANCEL' and c.state = 'DONE')
                        then 'payment_failed'
                        else coalesce(s.cancel_reason, case when s.final then p.cancel_reason end) end as cancel_reason,
                   s.final and exists (
                       select from stripe_invoice i
                       where i.subscription = p.reference and i.attempts > 0 and i.status <> 'paid'
                         and i.created_at between s.at - interval '60 days' and s.at) as missed
            from plan_second s join recurring_plan p on p.id = s.plan_id
            where s.plan_id = any (:plans)
            union all
            select f.plan_id, f.lapsed_at, 'unpaid', false, s.monthly_minor, s.currency, s.started_at, null, null, false
            from plan_failure f
            cross join lateral (select * from plan_second b where b.plan_id = f.plan_id and b.at < f.lapsed_at
                                order by b.at desc limit 1) s
            where f.plan_id = any (:plans) and not s.paused and s.status in ('active', 'trialing', 'past_due')
            order by 1, 2
            """;
}
