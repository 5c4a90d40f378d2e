package org.almoner.report;

import com.lowagie.text.Rectangle;
import com.lowagie.text.pdf.BaseFont;
import com.lowagie.text.pdf.FontMapper;
import com.lowagie.text.pdf.PdfContentByte;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;
import java.util.Locale;
import org.almoner.document.Fonts;
import org.almoner.document.Palette;
import org.almoner.report.ChartSpec.Kind;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.CategoryItemRenderer;
import org.jfree.chart.renderer.category.LineAndShapeRenderer;
import org.jfree.chart.renderer.category.StackedBarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.category.DefaultCategoryDataset;

/**
 * Draws charts of bars and lines into a PDF as vectors, with text in the document's own embedded font. Labels must be
 * Latin, Greek or Cyrillic; lists with the names of strangers are drawn by {@link Sheet#bars} instead.
 */
final class ChartPainter {
    private static final Font REGULAR = font("NotoSans-Regular.ttf").deriveFont(7.5f);
    private static final Color GRID = new Color(0xe3e7ec);

    private static final FontMapper EMBEDDED = new FontMapper() {
        @Override
        public BaseFont awtToPdf(Font font) {
            return Fonts.latin(font.isBold());
        }

        @Override
        public Font pdfToAwt(BaseFont font, int size) {
            return REGULAR.deriveFont((float) size);
        }
    };

    private ChartPainter() {}

    static void paint(ChartSpec spec, Locale locale, PdfContentByte canvas, Rectangle area) {
        var chart = new JFreeChart(null, null, plot(spec, new ChartNumbers(locale)), false);
        chart.setBackgroundPaint(null);
        chart.setPadding(RectangleInsets.ZERO_INSETS);
        if (spec.series().size() > 1) {
            chart.addSubtitle(legend(chart));
        }
        float width = area.getWidth();
        float height = area.getHeight();
        var template = canvas.createTemplate(width, height);
        var graphics = template.createGraphics(width, height, EMBEDDED);
        chart.draw(graphics, new Rectangle2D.Float(0, 0, width, height));
        graphics.dispose();
        canvas.addTemplate(template, area.getLeft(), area.getBottom());
    }

    private static CategoryPlot plot(ChartSpec spec, ChartNumbers numbers) {
        var plot = new CategoryPlot(data(spec), months(), values(spec, numbers), renderer(spec));
        plot.setBackgroundPaint(null);
        plot.setOutlineVisible(false);
        plot.setRangeGridlinePaint(GRID);
        plot.setRangeGridlineStroke(new BasicStroke(0.6f));
        plot.setRangeZeroBaselineVisible(true);
        plot.setRangeZeroBaselinePaint(Palette.GREY);
        plot.setRangeZeroBaselineStroke(new BasicStroke(0.7f));
        plot.setInsets(new RectangleInsets(2, 0, 0, 4));
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        return plot;
    }

    private static CategoryAxis months() {
        var axis = new CategoryAxis();
        axis.setTickLabelFont(REGULAR);
        axis.setTickLabelPaint(Palette.GREY);
        axis.setAxisLineVisible(false);
        axis.setTickMarksVisible(false);
        axis.setLowerMargin(0.005);
        axis.setUpperMargin(0.005);
        axis.setCategoryMargin(0.28);
        axis.setMaximumCategoryLabelWidthRatio(6);
        return axis;
    }

    private static NumberAxis values(ChartSpec spec, ChartNumbers numbers) {
        var scale = ChartScale.of(spec, 4);
        var axis = new NumberAxis();
        axis.setRange(scale.low().doubleValue(), scale.high().doubleValue());
        axis.setTickUnit(new NumberTickUnit(scale.step().doubleValue()));
        axis.setNumberFormatOverride(new Shortly(numbers, scale.high(), spec.unit()));
        axis.setTickLabelFont(REGULAR);
        axis.setTickLabelPaint(Palette.GREY);
        axis.setAxisLineVisible(false);
        axis.setTickMarksVisible(false);
        return axis;
    }

