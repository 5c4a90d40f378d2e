package org.almoner.report;

import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.almoner.database.TestDatabase;
import org.jdbi.v3.core.Jdbi;

/** Books written by plain SQL: gifts and the postings that the ledger would have made for them. */
final class Books {
    private final Jdbi jdbi = connected();
    private final AtomicInteger keys = new AtomicInteger();
    private final Map<String, Long> accounts = new HashMap<>();

    /** One connection for all: a property writes thousands of rows. */
    private static Jdbi connected() {
        try {
            return Jdbi.create(TestDatabase.fresh().getConnection());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    Jdbi jdbi() {
        return jdbi;
    }

    /** Takes all gifts, donors and snapshots away, so that one database serves many tries of a property. */
    Books empty() {
        accounts.clear();
        jdbi.useTransaction(handle -> {
            // The books refuse to be emptied; a replica's session is the one that their triggers do not see.
            handle.execute("set local session_replication_role = replica");
            handle.execute("truncate ledger_posting, gift, plan_schedule, recurring_plan, campaign, donor,"
                    + " report_snapshot cascade");
        });
        return this;
    }

    long donor() {
        return id("insert into donor (affiliate_id, created_at, updated_at) select min(id), now(), now() from affiliate"
                + " returning id");
    }

    void merge(long donor, long into) {
        jdbi.useHandle(handle -> handle.execute("update donor set merged_into = ? where id = ?", into, donor));
    }

    long campaign(String code, String name, Integer goal) {
        return id(
                "insert into campaign (affiliate_id, code, name, sdg, created_at) select min(id), ?, ?, ?, now()"
                        + " from affiliate returning id",
                code,
                name,
                goal);
    }

    long fund(String code, String name, String restriction) {
        return id(
                "insert into fund (affiliate_id, code, name, restriction) select min(id), ?, ?, ? from affiliate"
                        + " returning id",
                code,
                name,
                restriction);
    }

    /** A gift that has come in; donor, campaign and fund may be null (the general fund). */
    long gift(Instant at, long minor, String currency, Long donor, boolean recurring, Long campaign, Long fund) {
        int key = keys.incrementAndGet();
        long gift = id(
                """
                insert into gift (reference, affiliate_id, donor_id, campaign_id, fund_id, recurring, amount_minor, currency,
                                  attempt, received_at, found_by, begun_at)
                select 'pi_' || ?, min(affiliate.id), ?, ?, coalesce(?, min(fund.id)), ?, ?, ?, 'SUCCEEDED', ?, 'WEBHOOK', ?
                from affiliate join fund on fund.code = 'general'
                returning id""",
                key,
                donor,
                campaign,
                fund,
                recurring,
                minor,
                currency,
                at,
                at);
        post(gift, "GIFT", "STRIPE_RECEIVABLE", "GIFT_INCOME", minor, currency, at);
        return gift;
    }

    long gift(Instant at, long minor, String currency, Long donor) {
        return gift(at, minor, currency, donor, false, null, null);
    }

    void settled(long gift, Instant at, long minor, long fee, String currency) {
        post(gift, "CHARGE", "STRIPE_CLEARING", "STRIPE_RECEIVABLE", minor, currency, at);
        if (fee > 0) {
            post(gift, "CHARGE_FEE", "PROCESSING_FEES", "STRIPE_CLEARING", fee, currency, at);
        }
    }

    void refunded(long gift, Instant at, long minor, String currency) {
        post(gift, "REFUND", "REFUNDS", "STRIPE_CLEARING", minor, currency, at);
    }

    void refundFailed(long gift, Instant at, long minor, String currency) {
        post(gift, "REFUND_FAILED", "STRIPE_CLEARING", "REFUNDS", minor, currency, at);
    }

    void disputed(long gift, Instant at, long minor, String currency) {
        post(gift, "DISPUTE", "DISPUTES_OPEN", "STRIPE_CLEARING", minor, currency, at);
    }

    void disputeWon(long gift, Instant at, long minor, String currency) {
        post(gift, "DISPUTE_WON", "STRIPE_CLEARING", "DISPUTES_OPEN", minor, currency, at);
    }

    void disputeLost(long gift, Instant at, long minor, String currency) {
        post(gift, "DISPUTE_LOST", "DISPUTES_LOST", "DISPUTES_OPEN", minor, currency, at);
    }

    /** A plan of an amount every so many units, from a moment on. */
    long plan(Instant since, long minor, String currency, String unit, int count) {
        long plan = id(
                "insert into recurring_plan (reference, stripe_account, livemode, status, started_at)"
                        + " values ('sub_' || ?, '', true, 'active', ?) returning id",
                keys.incrementAndGet(),
                since);
        agreed(plan, since, minor, currency, unit, count, false);
        return plan;
    }

    void agreed(long plan, Instant since, long minor, String currency, String unit, int count, boolean paused) {
        jdbi.useHandle(handle -> handle.execute(
                "insert into plan_schedule (plan_id, since, amount_minor, currency, interval_unit, interval_count, paused)"
                        + " values (?, ?, ?, ?, ?, ?, ?)",
                plan,
                since,
                minor,
                currency,
                unit,
                count,
                paused));
    }

    private void post(long gift, String kind, String debit, String credit, long minor, String currency, Instant at) {
        long from = account(credit, currency, gift);
        long to = account(debit, currency, gift);
        jdbi.useHandle(handle -> handle.execute(
                "insert into ledger_posting (key, kind, debit_id, credit_id, amount, currency, gift_id, reference, occurred_at,"
                        + " booked_month)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, date_trunc('month', ?::timestamptz at time zone 'UTC'))",
                kind + keys.incrementAndGet(),
                kind,
                to,
                from,
                minor,
                currency,
                gift,
                "pi",
                at,
                at));
    }

    private long account(String role, String currency, long gift) {
        var key = role + currency + (role.equals("GIFT_INCOME") ? gift : "");
        return accounts.computeIfAbsent(key, k -> opened(role, currency, gift));
    }

    private long opened(String role, String currency, long gift) {
        return id(
                """
                with wanted as (
                    select ? as role, ? as currency, case when ? = 'GIFT_INCOME' then fund_id end as fund_id
                    from gift where id = ?),
                made as (
                    insert into ledger_account (role, currency, fund_id) select * from wanted
                    on conflict do nothing returning id)
                select id from made
                union all
                select a.id from ledger_account a
                join wanted w on a.role = w.role and a.currency = w.currency and a.fund_id is not distinct from w.fund_id""",
                role,
                currency,
                role,
                gift);
    }

    private long id(String sql, Object... values) {
        return jdbi.withHandle(
                handle -> handle.select(sql, values).mapTo(Long.class).one());
    }
}
