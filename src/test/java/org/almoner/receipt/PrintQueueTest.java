package org.almoner.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.almoner.database.Rejection;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Receipts on paper: what waits, in which order it is printed, and that a batch is kept, taken apart or sent. */
class PrintQueueTest {

    private final Office office = new Office();

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void isPrintedByCountryAndPostcodeAsItWasIssued() throws IOException {
        posted("Zoe", "FR", "75001");
        posted("Bea", "DE", "80331");
        posted("Ada", "DE", "10115");
        posted("Cem", "DE", "80331");

        assertThat(office.queue.waiting())
                .extracting(PrintQueue.Waiting::donorName)
                .containsExactly("Ada", "Bea", "Cem", "Zoe");
        long batch = office.queue.make(500, Office.ACTOR);

        assertThat(office.queue.count()).isZero();
        assertThat(office.queue.find(batch)).hasValueSatisfying(made -> {
            assertThat(made.receipts()).isEqualTo(4);
            assertThat(made.sent()).isFalse();
            assertThat(made.madeBy()).isEqualTo(Office.ACTOR);
        });
        List<String> pages = pages(batch);
        assertThat(pages).hasSize(4);
        for (int i = 0; i < 4; i++) {
            assertThat(pages.get(i))
                    .contains(List.of("Ada", "Bea", "Cem", "Zoe").get(i), "Lange Straße 1");
        }
        // the same again, whenever it is asked for
        assertThat(pages(batch)).isEqualTo(pages);
        refused(() -> office.queue.make(500, Office.ACTOR), "nothing waits");
        refused(() -> office.queue.make(0, Office.ACTOR), "from 1 to 500");
        refused(() -> office.queue.make(501, Office.ACTOR), "from 1 to 500");
    }

    @Test
    void formsWithoutAWindowLieBehindAnAddressSheet() throws IOException {
        office.regime("DE", "NIGHTLY");
        posted("Ada", "DE", "10115");
        List<String> pages = pages(office.queue.make(10, Office.ACTOR));

        assertThat(pages).hasSize(2);
        assertThat(pages.get(0))
                .contains("Freundeskreis e. V. · Hauptstraße 5 · 10115 Berlin", "Ada", "Lange Straße 1", "10115 Ort")
                .doesNotContain("Zuwendung");
        assertThat(pages.get(1)).contains("Bestätigung über Geldzuwendungen", "REG-2027-000001");
    }

    @Test
    void anAmericanWindowIsLower() throws IOException {
        office.regime("US", "NIGHTLY");
        office.sql("update receipt_issuer set country = 'US'");
        posted("Ada", "US", "10001");
        List<String> pages = pages(office.queue.make(10, Office.ACTOR));
        assertThat(pages).hasSize(2);
        assertThat(AddressSheet.needed(Regime.US, "US")).isTrue();
        assertThat(AddressSheet.needed(Regime.GB, "GB")).isFalse();
        assertThat(AddressSheet.needed(Regime.FR, "FR")).isTrue();
    }

    @Test
    void isTakenApartUntilItIsSent() throws IOException {
        posted("Ada", "DE", "10115");
        posted("Bea", "DE", "80331");
        long first = office.queue.make(1, Office.ACTOR);
        assertThat(office.queue.count()).isEqualTo(1);
        office.queue.undo(first, Office.ACTOR);
        assertThat(office.queue.count()).isEqualTo(2);
        assertThat(office.queue.find(first)).isEmpty();

        long second = office.queue.make(500, Office.ACTOR);
        office.register.cancel("ALM-2027-000001", "misspelt", Office.ACTOR);
        assertThat(office.queue.find(second).orElseThrow().voided()).isEqualTo(1);
        assertThat(pages(second)).singleElement().asString().contains("Bea");
        assertThat(office.receipts.find("ALM-2027-000002").orElseThrow().delivery())
                .isEqualTo(ReceiptView.Delivery.PRINT);
        office.queue.sent(second, Office.ACTOR);
        assertThat(pages(second)).as("what was sent stays").hasSize(2);
        assertThat(office.receipts.find("ALM-2027-000002").orElseThrow().delivery())
                .isEqualTo(ReceiptView.Delivery.POSTED);

        refused(() -> office.queue.undo(second, Office.ACTOR), "was sent and stays");
        refused(() -> office.queue.sent(second, Office.ACTOR), "was sent and stays");
        refused(() -> office.queue.undo(99, Office.ACTOR), "there is no print batch 99");
        assertThatThrownBy(() -> office.sql("delete from print_batch where id = ?", second))
                .hasMessageContaining("stays as it is");
        assertThat(office.strings(
                        "select action || ' ' || subject_id from audit_entry where action like 'print.%' order by id"))
                .containsExactly(
                        "print.made " + first, "print.undone " + first, "print.made " + second, "print.sent " + second);
    }

