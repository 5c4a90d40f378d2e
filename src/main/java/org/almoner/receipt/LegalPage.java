package org.almoner.receipt;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.almoner.document.Printable;
import org.almoner.document.Style;

/** A page like the plain one, with sentences that a regime prescribes; those are never cut, whatever else is. */
abstract class LegalPage extends PlainPage {

    private static final Style LEGAL = Style.of(9.5);

    LegalPage(ReceiptDocument receipt, String thing) {
        super(receipt, thing);
    }

    /** The sentences, each a paragraph. */
    abstract List<String> sentences();

    /** Whether the donor is thanked on the page, and the issuer speaks in own words. */
    boolean thanks() {
        return true;
    }

    @Override
    float closing(float top) {
        float y = top;
        if (thanks()) {
            float legal = lowest() + mm(4);
            for (String sentence : sentences()) {
                legal += pdf.lines(sentence, LEGAL, CONTENT, 20) * LEGAL.leading() + mm(2);
            }
            y = thanks(top, legal) - mm(4);
        }
        for (String sentence : sentences()) {
            y = pdf.text(pdf.root(), "P", sentence, LEGAL, pdf.area(LEFT, y, CONTENT, mm(40))) - mm(2);
        }
        String statement = Printable.of(receipt.issuer().statement()).strip();
        if (thanks() && !statement.isEmpty() && y - mm(4) - lowest() > mm(8)) {
            y = statement(statement, y - mm(2));
        }
        return y;
    }

    /** What the donor got and what it is worth. */
    String benefit(String key) {
        var benefit = receipt.gift().benefit();
        return texts.get(
                key, "benefit", Printable.line(benefit.description()), "value", money.withSign(benefit.value()));
    }

    /** A block of lines without the empty ones. */
    static String lines(Stream<String> lines) {
        return lines.map(Printable::line).filter(line -> !line.isEmpty()).collect(Collectors.joining(", "));
    }
}
