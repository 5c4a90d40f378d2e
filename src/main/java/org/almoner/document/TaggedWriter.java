package org.almoner.document;

import com.lowagie.text.Document;
import com.lowagie.text.DocumentException;
import com.lowagie.text.Element;
import com.lowagie.text.PageSize;
import com.lowagie.text.Phrase;
import com.lowagie.text.Rectangle;
import com.lowagie.text.pdf.ColumnText;
import com.lowagie.text.pdf.PdfArray;
import com.lowagie.text.pdf.PdfContentByte;
import com.lowagie.text.pdf.PdfDate;
import com.lowagie.text.pdf.PdfDictionary;
import com.lowagie.text.pdf.PdfName;
import com.lowagie.text.pdf.PdfNumber;
import com.lowagie.text.pdf.PdfStream;
import com.lowagie.text.pdf.PdfString;
import com.lowagie.text.pdf.PdfStructureElement;
import com.lowagie.text.pdf.PdfWriter;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.text.Bidi;
import java.time.ZoneOffset;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes one tagged PDF (PDF/A-2a and PDF/UA-1): every block of text or picture belongs to an element of the structure
 * tree, everything else is an artifact.
 *
 * <p>Coordinates are points from the lower left corner of an A4 page. Layout is written once, as for a left-to-right
 * language: {@link #area} mirrors it where the language runs from right to left. The same calls give the same bytes.
 * One instance serves one thread and one document.
 */
public final class TaggedWriter {
    public static final float WIDTH = PageSize.A4.getWidth();
    public static final float HEIGHT = PageSize.A4.getHeight();

    private static final PdfName ARTIFACT = new PdfName("Artifact");
    private static final PdfName SPAN = new PdfName("Span");
    private static final PdfName ACTUAL_TEXT = new PdfName("ActualText");
    private static final PdfName ATTRIBUTES = new PdfName("A");

    /** What "red" means on paper and screen; pressed once, because it is the same in every document. */
    private static final byte[] SRGB =
            deflated(ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData());

    private final Metadata metadata;
    private final boolean rightToLeft;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(40_000);
    private final Document document = new Document(PageSize.A4, 0, 0, 0, 0);
    private final PdfWriter writer;
    private final PdfContentByte canvas;
    private final PdfStructureElement root;

    public TaggedWriter(Metadata metadata) {
        this.metadata = metadata;
        rightToLeft = metadata.rightToLeft();
        try {
            writer = PdfWriter.getInstance(document, bytes);
            writer.setPdfVersion(PdfWriter.VERSION_1_7);
            writer.setTagged();
            writer.setViewerPreferences(PdfWriter.DisplayDocTitle | (rightToLeft ? PdfWriter.DirectionR2L : 0));
            writer.setTabs(PdfName.S);
            document.open();
            describe();
        } catch (DocumentException e) {
            throw new IllegalStateException(e);
        }
        canvas = writer.getDirectContent();
        root = new PdfStructureElement(writer.getStructureTreeRoot(), new PdfName("Document"));
    }

    /** The element that holds all others. */
    public PdfStructureElement root() {
        return root;
    }

    public boolean rightToLeft() {
        return rightToLeft;
    }

    /** A new element of the structure tree: {@code H1}, {@code P}, {@code Table}, {@code TR}, {@code TD}… */
    public PdfStructureElement element(PdfStructureElement parent, String role) {
        return new PdfStructureElement(parent, new PdfName(role));
    }

    /** A header cell, which must say whether it heads its row or its column. */
    public PdfStructureElement header(PdfStructureElement row, boolean ofColumn) {
        PdfStructureElement cell = element(row, "TH");
        PdfDictionary scope = new PdfDictionary();
        scope.put(PdfName.O, new PdfName("Table"));
        scope.put(new PdfName("Scope"), new PdfName(ofColumn ? "Column" : "Row"));
        cell.put(ATTRIBUTES, scope);
        return cell;
    }

    /** A rectangle by its left side, upper edge, width and height as in a left-to-right layout. */
    public Rectangle area(float x, float top, float width, float height) {
        float left = rightToLeft ? WIDTH - x - width : x;
        return new Rectangle(left, top - height, left + width, top);
    }

    /**
     * Writes a block of text under a new element.
     *
     * @return the base line of its last line
     * @throws IllegalStateException if it does not fit the area; nothing is ever cut off silently
     */
    public float text(PdfStructureElement parent, String role, String text, Style style, Rectangle area) {
        return text(element(parent, role), text, style, area);
    }

    /** The same into an element that is there already, such as a header cell. */
    public float text(PdfStructureElement element, String text, Style style, Rectangle area) {
        String printable = Printable.of(text);
        // Formed and reordered glyphs are not the letters that were typed; readers and searches get those. For text
        // that runs from right to left on the element only: some readers turn it around once more on content.
        boolean shaped = Fonts.shaped(printable);
        boolean span = shaped && direction(printable) == PdfWriter.RUN_DIRECTION_NO_BIDI;
        PdfString typed = new PdfString(printable, PdfString.TEXT_UNICODE);
        if (shaped && !span) {
            element.put(ACTUAL_TEXT, typed);
        }
        canvas.beginMarkedContentSequence(element);
        if (span) {
            PdfDictionary spoken = new PdfDictionary();
            spoken.put(ACTUAL_TEXT, typed);
            canvas.beginMarkedContentSequence(SPAN, spoken, true);
        }
        float end = write(printable, style, area);
        if (span) {
            canvas.endMarkedContentSequence();
        }
        canvas.endMarkedContentSequence();
        return end;
    }

    /** Text that is no part of the reading order, because it repeats what is said elsewhere: page numbers, footers. */
    public float aside(String text, Style style, Rectangle area) {
        canvas.beginMarkedContentSequence(ARTIFACT);
        float end = write(Printable.of(text), style, area);
        canvas.endMarkedContentSequence();
        return end;
    }

    /** Rules, backgrounds and ornaments. */
    public void artifact(Consumer<PdfContentByte> drawing) {
        canvas.beginMarkedContentSequence(ARTIFACT);
        canvas.saveState();
        drawing.accept(canvas);
        canvas.restoreState();
        canvas.endMarkedContentSequence();
    }

    /** A picture with the words that stand for it where it cannot be seen. */
    public void figure(PdfStructureElement parent, String words, Rectangle area, Consumer<PdfContentByte> drawing) {
        PdfStructureElement figure = element(parent, "Figure");
        figure.put(new PdfName("Alt"), new PdfString(words, PdfString.TEXT_UNICODE));
        PdfDictionary layout = new PdfDictionary();
        layout.put(PdfName.O, new PdfName("Layout"));
        PdfArray box = new PdfArray();
        for (float side : new float[] {area.getLeft(), area.getBottom(), area.getRight(), area.getTop()}) {
            box.add(new PdfNumber(side));
        }
        layout.put(PdfName.BBOX, box);
        figure.put(ATTRIBUTES, layout);
        canvas.beginMarkedContentSequence(figure);
        canvas.saveState();
        drawing.accept(canvas);
        canvas.restoreState();
        canvas.endMarkedContentSequence();
    }

    /** How many lines a text takes in a width, at most {@code limit} + 1. */
    public int lines(String text, Style style, float width, int limit) {
        String printable = Printable.of(text);
        // Nearly every text is short; only what is not has to be laid out to be counted.
        if (Fonts.surelyNarrower(printable, style.points(), width)) {
            return 1;
        }
        List<String> pieces = printable.lines().toList();
        if (pieces.stream().allMatch(piece -> Fonts.width(piece, style.points(), style.bold()) < width)) {
            return pieces.size();
        }
        ColumnText column = new ColumnText(null);
        column.setSimpleColumn(0, -(limit + 1.5f) * style.leading(), width, 0);
        column.setLeading(style.leading());
        column.setRunDirection(direction(printable));
        column.setText(Fonts.phrase(printable, style.points(), style.bold(), style.colour()));
        try {
            column.go(true);
        } catch (DocumentException e) {
            throw new IllegalStateException(e);
        }
        return column.getLinesWritten();
    }

    /** The style, made smaller down to {@code leastTenths} until the text takes at most {@code limit} lines. */
    public Style fitted(String text, Style style, float width, int limit, int leastTenths) {
        Style fitted = style;
        while (lines(text, fitted, width, limit) > limit && fitted.tenths() > leastTenths) {
            fitted = fitted.sized(Math.max(leastTenths, fitted.tenths() - 5));
        }
        return fitted;
    }

    /** The text, or as much of it as fits {@code limit} lines with an ellipsis after it. */
    public String shortened(String text, Style style, float width, int limit) {
        if (lines(text, style, width, limit) <= limit) {
            return text;
        }
        int low = 0;
        int high = text.length();
        while (low < high - 1) {
            int middle = (low + high) / 2;
            if (lines(head(text, middle), style, width, limit) <= limit) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return head(text, low);
    }

    public void newPage() {
        document.newPage();
    }

    /** Ends the document. */
    public byte[] finish() {
        document.close();
        return StableBytes.of(bytes.toByteArray(), metadata.identity());
    }

    private static String head(String text, int length) {
        int end = length > 0 && Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length;
        return text.substring(0, end).stripTrailing() + "…";
    }

    private float write(String printable, Style style, Rectangle area) {
        int direction = direction(printable);
        ColumnText column = new ColumnText(canvas);
        column.setSimpleColumn(area.getLeft(), area.getBottom(), area.getRight(), area.getTop());
        column.setLeading(style.leading());
        column.setRunDirection(direction);
        column.setAlignment(alignment(style.align(), direction));
        Phrase phrase = Fonts.phrase(printable, style.points(), style.bold(), style.colour());
        column.setText(phrase);
        try {
            if (ColumnText.hasMoreText(column.go())) {
                throw new IllegalStateException(
                        "the text does not fit its place: " + printable.length() + " characters");
            }
        } catch (DocumentException e) {
            throw new IllegalStateException(e);
        }
        return column.getYLine();
    }

    /** Each block runs as its first strong letter does, as HTML's {@code dir=auto}; digits alone run with the page. */
    private int direction(String printable) {
        char[] letters = printable.toCharArray();
        if (!rightToLeft && !Bidi.requiresBidi(letters, 0, letters.length)) {
            return PdfWriter.RUN_DIRECTION_NO_BIDI;
        }
        int otherwise = rightToLeft ? Bidi.DIRECTION_DEFAULT_RIGHT_TO_LEFT : Bidi.DIRECTION_DEFAULT_LEFT_TO_RIGHT;
        return new Bidi(printable, otherwise).baseIsLeftToRight()
                ? PdfWriter.RUN_DIRECTION_LTR
                : PdfWriter.RUN_DIRECTION_RTL;
    }

    /** OpenPDF turns left and right around within right-to-left text, so what is meant must be turned back. */
    private int alignment(Style.Align align, int direction) {
        if (align == Style.Align.CENTRE) {
            return Element.ALIGN_CENTER;
        }
        boolean right = (align == Style.Align.END) != rightToLeft;
        boolean turned = direction == PdfWriter.RUN_DIRECTION_RTL;
        return right != turned ? Element.ALIGN_RIGHT : Element.ALIGN_LEFT;
    }

    private void describe() {
        var created = new PdfDate(GregorianCalendar.from(metadata.created().atZone(ZoneOffset.UTC)));
        PdfDictionary info = writer.getInfo();
        info.put(PdfName.TITLE, new PdfString(metadata.title(), PdfString.TEXT_UNICODE));
        info.put(PdfName.AUTHOR, new PdfString(metadata.author(), PdfString.TEXT_UNICODE));
        info.put(PdfName.SUBJECT, new PdfString(metadata.subject(), PdfString.TEXT_UNICODE));
        info.put(PdfName.CREATOR, new PdfString("Almoner"));
        info.put(PdfName.PRODUCER, new PdfString(Metadata.PRODUCER));
        info.put(PdfName.CREATIONDATE, created);
        info.put(PdfName.MODDATE, created);
        writer.getExtraCatalog()
                .put(PdfName.LANG, new PdfString(metadata.language().toLanguageTag()));
        writer.setXmpMetadata(metadata.xmp(created.getW3CDate()));
        PdfDictionary intent = new PdfDictionary(new PdfName("OutputIntent"));
        intent.put(PdfName.S, new PdfName("GTS_PDFA1"));
        intent.put(new PdfName("OutputConditionIdentifier"), new PdfString("sRGB IEC61966-2.1"));
        intent.put(new PdfName("Info"), new PdfString("sRGB IEC61966-2.1"));
        PdfStream profile = new PdfStream(SRGB);
        profile.put(PdfName.N, new PdfNumber(3));
        profile.put(PdfName.FILTER, PdfName.FLATEDECODE);
        try {
            intent.put(
                    new PdfName("DestOutputProfile"), writer.addToBody(profile).getIndirectReference());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        writer.getExtraCatalog().put(PdfName.OUTPUTINTENTS, new PdfArray(intent));
    }

    private static byte[] deflated(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
