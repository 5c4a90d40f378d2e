package org.almoner.receipt;

import static org.almoner.document.TaggedWriter.HEIGHT;
import static org.almoner.document.TaggedWriter.WIDTH;

import com.lowagie.text.Rectangle;
import com.lowagie.text.pdf.PdfStructureElement;
import java.awt.Color;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.almoner.document.Fonts;
import org.almoner.document.Metadata;
import org.almoner.document.Palette;
import org.almoner.document.Printable;
import org.almoner.document.QrCode;
import org.almoner.document.Style;
import org.almoner.document.TaggedWriter;
import org.almoner.document.Texts;
import org.almoner.money.Money;
import org.almoner.money.MoneyFormat;

/**
 * One A4 page being printed, with the parts that pages of several regimes share. The donor's address stands in the window of
 * an envelope by DIN 5008 form B, which also fits windows by ISO 269.
 */
abstract class Sheet {
    static final float LEFT = mm(25);
    static final float CONTENT = mm(165);
    static final float LABELS = mm(46);
    static final float LOWEST = mm(21);

    /** The side of the code: wide enough for a telephone's camera at arm's length. */
    static final float CODE = mm(18);

    final ReceiptDocument receipt;
    final Texts texts;
    final MoneyFormat money;
    final Color accent;
    final TaggedWriter pdf;

    /** The address at which the page can be checked; null for none. */
    String check;

    /** Whether its code stands at the foot, which is better, and not under number and date, which leaves room. */
    boolean footed = true;

    /** @param thing the folder of its texts */
    Sheet(ReceiptDocument receipt, String thing) {
        this.receipt = receipt;
        texts = Texts.of(thing, receipt.language());
        money = MoneyFormat.of(texts.locale());
        accent = Palette.accent(receipt.issuer().accent());
        pdf = new TaggedWriter(new Metadata(
                texts.get("title") + " " + receipt.number(),
                receipt.issuer().legalName(),
                texts.get("title"),
                texts.locale(),
                receipt.issuedOn().atStartOfDay(ZoneOffset.UTC).toInstant(),
                receipt.issuer().legalName() + "\n" + receipt.number()));
    }

    /** The page as PDF. */
    abstract byte[] print();

    static float mm(double millimetres) {
        return (float) (millimetres * 72 / 25.4);
    }

    /** The distance from the upper edge, in millimetres, as a coordinate. */
    static float down(double millimetres) {
        return HEIGHT - mm(millimetres);
    }

    /** The title, which is what the document is. */
    void title(double size) {
        Style style = pdf.fitted(texts.get("title"), Style.of(size).strong(), CONTENT, 1, 120);
        pdf.text(pdf.root(), "H1", texts.get("title"), style, pdf.area(LEFT, down(96), CONTENT, mm(16)));
    }

    /** That it cancels another receipt, under the number; nothing where it does not. */
    float replacement(float x, float top, float width, Style style) {
        if (receipt.replaces() == null) {
            return top;
        }
        String text = texts.get("replaces", "number", receipt.replaces());
        if (pdf.lines(text, style, width, 2) > 1) {
            // a number is never broken at its dashes
            text = texts.get("replaces", "number", "\n" + receipt.replaces());
        }
        return pdf.text(pdf.root(), "P", text, style, pdf.area(x, top, width, mm(14)));
    }

