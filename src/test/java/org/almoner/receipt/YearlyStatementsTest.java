package org.almoner.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.almoner.database.Rejection;
import org.almoner.mail.Mailbox;
import org.almoner.mail.Outbox;
import org.almoner.money.Money;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One receipt for all that a donor gave an issuer in a year, however often the run is killed and whatever runs beside it. */
class YearlyStatementsTest {

    private final Office office = new Office();

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void coversWhatHasNoReceiptOfItsOwn() throws IOException {
        long donor = office.donor("Ann Example", "ann@example.org", "GB", "EC1A 4HD");
        office.rows.gift("pi_single", donor, null, Office.GIVEN);
        assertThat(office.nightly()).isEqualTo(1);
        office.wishes.note(donor, ReceiptWishes.Wish.YEARLY, Office.ACTOR);
        office.rows.gift("pi_1", donor, null, Office.GIVEN);
        long part = office.rows.gift("pi_2", donor, null, Office.GIVEN.plusSeconds(86_400));
        office.rows.posting(part, "re_1", "REFUND", "REFUNDS", "STRIPE_RECEIVABLE", 1000, "EUR", Office.NOW);
        // in Berlin the year begins an hour before it does in London
        office.rows.gift("pi_first", donor, null, Instant.parse("2025-12-31T23:00:00Z"));
        office.rows.gift("pi_before", donor, null, Instant.parse("2025-12-31T22:59:59Z"));
        office.rows.gift("pi_after", donor, null, Instant.parse("2026-12-31T23:00:00Z"));

        assertThat(office.yearly(2026, 10)).isEqualTo(1);
        assertThat(office.yearly(2026, 10)).isZero();

        var statement = office.receipts.find("ALM-2027-000002").orElseThrow();
        assertThat(statement.year()).isEqualTo(2026);
        assertThat(statement.gift()).isNull();
        assertThat(statement.amount()).isEqualTo(new Money(6500, "EUR"));
        assertThat(office.receipts.gifts(statement.number()))
                .extracting(ReceiptQueries.Covered::reference)
                .containsExactly("pi_first", "pi_1", "pi_2");
        assertThat(text(statement.number()))
                .contains("Annual statement of gifts", "ALM-2027-000002", "Gifts received in 2026")
                .contains("January 1, 2026", "June 15, 2026", "June 16, 2026", "65.00 EUR", "15.00 EUR");
        assertThat(office.strings("select dedupe_key from mail_outbox order by 1"))
                .containsExactly("receipt:ALM-2027-000001", "receipt:ALM-2027-000002");
        assertThat(office.yearly(2025, 10)).isEqualTo(1);
    }

    @Test
    void oneForEachIssuerAndCurrencyAndAlsoForThoseWithoutMail() {
        office.sql(
                "insert into affiliate (id, code, name, legal_name, receipt_prefix) values (2, 'pl', 'P', 'Polska', 'PLX')");
        long donor = office.donor("Ann", null, "PL", "00-001");
        office.rows.gift("pi_1", donor, null, Office.GIVEN);
        office.rows.gift("pi_2", donor, null, Office.GIVEN);
        office.sql("update gift set affiliate_id = 2 where reference = 'pi_2'");
        long dollars = office.rows.gift("pi_3", donor, null, null);
        office.sql(
                "update gift set currency = 'USD', received_at = ?, attempt = 'SUCCEEDED' where id = ?",
                Office.GIVEN,
                dollars);
        office.rows.posting(
                dollars, "pi_3:gift", "GIFT", "STRIPE_RECEIVABLE", "GIFT_INCOME", 2500, "USD", Office.GIVEN);
        long lost = office.rows.donor("Nobody", null);
        office.rows.gift("pi_4", lost, null, Office.GIVEN);

        assertThat(office.yearly(2026, 1)).isEqualTo(3);

        assertThat(office.strings("select number || ' ' || currency from receipt order by 1"))
                .containsExactly("ALM-2027-000001 EUR", "ALM-2027-000002 USD", "PLX-2027-000001 EUR");
        assertThat(office.one(Long.class, "select count(*) from mail_outbox")).isZero();
        assertThat(office.queue.count()).isEqualTo(3);
        assertThat(office.tasks.waiting()).singleElement().satisfies(waiting -> {
            assertThat(waiting.gift()).isEqualTo("pi_4");
            assertThat(waiting.missing()).containsExactly(Lack.ADDRESS);
        });
    }

