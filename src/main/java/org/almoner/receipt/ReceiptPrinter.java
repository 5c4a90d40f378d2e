package org.almoner.receipt;

import static org.almoner.document.TaggedWriter.HEIGHT;
import static org.almoner.document.TaggedWriter.WIDTH;

import com.lowagie.text.Rectangle;
import com.lowagie.text.pdf.PdfStructureElement;
import java.awt.Color;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.almoner.document.Fonts;
import org.almoner.document.Metadata;
import org.almoner.document.Palette;
import org.almoner.document.Printable;
import org.almoner.document.Style;
import org.almoner.document.TaggedWriter;
import org.almoner.document.Texts;
import org.almoner.money.Money;
import org.almoner.money.MoneyFormat;

/**
 * Prints a receipt: one A4 page, tagged PDF/A-2a and PDF/UA-1, in the donor's language and from right to left where
 * that language runs so. The same document gives the same bytes. Safe to share between threads.
 *
 * <p>The donor's address stands in the window of an envelope by DIN 5008 form B, which also fits windows by ISO 269.
 */
public final class ReceiptPrinter {
    private static final float LEFT = mm(25);
    private static final float CONTENT = mm(165);
    private static final float LABELS = mm(46);
    private static final float LOWEST = mm(24);

    /**
     * The code points on this receipt that no font can draw: letters among them are printed as replacement signs, pictographs
     * are left out. Empty for nearly every receipt; whoever issues should show the others to staff.
     */
    public int[] unprintable(ReceiptDocument receipt) {
        var issuer = receipt.issuer();
        var gift = receipt.gift();
        return Stream.of(
                        List.of(
                                issuer.legalName(),
                                receipt.number(),
                                receipt.donor().name()),
                        issuer.addressLines(),
                        receipt.donor().addressLines(),
                        Stream.of(issuer.registrationNumber(), issuer.statement(), gift.fund(), gift.campaign())
                                .map(Printable::of)
                                .toList())
                .flatMap(List::stream)
                .flatMapToInt(text -> Arrays.stream(Fonts.unprintable(text)))
                .distinct()
                .toArray();
    }

    /** The page as PDF. */
    public byte[] print(ReceiptDocument receipt) {
        return new Page(receipt).print();
    }

    private static float mm(double millimetres) {
        return (float) (millimetres * 72 / 25.4);
    }

    /** The distance from the upper edge, in millimetres, as a coordinate. */
    private static float down(double millimetres) {
        return HEIGHT - mm(millimetres);
    }

    /** One page being printed. */
    private static final class Page {
        private final ReceiptDocument receipt;
        private final Texts texts;
        private final MoneyFormat money;
        private final Color accent;
        private final TaggedWriter pdf;

