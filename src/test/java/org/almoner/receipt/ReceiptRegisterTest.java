package org.almoner.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.ZipInputStream;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.mail.LetterSource;
import org.almoner.mail.Mailbox;
import org.almoner.mail.Outbox;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of receipts after their issue: void, replaced, locked, corrected; and the register accounts for all. */
class ReceiptRegisterTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final LocalDate DATE = LocalDate.of(2026, 11, 19);
    private static final String ACTOR = "fin@example.org";

    private final Jdbi jdbi = TestDatabase.books();
    private final Rows rows = new Rows(jdbi);
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final Calendar calendar = new Calendar(Clock.fixed(NOW, ZoneOffset.UTC), ZoneOffset.UTC);
    private final Transactions transactions = Transactions.over(jdbi);
    private final AuditTrail trail = new AuditTrail(jdbi, calendar);
    private final ReceiptIssue issue =
            new ReceiptIssue(calendar, new Outbox(transactions, calendar), Mailbox.of("receipts@example.org"), threads);
    private final ReceiptRegister register = new ReceiptRegister(transactions, issue, trail, calendar);
    private final ReceiptTrials trials = new ReceiptTrials(transactions, issue, calendar);
    private final ReceiptQueries receipts = new ReceiptQueries(jdbi);
    private final ReceiptTasks tasks = new ReceiptTasks(jdbi);
    private final ReceiptSeriesQueries series = new ReceiptSeriesQueries(jdbi, transactions);

    private long donor;
    private long first;

    @BeforeEach
    void threeReceipts() {
        donor = rows.donor("Ann Example", "ann@example.org");
        first = rows.gift("pi_1", donor, null, NOW);
        rows.gift("pi_2", donor, null, NOW);
        rows.gift("pi_3", donor, null, NOW);
        issueAll();
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    @Test
    void aVoidReceiptKeepsItsNumberAndSaysWhy() {
        register.cancel("ALM-2026-000001", " name misspelt ", ACTOR);

        var receipt = receipts.find("ALM-2026-000001").orElseThrow();
        assertThat(receipt.status()).isEqualTo("VOID");
        assertThat(receipt.voided()).isEqualTo(new ReceiptView.Voided("name misspelt", ACTOR, NOW));
        assertThat(trail()).containsExactly("fin@example.org receipt.voided ALM-2026-000001");
        assertRejected(() -> register.cancel("ALM-2026-000001", "again", ACTOR), "void already");
        assertRejected(() -> register.cancel("ALM-2026-000002", " ", ACTOR), "write why");
        assertRejected(() -> register.cancel("ALM-2026-000099", "x", ACTOR), "there is no receipt");
        // whoever voids decides whether another follows
        assertThat(issueAll()).isZero();
    }

    @Test
    void theLetterOfAVoidReceiptIsNotSent() {
        var entry = jdbi.withHandle(handle -> handle.createQuery(
                        "select id, receipt_id, recipient, message_id from mail_outbox where dedupe_key = 'receipt:ALM-2026-000001'")
                .map((row, context) -> new Outbox.Entry(
                        row.getObject("id", java.util.UUID.class),
                        Outbox.RECEIPT,
                        row.getLong("receipt_id"),
                        row.getString("recipient"),
                        "en",
                        row.getString("message_id"),
                        NOW,
                        0))
                .one());
        var letters = new ReceiptLetters(jdbi, calendar);
        assertThat(letters.write(entry, Mailbox.of("receipts@example.org")).attachment())
                .isNotEmpty();
        register.cancel("ALM-2026-000001", "misspelt", ACTOR);
        assertThatThrownBy(() -> letters.write(entry, Mailbox.of("receipts@example.org")))
                .isInstanceOf(LetterSource.NotNeeded.class)
                .hasMessageContaining("counts no more");
    }

    @Test
    void aReplacementNamesWhatItCancels() throws IOException {
        jdbi.useHandle(handle -> handle.execute("update donor set name = 'Anna Example' where id = ?", donor));

        String next = register.replace("ALM-2026-000001", "name misspelt", ACTOR);

        assertThat(next).isEqualTo("ALM-2026-000004");
        var replaced = receipts.find("ALM-2026-000001").orElseThrow();
        var replacing = receipts.find(next).orElseThrow();
        assertThat(replaced.status()).isEqualTo("REPLACED");
        assertThat(replaced.replacedBy()).isEqualTo(next);
        assertThat(replacing.replaces()).isEqualTo("ALM-2026-000001");
        assertThat(text(receipts.pdf(next).orElseThrow()))
                .contains("Cancels and replaces receipt no. ALM-2026-000001.", "Anna Example");
        assertThat(text(receipts.pdf("ALM-2026-000001").orElseThrow())).contains("Ann Example");
        assertThat(count("mail_outbox where dedupe_key = 'receipt:" + next + "'"))
                .isEqualTo(1);
        assertThat(trail()).containsExactly("fin@example.org receipt.replaced ALM-2026-000001");
        assertRejected(() -> register.replace("ALM-2026-000001", "again", ACTOR), "replaced already");
        assertRejected(() -> register.cancel("ALM-2026-000001", "again", ACTOR), "void already");
    }

    @Test
    void aVoidReceiptCanStillBeReplacedOnce() {
        register.cancel("ALM-2026-000001", "returned by post", ACTOR);
        String next = register.replace("ALM-2026-000001", "address corrected", ACTOR);

        var old = receipts.find("ALM-2026-000001").orElseThrow();
        assertThat(old.status()).isEqualTo("REPLACED");
        assertThat(old.voided().reason()).isEqualTo("returned by post");
        register.cancel(next, "wrong again", ACTOR);
        assertRejected(() -> register.replace("ALM-2026-000001", "x", ACTOR), "replaced already");
    }

    @Test
    void aReceiptedGiftIsLockedUntilItsReceiptIsVoid() {
        for (String change : List.of(
                "amount_minor = 1",
                "currency = 'USD'",
                "donor_id = null",
                "fund_id = (select max(id) + 1 from fund)")) {
            assertThatThrownBy(() -> jdbi.useHandle(
                            handle -> handle.execute("update gift set " + change + " where id = ?", first)))
                    .hasMessageContaining("gift pi_1 has receipt ALM-2026-000001: void the receipt before");
        }
        jdbi.useHandle(handle -> handle.execute("update gift set payment_method = 'card' where id = ?", first));
        register.cancel("ALM-2026-000001", "wrong donor", ACTOR);
        jdbi.useHandle(handle -> handle.execute("update gift set amount_minor = 2400 where id = ?", first));
    }

    @Test
    void aRefundBringsTheReceiptToThoseWhoCorrect() {
        assertThat(tasks.wrong()).isEmpty();
        back("re_1", 1000);

        assertThat(tasks.wrong()).singleElement().satisfies(wrong -> {
            assertThat(wrong.number()).isEqualTo("ALM-2026-000001");
            assertThat(wrong.giftStatus()).isEqualTo("PARTIALLY_REFUNDED");
            assertThat(wrong.said()).isEqualTo(eur(2500));
            assertThat(wrong.remains()).isEqualTo(eur(1500));
            assertThat(wrong.replaceable()).isTrue();
        });
        assertThat(tasks.count()).isEqualTo(1);

        String next = register.replace("ALM-2026-000001", "refunded in part", ACTOR);
        assertThat(receipts.find(next).orElseThrow().amount()).isEqualTo(eur(1500));
        assertThat(tasks.wrong()).isEmpty();

        // the refund fails at the bank: the gift is whole again and the newer receipt says too little
        rows.posting(first, "re_1:failed", "REFUND_FAILED", "STRIPE_RECEIVABLE", "REFUNDS", 1000, "EUR", NOW);
        assertThat(tasks.wrong()).extracting(ReceiptTasks.Wrong::number).containsExactly(next);
        String last = register.replace(next, "refund failed", ACTOR);
        assertThat(receipts.find(last).orElseThrow().amount()).isEqualTo(eur(2500));
        assertThat(tasks.wrong()).isEmpty();
    }

    @Test
    void ofATotalRefundOnlyVoidRemains() {
        back("re_1", 2500);

        assertRejected(() -> register.replace("ALM-2026-000001", "refunded", ACTOR), "void the receipt instead");
        assertThat(receipts.find("ALM-2026-000001").orElseThrow().status()).isEqualTo("ISSUED");
        register.cancel("ALM-2026-000001", "refunded", ACTOR);
        assertThat(tasks.wrong()).isEmpty();
    }

    @Test
    void anIssuerMayWantItDoneAtOnce() {
        var issuers = new ReceiptIssuers(jdbi, transactions, trail, calendar);
        back("re_1", 1000);
        assertThat(register.correct(() -> false)).as("a task is for people").isZero();

        issuers.save("main", 0, Issuers.atOnce(), ACTOR);
        long second = rows.gift("pi_4", donor, null, NOW);
        long disputed = rows.gift("pi_5", donor, null, NOW);
        issueAll();
        rows.posting(second, "re_4", "REFUND", "REFUNDS", "STRIPE_RECEIVABLE", 2500, "EUR", NOW);
        rows.posting(disputed, "dp_5", "DISPUTE", "DISPUTES_OPEN", "STRIPE_RECEIVABLE", 2500, "EUR", NOW);

        assertThat(register.correct(() -> false)).isEqualTo(2);
        assertThat(receipts.find("ALM-2026-000001").orElseThrow().status()).isEqualTo("REPLACED");
        assertThat(receipts.find("VER-2026-000001").orElseThrow().status()).isEqualTo("VOID");
        assertThat(tasks.wrong()).extracting(ReceiptTasks.Wrong::giftStatus).containsExactly("DISPUTED");
        assertThat(register.correct(() -> false))
                .as("a second run changes nothing")
                .isZero();
        assertThat(trail())
                .contains("system receipt.voided VER-2026-000001", "system receipt.replaced ALM-2026-000001");
    }

    @Test
    void theRegisterAccountsForEveryNumber() throws IOException {
        register.cancel("ALM-2026-000002", "=HYPERLINK(1)", ACTOR);
        register.replace("ALM-2026-000003", "address", ACTOR);

        var found = series.find("ALM-2026").orElseThrow();
        assertThat(found.last()).isEqualTo(4);
        assertThat(found.in("ISSUED")).isEqualTo(new ReceiptSeries.Total(2, Map.of("EUR", 5000L)));
        assertThat(found.in("VOID")).isEqualTo(new ReceiptSeries.Total(1, Map.of("EUR", 2500L)));
        assertThat(found.in("REPLACED")).isEqualTo(new ReceiptSeries.Total(1, Map.of("EUR", 2500L)));
        assertThat(found.missing()).isZero();
        assertThat(series.all(2026)).containsExactly(found);
        assertThat(series.all(2025)).isEmpty();

        assertThat(csv(found))
                .contains("summary,,,ISSUED,PLAIN,Our organisation,,,,EUR,50.00,5000,2,")
                .contains("summary,,,MISSING,PLAIN,Our organisation,,,,,,,0,")
                .contains(
                        "receipt,ALM-2026-000001,1,ISSUED,PLAIN,Our organisation,2026-11-19,pi_1,Ann Example,EUR,25.00,2500,1,,,")
                .contains("receipt,ALM-2026-000002,2,VOID", ",'=HYPERLINK(1),fin@example.org,2026-11-20T12:00:00Z,")
                .contains("receipt,ALM-2026-000003,3,REPLACED", ",,ALM-2026-000004,address,")
                .contains("receipt,ALM-2026-000004,4,ISSUED", ",ALM-2026-000003,,,,,");
    }

    @Test
    void aNumberThatIsNotThereIsSaidToBeMissing() throws IOException {
        jdbi.useHandle(handle -> handle.execute("update receipt_series set last_number = 4"));

        var found = series.find("ALM-2026").orElseThrow();
        assertThat(found.missing()).isEqualTo(1);
        assertThat(csv(found))
                .contains("summary,,,MISSING,PLAIN,Our organisation,,,,,,,1,", "receipt,,4,MISSING,PLAIN");
    }

    @Test
    void aDuplicateIsStampedAndATestTakesNoNumber() throws IOException {
        byte[] issued = receipts.pdf("ALM-2026-000001").orElseThrow();
        assertThat(stamp(receipts.copy("ALM-2026-000001").orElseThrow())).contains("COPY");
        assertThat(receipts.pdf("ALM-2026-000001")).contains(issued);
        register.cancel("ALM-2026-000001", "x", ACTOR);
        assertThat(stamp(receipts.copy("ALM-2026-000001").orElseThrow())).contains("VOID");
        assertThat(receipts.copy("ALM-2026-000099")).isEmpty();

        rows.gift("pi_4", donor, null, NOW);
        assertThat(stamp(trials.page("pi_4"))).contains("TEST").contains("ALM-2026-000000");
        assertThat(count("receipt")).isEqualTo(3);
        assertThat(series.find("ALM-2026").orElseThrow().last()).isEqualTo(3);
        assertThat(run()).containsExactly("pi_4.pdf", "waiting.txt ");
        assertRejected(() -> trials.page("pi_none"), "there is no gift pi_none");
        new ReceiptIssuers(jdbi, transactions, trail, calendar).save("main", 0, Issuers.GERMAN, ACTOR);
        assertRejected(() -> trials.page("pi_4"), "[ADDRESS]");
        assertThat(run()).containsExactly("waiting.txt pi_4 [ADDRESS]\n");
        assertRejected(() -> register.replace("ALM-2026-000002", "x", ACTOR), "[ADDRESS]");
        assertThat(receipts.find("ALM-2026-000002").orElseThrow().status()).isEqualTo("ISSUED");
    }

    private List<String> run() throws IOException {
        var out = new ByteArrayOutputStream();
        trials.run("main", out);
        List<String> names = new ArrayList<>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                boolean text = entry.getName().endsWith(".txt");
                names.add(entry.getName() + (text ? " " + new String(zip.readAllBytes(), StandardCharsets.UTF_8) : ""));
            }
        }
        return names;
    }

    private void back(String refund, long minor) {
        rows.posting(first, refund, "REFUND", "REFUNDS", "STRIPE_RECEIVABLE", minor, "EUR", NOW);
    }

    private int issueAll() {
        return jdbi.inTransaction(handle -> issue.issue(handle, DATE, issue.due(handle, 0, 100)));
    }

    private List<String> trail() {
        return jdbi.withHandle(handle -> handle.createQuery("select actor || ' ' || action || ' ' || subject_id from"
                        + " audit_entry where subject_type = 'receipt' order by id")
                .mapTo(String.class)
                .list());
    }

    private int count(String from) {
        return jdbi.withHandle(handle -> handle.createQuery("select count(*) from " + from)
                .mapTo(Integer.class)
                .one());
    }

    private String csv(ReceiptSeries one) throws IOException {
        var out = new ByteArrayOutputStream();
        series.csv(one, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static void assertRejected(Runnable deed, String message) {
        assertThatThrownBy(deed::run).isInstanceOf(Rejection.class).hasMessageContaining(message);
    }

    private static Money eur(long minor) {
        return new Money(minor, "EUR");
    }

    /** Letters across a page are far apart for a reader of lines. */
    private static String stamp(byte[] pdf) throws IOException {
        return text(pdf).replace(" ", "");
    }

    private static String text(byte[] pdf) throws IOException {
        try (var document = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(document).replaceAll("[\\s\\u00a0]+", " ");
        }
    }
}
