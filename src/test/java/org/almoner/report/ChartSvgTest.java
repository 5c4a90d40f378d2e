package org.almoner.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilderFactory;
import org.almoner.report.ChartSpec.Kind;
import org.almoner.report.ChartSpec.Series;
import org.almoner.report.ChartSpec.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ChartSvgTest {
    private static final String NOTHING = "No gifts in this period";

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyKindIsWellFormedAndSaysItsFiguresInFull(Kind kind) throws Exception {
        var svg = ChartSvg.of(chart(kind, "12345.67", "-20", "0"), Locale.ENGLISH, NOTHING);

        var document = parsed(svg);
        assertThat(document.getElementsByTagName("desc").item(0).getTextContent())
                .isEqualTo("What it shows");
        assertThat(svg)
                .contains("12,345.67\u00a0EUR")
                .doesNotContain("NaN")
                .doesNotContain(NOTHING)
                .doesNotContain("style=");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void withoutValuesItSaysSo(Kind kind) throws Exception {
        var svg = ChartSvg.of(chart(kind, "0", null, "0.00"), Locale.ENGLISH, NOTHING);

        parsed(svg);
        assertThat(svg).contains(NOTHING).doesNotContain("NaN").doesNotContain("<rect");
    }

    @Test
    void namesOfStrangersAreEscapedAndCut() throws Exception {
        var name = "<script>alert(1)</script> & \"مدرسة\" 学校 \u0007" + "x".repeat(200);
        var spec = new ChartSpec(
                "names",
                Kind.HORIZONTAL_BARS,
                name,
                name,
                Unit.MONEY,
                "KWD",
                List.of(name),
                List.of(Series.of("s", BigDecimal.ONE)));

        var svg = ChartSvg.of(spec, Locale.ENGLISH, NOTHING);

        parsed(svg);
        assertThat(svg)
                .doesNotContain("<script")
                .contains("مدرسة")
                .contains("1.000\u00a0KWD")
                .contains("…");
    }

    @Test
    void aGapInALineStaysAGap() {
        var svg = ChartSvg.of(chart(Kind.LINES, "1", null, "3"), Locale.ENGLISH, NOTHING);

        assertThat(svg.split("<circle", -1)).hasSize(3);
        assertThat(svg).containsPattern("d=\"M[0-9. ]+ M[0-9. ]+\"");
    }

    @Test
    void aFullRingIsStillDrawn() {
        assertThat(ChartSvg.of(chart(Kind.DONUT, "5", "0", null), Locale.ENGLISH, NOTHING))
                .contains(" A96 96 0 1 1 ");
    }

    @Test
    void aSpecThatDoesNotFitIsRefused() {
        var two = List.of("a", "b");
        assertThatThrownBy(() -> new ChartSpec("x", Kind.BARS, "", "", Unit.COUNT, null, two, List.of(Series.of("s"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not one value for each label");
        assertThatThrownBy(() -> new ChartSpec("x\"y", Kind.BARS, "", "", Unit.COUNT, null, two, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ChartSpec(
                        "x", Kind.DONUT, "", "", Unit.COUNT, null, List.of(), Collections.nCopies(2, Series.of("s"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theAxisHasRoundSteps() {
        assertThat(ChartScale.of(chart(Kind.BARS, "0", "873", "-120"), 4).ticks())
                .usingElementComparator(BigDecimal::compareTo)
                .containsExactly(n("-250"), n("0"), n("250"), n("500"), n("750"), n("1000"));
        assertThat(ChartScale.of(chart(Kind.BARS, "0", "0", "0"), 4).ticks()).hasSize(2);
        var few = new ChartSpec(
                "few",
                Kind.BARS,
                "",
                "",
                Unit.COUNT,
                null,
                List.of("a"),
                List.of(Series.of("s", BigDecimal.valueOf(2))));
        assertThat(ChartScale.of(few, 4).ticks())
                .usingElementComparator(BigDecimal::compareTo)
                .containsExactly(n("0"), n("1"), n("2"));
    }

    @Test
    void anAxisIsWrittenInOneManner() {
        var svg = ChartSvg.of(chart(Kind.BARS, "9800", "10", "1"), Locale.ENGLISH, NOTHING);

        assertThat(svg).contains(">2.5K<").contains(">7.5K<").contains(">10K<").contains(">0<");
    }

    private static ChartSpec chart(Kind kind, String... values) {
        var numbers = java.util.Arrays.stream(values).map(ChartSvgTest::n).toArray(BigDecimal[]::new);
        return new ChartSpec(
                "income",
                kind,
                "Income",
                "What it shows",
                Unit.MONEY,
                "EUR",
                List.of("Jan", "Feb", "Mar"),
                List.of(Series.of("Net", numbers)));
    }

    private static BigDecimal n(String value) {
        return value == null ? null : new BigDecimal(value);
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }
}
