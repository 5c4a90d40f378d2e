package org.almoner.document;

import com.lowagie.text.Chunk;
import com.lowagie.text.DocumentException;
import com.lowagie.text.Font;
import com.lowagie.text.Phrase;
import com.lowagie.text.pdf.BaseFont;
import com.lowagie.text.pdf.LayoutProcessor;
import com.lowagie.text.pdf.PdfContentByte;
import java.awt.Color;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.Character.UnicodeScript;
import java.util.EnumMap;
import java.util.Map;

/**
 * The fonts of {@code reports/fonts}, loaded once per process and shared by all threads, and the choice of the right
 * one for each character.
 *
 * <p>Order matters and is kept here: OpenPDF's {@link LayoutProcessor} takes over every font that is loaded from a
 * path after it was switched on, and it reverses digits in Arabic text ({@code 250.00} becomes {@code 00.052}). So
 * Latin, Arabic, Hebrew and East Asian fonts are loaded first, from bytes; only then, at the first character that
 * needs it, the layout is switched on and the Indic and South-East Asian fonts follow.
 */
public final class Fonts {
    private static final String FOLDER = "reports/fonts/";
    private static final Map<Face, BaseFont> REGULAR = new EnumMap<>(Face.class);
    private static final Map<Face, BaseFont> BOLD = new EnumMap<>(Face.class);

    static {
        for (Face face : Face.values()) {
            if (!face.shaped) {
                REGULAR.put(face, fromBytes(face.family + "-Regular.ttf"));
                BOLD.put(face, face.hasBold ? fromBytes(face.family + "-Bold.ttf") : REGULAR.get(face));
            }
        }
    }

    /** What the Latin font has of the letters that most of every page is made of; asked for each of them several times. */
    private static final boolean[] WESTERN = new boolean[0x180];

    static {
        for (int c = 0x20; c < WESTERN.length; c++) {
            WESTERN[c] = REGULAR.get(Face.LATIN).charExists(c);
        }
    }

    private Fonts() {}

    /**
     * The code points of a text that no font can draw, each once, in order of appearance; empty when all can be
     * printed. Characters that have no look of their own (controls, direction marks, joiners) are not counted, because
     * {@link Printable#of} takes them away.
     */
    public static int[] unprintable(String text) {
        return Printable.of(text)
                .codePoints()
                .filter(c -> c != '\n' && face(c, null) == null)
                .distinct()
                .toArray();
    }

    /** The regular font for Latin, Greek and Cyrillic, for charts that draw their labels themselves. */
    public static BaseFont latin(boolean bold) {
        return base(Face.LATIN, bold);
    }

    /**
     * A text cut into runs, each in the font of its script. A letter without a glyph is drawn as a replacement sign and a
     * pictograph is left out: see {@link #unprintable} for asking before.
     */
    static Phrase phrase(String printable, float size, boolean bold, Color colour) {
        Phrase phrase = new Phrase();
        StringBuilder run = new StringBuilder();
        Face current = null;
        for (int i = 0; i < printable.length(); ) {
            int c = printable.codePointAt(i);
            i += Character.charCount(c);
            Face face = c == '\n' ? Face.LATIN : face(c, current);
            if (face == null) {
                if (Character.getType(c) == Character.OTHER_SYMBOL
                        || Character.getType(c) == Character.MODIFIER_SYMBOL) {
                    continue;
                }
                c = '\ufffd';
                face = Face.LATIN;
            }
            if (face != current && run.length() > 0) {
                phrase.add(chunk(run, current, size, bold, colour));
                run.setLength(0);
            }
            current = face;
            run.appendCodePoint(c);
        }
        if (run.length() > 0) {
            phrase.add(chunk(run, current, size, bold, colour));
        }
        return phrase;
    }

    /** Whether a line of plain Latin is so short that measuring it is idle: none of its letters is wider than an em. */
    static boolean surelyNarrower(String printable, float size, float width) {
        return printable.length() * size < width && printable.chars().allMatch(c -> c >= ' ' && c < 0x180);
    }

