package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.Map;
import org.almoner.bank.BankDesk;
import org.almoner.bank.BankQueries;
import org.almoner.bank.BankViews;

/** One match: what it binds, by what it is known, who agreed; and taking it apart. */
@Named
@RequestScoped
public class BankMatchPage {

    private BankQueries queries;
    private BankDesk desk;
    private Deeds deeds;
    private Viewer viewer;

    private Long id;
    private BankViews.Match match;
    private final Map<String, String> form = new HashMap<>();

    protected BankMatchPage() {}

    @Inject
    BankMatchPage(HttpServletRequest request, BankQueries queries, BankDesk desk, Deeds deeds, Viewer viewer) {
        // known before the parts of the page are asked whether they are there
        this.id = Choice.number(request.getParameter("id"));
        this.queries = queries;
        this.desk = desk;
        this.deeds = deeds;
        this.viewer = viewer;
    }

    public void load() {
        if (getMatch() == null) {
            Deeds.missing();
        }
    }

    public void approve() {
        decide("bank.matched", () -> desk.approve(id, viewer.getEmail()));
    }

    public void decline() {
        decide("bank.match.declined", () -> desk.decline(id, viewer.getEmail()));
    }

    public void undo() {
        decide("bank.match.undone", () -> desk.undo(id, form.get("reason"), viewer.getEmail()));
    }

    private void decide(String done, Runnable deed) {
        if (id != null && deeds.attempt(viewer.isFinance(), "undo", deed)) {
            deeds.done(done);
            deeds.goTo("bank-match?id=" + id);
        }
    }

    public BankViews.Match getMatch() {
        if (match == null && id != null) {
            match = queries.match(id).orElse(null);
        }
        return match;
    }

    /** Whether the reader may say yes. */
    public boolean isMine() {
        return isWaiting() && !getMatch().madeBy().equalsIgnoreCase(viewer.getEmail());
    }

    /** Whether it waits for a second person, and the reader may stop it. */
    public boolean isWaiting() {
        return viewer.isFinance() && getMatch().state().equals("WAITING");
    }

    /** Whether the reader may take it apart. */
    public boolean isUndoable() {
        return viewer.isFinance() && getMatch().state().equals("MADE");
    }

    /** What stands in the fields. */
    public Map<String, String> getForm() {
        return form;
    }
}
