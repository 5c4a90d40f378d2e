package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.almoner.affiliate.LegalEntities;
import org.almoner.affiliate.LegalEntity;
import org.almoner.database.Rejection;
import org.almoner.reconcile.ClosePreview;
import org.almoner.reconcile.ClosePreview.Obstacle;
import org.almoner.reconcile.MonthView;
import org.almoner.reconcile.Months;

/** How far a month of a legal entity has come, and the two who close it, or the one who opens it again. */
@Named
@RequestScoped
public class MonthPage {

    private static final String FORM = "close";
    private static final String REOPEN = "reopen";

    private Months months;
    private List<LegalEntity> entities;
    private Deeds deeds;
    private Viewer viewer;
    private Words words;
    private Formats formats;

    private YearMonth month;
    private LegalEntity entity;
    private final Map<String, String> form = new HashMap<>();
    private MonthView view;
    private ClosePreview preview;

    protected MonthPage() {}

    @Inject
    MonthPage(
            HttpServletRequest request,
            Months months,
            LegalEntities entities,
            Deeds deeds,
            Viewer viewer,
            Words words,
            Formats formats) {
        // known before the parts of the page are asked whether they are there
        this.month = Choice.month(request.getParameter("month"));
        this.months = months;
        this.entities = entities.all();
        var wanted = Choice.text(request.getParameter("entity"));
        this.entity = this.entities.stream()
                .filter(each ->
                        wanted == null ? this.entities.size() == 1 : each.code().equals(wanted))
                .findFirst()
                .orElse(null);
        this.deeds = deeds;
        this.viewer = viewer;
        this.words = words;
        this.formats = formats;
    }

    /** Says for which month the page is, where the address does not. */
    void about(YearMonth shown) {
        month = shown;
    }

    /** Answers 404 unless the address names a month and a legal entity. */
    public void load() {
        if (month == null || entity == null) {
            Deeds.missing();
        } else {
            form.put("seen", getPreview().seen());
        }
    }

    public void loadReopening() {
        if (!viewer.isAdministrator()) {
            Deeds.forbidden();
        } else if (month == null || entity == null) {
            Deeds.missing();
        }
    }

    public void ask() {
        if (deeds.attempt(
                viewer.isFinance(),
                FORM,
                () -> say(() -> months.ask(entity.code(), month, form.get("note"), viewer.getEmail())))) {
            deeds.done("month.asked");
            deeds.goTo(address());
        }
    }

    /** Closes the month, if it still is what was shown. */
    public void agree() {
        if (deeds.attempt(
                viewer.isFinance(),
                FORM,
                () -> say(() -> months.agree(getView().waiting().id(), form.get("seen"), viewer.getEmail())))) {
            deeds.done("month.closed");
            deeds.goTo(address());
        } else {
            preview = null;
            form.put("seen", getPreview().seen());
        }
    }

    public void decline() {
        var own = isOwn();
        if (deeds.attempt(
                viewer.isFinance(),
                FORM,
                () -> months.decline(getView().waiting().id(), viewer.getEmail()))) {
            deeds.done(own ? "month.withdrawn" : "month.declined");
            deeds.goTo(address());
        }
    }

    public void reopen() {
        if (deeds.attempt(
                viewer.isAdministrator(),
                REOPEN,
                () -> months.reopen(entity.code(), month, form.get("reason"), viewer.getEmail()))) {
            deeds.done("month.reopened");
            deeds.goTo(address());
        }
    }

    /** What is in the way stands on the page itself, so that one line is enough. */
    private void say(Runnable deed) {
        try {
            deed.run();
        } catch (Rejection rejection) {
            preview = null;
            throw getPreview().obstacles().isEmpty()
                    ? rejection
                    : Rejection.duplicate("month", words.say("month.obstacles"));
        }
    }

    private String address() {
        return "reconciliation?month=" + month + "&entity=" + entity.code();
    }

    /** How far it has come; null while no one legal entity is chosen. */
    public MonthView getView() {
        if (view == null && month != null && entity != null) {
            view = months.view(entity.code(), month);
        }
        return view;
    }

    public ClosePreview getPreview() {
        if (preview == null) {
            preview = months.preview(entity.code(), month);
        }
        return preview;
    }

    /** Where something that is in the way can be dealt with. */
    public String page(Obstacle obstacle) {
        return switch (obstacle.kind()) {
            case EXCEPTIONS -> "exceptions?kind=" + obstacle.about() + "&month=" + month + "&entity=" + entity.code();
            case EARLIER_OPEN -> "reconciliation?month=" + obstacle.about() + "&entity=" + entity.code();
            case JOB_RUNS, UNMATCHED, NOT_SEEN, NOT_ENDED -> "jobs";
            case RUNNING, CLOSED -> "reconciliation?month=" + month + "&entity=" + entity.code();
        };
    }

    /** Why it cannot be opened again; empty when it can. */
    public List<Rejection.Fault> getReopenObstacles() {
        return months.reopenObstacles(entity.code(), month);
    }

    /** Whether the reader asked for it. */
    public boolean isOwn() {
        return getView().waiting() != null && getView().waiting().requestedBy().equalsIgnoreCase(viewer.getEmail());
    }

    public List<LegalEntity> getEntities() {
        return entities;
    }

    /** The one that is meant; null: all together. */
    public LegalEntity getEntity() {
        return entity;
    }

    /** The months before it that would be closed with it, as one says them: a single one, or the first and the last. */
    public String getEarlier() {
        var earlier = getPreview().earlier();
        var first = formats.month(earlier.get(0));
        return earlier.size() == 1
                ? words.say("month.earlier.one", first)
                : words.say(
                        "month.earlier.many", earlier.size(), first, formats.month(earlier.get(earlier.size() - 1)));
    }

    public YearMonth getMonth() {
        return month;
    }

    /** What stands in the fields. */
    public Map<String, String> getForm() {
        return form;
    }
}
