package org.almoner.giving;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Set;
import org.almoner.document.Texts;
import org.almoner.gift.Instalment;
import org.almoner.gift.PlanDesk.Deed;
import org.almoner.gift.PlanView;
import org.almoner.gift.Rhythm;
import org.almoner.money.Money;
import org.almoner.time.Calendar;

/** Writes the donor's pages: plain HTML, every value escaped, every form usable by keyboard and screen reader alone. */
final class GivingHtml extends PublicHtml {

    /**
     * A plan as the page shows it.
     *
     * @param cardNonce of the form for another card; null where none is offered
     */
    record Shown(PlanView plan, Instant next, List<Instalment> instalments, List<Deed> offered, String cardNonce) {}

    private static final Set<String> OUTCOMES =
            Set.of("DONE", "LATER", "REFUSED", "TOO_MANY", "GONE", "FORM", "CARD", "CARD_LATER");
    private static final Set<String> GOOD = Set.of("DONE", "LATER", "CARD");

    private final String issuer;
    private final String base;
    private final String token;
    private final Calendar calendar;

    GivingHtml(Texts texts, String issuer, String base, String token, Calendar calendar) {
        super(texts, base + "style.css");
        this.issuer = issuer;
        this.base = base;
        this.token = token;
        this.calendar = calendar;
    }

    /**
     * The plan with what can be done about it.
     *
     * @param outcome of what was just sent; anything else than an outcome says nothing
     * @param wrong key of what is wrong with a field; null for nothing
     * @param written what stood in that field
     */
    String plan(Shown shown, String outcome, String wrong, String written) {
        var out = new StringBuilder();
        if (outcome != null && OUTCOMES.contains(outcome)) {
            out.append("<p class=\"note ")
                    .append(GOOD.contains(outcome) ? "good" : "bad")
                    .append("\" role=\"status\">");
            out.append(say("outcome." + outcome)).append("</p>");
        }
        out.append(facts(shown));
        out.append(payment(shown));
        if (!shown.offered().isEmpty()) {
            out.append("<h2>").append(say("change")).append("</h2>");
            shown.offered().forEach(deed -> out.append(choice(shown, deed, wrong, written)));
        }
        return page(say("title"), out.append(instalments(shown)).toString());
    }

    private String facts(Shown shown) {
        var plan = shown.plan();
        var out = new StringBuilder("<dl>");
        row(out, "amount", money(plan.amount()) + " " + rhythm(plan.rhythm()));
        row(out, "status", known("status." + plan.status(), "status.other"));
        if (shown.next() != null) {
            row(out, "next", date(shown.next()));
        }
        if (plan.paused() && plan.resumesAt() != null) {
            row(out, "resumes", date(plan.resumesAt()));
        }
        if (plan.cancelAt() != null && plan.endedAt() == null) {
            row(out, "ends", date(plan.cancelAt()));
        }
        if (plan.endedAt() != null) {
            row(out, "ended", date(plan.endedAt()));
        }
        if (plan.card() != null && plan.card().last4() != null) {
            row(
                    out,
                    "card",
                    escaped(plan.card().brand() + " ···· " + plan.card().last4()));
        }
        return out.append("</dl>").toString();
    }

    /** What failed and can be paid, and another card; both on pages of Stripe's. */
    private String payment(Shown shown) {
        var out = new StringBuilder();
        var open = shown.plan().paused() || shown.cardNonce() == null
                ? null
                : shown.instalments().stream()
                        .filter(each -> each.state().equals("FAILED") && each.payAt() != null)
                        .findFirst()
                        .orElse(null);
        if (open != null) {
            out.append("<p class=\"note\">")
                    .append(say("pay.about", "amount", money(open.amount())))
                    .append("<br><a class=\"pay\" rel=\"noreferrer\" href=\"")
                    .append(escaped(open.payAt()))
                    .append("\">")
                    .append(say("pay"))
                    .append("</a></p>");
        }
        if (shown.cardNonce() != null) {
            out.append("<form method=\"post\" action=\"" + base + token + "\"><h3>")
                    .append(say("newcard"))
                    .append("</h3><p id=\"about-card\">")
                    .append(say("newcard.about"))
                    .append("</p>");
            hidden(out, "deed", GivingPages.CARD);
            hidden(out, "nonce", shown.cardNonce());
            out.append("<button aria-describedby=\"about-card\">")
                    .append(say("newcard.choose"))
                    .append("</button></form>");
        }
        return out.toString();
    }

