package org.almoner.giving;

import java.text.Collator;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.almoner.document.Texts;
import org.almoner.donor.DonorChange;
import org.almoner.donor.DonorWishes;
import org.almoner.receipt.ReceiptView;
import org.almoner.time.Calendar;

/** Writes a donor's own page: receipts to download, and forms about name and address, language and mail. */
final class DonorHtml extends PublicHtml {

    /**
     * What the page shows.
     *
     * @param checks where each receipt is checked, by its number
     * @param written what stands in the fields about name and address
     * @param wrong keys of what is wrong with them, by their names
     * @param yearly whether the donor wants one receipt for a year
     * @param waiting what was asked for and nobody has looked at yet, or null
     * @param nonces of the forms, by what they do
     */
    record Shown(
            List<ReceiptView> receipts,
            Map<String, String> checks,
            Map<String, String> written,
            Map<String, String> wrong,
            DonorChange waiting,
            DonorWishes.Mail mail,
            boolean yearly,
            Map<String, String> nonces) {

        /** The same with what was sent and what is wrong with it. */
        Shown corrected(Map<String, String> sent, Map<String, String> faults) {
            return new Shown(receipts, checks, sent, faults, waiting, mail, yearly, nonces);
        }
    }

    private static final Set<String> OUTCOMES = Set.of("ASKED", "SAME", "TOO_MANY", "SAVED", "FORM");
    private static final Set<String> BAD = Set.of("TOO_MANY", "FORM");

    private final String issuer;
    private final String self;
    private final String root;
    private final Calendar calendar;

    /**
     * @param self address of the page, as the donor opened it
     * @param root address of the application
     */
    DonorHtml(Texts texts, String issuer, String self, String root, Calendar calendar) {
        super(texts, root + "/giving/style.css");
        this.issuer = issuer;
        this.self = self;
        this.root = root;
        this.calendar = calendar;
    }

    /** @param outcome of what was just sent; anything else than an outcome says nothing */
    String donor(Shown shown, String outcome) {
        var out = new StringBuilder();
        if (!shown.wrong().isEmpty()) {
            wrongs(out, shown.wrong());
        } else if (outcome != null && OUTCOMES.contains(outcome)) {
            out.append("<p class=\"note ").append(BAD.contains(outcome) ? "bad" : "good");
            out.append("\" role=\"status\">").append(say("outcome." + outcome)).append("</p>");
        }
        receipts(out, shown);
        details(out, shown);
        language(out, shown);
        mail(out, shown);
        return page(issuer, say("title"), out.toString());
    }

    private void receipts(StringBuilder out, Shown shown) {
        out.append("<h2 id=\"receipts\">").append(say("receipts")).append("</h2>");
        if (shown.receipts().isEmpty()) {
            out.append("<p>").append(say("receipts.none")).append("</p>");
            return;
        }
        var words = Texts.of("receipt", texts.locale());
        var statement = Texts.of("statement", texts.locale());
        out.append("<table aria-labelledby=\"receipts\"><thead><tr>");
        for (String head : List.of(words.get("number"), words.get("issuedOn"), words.get("amount"))) {
            out.append("<th scope=\"col\">").append(head).append("</th>");
        }
        out.append("</tr></thead><tbody>");
        for (var one : shown.receipts()) {
            var number = escaped(one.number());
            out.append("<tr><th scope=\"row\">");
            if (one.status().equals("ISSUED")) {
                out.append("<a href=\"" + self + "/receipts/" + number + ".pdf\">");
                out.append(say("download", "number", "<bdi>" + number + "</bdi>"))
                        .append("</a>");
            } else {
                out.append("<bdi>").append(number).append("</bdi><br>").append(say("status." + one.status()));
            }
            if (one.year() != null) {
                out.append("<br>").append(escaped(statement.get("title"))).append(" <bdi>" + one.year() + "</bdi>");
            }
            out.append("<br><a rel=\"noreferrer\" href=\"")
                    .append(root)
                    .append(escaped(shown.checks().get(one.number())));
            out.append("\" aria-label=\"")
                    .append(say("check"))
                    .append(": ")
                    .append(number)
                    .append("\">");
            out.append(say("check")).append("</a></th><td>").append(date(one.issuedOn()));
            out.append("</td><td><bdi>").append(money(one.amount())).append("</bdi></td></tr>");
        }
        out.append("</tbody></table>");
    }

