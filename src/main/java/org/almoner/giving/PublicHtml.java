package org.almoner.giving;

import java.time.LocalDate;
import org.almoner.document.Texts;
import org.almoner.money.Money;
import org.almoner.money.MoneyFormat;

/** What all pages for donors and the public have in common: one head, one sheet, every value escaped, no script. */
abstract class PublicHtml {

    final Texts texts;
    private final String style;

    /** @param style where the sheet is */
    PublicHtml(Texts texts, String style) {
        this.texts = texts;
        this.style = style;
    }

    /** A whole page; the title comes escaped. */
    final String page(String issuer, String title, String content) {
        return "<!DOCTYPE html>\n<html lang=\"" + texts.tag() + "\" dir=\"" + (texts.rightToLeft() ? "rtl" : "ltr")
                + "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                + "<meta name=\"robots\" content=\"noindex\"><meta name=\"color-scheme\" content=\"light dark\"><title>"
                + title
                + (issuer.isEmpty() ? "" : " · " + escaped(issuer)) + "</title><link rel=\"stylesheet\" href=\"" + style
                + "\"></head><body><main>"
                + (issuer.isEmpty() ? "" : "<p class=\"issuer\">" + escaped(issuer) + "</p>")
                + "<h1>" + title + "</h1>" + content + "</main></body></html>\n";
    }

    /** A name and its value, which comes escaped. */
    final void row(StringBuilder out, String key, String value) {
        out.append("<dt>").append(say(key)).append("</dt><dd>").append(value).append("</dd>");
    }

    static void hidden(StringBuilder out, String name, String value) {
        out.append("<input type=\"hidden\" name=\"" + name + "\" value=\"")
                .append(escaped(value))
                .append("\">");
    }

    final String money(Money money) {
        return money == null ? "–" : escaped(MoneyFormat.of(texts.locale()).withSign(money));
    }

    final String date(LocalDate day) {
        return escaped(texts.date(day));
    }

    /** One of our own texts; its values are written in as they are, so they come escaped. */
    final String say(String key, String... values) {
        return texts.get(key, values);
    }

    static String escaped(String text) {
        return text == null
                ? ""
                : text.replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                        .replace("\"", "&quot;")
                        .replace("'", "&#39;");
    }

    /** Contrast of at least 4.5 to 1 in both schemes; targets of at least 44 pixels. */
    static final String STYLE =
            """
            :root { color-scheme: light dark; --ink: #1b2430; --soft: #566172; --page: #f3f5f7; --card: #fff; --line: #8a94a3;
              --act: #0b5d5e; --on: #fff; --bad: #9b1c1c; --good: #14532d }
            @media (prefers-color-scheme: dark) { :root { --ink: #eef1f4; --soft: #a9b3bf; --page: #12161b; --card: #1c2229;
              --line: #7a8696; --act: #7fd1d2; --on: #10171d; --bad: #ff9b9b; --good: #8fe0ae } }
            body { margin: 0; background: var(--page); color: var(--ink); font: 1.0625rem/1.55 system-ui, sans-serif }
            main { max-width: 40rem; margin: 0 auto; padding: 1.5rem 1rem 4rem }
            h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 1rem } h2 { font-size: 1.3rem; margin: 2rem 0 .75rem }
            h3 { font-size: 1.1rem; margin: 0 } .issuer { color: var(--soft); font-weight: 600; margin: 0 0 .25rem }
            dl, form, table, .note { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem }
            dl + .note, dl + form, .note + form { margin-top: 1rem } dl { display: grid; grid-template-columns: minmax(8rem, auto) 1fr; gap: .5rem 1rem; margin: 0 }
            dt { color: var(--soft) } dd { margin: 0; font-weight: 600 } form { margin: 0 0 1rem } form p { margin: .25rem 0 .75rem }
            label { display: block; margin: 0 0 .25rem } input, select { font: inherit; color: inherit; background: var(--page);
              border: 1px solid var(--line); border-radius: .375rem; padding: .5rem; min-height: 2.75rem; box-sizing: border-box;
              width: 100%; margin: 0 0 .75rem }
            button { font: inherit; font-weight: 600; min-height: 2.75rem; padding: .5rem 1.25rem; border: 2px solid var(--act);
              border-radius: .375rem; background: var(--act); color: var(--on); cursor: pointer }
            button.quiet { background: transparent; color: var(--act) } a { color: var(--act) }
            a.pay { display: inline-block; padding: .75rem 0; font-weight: 600 }
            a.back { display: inline-block; padding: .75rem } .wrong, .bad { color: var(--bad) } .good { color: var(--good) }
            :focus-visible { outline: 3px solid var(--act); outline-offset: 2px }
            table { width: 100%; border-collapse: separate; border-spacing: 0; padding: .5rem }
            th, td { text-align: start; padding: .35rem .5rem; font-weight: 400; vertical-align: baseline }
            thead th { color: var(--soft) } td:last-child, thead th:last-child { text-align: end }
            code { overflow-wrap: anywhere; direction: ltr; unicode-bidi: isolate; font-size: .9rem }
            .wrongs { border-color: var(--bad) } .wrongs h2 { margin: 0 0 .5rem; color: var(--bad) } .wrongs ul { margin: 0; padding-inline-start: 1.25rem }
            fieldset { border: 0; padding: 0; margin: 0 0 .75rem } legend { padding: 0; font-weight: 600 }
            label.choice { display: flex; gap: .6rem; align-items: center; min-height: 2.75rem } label.choice input { width: 1.35rem;
              min-height: 1.35rem; height: 1.35rem; margin: 0; flex: none } textarea { font: inherit; color: inherit; background: var(--page);
              border: 1px solid var(--line); border-radius: .375rem; padding: .5rem; box-sizing: border-box; width: 100%; margin: 0 0 .75rem }
            tbody a, p a { display: inline-block; padding: .35rem 0 } .hint { color: var(--soft); margin: -.5rem 0 .75rem }
            @media (max-width: 30rem) { dl { grid-template-columns: 1fr } dd { margin: 0 0 .5rem } }
            """;
}
