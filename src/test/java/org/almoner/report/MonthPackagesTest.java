package org.almoner.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.ZipInputStream;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.reconcile.Ageing;
import org.almoner.reconcile.ExceptionQueries;
import org.almoner.reconcile.ReconciliationQueries;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Packs a month, unpacks it, and holds it against what it says of itself. */
class MonthPackagesTest {

    private static final YearMonth NOVEMBER = YearMonth.of(2026, 11);
    private static final MonthPackages.Wanted ALL = new MonthPackages.Wanted(NOVEMBER, null);
    private static final Instant FIFTH = Instant.parse("2026-11-05T10:00:00Z");
    private static final Instant CLOSED = Instant.parse("2026-12-03T09:30:00.123456Z");

    private final Jdbi jdbi = TestDatabase.books();
    private final Rows rows = new Rows(jdbi);
    private MonthPackages packages;
    private MonthPackage packing;

    @BeforeEach
    void aMonthAndItsClose() {
        var zone = ZoneId.of("Europe/Berlin");
        var calendar = new Calendar(Clock.systemUTC(), zone);
        var books = new MonthBooks(
                new ReconciliationQueries(jdbi, new ExceptionQueries(jdbi, calendar)),
                calendar,
                new Ageing(jdbi, calendar));
        packing = new MonthPackage(books, new ReconciliationPdf(books), new ReconciliationXlsx(books));
        packages = new MonthPackages(jdbi, Transactions.over(jdbi), packing, new AuditTrail(jdbi, calendar), calendar);
        rows.balanceTransaction("txn_1", "charge", "EUR", 123_400, 3_900, FIFTH, "Gift");
        rows.balanceTransaction("txn_2", "refund", "EUR", -2_500, 0, FIFTH, "'=1+1");
        rows.balanceTransaction("txn_3", "payout", "EUR", -100_000, 0, FIFTH.plusSeconds(9), null);
        rows.balanceTransaction("txn_4", "charge", "JPY", 5_000, 180, FIFTH, null);
        rows.exception("MISSING_GIFT", "txn_1", NOVEMBER.atDay(1), FIFTH, LocalDate.of(2026, 11, 6), null);
        rows.exception(
                "UNSETTLED", "pi_9", NOVEMBER.atDay(1), FIFTH, LocalDate.of(2026, 11, 20), LocalDate.of(2026, 11, 24));
        jdbi.useHandle(handle -> {
            handle.execute("insert into job_run values (7, 'nightly-close', '2026-11-30', 'COMPLETED', 'schedule',"
                    + " '2026-12-01T01:30:00Z', '2026-12-01T01:31:02Z')");
            handle.execute("insert into close_check values (7, 'NET', 0, 'HOLDS', 4, 0, '', now()),"
                    + " (7, 'ROLL_FORWARD', 2, 'BROKEN', 1, 1, 'EUR: Stripe says 1', now())");
        });
    }

    @Test
    void itHoldsEveryFileThatItsManifestNames() throws Exception {
        var id = packages.make(ALL, "schedule").orElseThrow();
        var files = unpacked(bytes(id));
        var manifest = manifest(files);

        assertThat(manifest.getString("format")).isEqualTo("almoner-month-package/1");
        assertThat(manifest.getString("kind")).isEqualTo("DRAFT");
        assertThat(manifest.getString("period")).isEqualTo("2026-11");
        assertThat(manifest.getJsonObject("legalEntity").getString("code")).isEqualTo("main");
        assertThat(manifest.getJsonObject("close").getInt("execution")).isEqualTo(7);
        assertThat(manifest.getString("asOf")).isEqualTo("2026-12-01T01:31:02Z");
        assertThat(manifest.getJsonObject("restsOn").getInt("balanceTransactions"))
                .isEqualTo(4);
        var named = manifest.getJsonArray("files").getValuesAs(JsonObject.class);
        assertThat(named)
                .extracting(file -> file.getString("name"))
                .containsExactly(
                        "reconciliation-2026-11.pdf",
                        "reconciliation-2026-11.xlsx",
                        "csv/summary.csv",
                        "csv/roll_forward.csv",
                        "csv/exceptions.csv",
                        "csv/payouts.csv",
                        "csv/ageing.csv",
                        "csv/fees.csv",
                        "csv/checks.csv",
                        "csv/transactions.csv");
        for (var file : named) {
            var content = files.get(file.getString("name"));
            assertThat(content.length).isEqualTo(file.getInt("bytes"));
            assertThat(sha256(content)).isEqualTo(file.getString("sha256"));
        }
        assertThat(files.keySet()).hasSize(named.size() + 2);
        assertThat(text(files, "manifest.txt"))
                .contains(named.get(0).getString("sha256") + "  reconciliation-2026-11.pdf")
                .contains("run 7 for 2026-11-30");
        Files.write(Files.createDirectories(Path.of("target", "looks")).resolve("package.zip"), bytes(id));
    }