    private void details(StringBuilder out, Shown shown) {
        out.append("<h2>").append(say("details")).append("</h2>");
        if (shown.waiting() != null) {
            var wished = written(shown.waiting().wished());
            var day = calendar.dayOf(shown.waiting().askedAt());
            out.append("<div class=\"note\"><p>").append(say("details.waiting", "date", date(day)));
            out.append("</p><p><bdi>").append(escaped(wished.get("name"))).append("</bdi>");
            wished.getOrDefault("lines", "").lines().forEach(line -> out.append("<br><bdi>")
                    .append(escaped(line))
                    .append("</bdi>"));
            out.append("<br><bdi>")
                    .append(escaped(
                            (wished.getOrDefault("postcode", "") + " " + wished.getOrDefault("city", "")).strip()));
            out.append("</bdi><br>")
                    .append(escaped(country(wished.get("country"))))
                    .append("</p></div>");
        }
        begin(out, shown, "DETAILS");
        out.append("<p id=\"about-details\">").append(say("details.about")).append("</p>");
        field(out, shown, "name", "name", "input", DonorPages.LONGEST_NAME);
        field(out, shown, "lines", "street-address", "textarea", 1_000);
        field(out, shown, "postcode", "postal-code", "input", 20);
        field(out, shown, "city", "address-level2", "input", 100);
        label(out, "country");
        out.append("<select id=\"country\" name=\"country\" autocomplete=\"country\"")
                .append(fault(shown, "country"))
                .append("><option value=\"\"></option>");
        countries()
                .forEach((name, code) ->
                        option(out, code, name, code.equals(shown.written().get("country"))));
        out.append("</select>");
        wrong(out, shown, "country");
        out.append("<button aria-describedby=\"about-details\">")
                .append(say("details.do"))
                .append("</button></form>");
    }

    private void field(StringBuilder out, Shown shown, String name, String autocomplete, String kind, int longest) {
        label(out, name);
        out.append(
                "<" + kind + " id=\"" + name + "\" name=\"" + name + "\" maxlength=\"" + longest + "\" dir=\"auto\"");
        out.append(" autocomplete=\"" + autocomplete + "\"").append(fault(shown, name));
        var value = escaped(shown.written().get(name));
        out.append(kind.equals("input") ? " value=\"" + value + "\">" : " rows=\"3\">" + value + "</textarea>");
        wrong(out, shown, name);
    }

    private void label(StringBuilder out, String name) {
        out.append("<label for=\"" + name + "\">").append(say(name)).append("</label>");
    }

    private static String fault(Shown shown, String name) {
        return shown.wrong().containsKey(name) ? " aria-invalid=\"true\" aria-describedby=\"wrong-" + name + "\"" : "";
    }

    private void wrong(StringBuilder out, Shown shown, String name) {
        if (shown.wrong().containsKey(name)) {
            out.append("<p class=\"wrong\" id=\"wrong-" + name + "\">");
            out.append(say(shown.wrong().get(name))).append("</p>");
        }
    }

    private void wrongs(StringBuilder out, Map<String, String> wrong) {
        out.append("<div class=\"note wrongs\" role=\"alert\"><h2>");
        out.append(Texts.of("verify", texts.locale()).get("wrong")).append("</h2><ul>");
        wrong.forEach((name, key) -> out.append("<li><a href=\"#" + name + "\">")
                .append(say(name))
                .append(": ")
                .append(say(key))
                .append("</a></li>"));
        out.append("</ul></div>");
    }

