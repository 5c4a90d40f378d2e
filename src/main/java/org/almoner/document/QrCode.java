package org.almoner.document;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.lowagie.text.Rectangle;
import com.lowagie.text.pdf.PdfContentByte;
import java.awt.Color;
import java.util.Map;
import java.util.Optional;

/** A QR code as modules, so that it prints sharp at any size; without its quiet zone, which the page has to leave. */
public final class QrCode {

    private static final Map<EncodeHintType, Object> HINTS = Map.of(
            EncodeHintType.ERROR_CORRECTION,
            ErrorCorrectionLevel.M,
            EncodeHintType.MARGIN,
            0,
            // trying all eight masks costs more than printing the rest of the page, and readers take any
            EncodeHintType.QR_MASK_PATTERN,
            3,
            EncodeHintType.CHARACTER_SET,
            "UTF-8");

    private QrCode() {}

    /** The modules, true for dark; empty for a text that does not fit a code. */
    public static Optional<BitMatrix> modules(String text) {
        try {
            return Optional.of(new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 0, 0, HINTS));
        } catch (WriterException | IllegalArgumentException tooLong) {
            return Optional.empty();
        }
    }

    /** Draws the modules into a square of a PDF's page, a row's neighbours as one, all filled at once; changes the state. */
    public static void draw(PdfContentByte canvas, BitMatrix code, Rectangle square) {
        // a module is the unit, so that the page says small whole numbers
        float size = square.getWidth() / code.getWidth();
        canvas.concatCTM(size, 0, 0, -size, square.getLeft(), square.getTop());
        canvas.setColorFill(Color.BLACK);
        for (int y = 0; y < code.getHeight(); y++) {
            for (int x = 0; x < code.getWidth(); x++) {
                int from = x;
                while (x < code.getWidth() && code.get(x, y)) {
                    x++;
                }
                if (x > from) {
                    canvas.rectangle(from, y, x - from, 1);
                }
            }
        }
        canvas.fill();
    }
}
