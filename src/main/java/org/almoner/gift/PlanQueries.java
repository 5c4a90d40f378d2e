package org.almoner.gift;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.almoner.database.Cursor;
import org.almoner.database.Filter;
import org.almoner.database.Page;
import org.almoner.money.Money;
import org.jdbi.v3.core.Jdbi;

/** Reads recurring plans, their terms over time and their instalments for screens and API; the newest plan first. */
@ApplicationScoped
public class PlanQueries {

    /**
     * What was agreed from an instant on.
     *
     * @param paused whether nothing is collected while it holds
     */
    public record Agreed(Instant since, Money amount, Rhythm rhythm, boolean paused) {}

    /** An instalment that was tried in vain and may still be paid. */
    static final String MISSING = "i.status = 'open' and i.attempts > 0";

    private static final String MISSED =
            "(" + MISSING + " or i.status = 'uncollectible' or i.status = 'void' and i.attempts > 0)";

    /** Instalments and terms a page shows at most. */
    public static final int SHOWN = 200;

    private static final String PLACE = "coalesce(p.started_at, timestamptz '1970-01-01 00:00:00+00')";
    private static final String ORDER = " order by " + PLACE + " desc, p.id desc";

    private static final String FIELDS =
            """
            select p.*, d.name as donor_name, d.email as donor_email,
                   a.amount_minor, a.currency, a.interval_unit, a.interval_count, a.monthly_minor,
                   i.missed, i.missing, i.paid_at, m.brand, m.last4, m.expires_on, e.status as mandate
            from (%s) p
            left join donor d on d.id = p.donor_id
            left join lateral (
                select * from plan_second s where s.plan_id = p.id and s.amount_minor is not null
                order by s.at desc limit 1) a on true
            cross join lateral (
                select count(*) filter (where MISSED) as missed, count(*) filter (where MISSING) as missing,
                       max(i.paid_at) as paid_at
                from stripe_invoice i where i.subscription = p.reference) i
            left join lateral (
                select * from stripe_payment_method m
                where m.id = p.payment_method or p.payment_method is null and m.customer = p.customer
                order by m.as_of desc, m.id limit 1) m on true
            left join lateral (
                select * from stripe_mandate e where e.payment_method = m.id order by e.as_of desc, e.id limit 1) e on true
            """
                    .replace("MISSED", MISSED)
                    .replace("MISSING", MISSING);

    private Jdbi jdbi;

    protected PlanQueries() {}

