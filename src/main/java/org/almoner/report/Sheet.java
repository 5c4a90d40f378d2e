package org.almoner.report;

import com.lowagie.text.Rectangle;
import com.lowagie.text.pdf.PdfContentByte;
import com.lowagie.text.pdf.PdfStructureElement;
import java.awt.Color;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.almoner.document.Metadata;
import org.almoner.document.Palette;
import org.almoner.document.Printable;
import org.almoner.document.Style;
import org.almoner.document.TaggedWriter;

/**
 * Pages of a report from top to bottom: headings, paragraphs, tiles, tables and charts, each broken to the next page
 * where it does not fit. Every block is tagged by the writer below.
 */
final class Sheet {
    static final float LEFT = 48;
    static final float WIDTH = TaggedWriter.WIDTH - 2 * LEFT;
    static final Color TEAL = new Color(0x0b5d5e);

    private static final float TOP = TaggedWriter.HEIGHT - 50;
    private static final float BOTTOM = 58;
    private static final float ROW = 15.5f;

    private static final Style BODY = Style.of(9);
    private static final Style CELL = Style.of(8.5);
    private static final Style HEAD = Style.of(7.5).in(Palette.GREY);
    private static final Style SMALL = Style.of(7.5).in(Palette.GREY);

    private final TaggedWriter writer;
    private final String footer;
    private final Locale locale;
    private float y = TOP;
    private int page = 1;

    Sheet(Metadata metadata, String footer) {
        this.writer = new TaggedWriter(metadata);
        this.footer = footer;
        this.locale = metadata.language();
        foot();
    }

    /** A column of a table: its heading, its part of the width and whether its cells are figures. */
    record Column(String heading, float part, boolean figures) {}

    /** A figure that stands out: what it is, how much, and what to hold it against. */
    record Tile(String label, String value, String note) {}

    byte[] finish() {
        return writer.finish();
    }

    /** The document's title with a line above and lines below it. */
    void title(String above, String title, String... below) {
        writer.artifact(canvas -> {
            canvas.setColorFill(TEAL);
            canvas.rectangle(0, TaggedWriter.HEIGHT - 8, TaggedWriter.WIDTH, 8);
            canvas.fill();
        });
        line(writer.root(), "P", above, Style.of(9.5).strong().in(TEAL), 16);
        line(writer.root(), "H1", title, Style.of(22).strong(), 39);
        for (String each : below) {
            paragraph(each, Style.of(9).in(Palette.GREY));
        }
        y -= 8;
    }

    /** A heading that stays with at least {@code followers} points of what comes after it. */
    void heading(String text, float followers) {
        need(34 + followers);
        y -= y == TOP ? 0 : 12;
        line(writer.root(), "H2", text, Style.of(12).strong().in(TEAL), 21);
    }

    void subheading(String text, float followers) {
        need(18 + followers);
        line(writer.root(), "H3", text, Style.of(8.5).strong(), 14);
    }

    void paragraph(String text) {
        paragraph(text, BODY);
    }

    void note(String text) {
        paragraph(text, SMALL);
    }

    private void paragraph(String text, Style style) {
        float height = writer.lines(text, style, WIDTH, 40) * style.leading();
        need(height);
        writer.text(writer.root(), "P", text, style, writer.area(LEFT, y, WIDTH, height + 6));
        y -= height + 3;
    }

    /** Figures side by side, three to a row. */
    void tiles(List<Tile> tiles) {
        float gap = 10;
        float width = (WIDTH - 2 * gap) / 3;
        float height = 62;
        for (int i = 0; i < tiles.size(); i++) {
            if (i % 3 == 0) {
                need(height + gap);
            }
            var tile = tiles.get(i);
            float x = LEFT + (i % 3) * (width + gap);
            float top = y;
            writer.artifact(canvas -> {
                canvas.setColorFill(Palette.tint(TEAL, 6));
                fill(canvas, writer.area(x, top, width, height));
                canvas.setColorFill(TEAL);
                fill(canvas, writer.area(x, top, 2.5f, height));
            });
            float inner = width - 20;
            var group = writer.element(writer.root(), "Div");
            writer.text(group, "P", tile.label(), SMALL, writer.area(x + 12, top - 6, inner, 16));
            var value = writer.fitted(tile.value(), Style.of(16).strong(), inner, 1, 90);
            writer.text(group, "P", tile.value(), value, writer.area(x + 12, top - 17, inner, 28));
            var note = writer.shortened(tile.note(), SMALL, inner, 1);
            writer.text(group, "P", note, SMALL, writer.area(x + 12, top - 43, inner, 16));
            if (i % 3 == 2 || i == tiles.size() - 1) {
                y -= height + gap;
            }
        }
    }

    /** A chart of bars or lines with its title; where there is nothing to draw, that in words. */
    void chart(ChartSpec spec, float height) {
        heading(spec.title(), height);
        if (spec.empty()) {
            paragraph(SustainabilityCharts.nothing());
            return;
        }
        var area = writer.area(LEFT, y, WIDTH, height);
        writer.figure(
                writer.root(), spec.description(), area, canvas -> ChartPainter.paint(spec, locale, canvas, area));
        y -= height + 6;
    }

