package org.almoner.console;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.util.Map;

/** A QR code as SVG, so that it prints sharp at any size. */
final class QrCode {

    private QrCode() {}

    /** The picture, dark on light in every theme; null for a text that does not fit a code. */
    static String svg(String text) {
        try {
            var hints = Map.of(
                    EncodeHintType.ERROR_CORRECTION,
                    ErrorCorrectionLevel.M,
                    EncodeHintType.MARGIN,
                    0,
                    EncodeHintType.CHARACTER_SET,
                    "UTF-8");
            var code = new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 0, 0, hints);
            var path = new StringBuilder();
            for (var y = 0; y < code.getHeight(); y++) {
                for (var x = 0; x < code.getWidth(); x++) {
                    if (code.get(x, y)) {
                        path.append('M').append(x).append(' ').append(y).append("h1v1h-1z");
                    }
                }
            }
            return "<svg class=\"qr\" aria-hidden=\"true\" shape-rendering=\"crispEdges\" viewBox=\"0 0 "
                    + code.getWidth() + " " + code.getHeight() + "\"><path fill=\"#000\" d=\"" + path + "\"/></svg>";
        } catch (WriterException | IllegalArgumentException tooLong) {
            return null;
        }
    }
}
