package org.almoner.receipt;

import com.lowagie.text.pdf.PdfStructureElement;
import java.awt.Color;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.almoner.document.Palette;
import org.almoner.document.Printable;
import org.almoner.document.Style;

/** What official forms are made of: framed fields with small captions, and boxes of which one is crossed. */
abstract class FormSheet extends Sheet {

    static final float FORM_LEFT = mm(20);
    static final float FORM = mm(170);

    FormSheet(ReceiptDocument receipt, String thing) {
        super(receipt, thing);
    }

    /** A hairline frame. */
    void frame(float x, float top, float width, float height) {
        var area = pdf.area(x, top, width, height);
        pdf.artifact(c -> {
            c.setColorStroke(new Color(0x8a94a3));
            c.setLineWidth(0.6f);
            c.rectangle(area.getLeft(), area.getBottom(), area.getWidth(), area.getHeight());
            c.stroke();
        });
    }

    /** A frame with a caption and what was filled in; what is longer than its place is set smaller. */
    void field(String caption, String value, float x, float top, float width, float height, Style style) {
        frame(x, top, width, height);
        float inner = width - mm(5);
        float y = pdf.text(pdf.root(), "P", caption, caption(), pdf.area(x + mm(2.5), top - mm(0.8), inner, mm(9)));
        float room = height - (top - y) - mm(1.2);
        Style fitted = style;
        while (fitted.tenths() > 60
                && (pdf.lines(value, fitted, inner, 20) * fitted.leading() > room || breaks(value, fitted, inner))) {
            fitted = fitted.sized(fitted.tenths() - 5);
        }
        String shown = pdf.shortened(value, fitted, inner, Math.max(1, (int) (room / fitted.leading())));
        pdf.text(pdf.root(), "P", shown, fitted, pdf.area(x + mm(2.5), y - mm(0.6), inner, height));
    }

    /** Whether a word is too long for a line, as amounts in German words can be. */
    private boolean breaks(String value, Style style, float width) {
        return Arrays.stream(value.split("\\s")).anyMatch(word -> pdf.lines(word, style, width, 1) > 1);
    }

    /** A label and its value on a line of a table; long values take more lines. */
    float line(PdfStructureElement table, String label, String value, float x, float top, float width, float labels) {
        PdfStructureElement row = pdf.element(table, "TR");
        pdf.text(pdf.header(row, false), label, caption(), pdf.area(x, top - 1.2f, labels - mm(2), mm(10)));
        Style style = pdf.fitted(value, Style.of(9.5), width - labels, 2, 70);
        // a name of 300 characters is a name, and a form with half of one is void
        style = pdf.fitted(value, style, width - labels, 3, 60);
        String shown = pdf.shortened(value, style, width - labels, 3);
        float y = pdf.text(row, "TD", shown, style, pdf.area(x + labels, top, width - labels, mm(16)));
        return y - mm(1.1);
    }

    /** A sentence of the form in the words of the form; returns where the next one begins. */
    float sentence(String text, float top, Style style) {
        return pdf.text(pdf.root(), "P", text, style, pdf.area(FORM_LEFT, top, FORM, mm(60))) - mm(2.4);
    }

    /** A box, crossed or empty, and what it stands for; the cross is a letter, so that readers hear it too. */
    float box(String words, boolean crossed, float x, float top) {
        var square = pdf.area(x, top - mm(1.1), mm(3.4), mm(3.4));
        pdf.artifact(c -> {
            c.setColorStroke(Palette.INK);
            c.setLineWidth(0.7f);
            c.rectangle(square.getLeft(), square.getBottom(), square.getWidth(), square.getHeight());
            c.stroke();
        });
        if (crossed) {
            pdf.text(pdf.root(), "P", "X", Style.of(9).strong().centred(), pdf.area(x, top - mm(0.2), mm(3.4), mm(8)));
        }
        if (!words.isEmpty()) {
            Style style = Style.of(9.5);
            pdf.text(pdf.root(), "P", words, style, pdf.area(x + mm(5), top, mm(70), mm(8)));
        }
        return x;
    }

    /** A box, crossed or empty, with a sentence that may take several lines; returns where the next one begins. */
    float option(String words, boolean crossed, float top) {
        box("", crossed, FORM_LEFT, top);
        float x = FORM_LEFT + mm(5);
        return pdf.text(pdf.root(), "P", words, Style.of(8.5), pdf.area(x, top, FORM - mm(5), mm(30))) - mm(1.2);
    }

    static Style caption() {
        return Style.of(8).in(Palette.GREY);
    }

    static String block(String first, List<String> lines) {
        return Printable.line(first)
                + lines.stream().limit(6).map(Printable::line).map("\n"::concat).collect(Collectors.joining());
    }
}
