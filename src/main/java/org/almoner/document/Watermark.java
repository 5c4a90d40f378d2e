package org.almoner.document;

import com.lowagie.text.DocumentException;
import com.lowagie.text.Element;
import com.lowagie.text.Rectangle;
import com.lowagie.text.pdf.PdfContentByte;
import com.lowagie.text.pdf.PdfGState;
import com.lowagie.text.pdf.PdfName;
import com.lowagie.text.pdf.PdfReader;
import com.lowagie.text.pdf.PdfStamper;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes a word across every page of a finished document, over what stands there and without changing it. */
public final class Watermark {

    private static final PdfName ARTIFACT = new PdfName("Artifact");
    private static final float OPACITY = 0.16f;

    private Watermark() {}

    /**
     * The document with the word across, in Latin letters.
     *
     * @throws UncheckedIOException if the bytes are no PDF
     */
    public static byte[] on(byte[] pdf, String word) {
        var out = new ByteArrayOutputStream(pdf.length + 20_000);
        try (var reader = new PdfReader(pdf)) {
            var stamper = new PdfStamper(reader, out);
            for (int page = 1; page <= reader.getNumberOfPages(); page++) {
                write(stamper.getOverContent(page), word, reader.getPageSize(page));
            }
            stamper.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DocumentException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    private static void write(PdfContentByte canvas, String word, Rectangle page) {
        var font = Fonts.latin(true);
        float diagonal = (float) Math.hypot(page.getWidth(), page.getHeight());
        float size = Math.min(150, diagonal * 0.62f / font.getWidthPoint(word, 1));
        var state = new PdfGState();
        state.setFillOpacity(OPACITY);
        canvas.beginMarkedContentSequence(ARTIFACT);
        canvas.saveState();
        canvas.setGState(state);
        canvas.setColorFill(new Color(0xb3261e));
        canvas.beginText();
        canvas.setFontAndSize(font, size);
        canvas.showTextAligned(Element.ALIGN_CENTER, word, page.getWidth() / 2, page.getHeight() / 2, (float)
                Math.toDegrees(Math.atan2(page.getHeight(), page.getWidth())));
        canvas.endText();
        canvas.restoreState();
        canvas.endMarkedContentSequence();
    }
}
