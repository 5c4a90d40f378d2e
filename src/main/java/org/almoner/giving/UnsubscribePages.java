package org.almoner.giving;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.almoner.document.Texts;
import org.almoner.mail.MailTags;
import org.almoner.mail.Suppressions;

/**
 * What a reader sees who wants no more notices. Opening the link changes nothing, since mail programs open links by
 * themselves; sending the form, or the one click of a mail program (RFC 8058), does.
 */
@ApplicationScoped
public class UnsubscribePages {

    /** A page. */
    public record Answer(int status, String html) {}

    static final Set<String> WRITTEN =
            Set.of("en", "de", "fr", "es", "pt", "it", "nl", "pl", "sv", "ar", "he", "hi", "ja", "zh");

    private MailTags tags;
    private Suppressions suppressions;

    protected UnsubscribePages() {}

    @Inject
    public UnsubscribePages(MailTags tags, Suppressions suppressions) {
        this.tags = tags;
        this.suppressions = suppressions;
    }

    /**
     * @param token what follows the path in the address
     * @param sent whether a form was sent, as against an address opened
     * @param wanted languages that the browser asks for
     * @param base path of the donor's pages, with the slash at its end
     */
    public Answer answer(String token, boolean sent, List<Locale> wanted, String base) {
        var texts = Texts.of(
                "unsubscribe",
                wanted.stream()
                        .filter(one -> WRITTEN.contains(one.getLanguage()))
                        .findFirst()
                        .orElse(Locale.ENGLISH));
        var letter = tags.refused(token);
        if (letter.isEmpty()) {
            return new Answer(404, page(texts, base, "unknown", ""));
        }
        if (!sent) {
            return new Answer(
                    200,
                    page(
                            texts,
                            base,
                            "ask",
                            "<form method=\"post\"><button type=\"submit\">" + texts.get("stop") + "</button></form>"));
        }
        return suppressions.refuseNotices(letter.get())
                ? new Answer(200, page(texts, base, "done", ""))
                : new Answer(404, page(texts, base, "unknown", ""));
    }

    private static String page(Texts texts, String base, String key, String form) {
        return "<!DOCTYPE html>\n<html lang=\"" + texts.tag() + "\" dir=\"" + (texts.rightToLeft() ? "rtl" : "ltr")
                + "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                + "<meta name=\"robots\" content=\"noindex\"><meta name=\"color-scheme\" content=\"light dark\"><title>"
                + texts.get(key) + "</title><link rel=\"stylesheet\" href=\"" + base
                + "style.css\"></head><body><main><h1>" + texts.get(key) + "</h1><p>" + texts.get(key + ".text")
                + "</p>" + form + "</main></body></html>\n";
    }
}