        Page(ReceiptDocument receipt) {
            this.receipt = receipt;
            texts = Texts.of("receipt", receipt.language());
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

        byte[] print() {
            letterhead();
            address();
            numberAndDate();
            pdf.text(
                    pdf.root(),
                    "H1",
                    texts.get("title"),
                    Style.of(23).strong(),
                    pdf.area(LEFT, down(96), CONTENT, mm(16)));
            amount();
            float y = facts(down(147)) - mm(6);
            closing(y);
            footer();
            return pdf.finish();
        }

        private void letterhead() {
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
            float block = pdf.lines(name, style, nameWidth, 3) * style.leading()
                    + (issuer.registrationNumber() == null ? 0 : 12);
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

        private void small(String text, float x, float top, float width, double size, Style.Align align) {
            int wanted = (int) text.lines().count();
            Style style = new Style((int) (size * 10), false, Palette.GREY, align);
            style = pdf.fitted(text, style, width, wanted, 60);
            String lines = pdf.shortened(text, style, width, wanted + 1);
            pdf.text(pdf.root(), "P", lines, style, pdf.area(x, top, width, mm(32)));
        }

        private static String block(List<String> lines) {
            return lines.stream().limit(6).map(Printable::line).collect(Collectors.joining("\n"));
        }

        private void address() {
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
                Style plain = pdf.fitted(
                        lines, Style.of(10.5), width, (int) lines.lines().count(), 75);
                // The title begins below; what does not fit above it no envelope's window would show either.
                int room = (int) ((y - down(93)) / plain.leading());
                lines = pdf.shortened(lines, plain, width, Math.max(1, room));
                pdf.text(pdf.root(), "P", lines, plain, pdf.area(LEFT, y, width, mm(48)));
            }
        }

        private void numberAndDate() {
            float x = mm(126);
            float width = mm(64);
            float y =
                    pdf.text(pdf.root(), "P", texts.get("number"), label().atEnd(), pdf.area(x, down(53.5), width, 40));
            Style number = pdf.fitted(receipt.number(), Style.of(11.5).strong().atEnd(), width, 1, 60);
            y = pdf.text(pdf.root(), "P", receipt.number(), number, pdf.area(x, y - 1, width, 40));
            y = pdf.text(pdf.root(), "P", texts.get("issuedOn"), label().atEnd(), pdf.area(x, y - 9, width, 40));
            pdf.text(
                    pdf.root(),
                    "P",
                    texts.date(receipt.issuedOn()),
                    Style.of(10.5).atEnd(),
                    pdf.area(x, y - 1, width, 40));
        }

        private void amount() {
            float top = down(113);
            float height = mm(27);
            Rectangle panel = pdf.area(LEFT, top, CONTENT, height);
            Rectangle edge = pdf.area(LEFT, top, mm(1.4), height);
            pdf.artifact(c -> {
                c.setColorFill(Palette.tint(accent, 8));
                c.roundRectangle(panel.getLeft(), panel.getBottom(), panel.getWidth(), panel.getHeight(), 3);
                c.fill();
                c.setColorFill(accent);
                c.rectangle(edge.getLeft(), edge.getBottom(), edge.getWidth(), edge.getHeight());
                c.fill();
            });
            float inner = LEFT + mm(8);
            float width = mm(96);
            String shown = shown(receipt.gift().amount());
            float y = pdf.text(
                    pdf.root(), "P", texts.get("amountReceived"), label(), pdf.area(inner, top - mm(4.2), width, 40));
            Style big = pdf.fitted(shown, Style.of(30).strong().in(accent), width, 1, 100);
            pdf.text(pdf.root(), "P", shown, big, pdf.area(inner, y + 30 * 1.4f - 34, width, mm(24)));
            float right = LEFT + CONTENT - mm(62);
            y = pdf.text(
                    pdf.root(),
                    "P",
                    texts.get("receivedOn"),
                    label().atEnd(),
                    pdf.area(right, top - mm(4.2), mm(54), 40));
            pdf.text(
                    pdf.root(),
                    "P",
                    texts.date(receipt.gift().receivedOn()),
                    Style.of(11.5).strong().atEnd(),
                    pdf.area(right, y - 6, mm(54), 40));
        }

        private float facts(float top) {
            var gift = receipt.gift();
            Map<String, String> facts = new LinkedHashMap<>();
            facts.put("donor", receipt.donor().name());
            facts.put("amount", money.withCode(gift.amount()));
            facts.put("receivedOn", texts.date(gift.receivedOn()));
            facts.put("fund", gift.fund());
            facts.put("campaign", gift.campaign());
            facts.put("method", gift.method() == null ? null : Methods.name(texts, gift.method()));
            PdfStructureElement table = pdf.element(pdf.root(), "Table");
            float y = top;
            for (var fact : facts.entrySet()) {
                String value = Printable.line(fact.getValue());
                if (!value.isEmpty()) {
                    y = row(table, texts.get(fact.getKey()), value, y);
                }
            }
            return y;
        }

        private float row(PdfStructureElement table, String label, String value, float top) {
            float width = CONTENT - LABELS;
            Style style = pdf.fitted(value, Style.of(10.5), width, 2, 75);
            value = pdf.shortened(value, style, width, 4);
            PdfStructureElement row = pdf.element(table, "TR");
            PdfStructureElement head = pdf.header(row, false);
            Style heading = pdf.fitted(label, Style.of(9.5).in(Palette.GREY), LABELS - mm(3), 1, 70);
            float first = top - mm(1.9);
            // Both start on one base line, whatever their sizes.
            float offset = style.leading() - heading.leading();
            pdf.text(head, label, heading, pdf.area(LEFT, first - offset, LABELS - mm(3), mm(14)));
            float y = pdf.text(row, "TD", value, style, pdf.area(LEFT + LABELS, first, width, mm(40)));
            float bottom = y - mm(3.1);
            rule(bottom, LEFT, CONTENT, 0.5f, Palette.HAIRLINE);
            return bottom;
        }

        private void closing(float top) {
            String donor = Printable.line(receipt.donor().name());
            String thanks = donor.isEmpty() ? texts.get("thanks") : texts.get("thanksTo", "donor", donor);
            Style style = Style.of(11).strong().in(accent);
            style = pdf.fitted(thanks, style, CONTENT, 2, 85);
            thanks = pdf.shortened(thanks, style, CONTENT, 4);
            float y = pdf.text(pdf.root(), "P", thanks, style, pdf.area(LEFT, top, CONTENT, mm(30)));
            String statement = Printable.of(receipt.issuer().statement()).strip();
            if (!statement.isEmpty()) {
                statement(statement, y - mm(5));
            }
        }

        private void statement(String statement, float top) {
            float left = LEFT + mm(4);
            float width = CONTENT - mm(4);
            Style style = Style.of(9).in(Palette.GREY);
            int fits = (int) ((top - LOWEST) / style.leading());
            while (style.tenths() > 55 && pdf.lines(statement, style, width, fits) > fits) {
                style = style.sized(style.tenths() - 5);
                fits = (int) ((top - LOWEST) / style.leading());
            }
            statement = pdf.shortened(statement, style, width, fits);
            float y = pdf.text(pdf.root(), "P", statement, style, pdf.area(left, top, width, top - LOWEST + 6));
            Rectangle bar = pdf.area(LEFT, top - 2, 1.2f, top - y);
            pdf.artifact(c -> {
                c.setColorFill(Palette.tint(accent, 45));
                c.rectangle(bar.getLeft(), bar.getBottom() - 1, bar.getWidth(), bar.getHeight());
                c.fill();
            });
        }

        private void footer() {
            rule(down(281), LEFT, CONTENT, 0.5f, Palette.HAIRLINE);
            var issuer = receipt.issuer();
            Style tiny = Style.of(7.5).in(Palette.GREY);
            String who = Printable.line(issuer.legalName());
            float width = mm(105);
            pdf.aside(pdf.shortened(who, tiny, width, 1), tiny, pdf.area(LEFT, down(282), width, 24));
            String number = pdf.shortened(receipt.number(), tiny, mm(56), 1);
            pdf.aside(number, tiny.atEnd(), pdf.area(LEFT + CONTENT - mm(56), down(282), mm(56), 24));
        }

        private void rule(float y, float x, float width, float thickness, Color colour) {
            Rectangle line = pdf.area(x, y, width, thickness);
            pdf.artifact(c -> {
                c.setColorFill(colour);
                c.rectangle(line.getLeft(), line.getBottom(), line.getWidth(), thickness);
                c.fill();
            });
        }

        private String shown(Money amount) {
            String signed = money.withSign(amount);
            // A sign that no font has would vanish or become a box; the three letters never do.
            return Fonts.unprintable(signed).length == 0 ? signed : money.withCode(amount);
        }

        private static Style label() {
            return Style.of(8.5).in(Palette.GREY);
        }
    }
}
