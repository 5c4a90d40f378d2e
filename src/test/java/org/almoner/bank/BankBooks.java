package org.almoner.bank;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Transactions;
import org.almoner.reconcile.WriteOffLimits;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;

/** Books with a bank account, payouts, statements and what people do about them. */
final class BankBooks {

    static final String ANNA = "anna@example.org";
    static final String BERT = "bert@example.org";

    final Jdbi jdbi;
    final Calendar calendar = new Calendar(
            Clock.fixed(Instant.parse("2026-11-29T02:00:00Z"), ZoneOffset.UTC), ZoneId.of("Europe/Berlin"));
    final Transactions transactions;
    final BankAccounts accounts;
    final BankFiles files;
    final BankDesk desk;
    final Deposits deposits;
    final BankQueries queries;
    private int sent;

    BankBooks(DataSource database) {
        jdbi = Jdbi.create(database);
        transactions = Transactions.over(jdbi);
        var trail = new AuditTrail(jdbi, calendar);
        accounts = new BankAccounts(jdbi, transactions, trail);
        files = new BankFiles(transactions, calendar, trail);
        desk = new BankDesk(transactions, calendar, trail, new WriteOffLimits(Optional.of("50 EUR"), "EUR"));
        deposits = new Deposits(transactions, calendar, trail);
        queries = new BankQueries(jdbi, calendar);
    }

    long account() {
        return accounts.add(
                new BankAccounts.Draft(null, "Main", Written.IBAN, "EUR", null, BankAccount.Raises.ALL, null), ANNA);
    }

    void payout(String id, long amount, String arrival, String status, String trace) {
        jdbi.useHandle(handle -> handle.execute(
                "insert into payout (id, stripe_account, livemode, amount_minor, currency, status, automatic, arrival_date,"
                        + " trace_id, created_at, fetched_at) values (?, '', true, ?, 'EUR', ?, true, ?::date, ?, ?::date, now())"
                        + " on conflict (id) do update set status = excluded.status",
                id,
                amount,
                status,
                arrival,
                trace,
                arrival));
    }

    void payout(String id, long amount, String arrival) {
        payout(id, amount, arrival, "paid", null);
    }

    /** Imports a file, which matches. */
    void imports(String text) {
        try {
            var stream = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
            files.take(files.send(stream, "statement " + sent++, null, ANNA).id(), ANNA);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** A statement of November with these lines. */
    void november(Written.Line... lines) {
        imports(Written.camt("N" + sent, "2026-11-01", "2026-11-28", 0, java.util.List.of(lines)));
    }

    void match() {
        transactions.inNew(
                handle -> BankMatching.run(handle, LocalDate.of(2026, 11, 28), calendar.zone(), calendar.now()));
    }

    long line(String text) {
        return number("select id from bank_line where text = '" + text + "'");
    }

    long deposit(String reference) {
        return number("select id from deposit where reference = '" + reference + "'");
    }

    long number(String sql) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    /** Which key each deposit was matched by. */
    Map<String, String> matched() {
        return pairs("select d.reference, m.key from bank_match m join bank_match_deposit p on p.match_id = m.id"
                + " join deposit d on d.id = p.deposit_id where m.state = 'MADE'");
    }

    /** The references of open exceptions and their kinds. */
    Map<String, String> exceptions() {
        return pairs("select reference, kind from settlement_exception where resolved_on is null");
    }

    /** The balances that are not zero. */
    Map<String, String> balances() {
        return pairs("select role, sum(balance)::text from ledger_balance group by role having sum(balance) <> 0");
    }

    Map<String, String> suggestions() {
        return pairs("select (select string_agg(text, '+' order by text) from bank_line where id = any (s.lines)),"
                + " kind || ' ' || (select string_agg(reference, '+' order by reference) from deposit where id = any (s.deposits))"
                + " from bank_suggestion s order by rank desc");
    }

    private Map<String, String> pairs(String sql) {
        return jdbi.withHandle(handle -> {
            var found = new TreeMap<String, String>();
            handle.createQuery(sql)
                    .map((row, context) -> Map.entry(row.getString(1), row.getString(2)))
                    .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
            return found;
        });
    }
}
