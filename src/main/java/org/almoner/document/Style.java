package org.almoner.document;

import java.awt.Color;

/**
 * How a block of text looks.
 *
 * @param tenths type size in tenths of a point
 * @param bold whether in the bold cut
 * @param colour of the letters
 * @param align where its lines stand, seen in reading direction
 */
public record Style(int tenths, boolean bold, Color colour, Align align) {

    /** The side a line clings to: start is left in a left-to-right document and right in a right-to-left one. */
    public enum Align {
        START,
        CENTRE,
        END
    }

    /** A regular style in the colour of ink, from the start side. */
    public static Style of(double points) {
        return new Style((int) Math.round(points * 10), false, Palette.INK, Align.START);
    }

    public Style strong() {
        return new Style(tenths, true, colour, align);
    }

    public Style in(Color other) {
        return new Style(tenths, bold, other, align);
    }

    public Style atEnd() {
        return new Style(tenths, bold, colour, Align.END);
    }

    public Style centred() {
        return new Style(tenths, bold, colour, Align.CENTRE);
    }

    public Style sized(int otherTenths) {
        return new Style(otherTenths, bold, colour, align);
    }

    /** Type size in points. */
    public float points() {
        return tenths / 10f;
    }

    /** Distance from base line to base line in points. */
    public float leading() {
        return tenths / 10f * 1.4f;
    }
}
