package org.almoner.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.mail.Mailbox;
import org.almoner.mail.Outbox;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReceiptIssueTest {

    private static final Instant NOW = Instant.parse("2026-11-20T02:00:00Z");
    private static final Instant NEW_YEARS_EVE = Instant.parse("2025-12-31T23:30:00Z");
    private static final LocalDate DATE = LocalDate.of(2026, 11, 19);

    private final Jdbi jdbi = TestDatabase.books();
    private final Rows rows = new Rows(jdbi);
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final Calendar calendar = new Calendar(Clock.fixed(NOW, ZoneOffset.UTC), ZoneId.of("Europe/Berlin"));
    private final Outbox outbox = new Outbox(Transactions.over(jdbi), calendar);
    private final ReceiptIssue issue = new ReceiptIssue(calendar, outbox, Mailbox.of("receipts@example.org"), threads);

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    @Test
    void aReceiptHasItsNumberItsBytesAndItsLetterAtOnce() throws Exception {
        long donor = rows.donor("Łukasz Żak", "lukasz@example.org");
        jdbi.useHandle(
                handle -> handle.execute("update donor set languages = '{pl}', country = 'PL' where id = ?", donor));
        long gift = rows.gift("pi_1", donor, null, NEW_YEARS_EVE);

        assertThat(issueAll()).isEqualTo(1);

        var receipt = jdbi.withHandle(handle -> handle.createQuery(
                        "select r.*, p.bytes, m.recipient, m.dedupe_key, m.message_id, m.state from receipt r join"
                                + " receipt_pdf p on p.receipt_id = r.id join mail_outbox m on m.receipt_id = r.id")
                .mapToMap()
                .one());
        assertThat(receipt)
                .containsEntry("number", "ALM-2026-000001")
                .containsEntry("gift_id", gift)
                .containsEntry("amount_minor", 2500L)
                .containsEntry("currency", "EUR")
                .containsEntry("language", "pl-PL")
                .containsEntry("recipient", "lukasz@example.org")
                .containsEntry("dedupe_key", "receipt:ALM-2026-000001")
                .containsEntry("state", "QUEUED");
        assertThat((String) receipt.get("message_id")).endsWith("@example.org>");
        byte[] pdf = (byte[]) receipt.get("bytes");
        assertThat(new String(pdf, 0, 5, java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("%PDF-");
        assertThat((byte[]) receipt.get("sha256"))
                .isEqualTo(java.security.MessageDigest.getInstance("SHA-256").digest(pdf));

        assertThat(issueAll()).isZero();
    }

    @Test
    void onlyReceivedGiftsOfDonorsWithAnAddressGetOne() {
        rows.gift("pi_pending", rows.donor("A", "a@example.org"), null, null);
        rows.gift("pi_no_address", rows.donor("B", null), null, NEW_YEARS_EVE);
        rows.gift("pi_blank", rows.donor("C", " "), null, NEW_YEARS_EVE);
        rows.gift("pi_nobody", null, null, NEW_YEARS_EVE);
        long refunded = rows.gift("pi_refunded", rows.donor("D", "d@example.org"), null, NEW_YEARS_EVE);
        rows.posting(refunded, "re_1", "REFUND", "REFUNDS", "STRIPE_RECEIVABLE", 1000, "EUR", NOW);

        long due = jdbi.withHandle(issue::due);
        assertThat(due).isZero();
        assertThat(issueAll()).isZero();
    }

    @Test
    void aNameThatNoFontCanShowIsLeftOutAndHoldsNobodyUp() {
        rows.gift("pi_1", rows.donor("\uD80C\uDC80\uD80C\uDC81", "hieroglyphs@example.org"), null, NEW_YEARS_EVE);
        rows.gift("pi_2", rows.donor("Ann 🎉", "ann@example.org"), null, NEW_YEARS_EVE);

        assertThat(issueAll()).isEqualTo(1);
        assertThat(numbers()).containsExactly("ALM-2026-000001");
    }

    @Test
    void eachIssuerAndYearCountsForItself() {
        jdbi.useHandle(handle -> handle.execute(
                "insert into affiliate (id, code, name, legal_name, receipt_prefix) values (2, 'pl', 'Polska',"
                        + " 'Polska', 'PLX')"));
        long donor = rows.donor("A", "a@example.org");
        rows.gift("pi_1", donor, null, NEW_YEARS_EVE);
        long polish = rows.gift("pi_2", donor, null, NEW_YEARS_EVE);
        jdbi.useHandle(handle -> handle.execute("update gift set affiliate_id = 2 where id = ?", polish));
        issueAll();
        rows.gift("pi_3", donor, null, NEW_YEARS_EVE);
        jdbi.useTransaction(handle -> issue.issue(handle, LocalDate.of(2027, 1, 1), issue.due(handle, 0, 10)));

        assertThat(numbers()).containsExactly("ALM-2026-000001", "ALM-2027-000001", "PLX-2026-000001");
    }

    @Test
    void eightAtOnceWithRollbacksLeaveNoGap() throws Exception {
        long donor = rows.donor("A", "a@example.org");
        List<Long> gifts = new ArrayList<>();
        for (int i = 0; i < 48; i++) {
            gifts.add(rows.gift("pi_" + i, donor, null, NEW_YEARS_EVE));
        }
        var workers = Executors.newFixedThreadPool(8);
        try {
            var parts = IntStream.range(0, 8)
                    .mapToObj(part -> CompletableFuture.runAsync(() -> part(gifts, part), workers))
                    .toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(parts).get(60, TimeUnit.SECONDS);
        } finally {
            workers.shutdownNow();
        }

        assertThat(serials()).isEqualTo(IntStream.rangeClosed(1, 48).boxed().toList());
        int whole = jdbi.withHandle(
                handle -> handle.createQuery("select count(*) from receipt r join receipt_pdf p on p.receipt_id = r.id"
                                + " join mail_outbox m on m.dedupe_key = 'receipt:' || r.number")
                        .mapTo(Integer.class)
                        .one());
        assertThat(whole).isEqualTo(48);
    }

    private void part(List<Long> gifts, int part) {
        for (int i = part; i < gifts.size(); i += 16) {
            var chunk = List.of(gifts.get(i), gifts.get((i + 8) % gifts.size()));
            assertThatThrownBy(() -> jdbi.useTransaction(handle -> {
                        issue.issue(handle, DATE, chunk);
                        throw new IllegalStateException("killed");
                    }))
                    .hasMessage("killed");
            jdbi.useTransaction(handle -> issue.issue(handle, DATE, chunk));
        }
    }

    @Test
    void theLetterCarriesThePageAsItWasIssued() {
        long donor = rows.donor("Ann Example", "ann@example.org");
        rows.gift("pi_1", donor, null, NEW_YEARS_EVE);
        issueAll();
        byte[] bytes = jdbi.withHandle(handle -> handle.createQuery("select bytes from receipt_pdf")
                .mapTo(byte[].class)
                .one());
        var entry = jdbi.withHandle(
                handle -> handle.createQuery("select id, receipt_id, recipient, message_id from mail_outbox")
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

        var letter = new ReceiptLetters(jdbi, calendar).write(entry, Mailbox.of("receipts@example.org"));

        assertThat(letter.attachment()).isEqualTo(bytes);
        assertThat(letter.to().address()).isEqualTo("ann@example.org");
        assertThat(letter.subject()).contains("ALM-2026-000001");
        assertThat(letter.messageId()).isEqualTo(entry.messageId());
        // half past midnight in Berlin: the gift belongs to the new year
        assertThat(letter.text()).contains("2026").doesNotContain("2025");
    }

    private int issueAll() {
        return jdbi.inTransaction(handle -> issue.issue(handle, DATE, issue.due(handle, 0, 100)));
    }

    private List<String> numbers() {
        return jdbi.withHandle(handle -> handle.createQuery("select number from receipt order by number")
                .mapTo(String.class)
                .list());
    }

    private List<Integer> serials() {
        return jdbi.withHandle(handle -> handle.createQuery("select serial from receipt order by serial")
                .mapTo(Integer.class)
                .list());
    }
}
