package org.almoner.receipt;

import com.lowagie.text.Image;
import com.lowagie.text.Rectangle;
import com.lowagie.text.pdf.PdfContentByte;
import java.awt.Color;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.almoner.document.TaggedWriter;

/** The issuer's logo, or the house mark in the issuer's colour: a heart on a rounded tile. */
final class Mark {
    private static final float WIDEST = 3.2f;
    private static final int KEPT = 32;

    /** Few issuers, many receipts: decoding a logo costs more than printing the page. */
    private static final Map<Integer, Logo> DECODED = new LinkedHashMap<>(KEPT, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Logo> eldest) {
            return size() > KEPT;
        }
    };

    private record Logo(byte[] bytes, Optional<Image> image) {}

    private Mark() {}

    /** Draws the mark with its upper start corner at (x, top) and returns its width in points. */
    static float draw(TaggedWriter pdf, ReceiptDocument.Issuer issuer, Color accent, float x, float top, float height) {
        Optional<Image> logo = issuer.logo() == null ? Optional.empty() : decoded(issuer.logo());
        if (logo.isEmpty()) {
            Rectangle tile = pdf.area(x, top, height, height);
            pdf.artifact(canvas -> heart(canvas, tile, accent));
            return height;
        }
        Image image = Image.getInstance(logo.get());
        image.scaleToFit(height * WIDEST, height);
        float width = image.getScaledWidth();
        Rectangle place = pdf.area(x, top - (height - image.getScaledHeight()) / 2, width, image.getScaledHeight());
        image.setAbsolutePosition(place.getLeft(), place.getBottom());
        pdf.figure(pdf.root(), issuer.legalName(), place, canvas -> canvas.addImage(image));
        // a tower of a logo must not lean on the name
        return Math.max(width, height / 2);
    }

    /** Whether it is a picture that can be printed. */
    static boolean readable(byte[] picture) {
        return LogoPicture.of(picture).isPresent();
    }

    private static Optional<Image> decoded(byte[] bytes) {
        int key = Arrays.hashCode(bytes);
        synchronized (DECODED) {
            Logo known = DECODED.get(key);
            if (known == null || !Arrays.equals(known.bytes(), bytes)) {
                known = new Logo(bytes, LogoPicture.of(bytes));
                DECODED.put(key, known);
            }
            return known.image();
        }
    }

    private static void heart(PdfContentByte canvas, Rectangle tile, Color accent) {
        float s = tile.getWidth();
        float x = tile.getLeft();
        float y = tile.getBottom();
        canvas.setColorFill(accent);
        canvas.roundRectangle(x, y, s, s, s * 0.24f);
        canvas.fill();
        canvas.setColorFill(Color.WHITE);
        canvas.moveTo(x + s * 0.5f, y + s * 0.22f);
        canvas.curveTo(x + s * 0.30f, y + s * 0.36f, x + s * 0.20f, y + s * 0.47f, x + s * 0.20f, y + s * 0.60f);
        canvas.curveTo(x + s * 0.20f, y + s * 0.70f, x + s * 0.28f, y + s * 0.77f, x + s * 0.36f, y + s * 0.77f);
        canvas.curveTo(x + s * 0.42f, y + s * 0.77f, x + s * 0.47f, y + s * 0.74f, x + s * 0.5f, y + s * 0.68f);
        canvas.curveTo(x + s * 0.53f, y + s * 0.74f, x + s * 0.58f, y + s * 0.77f, x + s * 0.64f, y + s * 0.77f);
        canvas.curveTo(x + s * 0.72f, y + s * 0.77f, x + s * 0.80f, y + s * 0.70f, x + s * 0.80f, y + s * 0.60f);
        canvas.curveTo(x + s * 0.80f, y + s * 0.47f, x + s * 0.70f, y + s * 0.36f, x + s * 0.5f, y + s * 0.22f);
        canvas.fill();
    }
}