    @Inject
    public PlanQueries(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * The page after a cursor, or the first.
     *
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<PlanView> page(PlanFilter wanted, String after, int limit) {
        var filter = wanted.toFilter();
        if (after != null) {
            var place = Cursor.read(after, 2);
            filter.and("(" + PLACE + ", p.id) < (?, ?)", place.instant(0), place.number(1));
        }
        return Page.cut(
                select(filter, 0, limit + 1),
                limit,
                plan -> Cursor.of(plan.startedAt() == null ? Instant.EPOCH : plan.startedAt(), plan.id()));
    }

    /** Rows from an offset on, for tables with page numbers. */
    public List<PlanView> slice(PlanFilter wanted, int offset, int limit) {
        return select(wanted.toFilter(), Math.min(offset, Page.COUNT_CAP), limit);
    }

    /** How many there are, at most one more than {@link Page#COUNT_CAP}. */
    public int count(PlanFilter wanted) {
        return jdbi.withHandle(handle -> wanted.toFilter().count(handle, "recurring_plan p"));
    }

    public Optional<PlanView> find(String reference) {
        return select(new Filter().and("p.reference = ?", reference), 0, 1).stream()
                .findFirst();
    }

    /** The plan a gift is an instalment of. */
    public Optional<String> ofGift(String gift) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select p.reference from gift g join recurring_plan p on p.id = g.plan_id where g.reference = ?")
                .bind(0, gift)
                .mapTo(String.class)
                .findFirst());
    }

    /** What was agreed since when, the newest first, at most {@link #SHOWN}. */
    public List<Agreed> agreed(long plan) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from plan_schedule where plan_id = ? order by since desc limit ?")
                .bind(0, plan)
                .bind(1, SHOWN)
                .map((row, context) -> new Agreed(
                        row.getTimestamp("since").toInstant(),
                        new Money(row.getLong("amount_minor"), row.getString("currency")),
                        rhythm(row),
                        row.getBoolean("paused")))
                .list());
    }

    /** The instalments, the newest first, at most {@link #SHOWN}. */
    public List<Instalment> instalments(String reference) {
        return jdbi.withHandle(handle -> handle.createQuery(INSTALMENTS)
                .bind("plan", reference)
                .bind("shown", SHOWN)
                .map((row, context) -> new Instalment(
                        row.getString("id"),
                        row.getString("state"),
                        money(row, "amount_due_minor"),
                        row.getInt("attempts"),
                        instant(row, "created_at"),
                        instant(row, "paid_at"),
                        instant(row, "next_attempt_at"),
                        payAt(row),
                        row.getString("gift")))
                .list());
    }

    private List<PlanView> select(Filter filter, int offset, int limit) {
        var chosen = "select * from recurring_plan p where " + filter.sql() + ORDER + " limit ? offset ?";
        return jdbi.withHandle(
                handle -> filter.bind(handle.createQuery(FIELDS.formatted(chosen) + ORDER), limit, offset)
                        .map((row, context) -> read(row))
                        .list());
    }

    private static PlanView read(ResultSet row) throws SQLException {
        var donor = row.getLong("donor_id");
        var known = !row.wasNull();
        var brand = row.getString("brand");
        var expires = row.getDate("expires_on");
        return new PlanView(
                row.getLong("id"),
                row.getString("reference"),
                row.getString("stripe_account"),
                row.getBoolean("livemode"),
                known ? new GiftView.Donor(donor, row.getString("donor_name"), row.getString("donor_email")) : null,
                row.getString("status"),
                row.getBoolean("paused"),
                money(row, "amount_minor"),
                row.getString("interval_unit") == null ? null : rhythm(row),
                money(row, "monthly_minor"),
                row.getString("campaign_code"),
                row.getString("fund_code"),
                instant(row, "started_at"),
                instant(row, "anchor_at"),
                instant(row, "period_end"),
                instant(row, "ended_at"),
                instant(row, "cancel_at"),
                row.getString("cancel_reason"),
                instant(row, "resumes_at"),
                row.getInt("missed"),
                row.getInt("missing"),
                instant(row, "paid_at"),
                brand == null && expires == null
                        ? null
                        : new PlanView.Card(
                                brand, row.getString("last4"), expires == null ? null : expires.toLocalDate()),
                row.getString("mandate"),
                row.getBoolean("doubtful"));
    }

    private static Rhythm rhythm(ResultSet row) throws SQLException {
        return new Rhythm(Rhythm.Unit.valueOf(row.getString("interval_unit")), row.getInt("interval_count"));
    }

    private static Money money(ResultSet row, String column) throws SQLException {
        var minor = row.getLong(column);
        var currency = row.getString("currency");
        return row.wasNull() || row.getObject(column) == null ? null : new Money(minor, currency);
    }

    private static String payAt(ResultSet row) throws SQLException {
        var url = row.getString("hosted_url");
        return "open".equals(row.getString("status")) && url != null && url.startsWith("https://") ? url : null;
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }

    private static final String INSTALMENTS =
            """
            select i.*,
                   case when i.status is null then 'UNKNOWN'
                        when i.status = 'open' and i.attempts > 0 then 'FAILED'
                        when i.status = 'paid' and i.out_of_band then 'PAID_ELSEWHERE'
                        else upper(i.status) end as state,
                   (select g.reference from stripe_invoice_payment ip join gift g on g.reference = ip.payment_intent
                    where ip.invoice = i.id order by g.received_at is null, g.reference limit 1) as gift
            from stripe_invoice i
            where i.subscription = :plan
            order by i.created_at desc nulls last, i.id desc
            limit :shown
            """;
}
