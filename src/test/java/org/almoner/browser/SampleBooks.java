package org.almoner.browser;

import java.nio.charset.StandardCharsets;
import org.jdbi.v3.core.Jdbi;

/** A few rows for every page: written straight into the tables, as these tests are about what the pages show. */
final class SampleBooks {

    /** What stands for a receipt; the console hands out bytes and does not read them. */
    static final byte[] PDF = "%PDF-1.7\n% a receipt\n%%EOF\n".getBytes(StandardCharsets.US_ASCII);

    private static final String ROWS =
            """
            insert into campaign (affiliate_id, code, name, goal_minor, currency, sdg, share_link, created_at)
            select id, 'wells', 'Wells for Turkana', 2500000, 'EUR', 6, 'https://give.example.org/wells', now() from affiliate;
            insert into donor (id, affiliate_id, name, email, email_key, country, languages, created_at, updated_at)
            select 1, id, 'Anna Gruber', 'anna@example.org', 'anna@example.org', 'AT', '{de}', now(), now() from affiliate;
            alter table donor alter column id restart with 2;
            insert into gift (reference, affiliate_id, donor_id, campaign_id, fund_id, amount_minor, currency, attempt,
                              received_at, found_by, begun_at, payout_id)
            select 'pi_browser_' || i, a.id, 1, c.id, f.id, 2500, 'EUR',
                   case when i = 30 then 'PENDING' else 'SUCCEEDED' end,
                   case when i < 30 then now() - i * interval '1 hour' end, 'WEBHOOK', now() - i * interval '1 hour', 'po_browser'
            from affiliate a, campaign c, fund f, generate_series(1, 30) i where f.code = 'general';
            insert into recurring_plan (id, reference, stripe_account, livemode, customer, donor_id, status, started_at, anchor_at)
            values (1, 'sub_browser', '', true, 'cus_browser', 1, 'active', now() - interval '40 days', now() - interval '40 days');
            alter table recurring_plan alter column id restart with 2;
            insert into plan_statement (plan_id, at, place, digest, status, paused, amount_minor, currency, interval_unit, interval_count)
            values (1, now() - interval '40 days', 0, 'x', 'active', false, 2500, 'EUR', 'MONTH', 1);
            insert into plan_schedule (plan_id, since, amount_minor, currency, interval_unit, interval_count)
            values (1, now() - interval '40 days', 2500, 'EUR', 'MONTH', 1);
            insert into plan_movement (plan_id, at, kind, currency, month, amount_minor, moved_minor)
            values (1, now() - interval '40 days', 'NEW', 'EUR', date_trunc('month', now() - interval '40 days')::date, 2500, 2500);
            insert into stripe_invoice (id, stripe_account, livemode, subscription, status, amount_due_minor, currency, attempts, created_at)
            values ('in_browser', '', true, 'sub_browser', 'open', 2500, 'EUR', 1, now() - interval '9 days');
            insert into stripe_payment_method (id, stripe_account, livemode, customer, type, brand, last4, expires_on, as_of)
            values ('pm_browser', '', true, 'cus_browser', 'card', 'visa', '4242', current_date + 400, now());
            insert into ledger_account (role, currency, stripe_account)
            values ('STRIPE_RECEIVABLE', 'EUR', ''), ('STRIPE_CLEARING', 'EUR', ''), ('PROCESSING_FEES', 'EUR', '');
            insert into ledger_account (role, currency, fund_id) select 'GIFT_INCOME', 'EUR', id from fund where code = 'general';
            insert into ledger_posting (key, kind, debit_id, credit_id, amount, currency, gift_id, reference, occurred_at, booked_month)
            select k.kind || g.reference, k.kind, d.id, c.id, k.amount, 'EUR', g.id, g.reference, g.received_at,
                   date_trunc('month', g.received_at)::date
            from gift g,
                 (values ('GIFT', 'STRIPE_RECEIVABLE', 'GIFT_INCOME', 2500), ('CHARGE', 'STRIPE_CLEARING', 'STRIPE_RECEIVABLE', 2500),
                         ('CHARGE_FEE', 'PROCESSING_FEES', 'STRIPE_CLEARING', 63)) k (kind, debit, credit, amount),
                 ledger_account d, ledger_account c
            where g.received_at is not null and d.role = k.debit and c.role = k.credit;
            insert into chart_account (legal_entity_id, code, name, type)
            values (1, '1200', 'Receivable', 'ASSET'), (1, '4010', 'Contributions', 'INCOME');
            insert into mapping_rule (role, account, valid_from, created_by, created_at)
            values ('GIFT_INCOME', '4010', '2020-01-01', 'fin@example.org', now());
            insert into journal_number values (1, 1);
            insert into journal_batch (legal_entity_id, number, period, granularity, entries, made_by, made_at)
            values (1, 1, '2026-01-01', 'MONTH', 1, 'fin@example.org', now());
            insert into journal_line (batch_id, line, day, side, account, account_name, fund, currency, amount, entries)
            values (1, 1, '2026-01-31', 'DEBIT', '1200', 'Receivable', '', 'EUR', 2500, 1),
                   (1, 2, '2026-01-31', 'CREDIT', '4010', 'Contributions', 'general', 'EUR', 2500, 1);
            insert into journal_pair values (1, 1, 1, 2, 'EUR', 2500);
            insert into journal_posting select id, 1, 1, 2 from ledger_posting where key = 'GIFTpi_browser_1';
            insert into journal_event (batch_id, kind, actor, at) values (1, 'MADE', 'fin@example.org', now());
            insert into balance_transaction (id, stripe_account, livemode, amount_minor, fee_minor, net_minor, currency, type,
                                             reporting_category, status, created_at, period, fetched_at, match, gift_id)
            select 'txn_' || id, '', true, 2500, 63, 2437, 'EUR', 'charge', 'charge', 'available', received_at,
                   date_trunc('month', received_at)::date, now(), 'MATCHED', id
            from gift where received_at is not null;
            insert into refund_order (gift_id, amount_minor, currency, reason, second_person, state, requested_by, requested_at)
            select id, 900, 'EUR', 'duplicate', true, 'REQUESTED', 'ren@example.org', now() from gift where reference = 'pi_browser_3';
            insert into dispute (id, stripe_account, livemode, gift_reference, amount_minor, currency, status, reason, evidence_due_by,
                                 withdrawn, created_at)
            values ('du_browser', '', true, 'pi_browser_4', 2500, 'EUR', 'needs_response', 'fraudulent', now() + interval '9 days 1 hour',
                    true, now());
            insert into payout (id, stripe_account, livemode, amount_minor, currency, status, automatic, arrival_date, created_at,
                                fetched_at, items_fetched, items_net_minor, proof)
            values ('po_browser', '', true, 2437, 'EUR', 'paid', true, current_date, now(), now(), true, 2437, 'ADDS_UP');
            insert into payout_item select 'po_browser', '', true, min(id) from balance_transaction;
            insert into settlement_exception (kind, reference, amount_minor, currency, period, occurred_at, raised_on, seen_on)
            values ('MISSING_GIFT', 'txn_nobody', 12000, 'EUR', date_trunc('month', now())::date, now(), current_date, current_date);
            insert into job_run values (0, 'nightly-close', current_date - 1, 'COMPLETED', 'schedule', now(), now());
            insert into receipt_series (prefix, year, legal_entity_id, regime, last_number)
            select receipt_prefix, 2026, 1, 'PLAIN', 1 from affiliate;
            insert into receipt (affiliate_id, series_id, serial, number, gift_id, donor_id, amount_minor, currency, language,
                                 issued_on, issued_at, sha256)
            select affiliate_id, (select id from receipt_series where prefix = 'ALM' and year = 2026), 1, 'ALM-2026-000001', id, 1, 2500, 'EUR', 'de', current_date, now(), sha256('x')
            from gift where reference = 'pi_browser_1';
            insert into mail_outbox (dedupe_key, receipt_id, donor_id, recipient, language, message_id, dated, state, attempts,
                                     next_at, created_at, reply)
            select 'receipt:' || number, id, 1, 'anna@example.org', 'de', '<1@example.org>', now(), 'FAILED', 3, now(), now(),
                   '550 no such user' from receipt;
            insert into stripe_event (event_id, stripe_account, livemode, type, object_id, object_type, created_at, received_at,
                                      origin, sha256, body, status, attempts, error)
            select 'evt_browser_' || i, '', true, 'payment_intent.succeeded', 'pi_browser_' || i, 'payment_intent', now(), now(),
                   'WEBHOOK', sha256('x'), convert_to('{"id":"evt_browser_' || i || '","type":"payment_intent.succeeded",'
                   || '"data":{"object":{"id":"pi_zzz","object":"payment_intent","currency":"zzz"}}}', 'UTF8'), 'PARKED', 8,
                   'The currency ''zzz'' is not one we know'
            from generate_series(1, 2) i
            """;

    private SampleBooks() {}

    static void write(Jdbi jdbi) {
        jdbi.useTransaction(handle -> {
            for (var statement : ROWS.split(";\n")) {
                handle.execute(statement);
            }
            handle.execute("insert into receipt_pdf select id, ? from receipt", PDF);
        });
    }
}
