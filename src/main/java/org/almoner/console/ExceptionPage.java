package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.almoner.database.Rejection;
import org.almoner.money.Amounts;
import org.almoner.reconcile.ExceptionDesk;
import org.almoner.reconcile.ExceptionKind;
import org.almoner.reconcile.ExceptionQueries;
import org.almoner.reconcile.ExceptionStory;
import org.almoner.reconcile.ExceptionView;
import org.almoner.reconcile.LinkSuggestion;
import org.almoner.reconcile.Links;
import org.almoner.reconcile.WriteOff;
import org.almoner.reconcile.WriteOffs;

/** One exception: what it is and about which things, who looks after it, what was said and done. */
@Named
@RequestScoped
public class ExceptionPage {

    /** A thing it is about and the thing's page, or null. */
    public record Thing(String kind, String id, String page) {}

    private ExceptionQueries exceptions;
    private ExceptionStory story;
    private ExceptionDesk desk;
    private WriteOffs writeOffs;
    private Links links;
    private HttpServletRequest request;
    private Lookup lookup;
    private Deeds deeds;
    private Viewer viewer;

    private Long id;
    private ExceptionView exception;
    private List<WriteOff> wanted;
    private List<LinkSuggestion> suggestions;
    private final Map<String, String> form = new HashMap<>();

    protected ExceptionPage() {}

    @Inject
    ExceptionPage(
            HttpServletRequest request,
            ExceptionQueries exceptions,
            ExceptionStory story,
            ExceptionDesk desk,
            WriteOffs writeOffs,
            Links links,
            Lookup lookup,
            Deeds deeds,
            Viewer viewer) {
        // known before the parts of the page are asked whether they are there
        this.id = Choice.number(request.getParameter("id"));
        this.exceptions = exceptions;
        this.story = story;
        this.desk = desk;
        this.writeOffs = writeOffs;
        this.links = links;
        this.request = request;
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

    public void approve() {
        decide("write-off.made", () -> writeOffs.approve(getWaiting().id(), viewer.getEmail()));
    }

    public void decline() {
        decide("write-off.declined", () -> writeOffs.decline(getWaiting().id(), viewer.getEmail()));
    }

    private void decide(String done, Runnable deed) {
        if (getWaiting() != null && deeds.attempt(viewer.isFinance(), "decide", deed)) {
            deeds.done(done);
            deeds.goTo("exception?id=" + id);
        }
    }

    /** Takes the suggestion whose button was pressed. */
    public void accept() {
        var gift = request.getParameter("gift");
        link(List.of(new Links.Part(gift, null)));
    }

    /** Links what stands in the field: a gift on each line, and how much of it where there are several. */
    public void split() {
        var lines = form.get("gift") == null
                ? List.<String>of()
                : form.get("gift").lines().toList();
        deeds.attempt(
                viewer.isFinance(),
                "split",
                () -> linked(lines.stream()
                        .filter(line -> !line.isBlank())
                        .map(this::part)
                        .toList()));
    }

    private Links.Part part(String line) {
        var words = line.strip().split("\\s+");
        if (words.length == 1) {
            return new Links.Part(words[0], null);
        }
        try {
            return new Links.Part(
                    words[0],
                    Amounts.minor(
                            new BigDecimal(words[1].replace(',', '.')),
                            getException().amount().currency()));
        } catch (IllegalArgumentException | ArithmeticException no) {
            throw Rejection.invalid("gift", words[1] + " is no amount; write it as 12.50");
        }
    }

    private void link(List<Links.Part> parts) {
        deeds.attempt(viewer.isFinance(), "split", () -> linked(parts));
    }

    private void linked(List<Links.Part> parts) {
        links.accept(id, parts, viewer.getEmail());
        deeds.done("link.made");
        deeds.goTo("exception?id=" + id);
    }

    public void undo() {
        if (deeds.attempt(viewer.isFinance(), "apart", () -> links.undo(id, form.get("reason"), viewer.getEmail()))) {
            deeds.done("link.undone");
            deeds.goTo("exception?id=" + id);
        }
    }

    public List<LinkSuggestion> getSuggestions() {
        if (suggestions == null) {
            suggestions = id == null ? List.of() : links.suggestions(id);
        }
        return suggestions;
    }

    /** Whether it can be linked to gifts. */
    public boolean isLinkable() {
        return isMine() && exception.kind() == ExceptionKind.MISSING_GIFT;
    }

    public List<Links.Link> getLinks() {
        return links.of(id);
    }

    /** Whether the reader may take apart what is linked. */
    public boolean isLinked() {
        return viewer.isFinance() && id != null && links.of(id).stream().anyMatch(one -> one.undoneBy() == null);
    }

    /** The write-off that waits for a second person, or null. */
    public WriteOff getWaiting() {
        return getWriteOffs().stream()
                .filter(one -> one.state() == WriteOff.State.WAITING)
                .findFirst()
                .orElse(null);
    }

    /** The write-off that stands, or null. */
    public WriteOff getMade() {
        return getWriteOffs().stream()
                .filter(one -> one.state() == WriteOff.State.MADE)
                .findFirst()
                .orElse(null);
    }

    private List<WriteOff> getWriteOffs() {
        if (wanted == null) {
            wanted = id == null ? List.of() : writeOffs.of(id);
        }
        return wanted;
    }

    /** Whether the reader asked for what waits. */
    public boolean isOwn() {
        return getWaiting() != null && getWaiting().askedBy().equalsIgnoreCase(viewer.getEmail());
    }

    public ExceptionView getException() {
        if (exception == null && id != null) {
            exception = exceptions.find(id).orElse(null);
        }
        return exception;
    }

    /** By whom, or how, it was resolved; null while it is open. */
    public String getResolvedBy() {
        return story.resolvedBy(id).orElse(null);
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
