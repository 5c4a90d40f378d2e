package org.almoner.receipt;

import com.lowagie.text.Rectangle;
import com.lowagie.text.pdf.PdfStructureElement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.almoner.document.Palette;
import org.almoner.document.Printable;
import org.almoner.document.Style;
import org.almoner.money.Money;

/**
 * A receipt by no tax office's rules, in the donor's language and from right to left where that language runs so; the
 * pages of the regimes that only add facts and sentences are made of it too.
 */
class PlainPage extends Sheet {

    private static final Style STATEMENT = Style.of(9).in(Palette.GREY);

    PlainPage(ReceiptDocument receipt, String thing) {
        super(receipt, thing);
    }

    @Override
    byte[] print() {
        letterhead();
        address();
        numberAndDate();
        title(23);
        amount();
        float y = facts(down(147)) - mm(6);
        check(closing(y));
        footer();
        return pdf.finish();
    }

    /** The amount that stands large on the page. */
    Money headline() {
        return receipt.gift().amount();
    }

    /** The facts under it by the keys of their labels, in their order; what is null or empty is left out. */
    Map<String, String> facts() {
        var gift = receipt.gift();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("donor", receipt.donor().name());
        facts.put("amount", money.withCode(gift.amount()));
        facts.put("receivedOn", texts.date(gift.receivedOn()));
        facts.put("fund", gift.fund());
        facts.put("campaign", gift.campaign());
        facts.put("method", gift.method() == null ? null : Methods.name(texts, gift.method()));
        return facts;
    }

    void amount() {
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
        String shown = shown(headline());
        float y = pdf.text(
                pdf.root(), "P", texts.get("amountReceived"), label(), pdf.area(inner, top - mm(4.2), width, 40));
        Style big = pdf.fitted(shown, Style.of(30).strong().in(accent), width, 1, 100);
        pdf.text(pdf.root(), "P", shown, big, pdf.area(inner, y + 30 * 1.4f - 34, width, mm(24)));
        float right = LEFT + CONTENT - mm(62);
        y = pdf.text(
                pdf.root(), "P", texts.get("receivedOn"), label().atEnd(), pdf.area(right, top - mm(4.2), mm(54), 40));
        pdf.text(
                pdf.root(),
                "P",
                texts.date(receipt.gift().receivedOn()),
                Style.of(11.5).strong().atEnd(),
                pdf.area(right, y - 6, mm(54), 40));
    }

    float facts(float top) {
        PdfStructureElement table = pdf.element(pdf.root(), "Table");
        float y = top;
        for (var fact : facts().entrySet()) {
            String value = Printable.line(fact.getValue());
            if (!value.isEmpty()) {
                y = row(table, texts.get(fact.getKey()), value, y);
            }
        }
        return y;
    }

    /** What is said under the facts; returns how far down it reaches. */
    float closing(float top) {
        String statement = Printable.of(receipt.issuer().statement()).strip();
        if (statement.isEmpty()) {
            return thanks(top, lowest());
        }
        float wanted = pdf.lines(statement, STATEMENT, CONTENT - mm(4), 60) * STATEMENT.leading() + mm(6);
        float y = thanks(top, lowest() + Math.min(wanted, (top - lowest()) / 2));
        return statement(statement, y - mm(5));
    }

    /**
     * The thanks, and what the gift makes possible where the issuer says it.
     *
     * @param lowest what stands below must keep its place
     * @return the base line of the last line
     */
    float thanks(float top, float lowest) {
        var gift = receipt.gift();
        String donor = Printable.line(receipt.donor().name());
        Map<String, String> values = Wording.values(
                receipt.number(),
                receipt.issuer().legalName(),
                donor,
                shown(gift.amount()),
                texts.date(gift.receivedOn()),
                gift.fund(),
                gift.campaign());
        String thanks = receipt.wording().say(Passage.PAGE_THANKS, values);
        if (thanks == null) {
            thanks = donor.isEmpty() ? texts.get("thanks") : texts.get("thanksTo", "donor", donor);
        }
        Style style = Style.of(11).strong().in(accent);
        style = pdf.fitted(thanks, style, CONTENT, 2, 85);
        thanks = pdf.shortened(thanks, style, CONTENT, 4);
        float y = pdf.text(pdf.root(), "P", thanks, style, pdf.area(LEFT, top, CONTENT, mm(30)));
        String impact = receipt.wording().say(Passage.PAGE_IMPACT, values);
        return impact == null ? y : impact(Printable.of(impact).strip(), y - mm(1.4), lowest);
    }

    private float impact(String impact, float top, float lowest) {
        Style style = Style.of(10);
        int fits = lines(top - lowest, style);
        while (style.tenths() > 75 && pdf.lines(impact, style, CONTENT, fits) > fits) {
            style = style.sized(style.tenths() - 5);
            fits = lines(top - lowest, style);
        }
        if (fits < 1) {
            return top;
        }
        impact = pdf.shortened(impact, style, CONTENT, fits);
        return pdf.text(pdf.root(), "P", impact, style, pdf.area(LEFT, top, CONTENT, top - lowest + style.leading()));
    }

    private static int lines(float room, Style style) {
        return (int) (room / style.leading());
    }

    float statement(String statement, float top) {
        float left = LEFT + mm(4);
        float width = CONTENT - mm(4);
        Style style = STATEMENT;
        int fits = (int) ((top - lowest()) / style.leading());
        while (style.tenths() > 55 && pdf.lines(statement, style, width, fits) > fits) {
            style = style.sized(style.tenths() - 5);
            fits = (int) ((top - lowest()) / style.leading());
        }
        statement = pdf.shortened(statement, style, width, fits);
        float y = pdf.text(pdf.root(), "P", statement, style, pdf.area(left, top, width, top - lowest() + 6));
        Rectangle bar = pdf.area(LEFT, top - 2, 1.2f, top - y);
        pdf.artifact(c -> {
            c.setColorFill(Palette.tint(accent, 45));
            c.rectangle(bar.getLeft(), bar.getBottom() - 1, bar.getWidth(), bar.getHeight());
            c.fill();
        });
        return y;
    }
}
