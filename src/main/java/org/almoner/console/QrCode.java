package org.almoner.console;

import com.google.zxing.common.BitMatrix;

/** A QR code as SVG, so that it prints sharp at any size. */
final class QrCode {

    private QrCode() {}

    /** The picture, dark on light in every theme; null for a text that does not fit a code. */
    static String svg(String text) {
        return org.almoner.document.QrCode.modules(text).map(QrCode::svg).orElse(null);
    }

    private static String svg(BitMatrix code) {
        var path = new StringBuilder();
        for (var y = 0; y < code.getHeight(); y++) {
            for (var x = 0; x < code.getWidth(); x++) {
                if (code.get(x, y)) {
                    path.append('M').append(x).append(' ').append(y).append("h1v1h-1z");
                }
            }
        }
        return "<svg class=\"qr\" aria-hidden=\"true\" shape-rendering=\"crispEdges\" viewBox=\"0 0 " + code.getWidth()
                + " " + code.getHeight() + "\"><path fill=\"#000\" d=\"" + path + "\"/></svg>";
    }
}
