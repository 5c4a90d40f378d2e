package org.almoner.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.mail.Mailbox;
import org.almoner.mail.Outbox;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The legal entity that got a gift decides whose receipt it is, under which rules, and whether it can be issued. */
class ReceiptIssuersTest {

    private static final Instant NOW = Instant.parse("2026-11-20T02:00:00Z");
    private static final LocalDate DATE = LocalDate.of(2026, 11, 19);

    private final Jdbi jdbi = TestDatabase.books();
    private final Rows rows = new Rows(jdbi);
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final Calendar calendar = new Calendar(Clock.fixed(NOW, ZoneOffset.UTC), ZoneOffset.UTC);
    private final Transactions transactions = Transactions.over(jdbi);
    private final ReceiptIssuers issuers =
            new ReceiptIssuers(jdbi, transactions, new AuditTrail(jdbi, calendar), calendar);
    private final ReceiptIssue issue =
            new ReceiptIssue(calendar, new Outbox(transactions, calendar), Mailbox.of("receipts@example.org"), threads);

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    @Test
    void anIssuerIsSavedReadAndAudited() {
        assertThat(issuers.find("main").orElseThrow().values()).isNull();

        issuers.save("main", 0, Issuers.GERMAN, "fin@example.org");

        var saved = issuers.find("main").orElseThrow();
        assertThat(saved.values()).isEqualTo(Issuers.GERMAN);
        assertThat(saved.version()).isEqualTo(1);
        assertThat(issuers.all()).containsExactly(saved);
        assertThatThrownBy(() -> issuers.save("main", 0, Issuers.GERMAN, "fin@example.org"))
                .isInstanceOfSatisfying(
                        Rejection.class, stale -> assertThat(stale.reason()).isEqualTo(Rejection.Reason.STALE));
        issuers.save("main", 1, Issuers.with(Issuers.GERMAN, DATE.minusYears(1)), "fin@example.org");
        assertThat(strings("select action || ' ' || (detail ->> 'noticeDate') from audit_entry order by id"))
                .containsExactly(
                        "receipt.issuer.created ∅ → 2024-03-05", "receipt.issuer.changed 2024-03-05 → 2025-11-19");
    }

    @Test
    void whatARegimeAsksForIsSaidFieldByField() {
        var empty = new ReceiptIssuer.Draft(
                Regime.DE, "x", " ", List.of(), "D", null, null, null, null, null, null, null, null, null, null, null,
                "", null, "red", null, null);

        assertThatThrownBy(() -> issuers.save("main", 0, empty, "fin@example.org"))
                .isInstanceOfSatisfying(Rejection.class, refused -> assertThat(refused.faults())
                        .extracting(Rejection.Fault::field)
                        .contains(
                                "issues",
                                "onReversal",
                                "prefix",
                                "country",
                                "language",
                                "accent",
                                "legalName",
                                "addressLines",
                                "taxOffice",
                                "taxNumber",
                                "purpose",
                                "noticeKind",
                                "noticeDate",
                                "machineSince",
                                "place",
                                "signatory"));
        assertThatThrownBy(() -> issuers.save("nobody", 0, Issuers.GERMAN, "fin@example.org"))
                .hasMessageContaining("nobody");
        for (Regime regime : List.of(Regime.US, Regime.GB, Regime.CA, Regime.FR)) {
            assertThatThrownBy(() -> issuers.save("main", 0, Issuers.without(regime), "fin@example.org"))
                    .isInstanceOfSatisfying(Rejection.class, refused -> assertThat(refused.faults())
                            .extracting(Rejection.Fault::field)
                            .contains("registrationNumber"));
        }
    }

    @Test
    void theLegalEntityThatGotTheGiftDecides() {
        long donor = rows.donor("Ann", "ann@example.org");
        jdbi.useHandle(handle -> {
            handle.execute(
                    "insert into legal_entity (id, code, name) overriding system value values (2, 'verein', 'Verein')");
            handle.execute("insert into stripe_account_entity values ('acct_de', 2)");
        });
        issuers.save("verein", 0, Issuers.PLAIN, "fin@example.org");
        gift("pi_ours", donor, "");
        gift("pi_verein", donor, "acct_de");

        assertThat(issueAll(DATE)).isEqualTo(2);

        assertThat(strings(
                        "select r.number || ' ' || s.legal_entity_id || ' ' || s.regime || ' ' || (r.facts #>> '{issuer,name}')"
                                + " from receipt r join receipt_series s on s.id = r.series_id order by 1"))
                .containsExactly(
                        "ALM-2026-000001 1 PLAIN Our organisation", "VER-2026-000001 2 PLAIN Freundeskreis e. V.");
    }

    @Test
    void aPrefixStaysWithItsIssuerAndRegime() {
        rows.gift("pi_1", rows.donor("Ann", "ann@example.org"), null, NOW);
        issueAll(DATE);
        jdbi.useHandle(handle -> handle.execute(
                "insert into legal_entity (id, code, name) overriding system value values (2, 'verein', 'Verein')"));

        // plain numbers begin with ALM already, and it is the affiliate's of another legal entity
        for (String entity : List.of("main", "verein")) {
            assertThatThrownBy(
                            () -> issuers.save(entity, 0, Issuers.prefixed(Issuers.GERMAN, "ALM"), "fin@example.org"))
                    .isInstanceOfSatisfying(
                            Rejection.class, taken -> assertThat(taken.reason()).isEqualTo(Rejection.Reason.DUPLICATE));
        }
        issuers.save("main", 0, Issuers.prefixed(Issuers.PLAIN, "ALM"), "fin@example.org");
    }

