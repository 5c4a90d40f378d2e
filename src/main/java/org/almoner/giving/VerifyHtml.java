package org.almoner.giving;

import java.util.Map;
import org.almoner.document.Texts;
import org.almoner.receipt.Verification;

/** Writes the pages on which anybody checks a receipt. */
final class VerifyHtml extends PublicHtml {

    /** The largest file that is compared, in bytes. */
    static final int LARGEST = 5 * 1024 * 1024;

    private final Texts receipt;
    private final String base;

    VerifyHtml(Texts texts, Texts receipt, String base, String style) {
        super(texts, style);
        this.receipt = receipt;
        this.base = base;
    }

    /**
     * A receipt that was found.
     *
     * @param action where the form for comparing sends to; null for no form
     * @param same whether what was compared is what was issued; null when nothing was
     * @param wrong key of what is wrong with what was sent; null for nothing
     */
    String found(Verification found, String action, Boolean same, String wrong) {
        var out = new StringBuilder();
        if (same != null) {
            out.append("<p class=\"note ").append(same ? "good" : "bad").append("\" role=\"status\">");
            out.append(say(same ? "same" : "other")).append("</p>");
        }
        if (wrong != null) {
            wrongs(out, wrong, "file");
        }
        if (!found.valid()) {
            out.append("<p class=\"note bad\">");
            if (found.voidedOn() != null) {
                out.append(say("since", "date", date(found.voidedOn()))).append(' ');
            }
            if (found.replacedBy() != null) {
                out.append(say("instead", "number", "<bdi>" + escaped(found.replacedBy()) + "</bdi>"));
            }
            out.append("</p>");
        }
        out.append("<dl>");
        fact(out, receipt.get("number"), "<bdi>" + escaped(found.number()) + "</bdi>");
        fact(out, receipt.get("issuedOn"), date(found.issuedOn()));
        fact(
                out,
                receipt.get("amount"),
                "<bdi>" + money(found.amount()) + "</bdi> (" + found.amount().currency() + ")");
        fact(out, say("issuer"), "<bdi>" + escaped(found.issuer()) + "</bdi>");
        fact(out, "SHA-256", "<code>" + found.sha256() + "</code>");
        out.append("</dl>");
        if (action != null) {
            out.append("<h2>").append(say("compare")).append("</h2>");
            form(out, action, "compare.about", "compare.do", wrong, () -> {});
        }
        return page("", say("status." + found.status()), out.toString());
    }

    /** The form for a receipt whose address is not at hand, with what was written in it before. */
    String form(Map<String, String> written, String wrong) {
        var out = new StringBuilder("<p>").append(say("about")).append("</p>");
        if (wrong != null) {
            wrongs(out, wrong, wrong.equals("large") ? "file" : "number");
        }
        form(out, base, "form.about", "form.do", wrong, () -> {
            field(
                    out,
                    "number",
                    receipt.get("number"),
                    written.get("number"),
                    " required autocapitalize=\"characters\"");
            field(out, "code", say("code"), written.get("code"), " autocapitalize=\"characters\"");
        });
        return page("", say("title"), out.toString());
    }

    /** Nothing found, or no more visits: what happened and what to do. */
    String trouble(String key) {
        return page(
                "",
                say(key),
                "<p>" + say(key + ".text") + "</p>"
                        + (key.equals("unknown") ? "<p><a href=\"" + base + "\">" + say("title") + "</a></p>" : ""));
    }

    private void form(StringBuilder out, String action, String about, String deed, String wrong, Runnable fields) {
        out.append("<form method=\"post\" enctype=\"multipart/form-data\" action=\"" + escaped(action) + "\">");
        out.append("<p id=\"about\">").append(say(about)).append("</p>");
        fields.run();
        out.append("<label for=\"file\">").append(say("file")).append("</label>");
        out.append("<input id=\"file\" name=\"file\" type=\"file\" accept=\"application/pdf,.pdf\"");
        out.append("large".equals(wrong) ? " aria-invalid=\"true\" aria-describedby=\"wrong\">" : ">");
        field(out, "sha256", say("digest"), null, " spellcheck=\"false\"");
        out.append("<button aria-describedby=\"about\">").append(say(deed)).append("</button></form>");
    }

    private static void field(StringBuilder out, String name, String label, String value, String more) {
        out.append("<label for=\"" + name + "\">").append(label).append("</label>");
        out.append(
                "<input id=\"" + name + "\" name=\"" + name + "\" maxlength=\"200\" autocomplete=\"off\" dir=\"ltr\"");
        out.append(more).append(" value=\"").append(escaped(value)).append("\">");
    }

    private void wrongs(StringBuilder out, String wrong, String field) {
        out.append("<div class=\"note wrongs\" role=\"alert\"><h2>").append(say("wrong"));
        out.append("</h2><ul><li id=\"wrong\"><a href=\"#" + field + "\">").append(say(wrong));
        out.append("</a></li></ul></div>");
    }

    private static void fact(StringBuilder out, String name, String value) {
        out.append("<dt>").append(name).append("</dt><dd>").append(value).append("</dd>");
    }
}