    /** A list of bars as a table, so that names in any script can be read, aloud too. */
    void bars(ChartSpec spec, String name, String value, BigDecimal total, String share) {
        heading(spec.title(), 4 * ROW);
        if (spec.empty()) {
            paragraph(SustainabilityCharts.nothing());
            return;
        }
        var numbers = new ChartNumbers(locale);
        var values = spec.series().get(0).values();
        var largest = values.stream().filter(v -> v != null && v.signum() > 0).reduce(BigDecimal.ZERO, BigDecimal::max);
        boolean shares = total != null && total.signum() > 0;
        var columns = shares
                ? List.of(new Column(name, 0.38f, false), new Column(value, 0.2f, true), new Column(share, 0.1f, true))
                : List.of(new Column(name, 0.38f, false), new Column(value, 0.3f, true));
        var table = writer.element(writer.root(), "Table");
        head(table, columns);
        for (int i = 0; i < values.size(); i++) {
            if (y - ROW < BOTTOM) {
                turn();
                head(table, columns);
            }
            var amount = values.get(i) == null ? BigDecimal.ZERO : values.get(i);
            var text = numbers.fully(amount, spec.unit(), spec.currency());
            var label = spec.labels().get(i);
            float top = y;
            row(
                    table,
                    columns,
                    shares
                            ? List.of(label, text, numbers.percent(amount.divide(total, 6, RoundingMode.HALF_UP), 1))
                            : List.of(label, text),
                    CELL);
            if (amount.signum() > 0) {
                float whole = WIDTH * 0.32f - 16;
                float length = Math.max(1, whole * amount.floatValue() / largest.floatValue());
                writer.artifact(canvas -> {
                    canvas.setColorFill(TEAL);
                    fill(canvas, writer.area(LEFT + WIDTH * 0.68f + 14, top - 4, length, 8));
                });
            }
        }
        y -= 4;
    }

    /**
     * A table of single lines; what does not fit its cell ends with an ellipsis.
     *
     * @param strong the places of rows that stand out
     */
    void table(List<Column> columns, List<List<String>> rows, int... strong) {
        need(3 * ROW);
        var table = writer.element(writer.root(), "Table");
        head(table, columns);
        for (int i = 0; i < rows.size(); i++) {
            if (y - ROW < BOTTOM) {
                turn();
                head(table, columns);
            }
            int place = i;
            boolean stands = IntStream.of(strong).anyMatch(each -> each == place);
            row(table, columns, rows.get(i), stands ? CELL.strong() : CELL);
        }
        y -= 4;
    }

    /** Lets a table of so many rows, which is no longer than a page, begin where all of it has room. */
    void keep(int rows) {
        need((rows + 1) * ROW);
    }

    /** Ends the page, unless nothing is on it. */
    void turn() {
        if (y < TOP) {
            writer.newPage();
            page++;
            y = TOP;
            foot();
        }
    }

    private void head(PdfStructureElement table, List<Column> columns) {
        var row = writer.element(table, "TR");
        float x = LEFT;
        for (Column column : columns) {
            float width = WIDTH * column.part();
            var style = column.figures() ? HEAD.atEnd() : HEAD;
            var text = writer.shortened(column.heading(), style, width - 6, 1);
            writer.text(writer.header(row, true), text, style, writer.area(x, y, width - 6, ROW + 3));
            x += width;
        }
        y -= ROW - 1;
        rule(Palette.GREY);
    }

    private void row(PdfStructureElement table, List<Column> columns, List<String> cells, Style look) {
        var row = writer.element(table, "TR");
        float x = LEFT;
        for (int i = 0; i < columns.size(); i++) {
            float width = WIDTH * columns.get(i).part();
            var style = columns.get(i).figures() ? look.atEnd() : look;
            var whole = Printable.line(cells.get(i));
            // Figures are never cut; names and references are made smaller first, then end with an ellipsis.
            var fitted =
                    writer.fitted(whole, style, width - 6, 1, columns.get(i).figures() ? 50 : 65);
            var text = columns.get(i).figures() ? whole : writer.shortened(whole, fitted, width - 6, 1);
            // Smaller letters stand on the same line as their neighbours.
            float top = y + 0.5f - (style.points() - fitted.points());
            var cell = i == 0 ? writer.header(row, false) : writer.element(row, "TD");
            writer.text(cell, text, fitted, writer.area(x, top, width - 6, ROW + 4));
            x += width;
        }
        y -= ROW;
        rule(Palette.HAIRLINE);
    }

    private void rule(Color colour) {
        float at = y;
        writer.artifact(canvas -> {
            canvas.setColorFill(colour);
            canvas.rectangle(LEFT, at, WIDTH, 0.5f);
            canvas.fill();
        });
    }

    private void line(PdfStructureElement parent, String role, String text, Style style, float height) {
        var fitted = writer.fitted(text, style, WIDTH, 1, 80);
        var shown = writer.shortened(text, fitted, WIDTH, 1);
        writer.text(parent, role, shown, fitted, writer.area(LEFT, y, WIDTH, height + 8));
        y -= height;
    }

    private void need(float height) {
        if (y - height < BOTTOM) {
            turn();
        }
    }

    private void foot() {
        var style = SMALL;
        var text = writer.shortened(footer, style, WIDTH - 60, 1);
        writer.aside(text, style, writer.area(LEFT, 42, WIDTH - 60, 18));
        writer.aside(String.valueOf(page), style.atEnd(), writer.area(LEFT + WIDTH - 50, 42, 50, 18));
    }

    private static void fill(PdfContentByte canvas, Rectangle area) {
        canvas.rectangle(area.getLeft(), area.getBottom(), area.getWidth(), area.getHeight());
        canvas.fill();
    }
}
