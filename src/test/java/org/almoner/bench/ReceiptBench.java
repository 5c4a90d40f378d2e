package org.almoner.bench;

import com.lowagie.text.Document;
import com.lowagie.text.Font;
import com.lowagie.text.PageSize;
import com.lowagie.text.Paragraph;
import com.lowagie.text.Phrase;
import com.lowagie.text.pdf.BaseFont;
import com.lowagie.text.pdf.PdfPTable;
import com.lowagie.text.pdf.PdfWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.almoner.money.Money;
import org.almoner.receipt.ReceiptDocument;
import org.almoner.receipt.ReceiptPrinter;

/** Our receipts, tagged for archives and screen readers, beside a bare OpenPDF loop that sets the same words. */
final class ReceiptBench {

    private static final String STATEMENT = "No goods or services were provided in exchange for this contribution. "
            + "The organisation is recognised as charitable; please keep this receipt for your tax records.";

    private final int count;
    private final ReceiptPrinter printer = new ReceiptPrinter();
    private final BaseFont regular = font("reports/fonts/NotoSans-Regular.ttf");
    private final BaseFont bold = font("reports/fonts/NotoSans-Bold.ttf");

    ReceiptBench(int count) {
        this.count = count;
    }

    /** Our receipts per second on all cores. */
    long ours() throws InterruptedException {
        return run(i -> printer.print(new ReceiptDocument(
                number(i),
                LocalDate.of(2026, 11, 20),
                new ReceiptDocument.Issuer(
                        "Almoner Foundation",
                        List.of("12 Lantern Street", "London EC1A 4HD"),
                        "1234567",
                        STATEMENT,
                        null,
                        null),
                new ReceiptDocument.Donor(
                        "Zoë O’Brien " + i, List.of("Rue de l’Église " + i, "1050 Ixelles", "Belgique")),
                new ReceiptDocument.Gift(
                        LocalDate.of(2026, 11, 19),
                        new Money(2500 + i, "EUR"),
                        "Where it is needed most",
                        "Winter 2026",
                        "card"),
                Locale.UK)));
    }

    /** Pages per second of the bare loop on all cores. */
    long bare() throws InterruptedException {
        return run(this::page);
    }

    private byte[] page(int i) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Font text = new Font(regular, 10);
        Font strong = new Font(bold, 10);
        Document document = new Document(PageSize.A4);
        PdfWriter.getInstance(document, out);
        document.open();
        document.add(new Paragraph("Almoner Foundation", strong));
        document.add(new Paragraph("12 Lantern Street\nLondon EC1A 4HD\n1234567", text));
        document.add(new Paragraph("Zoë O’Brien " + i + "\nRue de l’Église " + i + "\n1050 Ixelles\nBelgique", text));
        document.add(new Paragraph("Donation receipt", new Font(bold, 23)));
        document.add(new Paragraph("€" + (2500 + i) / 100 + "." + (2500 + i) % 100, new Font(bold, 28)));
        PdfPTable facts = new PdfPTable(2);
        for (String cell : new String[] {
            "Receipt number",
            number(i),
            "Issued on",
            "20 November 2026",
            "Received on",
            "19 November 2026",
            "Fund",
            "Where it is needed most",
            "Campaign",
            "Winter 2026",
            "Paid by",
            "Card"
        }) {
            facts.addCell(new Phrase(cell, text));
        }
        document.add(facts);
        document.add(new Paragraph("Thank you for your gift.", text));
        document.add(new Paragraph(STATEMENT, text));
        document.close();
        return out.toByteArray();
    }

    private long run(IntFunction<byte[]> print) throws InterruptedException {
        int threads = Runtime.getRuntime().availableProcessors();
        AtomicInteger next = new AtomicInteger();
        AtomicLong bytes = new AtomicLong();
        CountDownLatch done = new CountDownLatch(threads);
        long start = System.nanoTime();
        for (int t = 0; t < threads; t++) {
            new Thread(() -> {
                        try {
                            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                                bytes.addAndGet(print.apply(i).length);
                            }
                        } finally {
                            done.countDown();
                        }
                    })
                    .start();
        }
        done.await();
        long perSecond = count * 1_000_000_000L / (System.nanoTime() - start);
        if (bytes.get() < 1_000L * count) {
            throw new IllegalStateException("pages of " + bytes.get() / count + " bytes cannot be receipts");
        }
        return perSecond;
    }

    private static String number(int i) {
        return "ALM-2026-%06d".formatted(i);
    }

    private static BaseFont font(String path) {
        try {
            return BaseFont.createFont(path, BaseFont.IDENTITY_H, BaseFont.EMBEDDED);
        } catch (IOException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