    /** Chooses a deed: opens the page that says what it means, and changes nothing. */
    private String choice(Shown shown, Deed deed, String wrong, String written) {
        var name = deed.name().toLowerCase(Locale.ROOT);
        var out = new StringBuilder("<form method=\"get\" action=\"" + base + token + "\"><h3>")
                .append(say(name))
                .append("</h3><p id=\"about-" + name + "\">")
                .append(say(name + ".about"))
                .append("</p><input type=\"hidden\" name=\"deed\" value=\"" + deed + "\">");
        var bad = wrong != null && wrong.startsWith(name);
        if (deed == Deed.AMOUNT) {
            out.append("<label for=\"amount\">")
                    .append(say("amount.new", "currency", shown.plan().amount().currency()))
                    .append(
                            "</label><input id=\"amount\" name=\"amount\" inputmode=\"decimal\" maxlength=\"15\" required")
                    .append(" autocomplete=\"off\" value=\"")
                    .append(bad && written != null ? escaped(written) : "")
                    .append(bad ? "\" aria-invalid=\"true\" autofocus aria-describedby=\"wrong\">" : "\">");
        }
        if (deed == Deed.PAUSE) {
            out.append("<label for=\"months\">")
                    .append(say("pause.months"))
                    .append("</label><select id=\"months\" name=\"months\">");
            for (int months = 1; months <= GivingPages.LONGEST_PAUSE; months++) {
                out.append("<option>").append(months).append("</option>");
            }
            out.append("</select>");
        }
        if (bad) {
            out.append("<p id=\"wrong\" class=\"wrong\">").append(say(wrong)).append("</p>");
        }
        return out.append("<button")
                .append(deed == Deed.CANCEL ? " class=\"quiet\"" : "")
                .append(" aria-describedby=\"about-")
                .append(name)
                .append("\">")
                .append(say(name + ".choose"))
                .append("</button></form>")
                .toString();
    }

    /** What a deed means, and the form that does it. */
    String preview(Shown shown, Deed deed, Money amount, Instant until, Map<String, String> asked, String nonce) {
        var name = deed.name().toLowerCase(Locale.ROOT);
        var out = new StringBuilder("<p>");
        out.append(say(
                name + ".preview",
                "amount",
                money(shown.plan().amount()),
                "new",
                money(amount),
                "date",
                deed == Deed.SKIP ? date(shown.next()) : until == null ? "" : date(until)));
        out.append("</p><form method=\"post\" action=\"" + base + token + "\">");
        hidden(out, "deed", deed.name());
        hidden(out, "nonce", nonce);
        if (deed == Deed.AMOUNT) {
            hidden(out, "amount", asked.get("amount"));
        }
        if (deed == Deed.PAUSE) {
            hidden(out, "months", asked.get("months"));
        }
        out.append("<button>")
                .append(say(name + ".confirm"))
                .append("</button> <a class=\"back\" href=\"" + base + token + "\">");
        return page(say(name), out.append(say("back")).append("</a></form>").toString());
    }

    private String instalments(Shown shown) {
        if (shown.instalments().isEmpty()) {
            return "";
        }
        var out = new StringBuilder("<h2>")
                .append(say("instalments"))
                .append("</h2><table><thead><tr><th scope=\"col\">");
        out.append(say("due")).append("</th><th scope=\"col\">").append(say("status"));
        out.append("</th><th scope=\"col\">").append(say("amount")).append("</th></tr></thead><tbody>");
        for (var each : shown.instalments()) {
            out.append("<tr><th scope=\"row\">").append(each.dueAt() == null ? "–" : date(each.dueAt()));
            out.append("</th><td>").append(known("instalment." + each.state(), "status.other"));
            out.append("</td><td>").append(money(each.amount())).append("</td></tr>");
        }
        return out.append("</tbody></table>").toString();
    }

    /** A page for those whose link leads nowhere: what happened and what to do. */
    String trouble(String key) {
        return page(say("trouble." + key), "<p>" + say("trouble." + key + ".text") + "</p>");
    }

    private String page(String title, String content) {
        return page(issuer, title, content);
    }

    private String rhythm(Rhythm rhythm) {
        return rhythm == null
                ? ""
                : rhythm.count() == 1
                        ? say("every." + rhythm.unit())
                        : say("every.some." + rhythm.unit(), "count", Integer.toString(rhythm.count()));
    }

    private String date(Instant instant) {
        return date(calendar.dayOf(instant));
    }

    private String known(String key, String otherwise) {
        try {
            return say(key);
        } catch (MissingResourceException newWord) {
            return say(otherwise);
        }
    }
}