    void letterhead() {
        Rectangle band = pdf.area(0, HEIGHT, WIDTH, mm(2.4));
        pdf.artifact(c -> {
            c.setColorFill(accent);
            c.rectangle(band.getLeft(), band.getBottom(), band.getWidth(), band.getHeight());
            c.fill();
        });
        var issuer = receipt.issuer();
        float markWidth = Mark.draw(pdf, issuer, accent, LEFT, down(13), mm(15));
        float nameLeft = LEFT + markWidth + mm(4.5);
        float nameWidth = mm(121) - nameLeft;
        String name = Printable.line(issuer.legalName());
        Style style = pdf.fitted(name, Style.of(13).strong(), nameWidth, 2, 90);
        name = pdf.shortened(name, style, nameWidth, 3);
        float block =
                pdf.lines(name, style, nameWidth, 3) * style.leading() + (issuer.registrationNumber() == null ? 0 : 12);
        float top = down(13) - (mm(15) - block) / 2 + 2;
        float y = pdf.text(pdf.root(), "P", name, style, pdf.area(nameLeft, top, nameWidth, mm(22)));
        if (issuer.registrationNumber() != null) {
            String registration = texts.get("registration", "number", Printable.line(issuer.registrationNumber()));
            small(registration, nameLeft, y - 2, nameWidth, 8, Style.Align.START);
        }
        if (!issuer.addressLines().isEmpty()) {
            String lines = block(issuer.addressLines());
            small(lines, mm(126), down(13) + 1, mm(64), 8, Style.Align.END);
        }
    }

    void small(String text, float x, float top, float width, double size, Style.Align align) {
        int wanted = (int) text.lines().count();
        Style style = new Style((int) (size * 10), false, Palette.GREY, align);
        style = pdf.fitted(text, style, width, wanted, 60);
        String lines = pdf.shortened(text, style, width, wanted + 1);
        pdf.text(pdf.root(), "P", lines, style, pdf.area(x, top, width, mm(32)));
    }

    static String block(List<String> lines) {
        return lines.stream().limit(6).map(Printable::line).collect(Collectors.joining("\n"));
    }

    void address() {
        var issuer = receipt.issuer();
        String sender = Stream.concat(Stream.of(issuer.legalName()), issuer.addressLines().stream())
                .map(Printable::line)
                .reduce((a, b) -> a + " · " + b)
                .orElseThrow();
        float width = mm(80);
        Style tiny = pdf.fitted(sender, Style.of(6.5).in(Palette.GREY), width, 1, 50);
        pdf.aside(pdf.shortened(sender, tiny, width, 1), tiny, pdf.area(LEFT, down(47.5), width, 20));
        rule(down(51.6), LEFT, width, 0.4f, Palette.HAIRLINE);
        float y = down(53.5);
        String name = Printable.line(receipt.donor().name());
        if (!name.isEmpty()) {
            Style strong = pdf.fitted(name, Style.of(11).strong(), width, 2, 75);
            name = pdf.shortened(name, strong, width, 3);
            y = pdf.text(pdf.root(), "P", name, strong, pdf.area(LEFT, y, width, mm(24)));
        }
        String lines = block(receipt.donor().addressLines());
        if (!lines.isEmpty()) {
            Style plain =
                    pdf.fitted(lines, Style.of(10.5), width, (int) lines.lines().count(), 75);
            // The title begins below; what does not fit above it no envelope's window would show either.
            int room = (int) ((y - down(93)) / plain.leading());
            lines = pdf.shortened(lines, plain, width, Math.max(1, room));
            pdf.text(pdf.root(), "P", lines, plain, pdf.area(LEFT, y, width, mm(48)));
        }
    }

    void numberAndDate() {
        float x = mm(126);
        float width = mm(64);
        float y = pdf.text(pdf.root(), "P", texts.get("number"), label().atEnd(), pdf.area(x, down(47.5), width, 40));
        Style number = pdf.fitted(receipt.number(), Style.of(11.5).strong().atEnd(), width, 1, 60);
        y = pdf.text(pdf.root(), "P", receipt.number(), number, pdf.area(x, y - 1, width, 40));
        y = pdf.text(pdf.root(), "P", texts.get("issuedOn"), label().atEnd(), pdf.area(x, y - 9, width, 40));
        y = pdf.text(
                pdf.root(), "P", texts.date(receipt.issuedOn()), Style.of(10.5).atEnd(), pdf.area(x, y - 1, width, 40));
        replacement(x, y - 6, width, label().atEnd());
    }

