package org.almoner.receipt;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The acknowledgement of a donation under Gift Aid: what can be reclaimed, and the donor's duty (HMRC guidance, ch. 3). */
final class BritishPage extends LegalPage {

    BritishPage(ReceiptDocument receipt) {
        super(receipt, "receipt-gb");
    }

    @Override
    Map<String, String> facts() {
        var facts = super.facts();
        facts.put("taxNumber", receipt.issuer().standing().taxNumber());
        return facts;
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
            sentences.add(texts.get("notEligible"));
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
