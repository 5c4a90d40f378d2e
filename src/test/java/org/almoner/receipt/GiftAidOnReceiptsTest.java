package org.almoner.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.mail.Mailbox;
import org.almoner.mail.Outbox;
import org.almoner.time.Calendar;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A receipt says that tax is claimed where a declaration of the donor covers the gift, and else that none is. */
class GiftAidOnReceiptsTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

    private final Jdbi jdbi = TestDatabase.books();
    private final Rows rows = new Rows(jdbi);
    private final ExecutorService threads = Executors.newFixedThreadPool(1);
    private final Calendar calendar = new Calendar(Clock.fixed(NOW, ZoneOffset.UTC), ZoneOffset.UTC);
    private final Transactions transactions = Transactions.over(jdbi);
    private final ReceiptTrials trials = new ReceiptTrials(
            transactions,
            new ReceiptIssue(calendar, new Outbox(transactions, calendar), Mailbox.of("receipts@example.org"), threads),
            calendar);

    private long donor;

    @BeforeEach
    void aCharityAndAGift() {
        donor = rows.donor("Jane Example", "jane@example.org");
        long gift = rows.gift("pi_1", donor, null, NOW);
        jdbi.useHandle(handle -> {
            handle.execute("insert into receipt_issuer (legal_entity_id, regime, prefix, legal_name, country) values"
                    + " (1, 'GB', 'WMUK', 'Friends of Knowledge', 'GB')");
            handle.execute("update gift set currency = 'GBP' where id = ?", gift);
        });
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    @Test
    void withoutADeclarationNoTaxIsSaidToBeClaimed() throws IOException {
        assertThat(page())
                .contains("No Gift Aid declaration of yours covers this donation, so we claim no tax on it.")
                .doesNotContain("claim £");
        declared("ORAL");
        assertThat(page()).as("nothing shows it yet").contains("No Gift Aid declaration of yours");
    }

    @Test
    void withADeclarationItIsSaidWhatIsClaimed() throws IOException {
        declared("ONLINE");
        assertThat(page())
                .contains("Your Gift Aid declaration to us covers this donation")
                .contains("claim £6.25 of tax from HMRC")
                .doesNotContain("No Gift Aid declaration");
    }

    private void declared(String how) {
        jdbi.useHandle(handle -> handle.execute(
                "insert into gift_aid_declaration (donor_id, legal_entity_id, made_on, made_how, evidence, wording, past, future,"
                        + " valid_from, first_name, last_name, noted_by, noted_at) values (?, 1, '2026-01-01', ?, 'form',"
                        + " 'hmrc-multiple', true, true, '2022-01-01', 'Jane', 'Example', 'fin@example.org', now())",
                donor,
                how));
    }

    private String page() throws IOException {
        try (var pdf = Loader.loadPDF(trials.page("pi_1"))) {
            return new PDFTextStripper().getText(pdf).replaceAll("\\s+", " ");
        }
    }
}
