package org.almoner.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.text.Normalizer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.almoner.money.Money;
import org.almoner.money.MoneyFormat;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads printed receipts back with another library: what was meant must stand there, in any script and currency. */
class ReceiptPrinterTest {
    private final ReceiptPrinter printer = new ReceiptPrinter();

    static Stream<String> samples() {
        return Samples.all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isOnePageThatSaysNumberAndAmount(String sample) throws IOException {
        ReceiptDocument receipt = Samples.all().get(sample);
        try (PDDocument pdf = Loader.loadPDF(printer.print(receipt))) {
            assertThat(pdf.getNumberOfPages()).isEqualTo(1);
            String text = text(pdf);
            assertThat(text).contains(receipt.number());
            String amount = amount(receipt);
            assertThat(text).contains(amount).contains(receipt.gift().amount().currency());
            assertThat(text).doesNotContain(new StringBuilder(amount).reverse());
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void embedsOnlyCutFontsAndIsTagged(String sample) throws IOException {
        byte[] bytes = printer.print(Samples.all().get(sample));
        assertThat(bytes.length).isLessThan(100_000);
        try (PDDocument pdf = Loader.loadPDF(bytes)) {
            assertThat(pdf.getDocumentCatalog().getMarkInfo().isMarked()).isTrue();
            assertThat(pdf.getDocumentCatalog().getStructureTreeRoot()).isNotNull();
            assertThat(pdf.getDocumentCatalog().getLanguage()).isNotBlank();
            for (COSName name : pdf.getPage(0).getResources().getFontNames()) {
                PDFont font = pdf.getPage(0).getResources().getFont(name);
                assertThat(font.isEmbedded()).as(font.getName()).isTrue();
                assertThat(font.getName()).matches("[A-Z]{6}\\+.*");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void samePaperTwiceIsTheSameBytes(String sample) {
        assertThat(printer.print(Samples.all().get(sample)))
                .isEqualTo(printer.print(Samples.all().get(sample)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"arabic | 250.00", "arabic-kwd | 1,250.500", "hebrew | 360.00"})
    void digitsRunFromLeftToRightInRightToLeftPages(String sample, String amount) throws IOException {
        assertDigitsRunRight(sample, amount);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en-US | 2500 | USD | $25.00 | 25.00 USD",
                "de-DE | 123450 | EUR | 1.234,50 € | 1.234,50 EUR",
                "fr-FR | 123456789 | EUR | 1 234 567,89 € | 1 234 567,89 EUR",
                "ja-JP | 3000 | JPY | ¥3,000 | 3,000 JPY",
                "en-KW | 1250500 | KWD | KWD 1,250.500 | 1,250.500 KWD",
                "en-IS | 500000 | ISK | ISK 5,000 | 5,000 ISK",
                "sv-SE | 5000 | SEK | 50,00 kr | 50,00 SEK"
            })
    void amountsStandInSignsAndInLetters(String tag, long minor, String currency, String signed, String coded)
            throws IOException {
        var receipt = Samples.receipt(tag, "A", minor, currency, "F");
        try (PDDocument pdf = Loader.loadPDF(printer.print(receipt))) {
            assertThat(text(pdf)).contains(signed).contains(coded);
        }
    }

    /** After letters that run to the left an ISO date is shown from its end: 20-11-2026. */
    @ParameterizedTest
    @ValueSource(strings = {"arabic", "arabic-kwd", "hebrew"})
    void datesInRightToLeftPagesAreWrittenOut(String sample) throws IOException {
        try (PDDocument pdf = Loader.loadPDF(printer.print(Samples.all().get(sample)))) {
            assertThat(text(pdf)).contains("2026").doesNotContain("2026-11", "11-2026", "2026/11", "11/2026");
        }
    }

    /** A font without digits or Latin letters drops them without a word. */
    @Test
    void digitsAndLatinLettersInHebrewAreNotDropped() throws IOException {
        try (PDDocument pdf = Loader.loadPDF(printer.print(Samples.all().get("hebrew")))) {
            assertThat(text(pdf)).contains("Almoner", "360.00", "ILS");
        }
    }

    @Test
    void directionTricksAndControlsInNamesAreTakenOut() throws IOException {
        var receipt = Samples.receipt("en-GB", "Eve\u202e00.052\u202c\u0007 \u2066Adams\u00ad", 100, "EUR", "F\u200f");
        try (PDDocument pdf = Loader.loadPDF(printer.print(receipt))) {
            assertThat(text(pdf)).contains("Eve00.052 Adams");
        }
    }

    @Test
    void lettersWithoutGlyphAreFoundBeforePrintingAndShownAsSuch() throws IOException {
        var receipt = Samples.receipt("en-GB", "Ann 😀 \ud808\udc00", 100, "EUR", "F");
        assertThat(printer.unprintable(receipt)).containsExactly(0x1f600, 0x12000);
        try (PDDocument pdf = Loader.loadPDF(printer.print(receipt))) {
            assertThat(text(pdf)).contains("Ann  \ufffd.").doesNotContain("😀");
        }
    }

    @Test
    void decomposedNamesAreComposed() throws IOException {
        String name = "Jürgen Nguyễn";
        var receipt = Samples.receipt("en-GB", Normalizer.normalize(name, Normalizer.Form.NFD), 100, "EUR", "F");
        try (PDDocument pdf = Loader.loadPDF(printer.print(receipt))) {
            assertThat(text(pdf)).contains(name);
        }
    }

    @Test
    void unknownLanguageFallsBackToEnglishAndUnknownMethodToOnlinePayment() throws IOException {
        var plain = Samples.receipt("xh-ZA", "A", 100, "ZAR", "F");
        var gift =
                new ReceiptDocument.Gift(plain.gift().receivedOn(), plain.gift().amount(), null, null, "new_method");
        var receipt = new ReceiptDocument(
                "R-1", plain.issuedOn(), plain.issuer(), new ReceiptDocument.Donor(null, null), gift, Locale.ROOT);
        try (PDDocument pdf = Loader.loadPDF(printer.print(receipt))) {
            assertThat(text(pdf))
                    .contains("Donation receipt")
                    .contains("Online payment")
                    .doesNotContain("Campaign");
        }
    }

    @Test
    void brokenLogoDoesNotHoldTheReceiptBack() {
        var plain = Samples.receipt("en-GB", "A", 100, "EUR", "F");
        var issuer = new ReceiptDocument.Issuer("A & <B>", List.of(), null, null, new byte[] {1, 2, 3}, "red");
        var receipt =
                new ReceiptDocument("R-1", plain.issuedOn(), issuer, plain.donor(), plain.gift(), plain.language());
        assertThat(printer.print(receipt)).isNotEmpty();
    }

    @Test
    void refusesWhatIsNoReceipt() {
        var plain = Samples.receipt("en-GB", "A", 100, "EUR", "F");
        assertThatThrownBy(() -> new ReceiptDocument(
                        "R-", plain.issuedOn(), plain.issuer(), plain.donor(), plain.gift(), plain.language()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ReceiptDocument.Gift(LocalDate.EPOCH, new Money(0, "EUR"), null, null, null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ReceiptDocument.Issuer(" ", List.of(), null, null, null, null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void threadsShareFontsWithoutMixingReceipts() throws Exception {
        List<String> names = new ArrayList<>(Samples.all().keySet());
        List<Callable<byte[]>> work = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            ReceiptDocument receipt = Samples.all().get(names.get(i % names.size()));
            work.add(() -> printer.print(receipt));
        }
        var pool = Executors.newFixedThreadPool(4);
        try {
            var printed = pool.invokeAll(work);
            for (int i = 0; i < work.size(); i++) {
                assertThat(printed.get(i).get())
                        .isEqualTo(printed.get(i % names.size()).get());
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** Compares the places of the glyphs, because text extraction sorts reversed digits right again. */
    private void assertDigitsRunRight(String sample, String amount) throws IOException {
        List<TextPosition> glyphs = new ArrayList<>();
        try (PDDocument pdf = Loader.loadPDF(printer.print(Samples.all().get(sample)))) {
            PDFTextStripper stripper = new PDFTextStripper() {
                @Override
                protected void processTextPosition(TextPosition glyph) {
                    glyphs.add(glyph);
                }
            };
            stripper.getText(pdf);
        }
        String drawn = glyphs.stream()
                .filter(glyph -> glyph.getFontSizeInPt() > 25)
                .sorted((a, b) -> Float.compare(a.getXDirAdj(), b.getXDirAdj()))
                .map(TextPosition::getUnicode)
                .reduce("", String::concat);
        assertThat(drawn).contains(amount);
    }

    private static String amount(ReceiptDocument receipt) {
        return MoneyFormat.of(receipt.language())
                .number(receipt.gift().amount())
                .replace('\u00a0', ' ');
    }

    private static String text(PDDocument pdf) throws IOException {
        return new PDFTextStripper().getText(pdf).replace('\u00a0', ' ');
    }
}
