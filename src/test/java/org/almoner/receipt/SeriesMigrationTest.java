package org.almoner.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.launch.Schema;
import org.almoner.mail.Mailbox;
import org.almoner.mail.Outbox;
import org.almoner.time.Calendar;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** Receipts from before there were regimes keep their numbers, and their series go on where they were. */
class SeriesMigrationTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    @Test
    void numbersStayAndGoOn() {
        var database = TestDatabase.empty();
        var jdbi = Jdbi.create(database);
        Flyway.configure()
                .dataSource(database)
                .locations("classpath:db/migration")
                .placeholders(Map.of("zone", "UTC"))
                .target("37.3")
                .load()
                .migrate();
        var rows = new Rows(jdbi);
        long donor = rows.donor("Ann", "ann@example.org");
        jdbi.useHandle(handle -> {
            handle.execute(
                    "insert into receipt_series (affiliate_id, year, last_number) values (1, 2025, 2), (1, 2026, 1)");
            for (String number : List.of("2025-000001", "2025-000002", "2026-000001")) {
                handle.execute(
                        "insert into receipt (affiliate_id, year, serial, number, gift_id, donor_id, amount_minor,"
                                + " currency, language, issued_on, issued_at, sha256) values (1, ?, ?, ?, ?, ?, 2500, 'EUR',"
                                + " 'en', '2026-01-01', now(), '')",
                        Integer.parseInt(number.substring(0, 4)),
                        Integer.parseInt(number.substring(5)),
                        "ALM-" + number,
                        rows.gift("pi_" + number, donor, null, NOW),
                        donor);
            }
        });

        Schema.migrate(database);

        rows.gift("pi_new", donor, null, NOW);
        var calendar = new Calendar(Clock.fixed(NOW, ZoneOffset.UTC), ZoneOffset.UTC);
        var threads = Executors.newSingleThreadExecutor();
        try {
            var issue = new ReceiptIssue(
                    calendar,
                    new Outbox(Transactions.over(jdbi), calendar),
                    Mailbox.of("receipts@example.org"),
                    threads);
            jdbi.useTransaction(handle -> issue.issue(handle, LocalDate.of(2026, 11, 19), issue.due(handle, 0, 10)));
        } finally {
            threads.shutdownNow();
        }
        List<String> lines =
                jdbi.withHandle(handle -> handle.createQuery("select r.number || ' ' || s.prefix || ' ' || s.year"
                                + " || ' ' || s.regime || ' ' || e.code || ' ' || s.last_number from receipt r"
                                + " join receipt_series s on s.id = r.series_id join legal_entity e on e.id = s.legal_entity_id"
                                + " order by r.number")
                        .mapTo(String.class)
                        .list());
        assertThat(lines)
                .containsExactly(
                        "ALM-2025-000001 ALM 2025 PLAIN main 2",
                        "ALM-2025-000002 ALM 2025 PLAIN main 2",
                        "ALM-2026-000001 ALM 2026 PLAIN main 2",
                        "ALM-2026-000002 ALM 2026 PLAIN main 2");
        TestDatabase.drop(database);
    }
}