    @Test
    void goesOnWhereItWasKilled() {
        donors(40);
        office.transactions.inNew(handle -> office.statements.begin(handle, 2026));
        for (int i = 0; i < 2; i++) {
            List<Long> chunk = office.next(2026, 10);
            office.transactions.inNew(handle -> office.statements.issue(handle, 2026, chunk));
        }
        List<Long> dying = office.next(2026, 10);
        assertThatThrownBy(() -> office.transactions.inNew(handle -> {
                    office.statements.issue(handle, 2026, dying);
                    throw new IllegalStateException("killed");
                }))
                .hasMessage("killed");

        assertThat(office.transactions.<Long>inNew(handle -> office.statements.begin(handle, 2026)))
                .isEqualTo(20);
        assertThat(office.yearly(2026, 7)).isEqualTo(20);

        gapless("ALM", 40);
        assertThat(office.one(Long.class, "select count(*) from receipted_gift where stands"))
                .isEqualTo(80);
        assertThat(office.one(Long.class, "select count(*) from yearly_statement"))
                .isZero();
    }

    @Test
    void sideBySideWithTheNightAndWithItself() throws Exception {
        donors(30);
        for (int i = 0; i < 30; i++) {
            office.rows.gift("pi_night_" + i, office.rows.donor("N" + i, "n" + i + "@example.org"), null, Office.GIVEN);
        }
        office.transactions.inNew(handle -> office.statements.begin(handle, 2026));
        List<Long> all = office.next(2026, 1_000);

        CompletableFuture.allOf(
                        CompletableFuture.runAsync(() -> office.yearly(2026, 3)),
                        CompletableFuture.runAsync(office::nightly),
                        CompletableFuture.runAsync(
                                () -> office.transactions.inNew(handle -> office.statements.issue(handle, 2026, all))))
                .get(60, TimeUnit.SECONDS);

        gapless("ALM", 60);
        assertThat(office.one(Long.class, "select count(distinct gift_id) from receipted_gift where stands"))
                .isEqualTo(90);
    }

    @Test
    void aRefundAfterItIsATaskAndTheNewOneSaysWhatRemains() throws IOException {
        donors(1);
        office.yearly(2026, 10);
        String number = "ALM-2027-000001";
        assertThat(office.tasks.wrong()).isEmpty();
        long gift = office.one(Long.class, "select min(gift_id) from receipted_gift");
        office.rows.posting(gift, "re_1", "REFUND", "REFUNDS", "STRIPE_RECEIVABLE", 2500, "EUR", Office.NOW);

        assertThat(office.tasks.wrong()).singleElement().satisfies(wrong -> {
            assertThat(wrong.number()).isEqualTo(number);
            assertThat(wrong.said()).isEqualTo(new Money(5000, "EUR"));
            assertThat(wrong.remains()).isEqualTo(new Money(2500, "EUR"));
        });
        assertThatThrownBy(() -> office.sql("update gift set amount_minor = 1 where id = ?", gift))
                .hasMessageContaining("has receipt " + number);

        String next = office.register.replace(number, "a gift went back", Office.ACTOR);
        assertThat(office.tasks.wrong()).isEmpty();
        assertThat(office.receipts.find(next).orElseThrow().amount()).isEqualTo(new Money(2500, "EUR"));
        assertThat(text(next)).contains("Cancels and replaces receipt no. " + number, "25.00 EUR");

        // the refund fails at the bank: the newer one says too little
        office.rows.posting(
                gift, "re_1:failed", "REFUND_FAILED", "STRIPE_RECEIVABLE", "REFUNDS", 2500, "EUR", Office.NOW);
        assertThat(office.tasks.wrong()).extracting(ReceiptTasks.Wrong::number).containsExactly(next);
        String last = office.register.replace(next, "refund failed", Office.ACTOR);
        assertThat(office.receipts.find(last).orElseThrow().amount()).isEqualTo(new Money(5000, "EUR"));
        office.register.cancel(last, "wrong donor", Office.ACTOR);
        assertThat(office.yearly(2026, 10)).as("whoever voids decides").isZero();
        office.sql("update gift set amount_minor = 2400 where id = ?", gift);
    }

