package org.almoner.database;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jdbi.v3.core.Jdbi;

/** Puts single rows into a test's own database, with everything unimportant filled in. */
public final class Rows {

    private final Jdbi jdbi;

    public Rows(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    public long donor(String name, String email) {
        return jdbi.withHandle(handle -> handle.createQuery("insert into donor (affiliate_id, name, email, email_key,"
                        + " created_at, updated_at) values (1, ?, ?, lower(?), now(), now()) returning id")
                .bind(0, name)
                .bind(1, email)
                .bind(2, email)
                .mapTo(Long.class)
                .one());
    }

    public long campaign(String code, String name) {
        return jdbi.withHandle(
                handle -> handle.createQuery("insert into campaign (affiliate_id, code, name, created_at)"
                                + " values (1, ?, ?, now()) returning id")
                        .bind(0, code)
                        .bind(1, name)
                        .mapTo(Long.class)
                        .one());
    }

    /** A gift of 25.00 EUR to the general fund; without a moment of success it is still pending. */
    public long gift(String reference, Long donor, Long campaign, Instant receivedAt) {
        return jdbi.withHandle(handle -> {
            long id = handle.createQuery("insert into gift (reference, affiliate_id, donor_id, campaign_id, fund_id,"
                            + " amount_minor, currency, attempt, received_at, found_by, begun_at)"
                            + " values (?, 1, ?, ?, (select min(id) from fund), 2500, 'EUR', ?, ?, 'WEBHOOK', ?)"
                            + " returning id")
                    .bind(0, reference)
                    .bind(1, donor)
                    .bind(2, campaign)
                    .bind(3, receivedAt == null ? "PENDING" : "SUCCEEDED")
                    .bind(4, receivedAt)
                    .bind(5, receivedAt == null ? Instant.parse("2026-11-15T00:00:00Z") : receivedAt)
                    .mapTo(Long.class)
                    .one();
            if (receivedAt != null) {
                posting(id, reference + ":gift", "GIFT", "STRIPE_RECEIVABLE", "GIFT_INCOME", 2500, "EUR", receivedAt);
            }
            return id;
        });
    }

    /** A running plan of 25.00 EUR a month. */
    public void plan(String reference) {
        jdbi.useTransaction(handle -> {
            handle.execute(
                    "insert into recurring_plan (reference, stripe_account, livemode, status, started_at, anchor_at)"
                            + " values (?, '', true, 'active', now(), now())",
                    reference);
            handle.execute(
                    "insert into plan_statement (plan_id, at, place, digest, status, paused, amount_minor, currency,"
                            + " interval_unit, interval_count) select id, now(), 0, 'x', 'active', false, 2500, 'EUR', 'MONTH', 1"
                            + " from recurring_plan where reference = ?",
                    reference);
        });
    }

    /** A posting between two accounts that are made when they are missing. */
    public void posting(
            long gift, String key, String kind, String debit, String credit, long amount, String currency, Instant at) {
        jdbi.useHandle(handle -> handle.execute(
                "insert into ledger_posting (key, kind, debit_id, credit_id, amount, currency, gift_id, reference, occurred_at,"
                        + " booked_month)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, date_trunc('month', ?::timestamptz at time zone 'UTC'))",
                key,
                kind,
                account(debit, currency),
                account(credit, currency),
                amount,
                currency,
                gift,
                key,
                at,
                at));
    }

    private long account(String role, String currency) {
        return jdbi.withHandle(handle -> {
            handle.execute(
                    "insert into ledger_account (role, currency, fund_id) values (?, ?,"
                            + " case when ? = 'GIFT_INCOME' then (select min(id) from fund) end) on conflict do nothing",
                    role,
                    currency,
                    role);
            return handle.createQuery("select min(id) from ledger_account where role = ? and currency = ?")
                    .bind(0, role)
                    .bind(1, currency)
                    .mapTo(Long.class)
                    .one();
        });
    }

    /** A balance transaction in the month of its creation, cut in UTC. */
    public void balanceTransaction(
            String id, String category, String currency, long amount, long fee, Instant created, String description) {
        jdbi.useHandle(handle -> handle.execute(
                "insert into balance_transaction (id, stripe_account, livemode, amount_minor, fee_minor, net_minor,"
                        + " currency, type, reporting_category, source, status, description, created_at, period, fetched_at)"
                        + " values (?, 'acct_1', true, ?, ?, ?, ?, ?, ?, ?, 'available', ?, ?, ?, now())",
                id,
                amount,
                fee,
                amount - fee,
                currency,
                category,
                category,
                "src_" + id,
                description,
                created,
                LocalDate.ofInstant(created, ZoneOffset.UTC).withDayOfMonth(1)));
    }

    public void exception(
            String kind, String reference, LocalDate period, Instant occurred, LocalDate seen, LocalDate resolved) {
        jdbi.useHandle(handle -> handle.execute(
                "insert into settlement_exception (kind, reference, amount_minor, currency, detail, period, occurred_at,"
                        + " raised_on, seen_on, resolved_on) values (?, ?, 1200, 'EUR', 'nobody knows it', ?, ?, ?, ?, ?)",
                kind,
                reference,
                period,
                occurred,
                seen,
                seen,
                resolved));
    }

    public long receipt(String number, long gift, long donor, byte[] bytes) {
        return jdbi.withHandle(handle -> {
            int serial = Integer.parseInt(number.substring(number.lastIndexOf('-') + 1));
            handle.execute(
                    "insert into receipt_series (prefix, year, legal_entity_id, regime, last_number)"
                            + " values ('ALM', 2026, 1, 'PLAIN', 1000)"
                            + " on conflict (prefix, year) do update set last_number = greatest(receipt_series.last_number, 1000)");
            long id = handle.createQuery(
                            "insert into receipt (affiliate_id, series_id, serial, number, gift_id, donor_id,"
                                    + " amount_minor, currency, language, issued_on, issued_at, sha256)"
                                    + " values (1, (select id from receipt_series where prefix = 'ALM' and year = 2026), ?, ?, ?, ?, 2500, 'EUR', 'en', '2026-11-20', now(), sha256(?)) returning id")
                    .bind(0, serial)
                    .bind(1, number)
                    .bind(2, gift)
                    .bind(3, donor)
                    .bind(4, bytes)
                    .mapTo(Long.class)
                    .one();
            handle.execute("insert into receipt_pdf values (?, ?)", id, bytes);
            return id;
        });
    }

    public void mail(long receipt, String state, Instant created) {
        jdbi.useHandle(handle -> handle.execute(
                "insert into mail_outbox (dedupe_key, receipt_id, recipient, language, message_id, dated, state, next_at,"
                        + " created_at) values (gen_random_uuid()::text, ?, 'd@example.org', 'en',"
                        + " gen_random_uuid()::text, now(), ?, now(), ?)",
                receipt,
                state,
                created));
    }
}
