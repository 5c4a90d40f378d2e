package org.almoner.receipt;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.almoner.document.Metadata;
import org.almoner.document.Palette;
import org.almoner.document.Printable;
import org.almoner.document.Style;
import org.almoner.document.TaggedWriter;

/**
 * The sheet that lies before a receipt in its envelope where the receipt has no address for the window: forms that tax
 * offices prescribe have none, and American envelopes have their window lower. By DIN 5008 form B, which fits windows by ISO
 * 269 too, or for a No. 10 envelope.
 */
final class AddressSheet {

    private static final Set<String> NUMBER_TEN = Set.of("US", "CA", "MX", "PH");
    private static final float LEFT = Sheet.mm(25);
    private static final float WIDTH = Sheet.mm(80);

    /**
     * What stands in the window.
     *
     * @param country of the issuer, whose envelopes are used; empty is not known
     */
    record Window(String number, LocalDate issuedOn, String country, List<String> sender, List<String> receiver) {}

    private AddressSheet() {}

    /** Whether a receipt needs one. */
    static boolean needed(Regime regime, String country) {
        return regime == Regime.DE || regime == Regime.FR || NUMBER_TEN.contains(country);
    }

    /** The sheet as PDF. */
    static byte[] print(Window window) {
        var pdf = new TaggedWriter(new Metadata(
                window.number(),
                window.sender().get(0),
                window.number(),
                Locale.ENGLISH,
                window.issuedOn().atStartOfDay(ZoneOffset.UTC).toInstant(),
                "address\n" + window.number()));
        boolean ten = NUMBER_TEN.contains(window.country());
        // the window of a No. 10 envelope shows from 57 to 85 mm of a sheet folded in three
        float top = Sheet.down(ten ? 59 : 47.5);
        String sender =
                String.join(" · ", window.sender().stream().map(Printable::line).toList());
        Style tiny = pdf.fitted(sender, Style.of(6.5).in(Palette.GREY), WIDTH, 1, 50);
        pdf.text(pdf.root(), "P", pdf.shortened(sender, tiny, WIDTH, 1), tiny, pdf.area(LEFT, top, WIDTH, 20));
        String lines = String.join(
                "\n",
                window.receiver().stream()
                        .limit(7)
                        .map(Printable::line)
                        .filter(line -> !line.isEmpty())
                        .toList());
        Style style =
                pdf.fitted(lines, Style.of(10.5), WIDTH, (int) lines.lines().count(), 75);
        float room = Sheet.mm(ten ? 22 : 39);
        while (style.tenths() > 65 && lines.lines().count() * style.leading() > room) {
            style = style.sized(style.tenths() - 5);
        }
        lines = pdf.shortened(lines, style, WIDTH, Math.max(1, (int) (room / style.leading())));
        pdf.text(pdf.root(), "P", lines, style, pdf.area(LEFT, top - Sheet.mm(ten ? 3.4 : 6), WIDTH, room + 12));
        Style foot = Style.of(7.5).in(Palette.GREY);
        pdf.text(pdf.root(), "P", window.number(), foot, pdf.area(LEFT, Sheet.down(282), WIDTH, 24));
        return pdf.finish();
    }

    /** Name and address, one after the other. */
    static List<String> lines(String name, List<String> address) {
        return Stream.concat(Stream.of(name), address.stream())
                .filter(line -> line != null && !line.isBlank())
                .toList();
    }
}
