package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.stream.JsonGenerator;
import jakarta.servlet.http.HttpServletRequest;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.almoner.database.Sandbox;
import org.almoner.reconcile.Inbox;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** One event as it came, and what became of it. */
@Named
@RequestScoped
public class EventPage {

    private Inbox inbox;
    private Sandbox sandbox;
    private boolean test;
    private Lookup lookup;
    private Jdbi jdbi;
    private Deeds deeds;
    private Viewer viewer;

    private String id;
    private Inbox.Event event;

    protected EventPage() {}

    @Inject
    EventPage(
            HttpServletRequest request,
            Inbox inbox,
            Sandbox sandbox,
            Lookup lookup,
            Jdbi jdbi,
            Deeds deeds,
            Viewer viewer) {
        // known before the parts of the page are asked whether they are there
        this.id = Choice.text(request.getParameter("id"));
        this.sandbox = sandbox;
        this.test = "test".equals(request.getParameter("mode")) && sandbox.open();
        this.inbox = test ? inbox.over(sandbox.books()) : inbox;
        this.lookup = lookup;
        this.jdbi = jdbi;
        this.deeds = deeds;
        this.viewer = viewer;
    }

    public void load() {
        if (getEvent() == null) {
            Deeds.missing();
        }
    }

    /** Puts it back in line. */
    public void redrive() {
        if (deeds.attempt(viewer.isFinance(), null, () -> inbox.redrive(id, viewer.getEmail()))) {
            deeds.done("event.redriven");
            deeds.goTo("event?id=" + id + (test ? "&mode=test" : ""));
        }
    }

    public Inbox.Event getEvent() {
        if (event == null && id != null) {
            event = inbox.find(id).orElse(null);
        }
        return event;
    }

    /** The page of what it is about, or null. */
    public String getObjectPage() {
        var object = getEvent().object();
        return object == null || test ? null : lookup.page(object).orElse(null);
    }

    /** What leads on from it: what it is, how it is called, and its page. */
    public record Way(String kind, String id, String page) {}

    /** The gift it is about, its donor, plan, payout and balance transactions, as far as there are any. */
    public List<Way> getWays() {
        var object = getEvent().object();
        return object == null
                ? List.of()
                : lookup.related(object).stream()
                        .map(way -> new Way(way.getKey(), way.getValue(), page(way.getKey(), way.getValue())))
                        .toList();
    }

    private static String page(String kind, String id) {
        return switch (kind) {
            case "gift" -> "gift?ref=" + id;
            case "donor" -> "donor?id=" + id;
            case "plan" -> "plan?ref=" + id;
            case "payout" -> "payout?id=" + id;
            default -> "balance-transaction?id=" + id;
        };
    }

    /** The body, indented; as it came if it cannot be. */
    public String getBody() {
        var raw = new String(
                test ? sandbox.books().inNew(this::body) : jdbi.withHandle(this::body), StandardCharsets.UTF_8);
        try (var reader = Json.createReader(new StringReader(raw))) {
            var text = new StringWriter();
            try (var writer = Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true))
                    .createWriter(text)) {
                writer.write(reader.readValue());
            }
            return text.toString().strip();
        } catch (JsonException unreadable) {
            return raw;
        }
    }

    private byte[] body(Handle handle) {
        return handle.createQuery("select body from stripe_event where event_id = ?")
                .bind(0, id)
                .mapTo(byte[].class)
                .one();
    }

    public String getId() {
        return id;
    }
}
