package org.almoner.receipt;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.almoner.document.Palette;
import org.almoner.document.Printable;
import org.almoner.document.Style;
import org.almoner.money.Money;

/** The official donation receipt of a registered charity: Income Tax Regulations s. 3501, in English or French. */
final class CanadianPage extends LegalPage {

    CanadianPage(ReceiptDocument receipt) {
        super(receipt, "receipt-ca");
    }

    @Override
    boolean thanks() {
        return false;
    }

    @Override
    Money headline() {
        return receipt.assessment().eligible();
    }

    @Override
    Map<String, String> facts() {
        var gift = receipt.gift();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("donor", receipt.donor().name());
        facts.put("donorAddress", lines(receipt.donor().addressLines().stream()));
        facts.put(receipt.collected() == null ? "receivedOn" : "receivedIn", received());
        if (gift.inKind()) {
            facts.put("things", gift.nature().description());
            facts.put("marketValue", money.withCode(gift.amount()));
            facts.put("appraiser", gift.nature().appraiser());
        } else {
            facts.put("total", money.withCode(gift.amount()));
        }
        facts.put("advantage", money.withCode(advantage()));
        facts.put("advantageOf", advantageOf());
        facts.put("eligible", money.withCode(receipt.assessment().eligible()));
        facts.put("place", receipt.issuer().standing().place());
        return facts;
    }

    /** What was given above what of it is eligible. */
    private Money advantage() {
        Money amount = receipt.gift().amount();
        return new Money(amount.minor() - receipt.assessment().eligible().minor(), amount.currency());
    }

    private String advantageOf() {
        if (!receipt.assessment().counted()) {
            return null;
        }
        return receipt.collected() == null ? receipt.gift().benefit().description() : texts.get("listed");
    }

    @Override
    List<Annex.Column> columns() {
        return List.of(
                new Annex.Column(texts.get("advantageOf"), 46, this::inReturn),
                new Annex.Column(texts.get("eligible"), 42, this::eligible));
    }

    private String eligible(ReceiptDocument.Gift gift) {
        var collected = receipt.collected();
        return money.withCode(
                collected.assessments().get(collected.gifts().indexOf(gift)).eligible());
    }

    @Override
    List<String> sentences() {
        return List.of(texts.get("authority"));
    }

    @Override
    void footer() {
        super.footer();
        var standing = receipt.issuer().standing();
        float x = LEFT + CONTENT - mm(70);
        float top = down(258);
        pdf.text(
                pdf.root(),
                "P",
                Printable.line(standing.signatory()),
                pdf.fitted(standing.signatory(), Style.of(11).strong(), mm(70), 1, 70),
                pdf.area(x, top, mm(70), mm(10)));
        rule(down(264.5), x, mm(70), 0.5f, Palette.INK);
        String caption = lines(Stream.of(texts.get("signature"), orEmpty(standing.signatoryRole())));
        pdf.text(
                pdf.root(),
                "P",
                caption,
                pdf.fitted(caption, Style.of(8).in(Palette.GREY), mm(70), 1, 60),
                pdf.area(x, down(265), mm(70), mm(8)));
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}