    @Test
    void whoReadsItSlowlyDoesNotHoldTheBooks() throws IOException {
        var held = new AtomicLong();
        var reader = new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[1], 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                held.addAndGet(jdbi.withHandle(handle -> handle.createQuery("select count(*) from pg_stat_activity"
                                + " where datname = current_database() and state like 'idle in transaction%'")
                        .mapTo(Long.class)
                        .one()));
            }
        };

        packing.send(NOVEMBER, null, reader);

        assertThat(held).hasValue(0);
    }

    @Test
    void theCsvPartsAreExactAndSafe() throws Exception {
        var files = unpacked(bytes(packages.make(ALL, "schedule").orElseThrow()));

        assertThat(text(files, "csv/transactions.csv"))
                .startsWith("transaction,created,available_on,currency,amount,amount_minor,fee,fee_minor")
                .contains("txn_1,2026-11-05T10:00:00Z,,EUR,1234.00,123400,39.00,3900,1195.00,119500,charge")
                .contains(",''=1+1\r\n");
        assertThat(text(files, "csv/roll_forward.csv"))
                .contains("EUR,closing,170.00,17000\r\n")
                .contains("JPY,charges,5000,5000\r\n");
        assertThat(text(files, "csv/exceptions.csv").lines().toList().subList(1, 3))
                .satisfiesExactly(
                        open -> assertThat(open).startsWith("MISSING_GIFT,txn_1,EUR,12.00,1200,2026-11-06,25,,,"),
                        gone -> assertThat(gone)
                                .startsWith("UNSETTLED,pi_9,EUR,12.00,1200,2026-11-20,19,2026-11-24,nightly close,"));
        assertThat(text(files, "csv/ageing.csv")).contains("exceptions,EUR,8-30,1,12.00,1200\r\n");
        assertThat(text(files, "csv/fees.csv")).contains("charge,charges,EUR,1,1234.00,123400,39.00,3900");
        assertThat(text(files, "csv/checks.csv")).contains("ROLL_FORWARD,,BROKEN,1,1,EUR: Stripe says 1");
    }

    @Test
    void theSameStateIsKeptOnceAndNothingChangesIt() throws Exception {
        var id = packages.make(ALL, "schedule").orElseThrow();

        assertThat(packages.make(ALL, "f@example.org")).isEmpty();
        var kept = packages.of(NOVEMBER, null);
        assertThat(kept).hasSize(1);
        assertThat(kept.get(0).sha256()).isEqualTo(sha256(bytes(id)));
        assertThat(kept.get(0).size()).isEqualTo(bytes(id).length);
        assertThat(kept.get(0).isFinal()).isFalse();
        assertThat(kept.get(0).closeExecution()).isEqualTo(7);
        for (var attack : new String[] {
            "update month_package set size = 1",
            "delete from month_package",
            "update month_package_piece set bytes = ''",
            "truncate month_package_piece"
        }) {
            assertThatThrownBy(() -> jdbi.useHandle(handle -> handle.execute(attack)))
                    .hasMessageContaining("append-only");
        }
        rows.balanceTransaction("txn_5", "refund", "EUR", -1, 0, FIFTH, null);
        assertThat(packages.make(ALL, "f@example.org")).isPresent();
        assertThat(packages.of(NOVEMBER, null)).hasSize(2);
    }

    @Test
    void aClosedMonthGetsItsFinalPackageAndAReopenedOneAMark() {
        packages.make(ALL, "schedule");
        assertThat(packages.closedWithoutPackage()).isEmpty();

        status("CLOSED", CLOSED);
        assertThat(packages.closedWithoutPackage()).containsExactly(new MonthPackages.Wanted(NOVEMBER, 1L));
        packages.make(ALL, "system");

        assertThat(packages.closedWithoutPackage()).isEmpty();
        assertThat(packages.of(NOVEMBER, null))
                .extracting(MonthPackages.Kept::isFinal)
                .containsExactly(true, false);
        assertThat(packages.of(NOVEMBER, null)).noneMatch(MonthPackages.Kept::reopened);

        status("OPEN", CLOSED.plusSeconds(60));
        assertThat(packages.of(NOVEMBER, null))
                .extracting(MonthPackages.Kept::reopened)
                .containsExactly(true, false);

        status("CLOSED", CLOSED.plusSeconds(120));
        assertThat(packages.closedWithoutPackage()).containsExactly(new MonthPackages.Wanted(NOVEMBER, 1L));
        packages.make(ALL, "system");
        assertThat(packages.of(NOVEMBER, null))
                .extracting(MonthPackages.Kept::reopened)
                .containsExactly(false, true, false);
    }

    @Test
    void eachLegalEntityHasAPackageOfItsOwnBooksAndAllTogetherHaveOne() throws Exception {
        chapter();

        var drafts = packages.drafts(NOVEMBER);
        assertThat(drafts).extracting(MonthPackages.Wanted::entity).containsExactly(1L, 2L, null);
        for (var draft : drafts) {
            packages.make(draft, "schedule");
        }
        var kept = packages.of(NOVEMBER, null);
        assertThat(kept).extracting(MonthPackages.Kept::entity).containsExactly(null, "chapter", "main");
        assertThat(packages.of(NOVEMBER, 2L)).hasSize(1);
        assertThat(packages.of(NOVEMBER, 2L).get(0).fileName()).startsWith("reconciliation-2026-11-chapter-draft-");

        var chapter = unpacked(bytes(kept.get(1).id()));
        assertThat(manifest(chapter).getJsonObject("legalEntity").getString("name"))
                .isEqualTo("The Chapter");
        assertThat(manifest(chapter).getJsonArray("files").getJsonObject(0).getString("name"))
                .isEqualTo("reconciliation-2026-11-chapter.pdf");
        assertThat(text(chapter, "csv/transactions.csv").lines())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("txn_c,"));
        assertThat(text(chapter, "csv/roll_forward.csv"))
                .contains("EUR,closing,9.70,970\r\n")
                .doesNotContain("JPY");
        assertThat(text(chapter, "csv/payouts.csv").lines()).hasSize(1);
        assertThat(text(chapter, "csv/exceptions.csv").lines()).hasSize(2).anyMatch(line -> line.contains("txn_c"));
        assertThat(text(chapter, "csv/fees.csv")).contains("charge,charges,EUR,1,10.00,1000,0.30,30");
        assertThat(text(chapter, "csv/ageing.csv")).contains("exceptions,EUR,8-30,1,12.00,1200\r\n");

        var main = unpacked(bytes(kept.get(2).id()));
        assertThat(text(main, "csv/transactions.csv").lines()).hasSize(5).noneMatch(line -> line.startsWith("txn_c,"));
        assertThat(text(main, "csv/roll_forward.csv")).contains("EUR,closing,170.00,17000\r\n");

        var all = unpacked(bytes(kept.get(0).id()));
        assertThat(manifest(all).isNull("legalEntity")).isTrue();
        assertThat(manifest(all).getJsonArray("legalEntities")).hasSize(2);
        assertThat(text(all, "csv/transactions.csv").lines()).hasSize(6);
        assertThat(text(all, "csv/roll_forward.csv")).contains("EUR,closing,179.70,17970\r\n");
        assertThat(text(all, "csv/summary.csv")).contains("Legal entities,\"all: main, chapter\"");
    }

    @Test
    void theLegalEntityThatClosedItsMonthHasItsFinalPackageBeforeTheOthers() {
        chapter();
        status("CLOSED", CLOSED);
        jdbi.useHandle(handle -> handle.execute("insert into settlement_period (legal_entity_id, period, status,"
                + " status_since, closed_on) values (2, '2026-11-01', 'OPEN', now(), '2026-11-30')"));

        assertThat(packages.closedWithoutPackage()).containsExactly(new MonthPackages.Wanted(NOVEMBER, 1L));
        packages.make(new MonthPackages.Wanted(NOVEMBER, 1L), "system");
        assertThat(packages.closedWithoutPackage()).isEmpty();
        assertThat(packages.of(NOVEMBER, 1L)).allMatch(MonthPackages.Kept::isFinal);
        packages.make(ALL, "system");
        assertThat(packages.of(NOVEMBER, null).get(0).isFinal()).isFalse();

        jdbi.useTransaction(handle -> {
            handle.execute("set local session_replication_role = replica");
            handle.execute("update settlement_period set status = 'CLOSED' where legal_entity_id = 2");
        });
        assertThat(packages.closedWithoutPackage())
                .containsExactly(new MonthPackages.Wanted(NOVEMBER, 2L), new MonthPackages.Wanted(NOVEMBER, null));
    }

    /** A second legal entity with a Stripe account, a gift and something that waits. */
    private void chapter() {
        jdbi.useHandle(handle -> {
            handle.execute("insert into legal_entity (code, name) values ('chapter', 'The Chapter')");
            handle.execute("insert into stripe_account_entity values ('chapter', 2)");
        });
        rows.balanceTransaction("txn_c", "charge", "EUR", 1_000, 30, FIFTH, "Gift");
        rows.exception("MISSING_GIFT", "txn_c", NOVEMBER.atDay(1), FIFTH, LocalDate.of(2026, 11, 6), null);
        jdbi.useTransaction(handle -> {
            handle.execute("set local session_replication_role = replica");
            handle.execute("update balance_transaction set stripe_account = 'chapter' where id = 'txn_c'");
            handle.execute("update settlement_exception set legal_entity_id = 2 where reference = 'txn_c'");
        });
    }

    /** As a month becomes what it is, without the two people whom closing takes. */
    private void status(String status, Instant since) {
        jdbi.useTransaction(handle -> {
            handle.execute("alter table settlement_period drop constraint if exists settlement_period_check");
            handle.execute("set local session_replication_role = replica");
            handle.execute("delete from settlement_period");
            handle.execute(
                    "insert into settlement_period (period, status, status_since, closed_on) values (?, ?, ?, ?)",
                    NOVEMBER.atDay(1),
                    status,
                    since,
                    LocalDate.of(2026, 11, 30));
        });
    }

    private byte[] bytes(long id) throws IOException {
        var out = new ByteArrayOutputStream();
        packages.copy(id, out);
        return out.toByteArray();
    }

    private static Map<String, byte[]> unpacked(byte[] zip) throws IOException {
        var files = new LinkedHashMap<String, byte[]>();
        try (var in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), in.readAllBytes());
            }
        }
        return files;
    }

    private static JsonObject manifest(Map<String, byte[]> files) {
        try (var reader = Json.createReader(new StringReader(text(files, "manifest.json")))) {
            return reader.readObject();
        }
    }

    private static String text(Map<String, byte[]> files, String name) {
        return new String(files.get(name), StandardCharsets.UTF_8);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
