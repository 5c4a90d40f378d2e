package org.almoner.giving;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.almoner.document.Printable;
import org.almoner.document.Texts;
import org.almoner.donor.DonorChange;
import org.almoner.donor.DonorChanges;
import org.almoner.donor.DonorDraft;
import org.almoner.donor.DonorLinks;
import org.almoner.donor.DonorQueries;
import org.almoner.donor.DonorView;
import org.almoner.donor.DonorWishes;
import org.almoner.receipt.DonorLinkLetters;
import org.almoner.receipt.ReceiptLanguage;
import org.almoner.receipt.ReceiptQueries;
import org.almoner.receipt.ReceiptView;
import org.almoner.receipt.ReceiptWishes;
import org.almoner.receipt.Verifications;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;

/**
 * What donors see and send through the link to their own page. Nothing is changed by opening an address; a form carries a
 * nonce of ours, and its answer leads back to the page, so that reloading sends nothing twice.
 */
@ApplicationScoped
public class DonorPages {

    /**
     * A visit.
     *
     * @param path what follows the base in the address: a token, and perhaps {@code /receipts/<number>.pdf}
     * @param base address under which links stand, with the slash at its end
     * @param root address of the application, without a slash at its end
     * @param sent whether a form was sent, as against an address opened
     * @param asked parameters
     * @param wanted languages that the browser asks for
     * @param allowed whether this address may come again just now
     */
    public record Visit(
            String path,
            String base,
            String root,
            boolean sent,
            Map<String, String> asked,
            List<Locale> wanted,
            boolean allowed) {}

    /**
     * A page, a receipt, or where to go instead.
     *
     * @param number of the receipt in {@code pdf}
     */
    public record Answer(int status, String html, String location, byte[] pdf, String number) {}

    /** Receipts shown, the newest. */
    static final int SHOWN = 200;

    static final int LONGEST_NAME = 300;
    static final int MOST_LINES = 6;
    static final int LONGEST_LINE = 200;

    private static final String RECEIPTS = "/receipts/";
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

    /** Who writes to a donor. */
    private record Writer(String name, String language) {}

    private DonorLinks links;
    private DonorLinkLetters letters;
    private DonorQueries donors;
    private DonorChanges changes;
    private DonorWishes wishes;
    private ReceiptQueries receipts;
    private ReceiptWishes yearly;
    private Verifications verifications;
    private Calendar calendar;
    private Jdbi jdbi;

    protected DonorPages() {}

    @Inject
    public DonorPages(
            DonorLinks links,
            DonorLinkLetters letters,
            DonorQueries donors,
            DonorChanges changes,
            DonorWishes wishes,
            ReceiptQueries receipts,
            ReceiptWishes yearly,
            Verifications verifications,
            Calendar calendar,
            Jdbi jdbi) {
        this.links = links;
        this.letters = letters;
        this.donors = donors;
        this.changes = changes;
        this.wishes = wishes;
        this.receipts = receipts;
        this.yearly = yearly;
        this.verifications = verifications;
        this.calendar = calendar;
        this.jdbi = jdbi;
    }

    public Answer answer(Visit visit) {
        if (!visit.allowed()) {
            return trouble(visit, 429, "often");
        }
        int cut = visit.path().indexOf('/');
        var opened = links.open(cut < 0 ? visit.path() : visit.path().substring(0, cut));
        if (opened.isEmpty()) {
            return trouble(visit, 404, "unknown");
        }
        var link = opened.get();
        if (link.expired()) {
            return expired(visit, link);
        }
        var donor = donors.find(link.donor()).orElseThrow();
        if (cut >= 0) {
            return receipt(visit, donor, visit.path().substring(cut));
        }
        var writer = writer(donor);
        var html = new DonorHtml(
                Texts.of("my", language(donor, writer)),
                writer.name(),
                visit.base() + link.token(),
                visit.root(),
                calendar);
        return visit.sent()
                ? sent(visit, link, donor, html)
                : page(200, html.donor(shown(link, donor), outcome(visit)));
    }

    /** A link that opens nothing any more sends another to the address we know; the answer is the same for all. */
    private Answer expired(Visit visit, DonorLinks.Link link) {
        if (visit.sent() && "AGAIN".equals(visit.asked().get("deed"))) {
            letters.send(link.donor());
            return new Answer(303, null, visit.base() + link.token() + "?outcome=AGAIN", null, null);
        }
        var html = plain(visit);
        return "AGAIN".equals(visit.asked().get("outcome"))
                ? page(200, html.trouble("again"))
                : page(410, html.expired(visit.base() + link.token()));
    }

    private Answer receipt(Visit visit, DonorView donor, String rest) {
        if (!visit.sent() && rest.startsWith(RECEIPTS) && rest.endsWith(".pdf")) {
            var number = rest.substring(RECEIPTS.length(), rest.length() - ".pdf".length());
            var found = receipts.find(number)
                    .filter(receipt -> receipt.donor() == donor.id())
                    .filter(receipt -> receipt.status().equals("ISSUED"))
                    .flatMap(receipt -> receipts.pdf(receipt.number()));
            if (found.isPresent()) {
                return new Answer(200, null, null, found.get(), number);
            }
        }
        return trouble(visit, 404, "unknown");
    }

