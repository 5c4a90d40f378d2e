package org.almoner.receipt;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.almoner.document.Palette;
import org.almoner.document.Printable;
import org.almoner.document.Style;

/** The reçu fiscal for a person's gift of money, or for all of a year, with the fields of Cerfa 11580*05 (CGI art. 200 and 978). */
final class FrenchPage extends FormSheet {

    private static final float LABEL = mm(44);
    private static final float INNER = mm(4);

    FrenchPage(ReceiptDocument receipt) {
        super(receipt, "receipt-fr");
    }

    @Override
    byte[] print() {
        heading();
        parties();
        amount();
        certificate();
        signature();
        check(FORM_LEFT, down(248), FORM_LEFT + CODE + mm(4.5), mm(60), Style.Align.START);
        if (receipt.collected() != null) {
            var mode = new Annex.Column(texts.get("mode"), 88, gift -> texts.get(mode(gift.method())));
            new Annex(
                            this,
                            texts.get("annex", "year", year()),
                            receipt.collected().gifts(),
                            List.of(mode))
                    .print();
        }
        return pdf.finish();
    }

    private String year() {
        return String.valueOf(receipt.collected().year());
    }

    private void heading() {
        pdf.text(
                pdf.root(),
                "P",
                texts.get("model"),
                Style.of(9).strong().in(Palette.GREY),
                pdf.area(FORM_LEFT, down(17), mm(60), mm(7)));
        float y = pdf.text(
                pdf.root(),
                "H1",
                texts.get("title"),
                Style.of(15).strong(),
                pdf.area(FORM_LEFT, down(23), mm(116), mm(18)));
        pdf.text(pdf.root(), "P", texts.get("law"), Style.of(9.5), pdf.area(FORM_LEFT, y - mm(1), mm(116), mm(10)));
        field(
                texts.get("number"),
                receipt.number(),
                FORM_LEFT + mm(120),
                down(18),
                mm(50),
                mm(16),
                Style.of(11.5).strong());
        replacement(FORM_LEFT + mm(120), down(36), mm(50), Style.of(8).in(Palette.GREY));
    }

    private void parties() {
        var issuer = receipt.issuer();
        float y = section("beneficiary", down(52), mm(53));
        var table = pdf.element(pdf.root(), "Table");
        float width = FORM - 2 * INNER;
        float x = FORM_LEFT + INNER;
        y = line(table, texts.get("name"), Printable.line(issuer.legalName()), x, y, width, LABEL);
        y = line(table, texts.get("registration"), Printable.line(issuer.registrationNumber()), x, y, width, LABEL);
        y = line(table, texts.get("address"), LegalPage.lines(issuer.addressLines().stream()), x, y, width, LABEL);
        y = line(table, texts.get("object"), Printable.line(issuer.standing().purpose()), x, y, width, LABEL);
        line(table, texts.get("status"), texts.get("statusIs"), x, y, width, LABEL);
        y = section("donor", down(107), mm(30));
        table = pdf.element(pdf.root(), "Table");
        y = line(table, texts.get("donorName"), Printable.line(receipt.donor().name()), x, y, width, LABEL);
        line(table, texts.get("address"), LegalPage.lines(receipt.donor().addressLines().stream()), x, y, width, LABEL);
    }

    /** A framed part with its heading; returns where its content begins. */
    private float section(String key, float top, float height) {
        var bar = pdf.area(FORM_LEFT, top, FORM, mm(7));
        pdf.artifact(c -> {
            c.setColorFill(Palette.tint(accent, 12));
            c.rectangle(bar.getLeft(), bar.getBottom(), bar.getWidth(), bar.getHeight());
            c.fill();
        });
        frame(FORM_LEFT, top, FORM, height);
        pdf.text(
                pdf.root(),
                "H2",
                texts.get(key),
                Style.of(10).strong(),
                pdf.area(FORM_LEFT + INNER, top - mm(0.7), FORM - 2 * INNER, mm(7)));
        return top - mm(8.6);
    }

    private void amount() {
        var gift = receipt.gift();
        sentence(texts.get("received"), down(139.5), Style.of(9.5));
        float top = down(150.5);
        String figures = "*** " + money.withSign(gift.amount()) + " ***";
        field(
                texts.get("figures"),
                figures,
                FORM_LEFT,
                top,
                mm(56),
                mm(18),
                Style.of(12).strong());
        String words = AmountInWords.french(gift.amount());
        field(texts.get("words"), words, FORM_LEFT + mm(56), top, mm(66), mm(18), Style.of(10.5));
        String day = receipt.collected() == null ? texts.date(gift.receivedOn()) : texts.get("inYear", "year", year());
        field(texts.get("receivedOn"), day, FORM_LEFT + mm(122), top, mm(48), mm(18), Style.of(10.5));
    }

    private void certificate() {
        float y = sentence(texts.get("certifies"), down(170.8), Style.of(9.5));
        row(y, Set.of("article200"), List.of("article200", "article978"), 0, 42);
        heading("form", down(191));
        List<String> forms = List.of("form.act", "form.private", "form.manual", "form.other");
        row(down(197), Set.of("form.manual"), forms, 0, 42, 88, 142);
        heading("nature", down(205));
        row(down(211), Set.of("nature.cash"), List.of("nature.cash", "nature.shares", "nature.other"), 0, 42, 142);
        heading("mode", down(220));
        List<String> modes = List.of("mode.cash", "mode.cheque", "mode.transfer");
        row(down(226), modes(), modes, 0, 42, 88);
    }

    private void heading(String key, float top) {
        pdf.text(pdf.root(), "P", texts.get(key), Style.of(9.5).strong(), pdf.area(FORM_LEFT, top, FORM, mm(8)));
    }

    /** Boxes in a line, at millimetres from the edge of the form. */
    private void row(float top, Set<String> chosen, List<String> choices, int... places) {
        for (int i = 0; i < places.length; i++) {
            box(texts.get(choices.get(i)), chosen.contains(choices.get(i)), FORM_LEFT + mm(places[i]), top);
        }
    }

    private Set<String> modes() {
        return receipt.collected() == null
                ? Set.of(mode(receipt.gift().method()))
                : receipt.collected().gifts().stream()
                        .map(gift -> mode(gift.method()))
                        .collect(Collectors.toSet());
    }

    private static String mode(String method) {
        if ("cash".equals(method)) {
            return "mode.cash";
        }
        return method != null && Set.of("cheque", "check").contains(method) ? "mode.cheque" : "mode.transfer";
    }

    private void signature() {
        var standing = receipt.issuer().standing();
        float x = FORM_LEFT + mm(90);
        float width = FORM - mm(90);
        frame(x, down(242), width, mm(28));
        float y = pdf.text(
                pdf.root(), "P", texts.get("signature"), caption(), pdf.area(x + INNER, down(243), width, mm(6)));
        String where = Printable.line(standing.place()) + ", le " + texts.date(receipt.issuedOn());
        Style style = pdf.fitted(where, Style.of(10), width - 2 * INNER, 1, 60);
        y = pdf.text(pdf.root(), "P", where, style, pdf.area(x + INNER, y - 2, width - 2 * INNER, mm(8)));
        String role = standing.signatoryRole() == null ? "" : standing.signatoryRole();
        String who = LegalPage.lines(Stream.of(standing.signatory(), role));
        style = pdf.fitted(who, Style.of(10.5).strong(), width - 2 * INNER, 1, 60);
        pdf.text(pdf.root(), "P", who, style, pdf.area(x + INNER, y - mm(3), width - 2 * INNER, mm(9)));
    }
}