    @Test
    void whatWasMailedMayBePostedToo() {
        long donor = office.donor("Ann", "ann@example.org", "DE", "10115");
        office.rows.gift("pi_1", donor, null, Office.GIVEN);
        office.rows.gift("pi_2", office.rows.donor("Nowhere", "no@example.org"), null, Office.GIVEN);
        office.nightly();
        assertThat(office.queue.count()).isZero();

        office.queue.put("ALM-2027-000001", PrintQueue.Reason.ASKED, Office.ACTOR);
        assertThat(office.queue.waiting()).singleElement().satisfies(waiting -> {
            assertThat(waiting.country()).isEqualTo("DE");
            assertThat(waiting.postcode()).isEqualTo("10115");
        });
        refused(() -> office.queue.put("ALM-2027-000001", PrintQueue.Reason.ASKED, Office.ACTOR), "in the print queue");
        refused(
                () -> office.queue.put("ALM-2027-000002", PrintQueue.Reason.ASKED, Office.ACTOR),
                "no address stands on it");
        refused(
                () -> office.queue.put("ALM-2027-000009", PrintQueue.Reason.ASKED, Office.ACTOR),
                "there is no receipt");
        office.register.cancel("ALM-2027-000002", "x", Office.ACTOR);
        refused(() -> office.queue.put("ALM-2027-000002", PrintQueue.Reason.ASKED, Office.ACTOR), "counts no more");
    }

    @Test
    void whoWantsPaperGetsItUnlessThereIsNowhereToSendIt() {
        long paper = office.donor("Ann", "ann@example.org", "DE", "10115");
        long nowhere = office.rows.donor("Nowhere", "no@example.org");
        wants(paper, false);
        wants(nowhere, false);
        office.rows.gift("pi_1", paper, null, Office.GIVEN);
        office.rows.gift("pi_2", nowhere, null, Office.GIVEN);
        office.nightly();
        assertThat(office.queue.waiting()).singleElement().satisfies(waiting -> {
            assertThat(waiting.donorName()).isEqualTo("Ann");
            assertThat(waiting.reason()).isEqualTo(PrintQueue.Reason.ASKED);
        });
        assertThat(office.strings("select recipient from mail_outbox")).containsExactly("no@example.org");

        wants(paper, true);
        office.rows.gift("pi_3", paper, null, Office.GIVEN);
        office.nightly();
        assertThat(office.queue.count()).isEqualTo(1);
        assertThat(office.strings("select recipient from mail_outbox order by recipient"))
                .containsExactly("ann@example.org", "no@example.org");
    }

    private void wants(long donor, boolean mail) {
        office.sql(
                "insert into donor_consent (donor_id, channel, purpose, given, at, source)"
                        + " values (?, 'EMAIL', 'RECEIPTS', ?, clock_timestamp(), 'test')",
                donor,
                mail);
    }

    private void posted(String name, String country, String postcode) {
        long donor = office.donor(name, null, country, postcode);
        office.rows.gift("pi_" + name, donor, null, Office.GIVEN);
        office.register.issue("pi_" + name, Office.ACTOR);
    }

    private List<String> pages(long batch) throws IOException {
        var out = new ByteArrayOutputStream();
        office.batches.write(batch, out);
        RegimePagesTest.keep(
                "print-batch-" + office.queue.find(batch).orElseThrow().receipts(), out.toByteArray());
        List<String> pages = new ArrayList<>();
        try (var pdf = Loader.loadPDF(out.toByteArray())) {
            for (int page = 1; page <= pdf.getNumberOfPages(); page++) {
                var stripper = new PDFTextStripper();
                stripper.setStartPage(page);
                stripper.setEndPage(page);
                pages.add(RegimePagesTest.flat(stripper.getText(pdf)));
            }
        }
        return pages;
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable deed, String why) {
        assertThatThrownBy(deed).isInstanceOf(Rejection.class).hasMessageContaining(why);
    }
}
