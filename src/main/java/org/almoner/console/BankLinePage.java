package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.almoner.bank.BankDesk;
import org.almoner.bank.BankQueries;
import org.almoner.bank.BankViews;

/** One line of a statement: what the bank says, what it was matched with, who looks after it and what people said. */
@Named
@RequestScoped
public class BankLinePage {

    private BankQueries queries;
    private BankDesk desk;
    private Deeds deeds;
    private Viewer viewer;

    private Long id;
    private BankViews.Line line;
    private final Map<String, String> form = new HashMap<>();

    protected BankLinePage() {}

    @Inject
    BankLinePage(HttpServletRequest request, BankQueries queries, BankDesk desk, Deeds deeds, Viewer viewer) {
        // known before the parts of the page are asked whether they are there
        this.id = Choice.number(request.getParameter("id"));
        this.queries = queries;
        this.desk = desk;
        this.deeds = deeds;
        this.viewer = viewer;
    }

    public void load() {
        if (getLine() == null) {
            Deeds.missing();
        } else {
            form.put("assignedTo", line.assignedTo());
        }
    }

    public void assign() {
        say("care", "bank.line.assigned", () -> desk.assign(id, form.get("assignedTo"), viewer.getEmail()));
    }

    public void comment() {
        say("talk", "bank.line.commented", () -> desk.comment(id, form.get("text"), viewer.getEmail()));
    }

    private void say(String where, String done, Runnable deed) {
        if (id != null && deeds.attempt(viewer.isFinance(), where, deed)) {
            deeds.done(done);
            deeds.goTo("bank-line?id=" + id);
        }
    }

    public BankViews.Line getLine() {
        if (line == null && id != null) {
            line = queries.line(id).orElse(null);
        }
        return line;
    }

    public List<BankViews.Match> getMatches() {
        return queries.matchesOf(id);
    }

    public List<BankViews.Suggestion> getSuggestions() {
        return queries.suggestions(List.of(id));
    }

    public List<BankViews.Comment> getComments() {
        return queries.comments(id);
    }

    /** What stands in the fields. */
    public Map<String, String> getForm() {
        return form;
    }
}
