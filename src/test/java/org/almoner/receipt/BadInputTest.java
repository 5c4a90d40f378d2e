package org.almoner.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.document.VeraPdf;
import org.almoner.mail.Letter;
import org.almoner.mail.Mailbox;
import org.almoner.mail.Outbox;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What donors and Stripe may write, from the row to the page and the mail: it is printed as it reads, or the gift waits. */
class BadInputTest {

    private static final Instant NOW = Instant.parse("2026-11-20T02:00:00Z");
    private static final LocalDate DATE = LocalDate.of(2026, 11, 20);
    private static final String ACTOR = "fin@example.org";

    private final Jdbi jdbi = TestDatabase.books();
    private final Rows rows = new Rows(jdbi);
    private final Calendar calendar = new Calendar(Clock.fixed(NOW, ZoneOffset.UTC), ZoneOffset.UTC);
    private final Transactions transactions = Transactions.over(jdbi);
    private final ReceiptIssue issue = new ReceiptIssue(
            calendar, new Outbox(transactions, calendar), Mailbox.of("receipts@example.org"), Runnable::run);
    private final ReceiptIssuers issuers =
            new ReceiptIssuers(jdbi, transactions, new AuditTrail(jdbi, calendar), calendar);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'Ann\u0007\tEx\u001bample\r\nBcc: x' | Ann Ex ample Bcc: x",
                "'Eve\u202e00.052\u202c \u2066Adams\u200f' | Eve00.052 Adams",
                "'Ann \ud83c\udf89\ud83d\udc69\u200d\ud83d\udcbb Smith' | Ann Smith",
                "'\ufeff\u200bZoe\u0308\u00ad' | Zoë"
            })
    void aNameIsPrintedAsItReads(String name, String printed) throws IOException {
        rows.gift("pi_1", rows.donor(name, "ann@example.org"), null, NOW);

        assertThat(issueAll()).isEqualTo(1);

        byte[] page = page();
        assertThat(text(page)).contains("Donor " + printed);
        assertThat(VeraPdf.faults(page)).isEmpty();
        Letter letter = letter();
        assertThat(letter.subject()).isEqualTo("Your donation receipt ALM-2026-000001");
        assertThat(letter.headers()).isEmpty();
        assertThat(letter.to().address()).isEqualTo("ann@example.org");
    }

    @ParameterizedTest
    @EnumSource(Regime.class)
    void aNameOf300CharactersStandsWholeOnEveryPage(Regime regime) throws IOException {
        String name = "Wolfeschlegelsteinhausen ".repeat(12).strip();
        assertThat(name).hasSize(299);
        var like = RegimePagesTest.all()
                .getOrDefault(
                        regime.name().toLowerCase(Locale.ROOT), Samples.all().get("latin-en"));
        var receipt = new ReceiptDocument(
                like.number(),
                like.issuedOn(),
                regime,
                like.issuer(),
                new ReceiptDocument.Donor(name, List.of("Rue de l’Église 12", "1050 Ixelles")),
                like.gift(),
                like.assessment(),
                null,
                like.language());

        byte[] page = new ReceiptPrinter().print(receipt);

        assertThat(text(page)).contains(name);
        try (var pdf = Loader.loadPDF(page)) {
            assertThat(pdf.getNumberOfPages()).isEqualTo(1);
        }
    }

    @Test
    void aMissingAddressHoldsAGiftBackWhereTheRegimeWantsOneAndOnlyThere() {
        long donor = rows.donor("Ann", "ann@example.org");
        rows.gift("pi_1", donor, null, NOW);
        issuers.save("main", 0, Issuers.GERMAN, ACTOR);
        assertThat(issueAll()).isZero();
        assertThat(waiting()).containsExactly("pi_1 {ADDRESS}");

        // nothing is printed meanwhile, and no number is taken
        assertThat(count("select coalesce(max(last_number), 0) from receipt_series"))
                .isZero();
        issuers.save("main", 1, Issuers.PLAIN, ACTOR);
        assertThat(issueAll()).isEqualTo(1);
        assertThat(waiting()).isEmpty();
    }

    @Test
    void anotherCurrencyThanTheRegimesWaitsAndAnyIsPlain() {
        long gift = rows.gift("pi_1", rows.donor("Ann", "ann@example.org"), null, NOW);
        address();
        jdbi.useHandle(handle -> handle.execute("update gift set currency = 'USD' where id = ?", gift));
        issuers.save("main", 0, Issuers.GERMAN, ACTOR);
        assertThat(issueAll()).isZero();
        assertThat(waiting()).containsExactly("pi_1 {CURRENCY}");

        issuers.save("main", 1, Issuers.PLAIN, ACTOR);
        assertThat(issueAll()).isEqualTo(1);
    }

    @Test
    void nothingIsReceiptedForNothing() {
        long gone = rows.gift("pi_1", rows.donor("Ann", "ann@example.org"), null, NOW);
        rows.posting(gone, "re_1", "REFUND", "REFUNDS", "STRIPE_RECEIVABLE", 2500, "EUR", NOW);
        assertThat(issueAll()).isZero();
        var trials = new ReceiptTrials(transactions, issue, calendar);
        assertThatThrownBy(() -> trials.page("pi_1")).isInstanceOf(Rejection.class);
        for (long minor : new long[] {0, -1}) {
            assertThatThrownBy(() -> new ReceiptDocument.Gift(DATE, new Money(minor, "EUR"), null, null, null))
                    .hasMessageContaining("an amount that was received");
        }
    }

    /** A donor's name of pictographs alone is a person without a name; letters that no font has are found before. */
    @Test
    void aLetterWithoutGlyphIsFoundBeforeItIsPrinted() throws IOException {
        rows.gift("pi_1", rows.donor("\ud808\udc00\ud808\udc01", "cuneiform@example.org"), null, NOW);
        rows.gift("pi_2", rows.donor("\ud83c\udf89", "party@example.org"), null, NOW);

        assertThat(issueAll()).isEqualTo(1);

        assertThat(waiting()).containsExactly("pi_1 {LETTERS}");
        assertThat(text(page())).contains("Thank you for your gift").doesNotContain("\ufffd");
        assertThat(letter().text()).contains("ALM-2026-000001");
    }

    private int issueAll() {
        return jdbi.inTransaction(handle -> issue.issue(handle, DATE, issue.due(handle, 0, 100)));
    }

    private void address() {
        jdbi.useHandle(
                handle -> handle.execute("insert into donor_address (donor_id, lines, postcode, city, country, since)"
                        + " select id, '{Weg 1}', '10115', 'Berlin', 'DE', now() from donor"));
    }

    private byte[] page() {
        return jdbi.withHandle(handle -> handle.createQuery("select bytes from receipt_pdf")
                .mapTo(byte[].class)
                .one());
    }

    private Letter letter() {
        var entry = jdbi.withHandle(handle -> handle.createQuery("select * from mail_outbox")
                .map((row, context) -> new Outbox.Entry(
                        row.getObject("id", UUID.class),
                        Outbox.RECEIPT,
                        row.getLong("receipt_id"),
                        row.getString("recipient"),
                        row.getString("language"),
                        row.getString("message_id"),
                        NOW,
                        0))
                .one());
        return new ReceiptLetters(jdbi, calendar).write(entry, Mailbox.of("receipts@example.org"));
    }

    private List<String> waiting() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select g.reference || ' ' || w.missing::text from receipt_waiting w join gift g on g.id = w.gift_id"
                                + " order by g.id")
                .mapTo(String.class)
                .list());
    }

    private int count(String sql) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(Integer.class).one());
    }

    private static String text(byte[] pdf) throws IOException {
        try (var document = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(document).replaceAll("[\\s\\u00a0\\u202f]+", " ");
        }
    }
}