    /** The width of a text on one line, in points. */
    static float width(String printable, float size, boolean bold) {
        float width = 0;
        for (Object element : phrase(printable, size, bold, Color.BLACK)) {
            Chunk chunk = (Chunk) element;
            BaseFont font = chunk.getFont().getBaseFont();
            width += LayoutProcessor.supportsFont(font)
                    ? chunk.getWidthPoint()
                    : font.getWidthPoint(chunk.getContent(), size);
        }
        return width;
    }

    /** Whether a text holds characters whose glyphs do not map one to one to them, so that it needs a spoken twin. */
    static boolean shaped(String printable) {
        return printable.codePoints().filter(c -> c >= 0x590).anyMatch(c -> {
            Face face = Face.of(UnicodeScript.of(c));
            return face != null && (face.shaped || face == Face.ARABIC || face == Face.HEBREW);
        });
    }

    private static Chunk chunk(StringBuilder run, Face face, float size, boolean bold, Color colour) {
        Chunk chunk = new Chunk(run.toString(), new Font(base(face, bold), size, Font.NORMAL, colour));
        return bold && !face.hasBold
                ? chunk.setTextRenderMode(PdfContentByte.TEXT_RENDER_MODE_FILL_STROKE, size / 45, colour)
                : chunk;
    }

    private static Face face(int c, Face current) {
        if (c < WESTERN.length && WESTERN[c]) {
            return Face.LATIN;
        }
        UnicodeScript script = UnicodeScript.of(c);
        Face own = Face.of(script);
        if (own == Face.EAST_ASIAN && !has(own, c)) {
            own = Face.EAST_ASIAN_RARE;
        }
        if (own != null) {
            return has(own, c) ? own : null;
        }
        // Marks and joiners belong to the letter before them; a change of font would tear them off.
        boolean clings = script == UnicodeScript.INHERITED || c == 0x200c || c == 0x200d;
        if (clings && current != null && (has(current, c) || c == 0x200c || c == 0x200d)) {
            return current;
        }
        for (Face face : Face.values()) {
            // A foreign script must not wake the shaped fonts only to learn that they do not have it either.
            boolean shared = script == UnicodeScript.COMMON || clings;
            if ((shared && (!face.shaped || indic(c))) && has(face, c)) {
                return face;
            }
        }
        return null;
    }

    private static boolean indic(int c) {
        return c >= 0x900 && c <= 0x109f || c >= 0x1cd0 && c <= 0x1cff || c == 0x25cc;
    }

    private static boolean has(Face face, int c) {
        return base(face, false).charExists(c);
    }

    static BaseFont base(Face face, boolean bold) {
        if (face.shaped) {
            return bold ? Shaped.BOLD.get(face) : Shaped.REGULAR.get(face);
        }
        return bold ? BOLD.get(face) : REGULAR.get(face);
    }

    private static BaseFont fromBytes(String file) {
        try (InputStream in = Fonts.class.getClassLoader().getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new IllegalStateException("font " + file + " is not in " + FOLDER);
            }
            return embedded(file, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BaseFont embedded(String name, byte[] bytes) {
        try {
            BaseFont font = BaseFont.createFont(name, BaseFont.IDENTITY_H, true, false, bytes, null, false, true);
            // OpenPDF's set lists only the glyphs used, PDF/A-2 wants all or none (ISO 19005-2, 6.2.11.4.2).
            font.setIncludeCidSet(false);
            return font;
        } catch (DocumentException e) {
            throw new IllegalStateException("font " + name + " cannot be read", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Loaded at the first character that needs shaping; by then all other fonts are safe from the layout. */
    private static final class Shaped {
        static final Map<Face, BaseFont> REGULAR = new EnumMap<>(Face.class);
        static final Map<Face, BaseFont> BOLD = new EnumMap<>(Face.class);

        static {
            LayoutProcessor.enable();
            for (Face face : Face.values()) {
                if (face.shaped) {
                    BaseFont regular = embedded(FOLDER + face.family + "-Regular.ttf", null);
                    REGULAR.put(face, regular);
                    BOLD.put(face, face.hasBold ? embedded(FOLDER + face.family + "-Bold.ttf", null) : regular);
                }
            }
            for (BaseFont font : Fonts.REGULAR.values()) {
                if (LayoutProcessor.supportsFont(font)) {
                    throw new IllegalStateException("the layout took over a font that it would reverse digits in");
                }
            }
        }
    }
}
