package org.almoner.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.almoner.document.VeraPdf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every page that a donor or an archive gets holds what it claims, by the verdict of veraPDF. */
class ConformanceTest {

    private static final String CHECK = "https://give.example.org/verify/AF-2026-000123/7M3K9QX2V0TREW51";

    private final ReceiptPrinter printer = new ReceiptPrinter();

    static Stream<String> pages() {
        return all().keySet().stream();
    }

    private static Map<String, ReceiptDocument> all() {
        Map<String, ReceiptDocument> all = new TreeMap<>(RegimePagesTest.all());
        all.putAll(Samples.all());
        all.putAll(StatementPagesTest.all());
        return all;
    }

    @ParameterizedTest
    @MethodSource("pages")
    void aReceiptHoldsWhatItClaims(String page) {
        assertThat(VeraPdf.faults(printer.print(all().get(page), CHECK))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Stamp.class)
    void aStampedOneStillDoes(Stamp stamp) {
        for (String page : new String[] {"de", "arabic", "devanagari"}) {
            assertThat(VeraPdf.faults(stamp.on(printer.print(all().get(page)), "de")))
                    .isEmpty();
        }
    }

    @Test
    void aBrokenOneIsFound() {
        byte[] whole = printer.print(all().get("us"));
        byte[] untagged = new String(whole, StandardCharsets.ISO_8859_1)
                .replace("/MarkInfo", "/MarkOufo")
                .getBytes(StandardCharsets.ISO_8859_1);

        assertThat(VeraPdf.faults(untagged)).isNotEmpty();
        assertThat(VeraPdf.faults("%PDF-1.7 and nothing".getBytes(StandardCharsets.ISO_8859_1)))
                .isNotEmpty();
    }
}
