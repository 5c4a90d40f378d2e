package org.almoner.receipt;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.almoner.document.Printable;
import org.almoner.document.Style;

/** A page like the plain one, with sentences that a regime prescribes; those are never cut, whatever else is. */
abstract class LegalPage extends PlainPage {

    private static final Style LEGAL = Style.of(9);

    private int legalLines;

    LegalPage(ReceiptDocument receipt, String thing) {
        super(receipt, thing);
    }

    /** The sentences, each a paragraph. */
    abstract List<String> sentences();

    @Override
    float closing(float top) {
        String statement = thanks() ? statement() : "";
        float y = top;
        if (thanks()) {
            y = thanks(top, lowest() + mm(4) + legal() + Math.min(height(statement), mm(24))) - mm(4);
        }
        for (String sentence : sentences()) {
            y = pdf.text(pdf.root(), "P", sentence, LEGAL, pdf.area(LEFT, y, CONTENT, mm(40))) - mm(2);
        }
        if (!statement.isEmpty() && y - mm(4) - lowest() > mm(4)) {
            y = statement(statement, y - mm(2));
        }
        return y;
    }

    @Override
    float legal() {
        List<String> sentences = sentences();
        if (legalLines == 0) {
            legalLines = sentences.stream()
                    .mapToInt(sentence -> pdf.lines(sentence, LEGAL, CONTENT, 20))
                    .sum();
        }
        return legalLines * LEGAL.leading() + sentences.size() * mm(2);
    }

    /** What the donor got and what it is worth. */
    String benefit(String key) {
        var benefit = receipt.gift().benefit();
        return texts.get(
                key, "benefit", Printable.line(benefit.description()), "value", money.withSign(benefit.value()));
    }

    /** What the donor got for a gift among several, and what it is worth. */
    String inReturn(ReceiptDocument.Gift gift) {
        return gift.benefit() == null
                ? ""
                : Printable.line(gift.benefit().description()) + ", "
                        + money.withSign(gift.benefit().value());
    }

    /** A block of lines without the empty ones. */
    static String lines(Stream<String> lines) {
        return lines.map(Printable::line).filter(line -> !line.isEmpty()).collect(Collectors.joining(", "));
    }
}
