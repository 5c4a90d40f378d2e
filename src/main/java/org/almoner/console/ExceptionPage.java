package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.almoner.reconcile.ExceptionDesk;
import org.almoner.reconcile.ExceptionQueries;
import org.almoner.reconcile.ExceptionStory;
import org.almoner.reconcile.ExceptionView;

/** One exception: what it is and about which things, who looks after it, what was said and done. */
@Named
@RequestScoped
public class ExceptionPage {

    /** A thing it is about and the thing's page, or null. */
    public record Thing(String kind, String id, String page) {}

    private ExceptionQueries exceptions;
    private ExceptionStory story;
    private ExceptionDesk desk;
    private Lookup lookup;
    private Deeds deeds;
    private Viewer viewer;

    private Long id;
    private ExceptionView exception;
    private final Map<String, String> form = new HashMap<>();

    protected ExceptionPage() {}

    @Inject
    ExceptionPage(
            HttpServletRequest request,
            ExceptionQueries exceptions,
            ExceptionStory story,
            ExceptionDesk desk,
            Lookup lookup,
            Deeds deeds,
            Viewer viewer) {
        // known before the parts of the page are asked whether they are there
        this.id = Choice.number(request.getParameter("id"));
        this.exceptions = exceptions;
        this.story = story;
        this.desk = desk;
        this.lookup = lookup;
        this.deeds = deeds;
        this.viewer = viewer;
    }

    public void load() {
        if (getException() == null) {
            Deeds.missing();
        } else {
            form.put("assignee", exception.assignee());
        }
    }

    public void assign() {
        give(form.get("assignee"));
    }

    /** Gives it to whoever reads. */
    public void take() {
        give(viewer.getEmail());
    }

    private void give(String email) {
        if (id != null && deeds.attempt(viewer.isFinance(), "care", () -> desk.assign(id, email, viewer.getEmail()))) {
            deeds.done(Choice.text(email) == null ? "exception.released" : "exception.assigned");
            deeds.goTo("exception?id=" + id);
        }
    }

    public void comment() {
        if (id != null
                && deeds.attempt(
                        viewer.isFinance(), "talk", () -> desk.comment(id, form.get("text"), viewer.getEmail()))) {
            deeds.done("bank.line.commented");
            deeds.goTo("exception?id=" + id);
        }
    }

    public ExceptionView getException() {
        if (exception == null && id != null) {
            exception = exceptions.find(id).orElse(null);
        }
        return exception;
    }

    public List<Thing> getThings() {
        return story.things(id).stream()
                .map(thing -> new Thing(
                        thing.kind(), thing.id(), lookup.page(thing.id()).orElse(null)))
                .toList();
    }

    public List<ExceptionStory.Note> getNotes() {
        return story.notes(id);
    }

    public List<ExceptionStory.Deed> getDeeds() {
        return story.deeds(id);
    }

    public List<ExceptionStory.Person> getPeople() {
        return story.people();
    }

    /** Whether it is open and the reader may do something about it. */
    public boolean isMine() {
        return viewer.isFinance() && getException() != null && exception.open();
    }

    /** Whether it is the reader's already. */
    public boolean isTaken() {
        return viewer.getEmail().equalsIgnoreCase(getException().assignee());
    }

    /** What stands in the fields. */
    public Map<String, String> getForm() {
        return form;
    }
}
