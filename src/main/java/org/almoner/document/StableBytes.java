package org.almoner.document;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Takes chance out of a finished PDF: OpenPDF draws the six letters before a subset font's name and the file
 * identifier at random, and offers no other way to set them. Both are replaced by others of the same length, so that
 * no offset in the file moves.
 */
final class StableBytes {
    private static final byte[] BASE_FONT = "/BaseFont/".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FONT_NAME = "/FontName/".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] IDENTIFIER = "/ID [<".getBytes(StandardCharsets.US_ASCII);
    private static final int PREFIX = 6;

    private StableBytes() {}

    static byte[] of(byte[] pdf, String identity) {
        Map<String, String> prefixes = new HashMap<>();
        for (int i = 0; i < pdf.length - 48; i++) {
            if (pdf[i] == '/' && (at(pdf, i, BASE_FONT) || at(pdf, i, FONT_NAME))) {
                int from = i + BASE_FONT.length;
                if (pdf[from + PREFIX] == '+') {
                    String random = new String(pdf, from, PREFIX, StandardCharsets.US_ASCII);
                    put(pdf, from, prefixes.computeIfAbsent(random, key -> letters(prefixes.size())));
                }
            }
        }
        int id = last(pdf, IDENTIFIER) + IDENTIFIER.length;
        String digest = digest(identity);
        put(pdf, id, digest);
        put(pdf, id + digest.length() + "><".length(), digest);
        return pdf;
    }

    private static String letters(int number) {
        return "ALMNR" + (char) ('A' + number);
    }

    private static void put(byte[] pdf, int from, String ascii) {
        for (int k = 0; k < ascii.length(); k++) {
            pdf[from + k] = (byte) ascii.charAt(k);
        }
    }

    private static int last(byte[] pdf, byte[] wanted) {
        for (int i = pdf.length - wanted.length; i >= 0; i--) {
            if (at(pdf, i, wanted)) {
                return i;
            }
        }
        throw new IllegalStateException("a PDF without an identifier");
    }

    private static boolean at(byte[] pdf, int from, byte[] wanted) {
        for (int k = 0; k < wanted.length; k++) {
            if (pdf[from + k] != wanted[k]) {
                return false;
            }
        }
        return true;
    }

    private static String digest(String identity) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