    private void language(StringBuilder out, Shown shown) {
        out.append("<h2>").append(say("language")).append("</h2>");
        begin(out, shown, "LANGUAGE");
        out.append("<label for=\"language\">").append(say("language.about")).append("</label>");
        out.append("<select id=\"language\" name=\"language\">");
        // each in its own name: whoever cannot read this page finds theirs
        Texts.LANGUAGES.stream().sorted().forEach(tag -> {
            var own = Locale.forLanguageTag(tag);
            out.append("<option lang=\"" + tag + "\" value=\"" + tag + "\"");
            out.append(tag.equals(texts.locale().getLanguage()) ? " selected>" : ">");
            out.append(escaped(own.getDisplayLanguage(own))).append("</option>");
        });
        out.append("</select><button>").append(say("save")).append("</button></form>");
    }

    private void mail(StringBuilder out, Shown shown) {
        out.append("<h2>").append(say("mail")).append("</h2>");
        begin(out, shown, "MAIL");
        out.append("<fieldset><legend>").append(say("receipts")).append("</legend>");
        choice(out, "radio", "receipts", "EMAIL", "mail.EMAIL", !shown.mail().paper());
        choice(out, "radio", "receipts", "POST", "mail.POST", shown.mail().paper());
        choice(out, "checkbox", "yearly", "yes", "mail.YEARLY", shown.yearly());
        out.append("</fieldset><fieldset><legend>").append(say("mail.more")).append("</legend>");
        choice(out, "checkbox", "news", "yes", "mail.NEWS", shown.mail().news());
        choice(out, "checkbox", "appeals", "yes", "mail.APPEALS", shown.mail().appeals());
        out.append("</fieldset><button>").append(say("save")).append("</button></form>");
    }

    private void choice(StringBuilder out, String kind, String name, String value, String key, boolean chosen) {
        out.append(
                "<label class=\"choice\"><input type=\"" + kind + "\" name=\"" + name + "\" value=\"" + value + "\"");
        out.append(chosen ? " checked>" : ">").append("<span>").append(say(key)).append("</span></label>");
    }

    private void begin(StringBuilder out, Shown shown, String deed) {
        out.append("<form method=\"post\" action=\"" + self + "\">");
        hidden(out, "deed", deed);
        hidden(out, "nonce", shown.nonces().get(deed));
    }

    private static void option(StringBuilder out, String value, String name, boolean chosen) {
        out.append("<option value=\"" + value + "\"").append(chosen ? " selected>" : ">");
        out.append(escaped(name)).append("</option>");
    }

    private String country(String code) {
        return code == null ? "" : new Locale("", code).getDisplayCountry(texts.locale());
    }

    /** All countries by their names in the page's language, in its order. */
    private Map<String, String> countries() {
        Map<String, String> countries = new TreeMap<>(Collator.getInstance(texts.locale()));
        Arrays.stream(Locale.getISOCountries()).forEach(code -> countries.put(country(code), code));
        return countries;
    }

    /** What stands in the fields for a name and an address. */
    static Map<String, String> written(DonorChange.Details details) {
        Map<String, String> written = new LinkedHashMap<>();
        written.put("name", details.name());
        var address = details.address();
        if (address != null) {
            written.put("lines", String.join("\n", address.lines()));
            written.put("postcode", address.postcode() == null ? "" : address.postcode());
            written.put("city", address.city() == null ? "" : address.city());
            written.put("country", address.country());
        }
        return written;
    }

    /** A link that has expired, and the form that sends another. */
    String expired(String token) {
        var out = new StringBuilder("<p>").append(say("expired.text")).append("</p>");
        out.append("<form method=\"post\" action=\"" + escaped(token) + "\">");
        hidden(out, "deed", "AGAIN");
        return page(
                "",
                say("expired"),
                out.append("<button>")
                        .append(say("expired.do"))
                        .append("</button></form>")
                        .toString());
    }

    /** Nothing to show: what happened and what to do. */
    String trouble(String key) {
        var words = key.equals("often") ? Texts.of("verify", texts.locale()) : texts;
        return page("", words.get(key), "<p>" + words.get(key + ".text") + "</p>");
    }
}