    private Answer sent(Visit visit, DonorLinks.Link link, DonorView donor, DonorHtml html) {
        var deed = visit.asked().getOrDefault("deed", "");
        var nonce = visit.asked().get("nonce");
        if (!links.holds(link, deed, nonce)) {
            return page(400, html.donor(shown(link, donor), "FORM"));
        }
        switch (deed) {
            case "DETAILS":
                var wrong = new LinkedHashMap<String, String>();
                var wished = wished(visit.asked(), wrong);
                if (!wrong.isEmpty()) {
                    return page(400, html.donor(shown(link, donor).corrected(visit.asked(), wrong), null));
                }
                return done(visit, link, changes.ask(donor.id(), wished, nonce).name());
            case "LANGUAGE":
                var tag = visit.asked().getOrDefault("language", "");
                if (!Texts.LANGUAGES.contains(tag)) {
                    return page(400, html.donor(shown(link, donor), "FORM"));
                }
                wishes.speak(donor.id(), tag);
                return done(visit, link, "SAVED");
            case "MAIL":
                wishes.note(
                        donor.id(),
                        new DonorWishes.Mail(
                                "POST".equals(visit.asked().get("receipts")),
                                visit.asked().containsKey("news"),
                                visit.asked().containsKey("appeals")));
                once(donor.id(), visit.asked().containsKey("yearly"));
                return done(visit, link, "SAVED");
            default:
                return page(400, html.donor(shown(link, donor), "FORM"));
        }
    }

    /** One receipt for the whole year, or not; what staff noted otherwise stays. */
    private void once(long donor, boolean wished) {
        boolean known = yearly.of(donor) == ReceiptWishes.Wish.YEARLY;
        if (known != wished) {
            yearly.note(donor, wished ? ReceiptWishes.Wish.YEARLY : ReceiptWishes.Wish.ISSUER, "donor");
        }
    }

    private static Answer done(Visit visit, DonorLinks.Link link, String outcome) {
        return new Answer(303, null, visit.base() + link.token() + "?outcome=" + outcome, null, null);
    }

    private static String outcome(Visit visit) {
        return visit.asked().get("outcome");
    }

    private DonorHtml.Shown shown(DonorLinks.Link link, DonorView donor) {
        var issued = receipts.slice(new ReceiptQueries.Wanted(null, null, null, donor.id(), null, null), 0, SHOWN);
        Map<String, String> checks = new LinkedHashMap<>();
        issued.stream().map(ReceiptView::number).forEach(number -> checks.put(number, verifications.path(number)));
        Map<String, String> nonces = new LinkedHashMap<>();
        for (String deed : List.of("DETAILS", "LANGUAGE", "MAIL")) {
            nonces.put(deed, links.nonce(link, deed));
        }
        var present = DonorChanges.present(donor);
        return new DonorHtml.Shown(
                issued,
                checks,
                DonorHtml.written(present),
                Map.of(),
                changes.waitingOf(donor.id()).orElse(null),
                wishes.of(donor.id()),
                yearly.of(donor.id()) == ReceiptWishes.Wish.YEARLY,
                nonces);
    }

    /** What was written about name and address; what is wrong with it goes into a map by its field. */
    private static DonorChange.Details wished(Map<String, String> asked, Map<String, String> wrong) {
        var name = Printable.line(asked.get("name"));
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            wrong.put("name", "wrong.name");
        }
        List<String> lines =
                new ArrayList<>(Arrays.stream(Printable.of(asked.get("lines")).split("\n"))
                        .map(Printable::line)
                        .filter(line -> !line.isEmpty())
                        .toList());
        var postcode = empty(asked.get("postcode"));
        var city = empty(asked.get("city"));
        var country = empty(asked.get("country"));
        if (lines.size() > MOST_LINES
                || lines.stream().anyMatch(line -> line.length() > LONGEST_LINE)
                || lines.isEmpty() && (postcode != null || city != null)) {
            wrong.put("lines", "wrong.lines");
        }
        if (postcode != null && postcode.length() > 20) {
            wrong.put("postcode", "wrong.other");
        }
        if (city != null && city.length() > 100) {
            wrong.put("city", "wrong.other");
        }
        if (country != null && !COUNTRIES.contains(country)) {
            wrong.put("country", "wrong.other");
        }
        return new DonorChange.Details(
                name, lines.isEmpty() ? null : new DonorDraft.Address(lines, postcode, city, null, country));
    }

    private static String empty(String text) {
        var line = Printable.line(text);
        return line.isEmpty() ? null : line;
    }

    private static Locale language(DonorView donor, Writer writer) {
        return ReceiptLanguage.of(donor.values().languages(), donor.values().country(), writer.language());
    }

    private Writer writer(DonorView donor) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select legal_name, receipt_language from affiliate where code = ?")
                .bind(0, donor.values().affiliate())
                .map((row, context) -> new Writer(row.getString("legal_name"), row.getString("receipt_language")))
                .one());
    }

    private Answer trouble(Visit visit, int status, String key) {
        return page(status, plain(visit).trouble(key));
    }

    /** For whoever opens a page that shows nothing of anybody: in the browser's language. */
    private DonorHtml plain(Visit visit) {
        var wanted = visit.wanted().stream()
                .filter(one -> Texts.LANGUAGES.contains(one.getLanguage()))
                .findFirst()
                .orElse(Locale.ENGLISH);
        return new DonorHtml(Texts.of("my", wanted), "", "", visit.root(), calendar);
    }

    private static Answer page(int status, String html) {
        return new Answer(status, html, null, null, null);
    }
}
