package org.almoner.receipt;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.almoner.money.Money;

/** The acknowledgement of a donation under Gift Aid, or of all of a year: what can be reclaimed, and the donor's duty (HMRC guidance, ch. 3). */
final class BritishPage extends LegalPage {

    BritishPage(ReceiptDocument receipt) {
        super(receipt, receipt.collected() == null ? "receipt-gb" : "statement-gb");
    }

    @Override
    Map<String, String> facts() {
        var facts = super.facts();
        facts.put("taxNumber", receipt.issuer().standing().taxNumber());
        return facts;
    }

    @Override
    List<Annex.Column> columns() {
        return List.of(
                new Annex.Column(texts.get("what"), 44, this::purpose),
                new Annex.Column(texts.get("giftAidClaimed"), 44, this::claimed));
    }

    private String claimed(ReceiptDocument.Gift gift) {
        var collected = receipt.collected();
        Money claimed =
                collected.assessments().get(collected.gifts().indexOf(gift)).reclaimed();
        return claimed == null || receipt.donor().organisation() ? "" : money.withSign(claimed);
    }

    @Override
    List<String> sentences() {
        var assessment = receipt.assessment();
        List<String> sentences = new ArrayList<>();
        Optional.ofNullable(receipt.gift().benefit()).ifPresent(got -> sentences.add(benefit("benefit")));
        if (receipt.donor().organisation()) {
            sentences.add(texts.get("organisation"));
            return sentences;
        }
        if (assessment.reclaimed() == null) {
            sentences.add(texts.get(assessment.undeclared() ? "notDeclared" : "notEligible"));
            return sentences;
        }
        sentences.add(texts.get(
                "giftAid",
                "reclaimed",
                money.withSign(assessment.reclaimed()),
                "percent",
                String.valueOf(assessment.percent())));
        sentences.add(texts.get("duty"));
        sentences.add(texts.get("tell"));
        return sentences;
    }
}
