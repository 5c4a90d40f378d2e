package org.almoner.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.almoner.database.TestDatabase;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSObject;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody guesses a code, and a camera reads it off every page that has room for it. */
class ReceiptCodesTest {

    private static final Jdbi JDBI = TestDatabase.books();
    private static final ReceiptCodes.Codes CODES =
            JDBI.withHandle(new ReceiptCodes("https://give.example.org/")::read);

    static Stream<String> pages() {
        return Stream.concat(Samples.all().keySet().stream(), RegimePagesTest.all().keySet().stream());
    }

    @Test
    void aCodeHasEightyBitsAndIsThatOfOneNumber() {
        Set<String> all = new HashSet<>();
        for (int serial = 1; serial <= 1_000; serial++) {
            String code = CODES.of("ALM-2026-%06d".formatted(serial));
            assertThat(code).matches("[0-9A-HJKMNP-TV-Z]{16}");
            all.add(code);
        }
        assertThat(all).hasSize(1_000);
        assertThat(CODES.of("ALM-2026-000001"))
                .isEqualTo(JDBI.withHandle(new ReceiptCodes("")::read).of("ALM-2026-000001"));
    }

    @Test
    void itIsKnownHoweverItIsTypedAndAnythingElseIsNot() {
        String code = CODES.of("ALM-2026-000001");
        assertThat(CODES.holds("ALM-2026-000001", code)).isTrue();
        assertThat(CODES.holds("ALM-2026-000001", code.toLowerCase().replaceAll("(.{4})", "$1-")))
                .isTrue();
        assertThat(CODES.holds("ALM-2026-000001", code.replace('0', 'o').replace('1', 'l')))
                .isTrue();
        assertThat(CODES.holds("ALM-2026-000002", code)).isFalse();
        assertThat(CODES.holds("ALM-2026-000001", code.substring(1))).isFalse();
        assertThat(CODES.holds("ALM-2026-000001", code + "0")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?", "\u0000", "ﬀ", "😀", "% _", "ALM-2026-000001"})
    void nonsenseIsNoCode(String code) {
        assertThat(CODES.holds("ALM-2026-000001", code)).isFalse();
    }

    @Test
    void withoutASiteThereIsNoAddressAndTheSecretStays() {
        assertThat(JDBI.withHandle(new ReceiptCodes("")::read).address("ALM-2026-000001"))
                .isNull();
        assertThat(CODES.address("ALM-2026-000001"))
                .isEqualTo("https://give.example.org/verify/ALM-2026-000001/" + CODES.of("ALM-2026-000001"));
        assertThatThrownBy(() -> JDBI.useHandle(handle -> handle.execute("delete from receipt_secret")))
                .hasMessageContaining("it stays");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void aCameraReadsTheAddressOffThePage(String sample) throws IOException {
        ReceiptDocument receipt = Samples.all().containsKey(sample)
                ? Samples.all().get(sample)
                : RegimePagesTest.all().get(sample);
        String address = CODES.address(receipt.number());
        byte[] bytes = new ReceiptPrinter().print(receipt, address);
        keep(sample, bytes);
        assertThat(new ReceiptPrinter().print(receipt, address)).isEqualTo(bytes);
        try (var pdf = Loader.loadPDF(bytes)) {
            assertThat(pdf.getNumberOfPages()).isEqualTo(1);
            String text = new PDFTextStripper().getText(pdf).replaceAll("\\s", "");
            // the German form is binding
            if (receipt.regime() == Regime.DE) {
                assertThat(text).doesNotContain("/verify/");
                return;
            }
            assertThat(text).contains(address);
            assertThat(alternatives(pdf.getDocumentCatalog().getCOSObject()))
                    .anyMatch(words -> words.contains(address));
            var image = new PDFRenderer(pdf).renderImageWithDPI(0, 150);
            int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
            var read = new QRCodeReader()
                    .decode(
                            new BinaryBitmap(new HybridBinarizer(
                                    new RGBLuminanceSource(image.getWidth(), image.getHeight(), pixels))),
                            Map.of(DecodeHintType.TRY_HARDER, true));
            assertThat(read.getText()).isEqualTo(address);
        } catch (com.google.zxing.ReaderException unreadable) {
            throw new AssertionError("no camera reads the code on " + sample, unreadable);
        }
    }

    /** The words that stand for figures, wherever in the tree they are. */
    private static Set<String> alternatives(COSDictionary catalog) {
        Set<String> words = new HashSet<>();
        collect(catalog.getDictionaryObject(COSName.STRUCT_TREE_ROOT), words, new HashSet<>());
        return words;
    }

    private static void collect(COSBase from, Set<String> words, Set<COSBase> seen) {
        COSBase node = from instanceof COSObject object ? object.getObject() : from;
        if (node == null || !seen.add(node)) {
            return;
        }
        if (node instanceof COSArray array) {
            array.forEach(each -> collect(each, words, seen));
        } else if (node instanceof COSDictionary dictionary) {
            if (dictionary.getString(COSName.ALT) != null) {
                words.add(dictionary.getString(COSName.ALT));
            }
            collect(dictionary.getDictionaryObject(COSName.K), words, seen);
        }
    }

    /** For eyes and other validators: {@code -Dreceipt.pages=folder} keeps the pages. */
    private static void keep(String name, byte[] bytes) throws IOException {
        String folder = System.getProperty("receipt.pages");
        if (folder != null) {
            Files.write(Files.createDirectories(Path.of(folder)).resolve("check-" + name + ".pdf"), bytes);
        }
    }
}