    float row(PdfStructureElement table, String label, String value, float top) {
        float width = CONTENT - LABELS;
        Style style = pdf.fitted(value, Style.of(10.5), width, 2, 75);
        value = pdf.shortened(value, style, width, 4);
        PdfStructureElement row = pdf.element(table, "TR");
        PdfStructureElement head = pdf.header(row, false);
        Style heading = pdf.fitted(label, Style.of(9.5).in(Palette.GREY), LABELS - mm(3), 1, 70);
        float first = top - mm(1.5);
        // Both start on one base line, whatever their sizes.
        float offset = style.leading() - heading.leading();
        pdf.text(head, label, heading, pdf.area(LEFT, first - offset, LABELS - mm(3), mm(14)));
        float y = pdf.text(row, "TD", value, style, pdf.area(LEFT + LABELS, first, width, mm(40)));
        float bottom = y - mm(2.6);
        rule(bottom, LEFT, CONTENT, 0.5f, Palette.HAIRLINE);
        return bottom;
    }

    void rule(float y, float x, float width, float thickness, Color colour) {
        Rectangle line = pdf.area(x, y, width, thickness);
        pdf.artifact(c -> {
            c.setColorFill(colour);
            c.rectangle(line.getLeft(), line.getBottom(), line.getWidth(), thickness);
            c.fill();
        });
    }

    static Style label() {
        return Style.of(8.5).in(Palette.GREY);
    }

    String shown(Money amount) {
        String signed = money.withSign(amount);
        // A sign that no font has would vanish or become a box; the three letters never do.
        return Fonts.unprintable(signed).length == 0 ? signed : money.withCode(amount);
    }

    /** How far down a page may be filled above its footer. */
    float lowest() {
        return check == null || !footed ? LOWEST : LOWEST + CODE + mm(6);
    }

    /** The code to check the page and its address in letters: at its foot, or under number and date where that is full. */
    void check(float reached) {
        float top = LOWEST + CODE - mm(1);
        if (footed && reached > top + mm(3)) {
            check(LEFT, top, LEFT + CODE + mm(4.5), mm(70), Style.Align.START);
        } else if (receipt.replaces() == null) {
            check(LEFT + CONTENT - CODE, down(74), LEFT + CONTENT - CODE - mm(4.5) - mm(48), mm(48), Style.Align.END);
        }
    }

    /** The same at a place, with so much room for the letters beside it. */
    void check(float x, float top, float left, float room, Style.Align align) {
        if (check == null) {
            return;
        }
        QrCode.modules(check).ifPresent(code -> {
            Texts words = Texts.of("verify", receipt.language());
            Rectangle square = pdf.area(x, top, CODE, CODE);
            pdf.figure(
                    pdf.root(),
                    words.get("picture", "link", check),
                    square,
                    canvas -> QrCode.draw(canvas, code, square));
            Style style = new Style(80, false, Palette.GREY, align);
            String invitation = words.get("printed");
            float y = pdf.text(
                    pdf.root(),
                    "P",
                    invitation,
                    pdf.fitted(invitation, style, room, 2, 60),
                    pdf.area(left, top + 1, room, mm(14)));
            // broken where nobody takes the break for a dash of the address
            int cut = check.lastIndexOf("/verify/") + "/verify/".length();
            String address = check.substring(0, cut) + "\n" + check.substring(cut);
            Style letters = pdf.fitted(address, new Style(80, false, Palette.INK, align), room, 2, 50);
            pdf.text(pdf.root(), "P", address, letters, pdf.area(left, y - mm(0.8), room, mm(18)));
        });
    }

    void footer() {
        rule(down(281), LEFT, CONTENT, 0.5f, Palette.HAIRLINE);
        var issuer = receipt.issuer();
        Style tiny = Style.of(7.5).in(Palette.GREY);
        String who = Printable.line(issuer.legalName());
        float width = mm(105);
        pdf.aside(pdf.shortened(who, tiny, width, 1), tiny, pdf.area(LEFT, down(282), width, 24));
        String number = pdf.shortened(receipt.number(), tiny, mm(56), 1);
        pdf.aside(number, tiny.atEnd(), pdf.area(LEFT + CONTENT - mm(56), down(282), mm(56), 24));
    }
}
