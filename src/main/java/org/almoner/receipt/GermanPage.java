package org.almoner.receipt;

import java.util.stream.Stream;
import org.almoner.document.Palette;
import org.almoner.document.Printable;
import org.almoner.document.Style;

/**
 * The Zuwendungsbestätigung for one gift of money: form, wording and order are binding (§ 50 EStDV, BMF 7 November 2013, IV
 * C 4 - S 2223/07/0018 :005), so nobody is thanked and nothing is added but the number and what it replaces. The address to check it
 * stands in the letter instead.
 */
final class GermanPage extends FormSheet {

    GermanPage(ReceiptDocument receipt) {
        super(receipt, "receipt-de");
    }

    @Override
    byte[] print() {
        var issuer = receipt.issuer();
        String who = lines(Stream.concat(Stream.of(issuer.legalName()), issuer.addressLines().stream()));
        field(
                texts.get("issuer"),
                who,
                FORM_LEFT,
                down(18),
                FORM,
                mm(19),
                Style.of(11).strong());
        heading();
        String donor = block(receipt.donor().name(), receipt.donor().addressLines());
        field(texts.get("donor"), donor, FORM_LEFT, down(76), FORM, mm(36), Style.of(11));
        amount(down(114));
        waiver(down(135));
        float y = confirmations(down(146));
        signature(Math.min(y - mm(8), down(216)));
        notes();
        return pdf.finish();
    }

    private void heading() {
        Style aside = Style.of(8.5).in(Palette.GREY).atEnd();
        String number = texts.get("number", "number", receipt.number());
        pdf.text(pdf.root(), "P", number, aside, pdf.area(FORM_LEFT, down(38.5), FORM, mm(6)));
        replacement(FORM_LEFT, down(42.5), FORM, aside);
        float y = pdf.text(
                pdf.root(),
                "H1",
                texts.get("title"),
                Style.of(16).strong(),
                pdf.area(FORM_LEFT, down(50), FORM, mm(12)));
        pdf.text(pdf.root(), "P", texts.get("law"), Style.of(9), pdf.area(FORM_LEFT, y - mm(1), FORM, mm(14)));
    }

    private void amount(float top) {
        var gift = receipt.gift();
        float height = mm(18);
        Style style = Style.of(11).strong();
        field(texts.get("figures"), money.withSign(gift.amount()), FORM_LEFT, top, mm(56), height, style);
        String words = AmountInWords.german(gift.amount());
        field(texts.get("words"), words, FORM_LEFT + mm(56), top, mm(74), height, Style.of(10.5));
        String day = texts.date(gift.receivedOn());
        field(texts.get("receivedOn"), day, FORM_LEFT + mm(130), top, mm(40), height, Style.of(10.5));
    }

    private void waiver(float top) {
        pdf.text(pdf.root(), "P", texts.get("waiver"), Style.of(9.5), pdf.area(FORM_LEFT, top, mm(125), mm(8)));
        box(texts.get("yes"), false, FORM_LEFT + mm(130), top);
        box(texts.get("no"), true, FORM_LEFT + mm(148), top);
    }

    private float confirmations(float top) {
        var standing = receipt.issuer().standing();
        var exemption = standing.exemption();
        String purpose = Printable.line(standing.purpose());
        Style style = Style.of(purpose.length() > 120 ? 8.5 : 9.5);
        String basis = texts.get(
                exemption.kind() == ReceiptDocument.Exemption.Kind.EXEMPTION ? "exemption" : "statutes",
                "purpose",
                purpose,
                "office",
                Printable.line(standing.taxOffice()),
                "number",
                Printable.line(standing.taxNumber()),
                "date",
                texts.date(exemption.date()),
                "period",
                Printable.line(exemption.period()));
        float y = sentence(basis, top, style);
        y = sentence(texts.get("use", "purpose", purpose), y, style);
        return sentence(texts.get("membership"), y, style);
    }

    private void signature(float top) {
        var standing = receipt.issuer().standing();
        String signed = Printable.line(standing.place()) + ", " + texts.date(receipt.issuedOn()) + "   "
                + lines(Stream.of(standing.signatory(), standing.signatoryRole()));
        pdf.text(
                pdf.root(),
                "P",
                signed,
                pdf.fitted(signed, Style.of(10.5), FORM, 1, 60),
                pdf.area(FORM_LEFT, top, FORM, mm(10)));
        rule(top - mm(6.4), FORM_LEFT, FORM, 0.6f, Palette.INK);
        float y = pdf.text(
                pdf.root(), "P", texts.get("signature"), caption(), pdf.area(FORM_LEFT, top - mm(7), FORM, mm(6)));
        String machine = texts.get("machine", "date", texts.date(standing.machineSince()));
        Style style = pdf.fitted(machine, caption(), FORM, 1, 60);
        pdf.text(pdf.root(), "P", machine, style, pdf.area(FORM_LEFT, y - 1, FORM, mm(8)));
    }

    private void notes() {
        Style style = Style.of(8);
        float y = sentence(texts.get("note"), down(250), style.strong()) + mm(1.8);
        y = sentence(texts.get("liability"), y, style) + mm(0.8);
        sentence(texts.get("recognition"), y, style);
    }

    private static String lines(Stream<String> lines) {
        return LegalPage.lines(lines.map(line -> line == null ? "" : line));
    }
}
