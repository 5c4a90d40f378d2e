package org.almoner.document;

import java.awt.Color;

/** The colours of printed things, all legible on white paper (WCAG 2 contrast of at least 4.5 for text). */
public final class Palette {
    public static final Color INK = new Color(0x1b2430);
    public static final Color GREY = new Color(0x566172);
    public static final Color HAIRLINE = new Color(0xd8dde4);
    public static final Color ACCENT = new Color(0x0f6b6e);

    private Palette() {}

    /** Reads {@code #rrggbb}; anything else, and null, is the house colour. */
    public static Color accent(String hex) {
        if (hex == null || !hex.matches("#[0-9a-fA-F]{6}")) {
            return ACCENT;
        }
        return legible(new Color(Integer.parseInt(hex.substring(1), 16)));
    }

    /** The colour itself, or darkened until it can be read on white. */
    public static Color legible(Color colour) {
        Color result = colour;
        while (contrastToWhite(result) < 4.5) {
            result = new Color(result.getRed() * 9 / 10, result.getGreen() * 9 / 10, result.getBlue() * 9 / 10);
        }
        return result;
    }

    /** A pale wash of a colour: {@code percent} of it, the rest white. */
    public static Color tint(Color colour, int percent) {
        return new Color(
                mix(colour.getRed(), percent), mix(colour.getGreen(), percent), mix(colour.getBlue(), percent));
    }

    private static int mix(int channel, int percent) {
        return 255 - (255 - channel) * percent / 100;
    }

    private static double contrastToWhite(Color c) {
        double light = 0.2126 * linear(c.getRed()) + 0.7152 * linear(c.getGreen()) + 0.0722 * linear(c.getBlue());
        return 1.05 / (light + 0.05);
    }

    private static double linear(int channel) {
        double c = channel / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }
}
