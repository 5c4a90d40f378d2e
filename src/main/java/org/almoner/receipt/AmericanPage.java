package org.almoner.receipt;

import java.util.ArrayList;
import java.util.List;

/** The written acknowledgment of a contribution: IRC § 170(f)(8) and § 6115, IRS Publication 1771. */
final class AmericanPage extends LegalPage {

    AmericanPage(ReceiptDocument receipt) {
        super(receipt, "receipt-us");
    }

    @Override
    List<String> sentences() {
        var assessment = receipt.assessment();
        List<String> sentences = new ArrayList<>();
        if (receipt.gift().benefit() == null) {
            sentences.add(texts.get("noBenefit"));
        } else {
            sentences.add(benefit("benefit"));
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
