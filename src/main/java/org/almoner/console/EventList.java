package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almoner.database.Page;
import org.almoner.database.Rejection;
import org.almoner.database.Sandbox;
import org.almoner.reconcile.Inbox;

/** The events that came from Stripe, the newest first, and the button that tries parked ones again. */
@Named
@RequestScoped
public class EventList {

    private Inbox inbox;
    private Sandbox sandbox;
    private Deeds deeds;
    private Viewer viewer;
    private Words words;
    private Formats formats;

    private final Map<String, String> asked = new LinkedHashMap<>();
    private Paging paging;
    private List<Inbox.Event> rows;

    protected EventList() {}

    @Inject
    EventList(Inbox inbox, Sandbox sandbox, Deeds deeds, Viewer viewer, Words words, Formats formats) {
        this.inbox = inbox;
        this.sandbox = sandbox;
        this.deeds = deeds;
        this.viewer = viewer;
        this.words = words;
        this.formats = formats;
    }

    /** Puts parked events back in line, the newest {@link Page#MAX_LIMIT} of them. */
    public void redriveAll() {
        var parked = inbox.slice(Inbox.Wanted.PARKED, 0, Page.MAX_LIMIT);
        if (deeds.attempt(viewer.isFinance(), null, () -> parked.forEach(this::redrive))) {
            deeds.done("event.redriven.all", parked.size());
            deeds.goTo("events");
        }
    }

    private void redrive(Inbox.Event event) {
        try {
            inbox.redrive(event.id(), viewer.getEmail());
        } catch (Rejection elsewhere) {
            // somebody else was faster: it is back in line, which is what was wanted
            if (elsewhere.reason() != Rejection.Reason.DUPLICATE) {
                throw elsewhere;
            }
        }
    }

    public List<Inbox.Event> getRows() {
        if (rows == null) {
            var wanted = new Inbox.Wanted(
                    Choice.of(Inbox.State.class, asked.get("state")),
                    Choice.text(asked.get("type")),
                    Choice.text(asked.get("object")),
                    Choice.text(asked.get("account")));
            var shown = isTest() ? inbox.over(sandbox.books()) : inbox;
            paging = new Paging(asked);
            rows = shown.slice(wanted, paging.offset(), Paging.SIZE);
            paging.found(rows.size(), shown.count(wanted), words, formats);
        }
        return rows;
    }

    /** Whether there are events of test mode to be seen, in an inbox of their own. */
    public boolean isSandbox() {
        return sandbox.open();
    }

    /** Whether those are what is asked for. */
    public boolean isTest() {
        return sandbox.open() && "test".equals(asked.get("mode"));
    }

    public Paging getPaging() {
        getRows();
        return paging;
    }

    public Inbox.State[] getStates() {
        return Inbox.State.values();
    }

    /** What the address asks for: {@code state}, {@code type}, {@code object}, {@code account}, {@code mode}, {@code page}. */
    public Map<String, String> getAsked() {
        return asked;
    }
}
