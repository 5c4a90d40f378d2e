package org.almoner.receipt;

import com.lowagie.text.Rectangle;
import com.lowagie.text.pdf.PdfStructureElement;
import java.util.LinkedHashMap;
import java.util.List;
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

    private static final Style THANKS = Style.of(13).strong();
    private static final Style IMPACT = Style.of(10.5);
    private static final Style STATEMENT = Style.of(9).in(Palette.GREY);

    private int statementLines;

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
        float y = facts(down(141)) - mm(6);
        footed = check == null || receipt.replaces() != null || y - wanted() > LOWEST + CODE + mm(5);
        check(closing(y));
        footer();
        annex();
        return pdf.finish();
    }

    /** On pages of their own, the gifts that the receipt is about; nothing where it is about one. */
    void annex() {
        if (receipt.collected() != null) {
            new Annex(
                            this,
                            texts.get("annex", "year", received()),
                            receipt.collected().gifts(),
                            columns())
                    .print();
        }
    }

    /** What stands of each gift between its day and its amount. */
    List<Annex.Column> columns() {
        return List.of(new Annex.Column(texts.get("what"), 88, this::purpose));
    }

    /** What a gift was for, or how it came. */
    String purpose(ReceiptDocument.Gift gift) {
        return gift.fund() != null ? gift.fund() : gift.campaign() != null ? gift.campaign() : "";
    }

    /** When it was received: a day, or the year of several. */
    String received() {
        return receipt.collected() == null
                ? texts.date(receipt.gift().receivedOn())
                : String.valueOf(receipt.collected().year());
    }

    /** The amount that stands large on the page. */
    Money headline() {
        return receipt.gift().amount();
    }

    /** What it is called. */
    String headlineLabel() {
        return texts.get("amountReceived");
    }

    /** How it is written. */
    String headlineText() {
        return shown(headline());
    }

    /** The facts under it by the keys of their labels, in their order; what is null or empty is left out. */
    Map<String, String> facts() {
        var gift = receipt.gift();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("donor", receipt.donor().name());
        facts.put("amount", money.withCode(gift.amount()));
        if (receipt.collected() != null) {
            facts.put("gifts", texts.number(receipt.collected().gifts().size()));
        }
        facts.put("fund", gift.fund());
        facts.put("campaign", gift.campaign());
        facts.put("method", gift.method() == null ? null : Methods.name(texts, gift.method()));
        return facts;
    }

    void amount() {
        float top = down(111);
        float height = mm(25);
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
        String shown = headlineText();
        float y = pdf.text(pdf.root(), "P", headlineLabel(), label(), pdf.area(inner, top - mm(3.4), width, 40));
        Style big = pdf.fitted(shown, Style.of(30).strong().in(accent), width, 1, 100);
        shown = pdf.shortened(shown, big, width, 1);
        pdf.text(pdf.root(), "P", shown, big, pdf.area(inner, y + 30 * 1.4f - 34, width, mm(24)));
        float right = LEFT + CONTENT - mm(62);
        y = pdf.text(
                pdf.root(), "P", texts.get("receivedOn"), label().atEnd(), pdf.area(right, top - mm(3.4), mm(54), 40));
        pdf.text(pdf.root(), "P", received(), Style.of(11.5).strong().atEnd(), pdf.area(right, y - 6, mm(54), 40));
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
        String statement = statement();
        if (statement.isEmpty()) {
            return thanks(top, lowest());
        }
        float y = thanks(top, lowest() + Math.min(height(statement), (top - lowest()) / 2));
        return statement(statement, y - mm(5));
    }

    /** Whether the donor is thanked on the page, and the issuer speaks in own words. */
    boolean thanks() {
        return true;
    }

    /** The height of what a regime prescribes there. */
    float legal() {
        return 0;
    }

    /** The height of all that is to be said there in its usual size. */
    private float wanted() {
        if (!thanks()) {
            return legal();
        }
        Map<String, String> values = values();
        String impact = receipt.wording().say(Passage.PAGE_IMPACT, values);
        float said = pdf.lines(thanks(values), THANKS, CONTENT, 4) * THANKS.leading()
                + (impact == null ? 0 : pdf.lines(impact, IMPACT, CONTENT, 20) * IMPACT.leading() + mm(2));
        return said + mm(4) + legal() + height(statement());
    }

    String statement() {
        return Printable.of(receipt.issuer().statement()).strip();
    }

    private Map<String, String> values() {
        if (receipt.wording().versions().isEmpty()) {
            return Map.of();
        }
        var gift = receipt.gift();
        return Wording.values(
                receipt.number(),
                receipt.issuer().legalName(),
                receipt.donor().name(),
                shown(gift.amount()),
                texts.date(gift.receivedOn()),
                gift.fund(),
                gift.campaign());
    }

    private String thanks(Map<String, String> values) {
        String thanks = receipt.wording().say(Passage.PAGE_THANKS, values);
        String donor = Printable.line(receipt.donor().name());
        return thanks != null ? thanks : donor.isEmpty() ? texts.get("thanks") : texts.get("thanksTo", "donor", donor);
    }

    /**
     * The thanks, and what the gift makes possible where the issuer says it.
     *
     * @param lowest what stands below must keep its place
     * @return the base line of the last line
     */
    float thanks(float top, float lowest) {
        Map<String, String> values = values();
        String thanks = thanks(values);
        Style style = pdf.fitted(thanks, THANKS.in(accent), CONTENT, 2, 85);
        thanks = pdf.shortened(thanks, style, CONTENT, 4);
        float y = pdf.text(pdf.root(), "P", thanks, style, pdf.area(LEFT, top, CONTENT, mm(30)));
        String impact = receipt.wording().say(Passage.PAGE_IMPACT, values);
        return impact == null ? y : impact(Printable.of(impact).strip(), y - mm(1.8), lowest);
    }

    private float impact(String impact, float top, float lowest) {
        Style style = IMPACT;
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

    /** What the issuer's statement takes in its usual size, with the space above it. */
    float height(String statement) {
        return statement.isEmpty() ? 0 : statementLines(statement) * STATEMENT.leading() + mm(4);
    }

    private int statementLines(String statement) {
        if (statementLines == 0) {
            statementLines = pdf.lines(statement, STATEMENT, CONTENT - mm(4), 60);
        }
        return statementLines;
    }

    float statement(String statement, float top) {
        float left = LEFT + mm(4);
        float width = CONTENT - mm(4);
        Style style = STATEMENT;
        int fits = (int) ((top - lowest()) / style.leading());
        // most fit as they are, and to measure a paragraph costs as much as to print it
        if (statementLines(statement) > fits) {
            while (style.tenths() > 55 && pdf.lines(statement, style, width, fits) > fits) {
                style = style.sized(style.tenths() - 5);
                fits = (int) ((top - lowest()) / style.leading());
            }
            statement = pdf.shortened(statement, style, width, fits);
        }
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
