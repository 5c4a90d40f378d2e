package org.almoner.giving;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonBuilderFactory;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.almoner.document.Texts;
import org.almoner.receipt.Verification;
import org.almoner.receipt.Verifications;

/**
 * Lets anybody who holds a receipt check it: by the code in its address, or by number and the digest of its bytes. Whoever
 * holds neither learns nothing, not even whether a number was ever used.
 */
@ApplicationScoped
public class VerifyPages {

    /**
     * A visit.
     *
     * @param path what follows the base in the address: {@code number/code}, the same with {@code .json}, or nothing
     * @param base address of the form, with the slash at its end
     * @param style address of the sheet
     * @param sent whether a form was sent, as against an address opened
     * @param asked parameters
     * @param digest SHA-256 of the file that was sent, in hexadecimal; null without one
     * @param large whether what was sent was too large to be read
     * @param wanted languages that the browser asks for
     * @param allowed whether this address may come again just now
     */
    public record Visit(
            String path,
            String base,
            String style,
            boolean sent,
            Map<String, String> asked,
            String digest,
            boolean large,
            List<Locale> wanted,
            boolean allowed) {}

    /** A page, JSON, or where to go instead. */
    public record Answer(int status, String html, String json, String location) {}

    private static final JsonBuilderFactory JSON = Json.createBuilderFactory(Map.of());
    private static final String SUFFIX = ".json";

    private Verifications receipts;

    protected VerifyPages() {}

    @Inject
    public VerifyPages(Verifications receipts) {
        this.receipts = receipts;
    }

    public Answer answer(Visit visit) {
        var wanted = visit.wanted().stream()
                .filter(one -> Texts.LANGUAGES.contains(one.getLanguage()))
                .findFirst()
                .orElse(Locale.ENGLISH);
        var html = new VerifyHtml(Texts.of("verify", wanted), Texts.of("receipt", wanted), visit.base(), visit.style());
        boolean json = visit.path().endsWith(SUFFIX);
        if (!visit.allowed()) {
            return json
                    ? problem(429, "Too Many Requests", "Try again in a minute.")
                    : page(429, html.trouble("often"));
        }
        if (visit.path().isEmpty()) {
            return visit.sent() ? sent(visit, html) : page(200, html.form(Map.of(), null));
        }
        var path = json ? visit.path().substring(0, visit.path().length() - SUFFIX.length()) : visit.path();
        int cut = path.indexOf('/');
        var found = cut < 0
                ? Optional.<Verification>empty()
                : receipts.byCode(path.substring(0, cut), path.substring(cut + 1));
        var digest = digest(visit);
        if (json) {
            return found.map(one -> new Answer(200, null, json(one, digest), null))
                    .orElseGet(() -> problem(404, "Not Found", "No receipt has this number and code."));
        }
        if (found.isEmpty()) {
            return page(404, html.trouble("unknown"));
        }
        var action = visit.base() + path;
        if (visit.large()) {
            return page(413, html.found(found.get(), action, null, "large"));
        }
        return page(
                200,
                html.found(
                        found.get(),
                        action,
                        digest == null ? null : found.get().matches(digest),
                        visit.sent() && digest == null ? "nothing" : null));
    }

    /** The form that asks for a receipt by its number: whoever has the code is led to its page, whoever has the file sees it. */
    private Answer sent(Visit visit, VerifyHtml html) {
        if (visit.large()) {
            return page(413, html.form(visit.asked(), "large"));
        }
        var number = visit.asked().getOrDefault("number", "").strip().toUpperCase(Locale.ROOT);
        var code = visit.asked().getOrDefault("code", "").replaceAll("[\\s-]", "");
        var digest = digest(visit);
        if (number.isEmpty() || code.isEmpty() && digest == null) {
            return page(400, html.form(visit.asked(), "nothing"));
        }
        var found = code.isEmpty() ? receipts.byDigest(number, digest) : receipts.byCode(number, code);
        if (found.isEmpty()) {
            return page(404, html.trouble("unknown"));
        }
        var action = code.isEmpty() ? null : visit.base() + number + "/" + code;
        return digest == null
                ? new Answer(303, null, null, action)
                : page(200, html.found(found.get(), action, found.get().matches(digest), null));
    }

    private static String digest(Visit visit) {
        if (visit.digest() != null) {
            return visit.digest();
        }
        var written = visit.asked().getOrDefault("sha256", "").strip();
        return written.isEmpty() ? null : written;
    }

    private static String json(Verification found, String digest) {
        var json = JSON.createObjectBuilder()
                .add("number", found.number())
                .add("status", found.status())
                .add("issuedOn", found.issuedOn().toString())
                .add(
                        "amount",
                        JSON.createObjectBuilder()
                                .add("minor", found.amount().minor())
                                .add("currency", found.amount().currency()))
                .add("issuer", found.issuer())
                .add("sha256", found.sha256());
        if (found.voidedOn() != null) {
            json.add("voidedOn", found.voidedOn().toString());
        }
        if (found.replacedBy() != null) {
            json.add("replacedBy", found.replacedBy());
        }
        if (digest != null) {
            json.add("matches", found.matches(digest));
        }
        return json.build().toString();
    }

    private static Answer page(int status, String html) {
        return new Answer(status, html, null, null);
    }

    private static Answer problem(int status, String title, String detail) {
        return new Answer(
                status,
                null,
                JSON.createObjectBuilder()
                        .add("type", "about:blank")
                        .add("title", title)
                        .add("status", status)
                        .add("detail", detail)
                        .build()
                        .toString(),
                null);
    }
}
