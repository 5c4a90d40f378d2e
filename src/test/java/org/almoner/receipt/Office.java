package org.almoner.receipt;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.mail.Mailbox;
import org.almoner.mail.Outbox;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;

/** All that issues receipts, over an empty database of a test's own; it is the 5th of January 2027 in Berlin. */
final class Office implements AutoCloseable {

    static final Instant NOW = Instant.parse("2027-01-05T09:00:00Z");
    static final Instant GIVEN = Instant.parse("2026-06-15T12:00:00Z");
    static final String ACTOR = "fin@example.org";

    final Jdbi jdbi = TestDatabase.books();
    final Rows rows = new Rows(jdbi);
    final Calendar calendar = new Calendar(Clock.fixed(NOW, ZoneId.of("UTC")), ZoneId.of("Europe/Berlin"));
    final Transactions transactions = Transactions.over(jdbi);
    final AuditTrail trail = new AuditTrail(jdbi, calendar);
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    final ReceiptIssue issue =
            new ReceiptIssue(calendar, new Outbox(transactions, calendar), Mailbox.of("receipts@example.org"), threads);
    final ReceiptRegister register = new ReceiptRegister(transactions, issue, trail, calendar);
    final ReceiptQueries receipts = new ReceiptQueries(jdbi);
    final ReceiptTasks tasks = new ReceiptTasks(jdbi);
    final ReceiptIssuers issuers = new ReceiptIssuers(jdbi, transactions, trail, calendar);
    final ReceiptWishes wishes = new ReceiptWishes(jdbi, transactions, trail);
    final YearlyStatements statements = new YearlyStatements(jdbi, calendar, issue);
    final PrintQueue queue = new PrintQueue(jdbi, transactions, trail, calendar);
    final PrintBatches batches = new PrintBatches(jdbi);
    final Natures natures = new Natures(jdbi, transactions, trail);

    /** What the nightly close does. */
    int nightly() {
        return transactions.inNew(handle -> issue.issue(handle, LocalDate.of(2027, 1, 4), issue.due(handle, 0, 1_000)));
    }

    /** A whole run of yearly statements, some donors at a time. */
    int yearly(int year, int chunk) {
        transactions.inNew(handle -> statements.begin(handle, year));
        int issued = 0;
        List<Long> donors = next(year, chunk);
        while (!donors.isEmpty()) {
            List<Long> these = donors;
            issued += transactions.inNew(handle -> statements.issue(handle, year, these));
            donors = next(year, chunk);
        }
        return issued;
    }

    List<Long> next(int year, int most) {
        return transactions.inNew(handle -> statements.next(handle, year, 0, most));
    }

    /** A donor with a postal address. */
    long donor(String name, String email, String country, String postcode) {
        long donor = rows.donor(name, email);
        jdbi.useHandle(handle -> handle.execute(
                "insert into donor_address (donor_id, kind, lines, postcode, city, country, since)"
                        + " values (?, 'POSTAL', '{Lange Straße 1}', ?, 'Ort', ?, now())",
                donor,
                postcode,
                country));
        return donor;
    }

    /** The first legal entity issues by a regime. */
    void regime(String regime, String issues) {
        jdbi.useHandle(handle -> handle.execute(
                """
                insert into receipt_issuer (legal_entity_id, regime, prefix, legal_name, address_lines, country,
                    registration_number, tax_number, tax_office, notice_kind, notice_date, notice_period, purpose, machine_since,
                    place, signatory, language, issues)
                values (1, ?, 'REG', 'Freundeskreis e. V.', '{Hauptstraße 5,10115 Berlin}', 'DE', '123', '27/640/12345', 'Berlin',
                    'EXEMPTION', '2025-03-05', '2022 bis 2024', 'der Volksbildung', '2020-01-01', 'Berlin', 'Erika Beispiel',
                    'de', ?)
                """,
                regime,
                issues));
    }

    void sql(String statement, Object... values) {
        jdbi.useHandle(handle -> handle.execute(statement, values));
    }

    <T> T one(Class<T> type, String query) {
        return jdbi.withHandle(handle -> handle.createQuery(query).mapTo(type).one());
    }

    List<String> strings(String query) {
        return jdbi.withHandle(
                handle -> handle.createQuery(query).mapTo(String.class).list());
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
