package org.almoner.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.receipt.ReceiptQueries.Wanted;
import org.almoner.receipt.ReceiptView.Delivery;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReceiptQueriesTest {

    private static final Instant NOON = Instant.parse("2026-11-10T12:00:00Z");

    private Rows rows;
    private ReceiptQueries receipts;
    private long donor;

    @BeforeEach
    void fourReceiptsWithDifferentMail() {
        var jdbi = TestDatabase.books();
        rows = new Rows(jdbi);
        receipts = new ReceiptQueries(jdbi);
        donor = rows.donor("Zoë", "zoe@example.org");
        receipt(1);
        rows.mail(receipt(2), "SENDING", NOON);
        rows.mail(receipt(3), "SENT", NOON);
        rows.mail(receipt(4), "FAILED", NOON);
        long again = receipt(5);
        rows.mail(again, "FAILED", NOON);
        rows.mail(again, "QUEUED", NOON.plusSeconds(1));
    }

    @Test
    void deliveryIsTheStateOfTheNewestMail() {
        assertThat(receipts.page(Wanted.ALL, null, 10).items())
                .extracting(ReceiptView::delivery)
                .containsExactly(Delivery.PENDING, Delivery.FAILED, Delivery.SENT, Delivery.PENDING, Delivery.NONE);
        assertThat(numbers(new Wanted(null, null, Delivery.FAILED, null, null, null)))
                .containsExactly("ALM-2026-4");
        assertThat(numbers(new Wanted(null, null, Delivery.NONE, null, null, null)))
                .containsExactly("ALM-2026-1");
    }

    @Test
    void everyFilterLeavesOnlyWhatItAsksFor() {
        assertThat(numbers(new Wanted("ALM-2026-2", null, null, null, null, null)))
                .containsExactly("ALM-2026-2");
        assertThat(numbers(new Wanted(null, "VOID", null, null, null, null))).isEmpty();
        assertThat(numbers(new Wanted(null, null, null, donor, "pi_3", null))).containsExactly("ALM-2026-3");
        assertThat(numbers(new Wanted(null, null, null, null, null, "zoe"))).hasSize(5);
        assertThat(numbers(new Wanted(null, null, null, null, null, "ALM-2026-5")))
                .hasSize(1);
    }

    @Test
    void pagesThroughAll() {
        var first = receipts.page(Wanted.ALL, null, 3);
        var second = receipts.page(Wanted.ALL, first.next(), 3);

        assertThat(second.items()).extracting(ReceiptView::number).containsExactly("ALM-2026-2", "ALM-2026-1");
        assertThat(second.next()).isNull();
        assertThat(receipts.slice(Wanted.ALL, 3, 3)).isEqualTo(second.items());
    }

    @Test
    void handsOutTheIssuedBytes() {
        assertThat(receipts.pdf("ALM-2026-3")).contains(new byte[] {3});
        assertThat(receipts.pdf("ALM-2026-9")).isEmpty();
        assertThat(receipts.find("ALM-2026-3").orElseThrow().sha256())
                .isEqualTo("084fed08b978af4d7d196a7446a86b58009e636b611db16211b65a9aadff29c5");
    }

    private long receipt(int serial) {
        long gift = rows.gift("pi_" + serial, donor, null, NOON);
        return rows.receipt("ALM-2026-" + serial, gift, donor, new byte[] {(byte) serial});
    }

    private List<String> numbers(Wanted wanted) {
        var found = receipts.page(wanted, null, 10).items();
        assertThat(receipts.count(wanted)).isEqualTo(found.size());
        return found.stream().map(ReceiptView::number).toList();
    }
}