    private static CategoryItemRenderer renderer(ChartSpec spec) {
        CategoryItemRenderer renderer;
        if (spec.kind() == Kind.LINES) {
            var lines = new LineAndShapeRenderer(true, true);
            for (int i = 0; i < spec.series().size(); i++) {
                lines.setSeriesStroke(i, new BasicStroke(1.6f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
                lines.setSeriesShape(i, new Ellipse2D.Float(-1.8f, -1.8f, 3.6f, 3.6f));
            }
            renderer = lines;
        } else {
            BarRenderer bars = spec.kind() == Kind.STACKED_BARS ? new StackedBarRenderer() : new BarRenderer();
            bars.setBarPainter(new StandardBarPainter());
            bars.setShadowVisible(false);
            bars.setDrawBarOutline(false);
            bars.setMaximumBarWidth(0.08);
            renderer = bars;
        }
        for (int i = 0; i < spec.series().size(); i++) {
            renderer.setSeriesPaint(i, Color.decode(ChartColours.hex(i)));
        }
        return renderer;
    }

    private static DefaultCategoryDataset data(ChartSpec spec) {
        var data = new DefaultCategoryDataset();
        int count = spec.labels().size();
        int every = Math.max(1, (count + 7) / 8);
        for (int s = 0; s < spec.series().size(); s++) {
            for (int i = 0; i < count; i++) {
                boolean shown = (count - 1 - i) % every == 0;
                data.addValue(
                        spec.series().get(s).values().get(i),
                        spec.series().get(s).name(),
                        new Label(i, shown ? spec.labels().get(i) : ""));
            }
        }
        return data;
    }

    private static LegendTitle legend(JFreeChart chart) {
        var legend = new LegendTitle(chart.getPlot());
        legend.setPosition(RectangleEdge.TOP);
        legend.setFrame(BlockBorder.NONE);
        legend.setBackgroundPaint(null);
        legend.setItemFont(REGULAR.deriveFont(8f));
        legend.setItemPaint(Palette.INK);
        legend.setHorizontalAlignment(HorizontalAlignment.LEFT);
        legend.setMargin(0, 24, 4, 0);
        return legend;
    }

    private static Font font(String file) {
        try (var in = ChartPainter.class.getClassLoader().getResourceAsStream("reports/fonts/" + file)) {
            return Font.createFont(Font.TRUETYPE_FONT, in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (FontFormatException e) {
            throw new IllegalStateException(file, e);
        }
    }

    /** A category in its place; one that is not labelled prints nothing. */
    private record Label(int place, String text) implements Comparable<Label> {
        @Override
        public int compareTo(Label other) {
            return Integer.compare(place, other.place);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** The axis in the short numbers that the screen shows too. */
    private static final class Shortly extends NumberFormat {
        private static final long serialVersionUID = 1;

        private final transient ChartNumbers numbers;
        private final BigDecimal largest;
        private final ChartSpec.Unit unit;

        Shortly(ChartNumbers numbers, BigDecimal largest, ChartSpec.Unit unit) {
            this.numbers = numbers;
            this.largest = largest;
            this.unit = unit;
        }

        @Override
        public StringBuffer format(double number, StringBuffer to, FieldPosition position) {
            // The binary fraction of a tick is noise beyond the tick's own places.
            var rounded = new BigDecimal(number).round(new MathContext(12));
            return to.append(numbers.shortly(rounded, largest, unit));
        }

        @Override
        public StringBuffer format(long number, StringBuffer to, FieldPosition position) {
            return to.append(numbers.shortly(BigDecimal.valueOf(number), largest, unit));
        }

        @Override
        public Number parse(String source, ParsePosition position) {
            throw new UnsupportedOperationException("an axis is only read by people");
        }
    }
}
