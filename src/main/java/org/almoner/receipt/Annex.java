package org.almoner.receipt;

import static org.almoner.receipt.Sheet.mm;

import com.lowagie.text.pdf.PdfStructureElement;
import java.util.List;
import java.util.function.Function;
import org.almoner.document.Palette;
import org.almoner.document.Printable;
import org.almoner.document.Style;

/**
 * The gifts that a receipt for a year is about, on pages behind it: day, what the regime wants to read of each, amount, and
 * the total, which is that of the receipt.
 */
final class Annex {

    private static final float ROW = mm(6.6);
    private static final float FIRST = Sheet.down(62);
    private static final int ROWS = 29;
    private static final float DATE = mm(42);

    /**
     * A column between day and amount.
     *
     * @param width in millimetres
     */
    record Column(String title, int width, Function<ReceiptDocument.Gift, String> value) {}

    private final Sheet sheet;
    private final String heading;
    private final List<ReceiptDocument.Gift> gifts;
    private final List<Column> columns;

    Annex(Sheet sheet, String heading, List<ReceiptDocument.Gift> gifts, List<Column> columns) {
        this.sheet = sheet;
        this.heading = heading;
        this.gifts = gifts;
        this.columns = columns;
    }

    void print() {
        int pages = Math.max(1, (gifts.size() + ROWS - 1) / ROWS);
        for (int page = 0; page < pages; page++) {
            List<ReceiptDocument.Gift> here =
                    gifts.subList(Math.min(page * ROWS, gifts.size()), Math.min((page + 1) * ROWS, gifts.size()));
            page(here, page + 2, pages + 1);
        }
    }

    private void page(List<ReceiptDocument.Gift> here, int page, int pages) {
        var pdf = sheet.pdf;
        pdf.newPage();
        String issuer = Printable.line(sheet.receipt.issuer().legalName());
        Style aside = Style.of(8.5).in(Palette.GREY);
        float half = Sheet.CONTENT / 2;
        line(pdf.element(pdf.root(), "P"), issuer, aside, Sheet.LEFT, Sheet.down(18), half);
        line(
                pdf.element(pdf.root(), "P"),
                sheet.receipt.number(),
                aside.atEnd(),
                Sheet.LEFT + half,
                Sheet.down(18),
                half);
        Style title = pdf.fitted(heading, Style.of(16).strong(), Sheet.CONTENT, 1, 90);
        pdf.text(pdf.root(), "H2", heading, title, pdf.area(Sheet.LEFT, Sheet.down(28), Sheet.CONTENT, mm(14)));
        String donor = Printable.line(sheet.receipt.donor().name());
        if (!donor.isEmpty()) {
            line(pdf.element(pdf.root(), "P"), donor, Style.of(10.5), Sheet.LEFT, Sheet.down(38), Sheet.CONTENT);
        }
        PdfStructureElement table = pdf.element(pdf.root(), "Table");
        headings(table);
        float y = FIRST;
        for (ReceiptDocument.Gift gift : here) {
            y = row(table, gift, y);
        }
        if (page == pages) {
            total(table, y);
        }
        Style tiny = Style.of(7.5).in(Palette.GREY);
        sheet.rule(Sheet.down(281), Sheet.LEFT, Sheet.CONTENT, 0.5f, Palette.HAIRLINE);
        String count = sheet.texts.get("page", "page", String.valueOf(page), "pages", String.valueOf(pages));
        pdf.aside(count, tiny.atEnd(), pdf.area(Sheet.LEFT, Sheet.down(282), Sheet.CONTENT, 24));
    }

    private void headings(PdfStructureElement table) {
        PdfStructureElement row = sheet.pdf.element(table, "TR");
        float top = Sheet.down(51);
        Style style = Style.of(8.5).strong().in(Palette.GREY);
        heading(row, sheet.texts.get("date"), style, Sheet.LEFT, top, DATE);
        float x = Sheet.LEFT + DATE;
        for (Column column : columns) {
            heading(row, column.title(), style, x, top, mm(column.width()));
            x += mm(column.width());
        }
        heading(row, sheet.texts.get("amount"), style.atEnd(), x, top, Sheet.LEFT + Sheet.CONTENT - x + mm(2));
        sheet.rule(FIRST + mm(0.6), Sheet.LEFT, Sheet.CONTENT, 0.8f, sheet.accent);
    }

    private void heading(PdfStructureElement row, String text, Style style, float x, float top, float width) {
        Style fitted = sheet.pdf.fitted(text, style, width - mm(2), 2, 60);
        // those of one line stand on the lower one
        float lower = sheet.pdf.lines(text, fitted, width - mm(2), 2) > 1 ? 0 : fitted.leading();
        sheet.pdf.text(
                sheet.pdf.header(row, true), text, fitted, sheet.pdf.area(x, top - lower, width - mm(2), mm(12)));
    }

    private float row(PdfStructureElement table, ReceiptDocument.Gift gift, float top) {
        PdfStructureElement row = sheet.pdf.element(table, "TR");
        Style style = Style.of(9.5);
        cell(row, sheet.texts.date(gift.receivedOn()), style, Sheet.LEFT, top, DATE);
        float x = Sheet.LEFT + DATE;
        for (Column column : columns) {
            cell(row, Printable.line(column.value().apply(gift)), style, x, top, mm(column.width()));
            x += mm(column.width());
        }
        cell(row, sheet.money.withCode(gift.amount()), style.atEnd(), x, top, Sheet.LEFT + Sheet.CONTENT - x + mm(2));
        sheet.rule(top - ROW + mm(0.4), Sheet.LEFT, Sheet.CONTENT, 0.4f, Palette.HAIRLINE);
        return top - ROW;
    }

    private void total(PdfStructureElement table, float top) {
        PdfStructureElement row = sheet.pdf.element(table, "TR");
        Style strong = Style.of(10.5).strong();
        line(sheet.pdf.header(row, false), sheet.texts.get("total"), strong, Sheet.LEFT, top - mm(0.6), DATE);
        // every row has the same cells, for those who listen
        columns.forEach(column -> sheet.pdf.element(row, "TD"));
        float x = Sheet.LEFT + DATE;
        String sum = sheet.money.withCode(sheet.receipt.gift().amount());
        float width = Sheet.CONTENT - DATE;
        line(sheet.pdf.element(row, "TD"), sum, strong.atEnd(), x, top - mm(0.6), width);
    }

    private void cell(PdfStructureElement row, String text, Style style, float x, float top, float width) {
        line(sheet.pdf.element(row, "TD"), text.isEmpty() ? "–" : text, style, x, top, width - mm(2));
    }

    /** One line, made smaller down to a limit and cut with an ellipsis where that is not enough. */
    private void line(PdfStructureElement element, String text, Style style, float x, float top, float width) {
        Style fitted = sheet.pdf.fitted(text, style, width, 1, 65);
        sheet.pdf.text(
                element, sheet.pdf.shortened(text, fitted, width, 1), fitted, sheet.pdf.area(x, top, width, mm(9)));
    }
}
