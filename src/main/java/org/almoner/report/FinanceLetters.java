package org.almoner.report;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.almoner.document.Texts;
import org.almoner.mail.Letter;
import org.almoner.mail.LetterSource;
import org.almoner.mail.Mailbox;
import org.almoner.mail.Outbox;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Jdbi;

/** Writes the daily letter to finance: what needs them, and where to look. It names no donor. */
@ApplicationScoped
public class FinanceLetters implements LetterSource {

    private static final Texts TEXTS = Texts.of("finance", Locale.ENGLISH);
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("LLLL yyyy", Locale.ENGLISH);

    private Jdbi jdbi;
    private String base;

    protected FinanceLetters() {}

    @Inject
    public FinanceLetters(
            Jdbi jdbi, @ConfigProperty(name = "almoner.base.url", defaultValue = "http://localhost:8080") String base) {
        this.jdbi = jdbi;
        this.base = base.replaceAll("/+$", "") + "/console/";
    }

    @Override
    public String kind() {
        return FinanceNews.KIND;
    }

    @Override
    public Letter write(Outbox.Entry entry, Mailbox from) {
        var day = LocalDate.ofEpochDay(entry.about());
        var stillWants = jdbi.withHandle(handle -> handle.createQuery(
                        "select exists (select 1 from staff where lower(email) = lower(?) and active and finance_letters)")
                .bind(0, entry.recipient())
                .mapTo(Boolean.class)
                .one());
        if (!stillWants) {
            throw new NotNeeded("the reader does not want these letters any more");
        }
        var news = jdbi.withHandle(handle -> handle.createQuery("select news from finance_notice where day = ?")
                .bind(0, day)
                .mapTo(String.class)
                .one());
        return new Letter(
                entry.messageId(),
                from,
                Mailbox.of(entry.recipient()),
                TEXTS.get("subject", "day", TEXTS.date(day)),
                text(read(news)),
                null,
                null,
                null,
                Locale.ENGLISH,
                entry.dated(),
                List.of());
    }

    private String text(JsonObject news) {
        var text = new StringBuilder(TEXTS.get("intro")).append("\n");
        news.getJsonArray("failed")
                .getValuesAs(JsonString.class)
                .forEach(date ->
                        line(text, TEXTS.get("failed", "date", TEXTS.date(LocalDate.parse(date.getString()))), "jobs"));
        news.getJsonObject("exceptions")
                .forEach((kind, many) -> line(
                        text,
                        TEXTS.get("exceptions", "many", number(many), "kind", TEXTS.get("kind." + kind)),
                        "exceptions?kind=" + kind));
        news.getJsonObject("aged").forEach((which, many) -> {
            var parts = which.split("\\.");
            line(text, TEXTS.count("aged." + parts[0], ((JsonNumber) many).longValue(), "days", parts[1]), "ageing");
        });
        news.getJsonArray("months").getValuesAs(JsonString.class).forEach(month -> {
            var period = YearMonth.parse(month.getString());
            line(text, TEXTS.get("month", "month", MONTH.format(period)), "reconciliation?month=" + period);
        });
        return text.append("\n")
                .append(TEXTS.get("outro", "page", base + "ageing"))
                .append("\n")
                .toString();
    }

    private void line(StringBuilder text, String what, String page) {
        text.append("\n- ")
                .append(what)
                .append("\n  ")
                .append(base)
                .append(page)
                .append("\n");
    }

    private static String number(Object many) {
        return String.valueOf(((JsonNumber) many).longValue());
    }

    private static JsonObject read(String news) {
        try (var reader = Json.createReader(new StringReader(news))) {
            return reader.readObject();
        }
    }
}
