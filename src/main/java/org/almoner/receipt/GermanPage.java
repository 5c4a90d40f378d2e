package org.almoner.receipt;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.almoner.document.Palette;
import org.almoner.document.Printable;
import org.almoner.document.Style;

/**
 * The Zuwendungsbestätigung: form, wording and order are binding (§ 50 EStDV, BMF 7 November 2013, IV C 4 - S 2223/07/0018
 * :005), so nobody is thanked and nothing is added but the number and what it replaces; the address to check it stands in the
 * letter instead. One for a gift of money, one for things, and one for all money of a year with an annex. Made by machine it
 * needs no signature where it is about money and nothing else.
 */
final class GermanPage extends FormSheet {

    GermanPage(ReceiptDocument receipt) {
        super(receipt, thing(receipt));
    }

    private static String thing(ReceiptDocument receipt) {
        return receipt.collected() != null
                ? "statement-de"
                : receipt.gift().inKind() ? "receipt-de-things" : "receipt-de";
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
        if (receipt.collected() != null) {
            float y = basis(down(138), 9);
            for (String sentence : List.of("membership", "noOther", "waiver")) {
                y = sentence(texts.get(sentence), y, Style.of(9));
            }
            signature(y);
            notes();
            annex();
        } else if (receipt.gift().inKind()) {
            things(down(134));
            signature(basis(valued(down(157)), 9));
            notes();
        } else {
            waiver(down(135));
            signature(sentence(texts.get("membership"), basis(down(146), 9.5), Style.of(9.5)));
            notes();
        }
        return pdf.finish();
    }

    private void annex() {
        var collected = receipt.collected();
        String heading = texts.get("annex", "date", texts.date(receipt.issuedOn()));
        var kind = new Annex.Column(texts.get("kind"), 44, gift -> texts.get("money"));
        var waived = new Annex.Column(texts.get("waived"), 44, gift -> texts.get(gift.waiver() ? "yes" : "no"));
        new Annex(this, heading, collected.gifts(), List.of(kind, waived)).print();
    }

    private void things(float top) {
        var nature = receipt.gift().nature();
        String price = nature.historicPrice() == null
                ? ""
                : texts.get("price", "price", money.withSign(nature.historicPrice()));
        String said = Stream.of(
                        nature.description(),
                        texts.get("age", "age", Printable.line(nature.age())),
                        texts.get("condition", "condition", Printable.line(nature.condition())),
                        price,
                        texts.get("valuation", "valuation", Printable.line(nature.valuation())))
                .map(Printable::line)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("; "));
        field(texts.get("things"), said, FORM_LEFT, top, FORM, mm(21), Style.of(10));
    }

    /** Where the things come from; returns where the next sentence begins. */
    private float valued(float top) {
        var origin = receipt.gift().nature().origin();
        float y = option(texts.get("business"), origin == Nature.Origin.BUSINESS, top);
        y = option(texts.get("private"), origin == Nature.Origin.PRIVATE, y);
        y = option(texts.get("unknown"), origin == Nature.Origin.UNKNOWN, y);
        return option(texts.get("papers"), true, y) - mm(1.4);
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
                pdf.fitted(texts.get("title"), Style.of(16).strong(), FORM, 1, 110),
                pdf.area(FORM_LEFT, down(50), FORM, mm(12)));
        pdf.text(pdf.root(), "P", texts.get("law"), Style.of(9), pdf.area(FORM_LEFT, y - mm(1), FORM, mm(14)));
    }

    private void amount(float top) {
        var gift = receipt.gift();
        float height = mm(18);
        var collected = receipt.collected();
        // a period is longer than a day
        float last = mm(collected == null ? 40 : 58);
        float figures = mm(collected == null ? 56 : 46);
        float middle = FORM - figures - last;
        Style style = Style.of(11).strong();
        field(texts.get("figures"), money.withSign(gift.amount()), FORM_LEFT, top, figures, height, style);
        String words = AmountInWords.german(gift.amount());
        field(texts.get("words"), words, FORM_LEFT + figures, top, middle, height, Style.of(10.5));
        String day = collected == null
                ? texts.date(gift.receivedOn())
                : texts.get("period", "year", String.valueOf(collected.year()));
        field(texts.get("receivedOn"), day, FORM_LEFT + FORM - last, top, last, height, Style.of(10.5));
    }

    private void waiver(float top) {
        pdf.text(pdf.root(), "P", texts.get("waiver"), Style.of(9.5), pdf.area(FORM_LEFT, top, mm(125), mm(8)));
        boolean waived = receipt.gift().waiver();
        box(texts.get("yes"), waived, FORM_LEFT + mm(130), top);
        box(texts.get("no"), !waived, FORM_LEFT + mm(148), top);
    }

    /** What the exemption rests on and what the gift is used for. */
    private float basis(float top, double points) {
        var standing = receipt.issuer().standing();
        var exemption = standing.exemption();
        String purpose = Printable.line(standing.purpose());
        Style style = Style.of(purpose.length() > 120 ? points - 1 : points);
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
        return sentence(texts.get("use", "purpose", purpose), y, style);
    }

    /** Under what stands above: place, date and who answers for it, or room for their hand. */
    private void signature(float below) {
        var standing = receipt.issuer().standing();
        boolean byHand = receipt.gift().nature() != null;
        float top = Math.min(below - mm(byHand ? 7 : 5), down(byHand ? 228 : 219));
        // what is long leaves less room for the hand, and never runs into the notes
        top = Math.max(top, down(236.5));
        String who = lines(Stream.of(standing.signatory(), standing.signatoryRole()));
        String signed = Printable.line(standing.place()) + ", " + texts.date(receipt.issuedOn());
        if (!byHand) {
            signed += "   " + who;
        }
        Style style = pdf.fitted(signed, Style.of(10.5), FORM, 1, 60);
        pdf.text(pdf.root(), "P", signed, style, pdf.area(FORM_LEFT, top, FORM, mm(10)));
        rule(top - mm(6.4), FORM_LEFT, FORM, 0.6f, Palette.INK);
        String under = byHand ? texts.get("signature") + " " + who : texts.get("signature");
        style = pdf.fitted(under, caption(), FORM, 1, 60);
        float y = pdf.text(pdf.root(), "P", under, style, pdf.area(FORM_LEFT, top - mm(7), FORM, mm(6)));
        if (!byHand) {
            String machine = texts.get("machine", "date", texts.date(standing.machineSince()));
            style = pdf.fitted(machine, caption(), FORM, 1, 60);
            pdf.text(pdf.root(), "P", machine, style, pdf.area(FORM_LEFT, y - 1, FORM, mm(8)));
        }
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