    @Test
    void whatIsMissingHoldsAGiftBackUntilItIsThere() {
        issuers.save("main", 0, Issuers.GERMAN, "fin@example.org");
        long ann = rows.donor("Ann", "ann@example.org");
        long nobody = rows.donor("", "nobody@example.org");
        address(nobody);
        rows.gift("pi_1", ann, null, NOW);
        rows.gift("pi_2", nobody, null, NOW);
        long yen = rows.gift("pi_3", ann, null, NOW);
        jdbi.useHandle(handle -> handle.execute("update gift set currency = 'JPY' where id = ?", yen));

        assertThat(issueAll(DATE)).isZero();
        assertThat(waiting()).containsExactly("pi_1 {ADDRESS}", "pi_2 {NAME}", "pi_3 {ADDRESS,CURRENCY}");

        address(ann);
        assertThat(issueAll(DATE)).isEqualTo(1);
        assertThat(waiting()).containsExactly("pi_2 {NAME}", "pi_3 {CURRENCY}");
    }

    @Test
    void anExemptionNoticeHoldsToTheDay() {
        issuers.save("main", 0, Issuers.with(Issuers.GERMAN, LocalDate.of(2024, 2, 29)), "fin@example.org");
        long ann = rows.donor("Ann", "ann@example.org");
        address(ann);
        rows.gift("pi_1", ann, null, NOW);

        assertThat(issueAll(LocalDate.of(2029, 3, 1))).isZero();
        assertThat(waiting()).containsExactly("pi_1 {EXEMPTION}");
        assertThat(issueAll(LocalDate.of(2029, 2, 28))).isEqualTo(1);
        assertThat(waiting()).isEmpty();

        Thresholds thresholds = jdbi.withHandle(Thresholds::read);
        var statutes = new ReceiptDocument.Exemption(
                ReceiptDocument.Exemption.Kind.STATUTES, LocalDate.of(2023, 11, 20), null);
        assertThat(Lack.exempt(statutes, LocalDate.of(2026, 11, 20), thresholds))
                .isTrue();
        assertThat(Lack.exempt(statutes, LocalDate.of(2026, 11, 21), thresholds))
                .isFalse();
        assertThat(Lack.exempt(statutes, LocalDate.of(2023, 11, 19), thresholds))
                .isFalse();
        assertThat(Lack.exempt(null, DATE, thresholds)).isFalse();
    }

    @Test
    void thresholdsAreThoseOfTheDay() {
        jdbi.useHandle(handle ->
                handle.execute("insert into receipt_threshold values ('US', 'QUID_PRO_QUO', '2027-01-01', 10000)"));
        Thresholds thresholds = jdbi.withHandle(Thresholds::read);

        assertThat(thresholds.on(LocalDate.of(2026, 12, 31), Regime.US, "QUID_PRO_QUO"))
                .isEqualTo(7_500);
        assertThat(thresholds.on(LocalDate.of(2027, 1, 1), Regime.US, "QUID_PRO_QUO"))
                .isEqualTo(10_000);
        assertThat(thresholds.on(LocalDate.EPOCH, Regime.US, "QUID_PRO_QUO")).isEqualTo(7_500);
        assertThatThrownBy(() -> thresholds.on(DATE, Regime.FR, "QUID_PRO_QUO"))
                .hasMessageContaining("QUID_PRO_QUO of FR");
    }

    @Test
    void anIssuedReceiptCannotBeRewritten() {
        rows.gift("pi_1", rows.donor("Ann", "ann@example.org"), null, NOW);
        issueAll(DATE);

        for (String change :
                List.of("amount_minor = 1", "number = 'X-1'", "facts = '{}'", "issued_on = '2020-01-01'")) {
            assertThatThrownBy(() -> jdbi.useHandle(handle -> handle.execute("update receipt set " + change)))
                    .hasMessageContaining("void it and issue another");
        }
        assertThatThrownBy(() -> jdbi.useHandle(handle -> handle.execute("delete from receipt")))
                .hasMessageContaining("append-only");
    }

    @Test
    void aLogoMustBeAPicture() {
        issuers.save("main", 0, Issuers.GERMAN, "fin@example.org");
        assertThatThrownBy(() -> issuers.logo("main", new byte[] {1, 2}, "fin@example.org"))
                .hasMessageContaining("PNG or JPEG");
        assertThatThrownBy(() -> issuers.logo("main", new byte[1_048_577], "fin@example.org"))
                .hasMessageContaining("1 MB");
        assertThatThrownBy(() -> issuers.logo("nobody", new byte[0], "fin@example.org"))
                .hasMessageContaining("nobody");
        issuers.logo("main", new byte[0], "fin@example.org");
    }

    private void address(long donor) {
        jdbi.useHandle(handle -> handle.execute(
                "insert into donor_address (donor_id, lines, postcode, city, country, since)"
                        + " values (?, '{Weg 1}', '10115', 'Berlin', 'DE', now())",
                donor));
    }

    private void gift(String reference, long donor, String account) {
        long id = rows.gift(reference, donor, null, NOW);
        jdbi.useHandle(handle -> handle.execute("update gift set stripe_account = ? where id = ?", account, id));
    }

    private int issueAll(LocalDate date) {
        return jdbi.inTransaction(handle -> issue.issue(handle, date, issue.due(handle, 0, 100)));
    }

    private List<String> waiting() {
        return strings(
                "select g.reference || ' ' || w.missing::text from receipt_waiting w join gift g on g.id = w.gift_id"
                        + " order by 1");
    }

    private List<String> strings(String sql) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(String.class).list());
    }
}