    @Test
    void anIssuerMayWantItCorrectedAtOnce() {
        office.regime("US", "YEARLY");
        office.sql("update receipt_issuer set on_reversal = 'AT_ONCE'");
        donors(1);
        office.yearly(2026, 10);
        for (int each = 1; each <= 2; each++) {
            long gift = office.one(Long.class, "select id from gift where reference = 'pi_0_" + each + "'");
            office.rows.posting(gift, "re_" + each, "REFUND", "REFUNDS", "STRIPE_RECEIVABLE", 2500, "EUR", Office.NOW);
            assertThat(office.register.correct(() -> false)).isEqualTo(1);
            assertThat(office.register.correct(() -> false)).isZero();
        }

        assertThat(office.strings("select number || ' ' || status || ' ' || amount_minor from receipt order by number"))
                .containsExactly("REG-2027-000001 REPLACED 5000", "REG-2027-000002 VOID 2500");
    }

    @Test
    void theLetterWithItSpeaksOfTheYear() {
        donors(1);
        office.yearly(2026, 10);
        var entry = office.jdbi.withHandle(
                handle -> handle.createQuery("select id, receipt_id, recipient, language, message_id from mail_outbox")
                        .map((row, context) -> new Outbox.Entry(
                                row.getObject("id", UUID.class),
                                Outbox.RECEIPT,
                                row.getLong("receipt_id"),
                                row.getString("recipient"),
                                row.getString("language"),
                                row.getString("message_id"),
                                Office.NOW,
                                0))
                        .one());
        var letter = new ReceiptLetters(office.jdbi, office.calendar).write(entry, Mailbox.of("receipts@example.org"));

        assertThat(letter.text())
                .contains("Thank you for your gifts of €50.00 in all, which we received in 2026.", "Year: 2026")
                .doesNotContain("Date received");
        assertThat(letter.attachment())
                .isEqualTo(office.receipts.pdf("ALM-2027-000001").orElseThrow());
    }

    @Test
    void aGiftHasOneReceiptThatStandsAtMost() {
        donors(1);
        office.yearly(2026, 10);
        long gift = office.one(Long.class, "select min(gift_id) from receipted_gift");
        long donor = office.one(Long.class, "select donor_id from gift where id = " + gift);
        assertThatThrownBy(() -> office.rows.receipt("ALM-2026-000900", gift, donor, new byte[] {1}))
                .hasMessageContaining("receipted_gift_once");
        for (String change : List.of(
                "update receipted_gift set amount_minor = 1",
                "update receipted_gift set stands = false",
                "delete from receipted_gift",
                "update receipt set of_year = 2020")) {
            assertThatThrownBy(() -> office.sql(change)).as(change).isNotNull();
        }
    }

    @Test
    void anUnfinishedYearMustBeMeant() {
        assertThat(office.statements.dateOf(2026, false)).isEqualTo(LocalDate.of(2026, 12, 31));
        assertThat(office.statements.dateOf(2027, true)).isEqualTo(LocalDate.of(2027, 12, 31));
        assertThatThrownBy(() -> office.statements.dateOf(2027, false))
                .isInstanceOf(Rejection.class)
                .hasMessageContaining("not over");
        assertThatThrownBy(() -> office.statements.dateOf(2028, true)).hasMessageContaining("has begun");
    }

    /** Donors with two gifts each who want one receipt a year. */
    private void donors(int many) {
        for (int i = 0; i < many; i++) {
            long donor = office.donor("D" + i, "d" + i + "@example.org", "GB", "E" + i);
            office.wishes.note(donor, ReceiptWishes.Wish.YEARLY, Office.ACTOR);
            office.rows.gift("pi_" + i + "_1", donor, null, Office.GIVEN);
            office.rows.gift("pi_" + i + "_2", donor, null, Office.GIVEN.plusSeconds(60));
        }
    }

    private void gapless(String prefix, int last) {
        assertThat(office.strings("select number from receipt order by number"))
                .isEqualTo(IntStream.rangeClosed(1, last)
                        .mapToObj(n -> Numbers.written(prefix, 2027, n))
                        .toList());
    }

    private String text(String number) throws IOException {
        try (var pdf = Loader.loadPDF(office.receipts.pdf(number).orElseThrow())) {
            return RegimePagesTest.flat(new PDFTextStripper().getText(pdf));
        }
    }
}
