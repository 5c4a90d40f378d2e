package org.almoner.receipt;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.almoner.document.Printable;

/**
 * The written acknowledgment of a contribution, or of all of a year: IRC § 170(f)(8) and § 6115, IRS Publication 1771. Of
 * things it says what they are and never what they are worth.
 */
final class AmericanPage extends LegalPage {

    AmericanPage(ReceiptDocument receipt) {
        super(receipt, receipt.collected() == null ? "receipt-us" : "statement-us");
    }

    @Override
    String headlineLabel() {
        return receipt.gift().inKind() ? texts.get("thingsReceived") : super.headlineLabel();
    }

    @Override
    String headlineText() {
        return receipt.gift().inKind() ? Printable.line(receipt.gift().nature().description()) : super.headlineText();
    }

    @Override
    Map<String, String> facts() {
        var facts = super.facts();
        if (receipt.gift().inKind()) {
            facts.remove("amount");
            facts.remove("method");
            facts.put("things", receipt.gift().nature().description());
            facts.put("condition", receipt.gift().nature().condition());
        }
        return facts;
    }

    @Override
    List<Annex.Column> columns() {
        if (!receipt.assessment().counted()) {
            return super.columns();
        }
        return List.of(
                new Annex.Column(texts.get("what"), 34, this::purpose),
                new Annex.Column(texts.get("benefits"), 56, this::inReturn));
    }

    @Override
    List<String> sentences() {
        var assessment = receipt.assessment();
        List<String> sentences = new ArrayList<>();
        if (!assessment.counted()) {
            sentences.add(texts.get("noBenefit"));
        } else if (receipt.collected() == null) {
            sentences.add(benefit("benefit"));
        } else {
            sentences.add(texts.get("listed"));
        }
        if (assessment.disclosed()) {
            sentences.add(texts.get("disclosure", "deductible", money.withSign(assessment.eligible())));
        }
        if (assessment.acknowledgedFrom() != null) {
            sentences.add(texts.get("keep", "threshold", money.withSign(assessment.acknowledgedFrom())));
        }
        return sentences;
    }
}
