package org.almoner.journal;

import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.almoner.audit.AuditTrail;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.journal.JournalWish.Granularity;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;

/** Books with a small ledger, and everything that makes journals of it. */
final class JournalBooks {

    static final YearMonth NOVEMBER = YearMonth.of(2026, 11);
    static final Instant NOON = Instant.parse("2026-11-10T12:00:00Z");
    static final String FIN = "fin@example.org";

    final Jdbi jdbi;
    final Calendar calendar;
    final Journals journals;
    final JournalQueries batches;
    final MappingRules rules;
    final MappingQueries ruleList;
    final ChartAccounts chart;
    private final boolean months;

    JournalBooks() {
        this(ZoneOffset.UTC);
    }

    JournalBooks(ZoneId zone) {
        jdbi = TestDatabase.books();
        calendar = new Calendar(Clock.fixed(Instant.parse("2026-12-02T08:00:00Z"), ZoneOffset.UTC), zone);
        var transactions = Transactions.over(jdbi);
        var trail = new AuditTrail(jdbi, calendar);
        journals = new Journals(transactions, trail, calendar);
        batches = new JournalQueries(jdbi);
        rules = new MappingRules(transactions, trail, calendar);
        ruleList = new MappingQueries(jdbi);
        chart = new ChartAccounts(jdbi, transactions, trail);
        months = jdbi.withHandle(handle -> handle.createQuery("select exists (select from information_schema.columns"
                        + " where table_name = 'ledger_posting' and column_name = 'booked_month')")
                .mapTo(Boolean.class)
                .one());
    }

    void account(String code, String name, AccountType type) {
        chart.create("main", code, new ChartAccount.Draft(name, type, true), FIN);
    }

    /** A rule of the first entity that names a role only, from November on. */
    long rule(String role, String account) {
        return rules.add(draft(role, null, account), NOVEMBER, null, FIN);
    }

    static MappingRule.Draft draft(String role, String fund, String account) {
        return new MappingRule.Draft(null, role, fund, null, null, null, account, "", "");
    }

    void month(YearMonth month, String status) {
        jdbi.useHandle(handle -> {
            if (handle.execute("update settlement_period set status = ? where period = ?", status, month.atDay(1))
                    == 0) {
                handle.execute(
                        "insert into settlement_period (period, status, status_since, closed_on) values (?, ?, now(), now())",
                        month.atDay(1),
                        status);
            }
        });
    }

    void fund(String code, String restriction) {
        jdbi.useHandle(handle -> handle.execute(
                "insert into fund (affiliate_id, code, name, restriction) values (1, ?, ?, ?)",
                code,
                code,
                restriction));
    }

    /** A gift to a fund by a channel: {@code stripe}, or how it was paid offline; its income is posted. */
    long gift(String reference, String fund, long minor, String currency, String channel, Instant at) {
        return jdbi.withHandle(handle -> {
            long id = handle.createQuery(
                            "insert into gift (reference, affiliate_id, fund_id, amount_minor, currency, attempt,"
                                    + " received_at, found_by, begun_at, payment_method)"
                                    + " select :ref, 1, id, :minor, :currency, 'SUCCEEDED', :at, :found, :at, :method from fund where code = :fund"
                                    + " returning id")
                    .bind("ref", reference)
                    .bind("minor", minor)
                    .bind("currency", currency)
                    .bind("at", at)
                    .bind("found", channel.equals("stripe") ? "WEBHOOK" : "KEYED")
                    .bind("method", channel.equals("stripe") ? "card" : channel)
                    .bind("fund", fund)
                    .mapTo(Long.class)
                    .one();
            post(reference + ":gift", "GIFT", "STRIPE_RECEIVABLE", "GIFT_INCOME", minor, currency, id, at);
            return id;
        });
    }

    void post(
            String key, String kind, String debit, String credit, long minor, String currency, Long gift, Instant at) {
        jdbi.useHandle(handle -> handle.createUpdate(POSTING.replace("<month>", months ? ", booked_month" : "")
                        .replace(
                                "<of>",
                                months
                                        ? ", date_trunc('month', :at at time zone '" + calendar.zone() + "')::date"
                                        : ""))
                .bind("key", key)
                .bind("kind", kind)
                .bind("debit", ledgerAccount(debit, currency, gift))
                .bind("credit", ledgerAccount(credit, currency, gift))
                .bind("minor", minor)
                .bind("currency", currency)
                .bind("gift", gift)
                .bind("at", at)
                .execute());
    }

    /** Two entries for each gift there is, spread over the month. */
    void everyDayAlike(String kind, String debit, String credit) {
        long left = ledgerAccount(debit, "EUR", null);
        long right = ledgerAccount(credit, "EUR", null);
        jdbi.useHandle(handle -> handle.execute(
                "insert into ledger_posting (key, kind, debit_id, credit_id, amount, currency, gift_id, reference, occurred_at"
                        + (months ? ", booked_month" : "")
                        + ") select n || g.reference, ?, ?, ?, 7 + n, 'EUR', g.id, 'r',"
                        + " '2026-11-02'::timestamptz + (g.id % 13 + n * 13) * interval '1 day'"
                        + (months ? ", '2026-11-01'" : "")
                        + " from gift g, generate_series(0, 1) n",
                kind,
                left,
                right));
    }

    private static final String POSTING = "insert into ledger_posting (key, kind, debit_id, credit_id, amount,"
            + " currency, gift_id, reference, occurred_at<month>) values (:key, :kind, :debit, :credit, :minor,"
            + " :currency, :gift, :key, :at<of>)";

    private long ledgerAccount(String role, String currency, Long gift) {
        return jdbi.withHandle(handle -> {
            var fund = role.equals("GIFT_INCOME")
                    ? handle.createQuery("select fund_id from gift where id = ?")
                            .bind(0, gift)
                            .mapTo(Long.class)
                            .one()
                    : null;
            var stripe = role.startsWith("STRIPE_") ? "" : null;
            handle.createUpdate("insert into ledger_account (role, currency, fund_id, stripe_account)"
                            + " values (:role, :currency, :fund, :stripe) on conflict do nothing")
                    .bind("role", role)
                    .bind("currency", currency)
                    .bind("fund", fund)
                    .bind("stripe", stripe)
                    .execute();
            return handle.createQuery("select id from ledger_account where role = :role and currency = :currency"
                            + " and fund_id is not distinct from :fund and livemode")
                    .bind("role", role)
                    .bind("currency", currency)
                    .bind("fund", fund)
                    .mapTo(Long.class)
                    .one();
        });
    }

    /** A chart of three accounts and rules for everything the samples post, and a balanced November. */
    JournalBooks ready() {
        account("1010", "Stripe", AccountType.ASSET);
        account("4000", "Contributions", AccountType.INCOME);
        account("5200", "Processing fees", AccountType.EXPENSE);
        rule("STRIPE_RECEIVABLE", "1010");
        rule("STRIPE_CLEARING", "1010");
        rule("GIFT_INCOME", "4000");
        rule("PROCESSING_FEES", "5200");
        month(NOVEMBER, "BALANCED");
        return this;
    }

    static JournalWish monthly(YearMonth month) {
        return new JournalWish("main", month, null, Granularity.MONTH);
    }

    static JournalWish daily(YearMonth month) {
        return new JournalWish("main", month, null, Granularity.DAY);
    }
}
