package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import org.almoner.database.Rejection;
import org.almoner.giftaid.Declaration;
import org.almoner.giftaid.DeclarationQueries;
import org.almoner.giftaid.Declarations;
import org.almoner.time.Calendar;

/** One declaration: what was declared, and what became of it. */
@Named
@RequestScoped
public class GiftAidDeclarationPage {

    private DeclarationQueries queries;
    private Declarations declarations;
    private Deeds deeds;
    private Viewer viewer;
    private Words words;

    private Long id;
    private Declaration declaration;
    private boolean fromStart;
    private final Map<String, String> form = new HashMap<>();

    protected GiftAidDeclarationPage() {}

    @Inject
    GiftAidDeclarationPage(
            HttpServletRequest request,
            DeclarationQueries queries,
            Declarations declarations,
            Calendar calendar,
            Deeds deeds,
            Viewer viewer,
            Words words) {
        // known before the parts of the page are asked whether they are there
        this.id = Choice.number(request.getParameter("id"));
        this.queries = queries;
        this.declarations = declarations;
        this.deeds = deeds;
        this.viewer = viewer;
        this.words = words;
        form.put("sentOn", calendar.today().toString());
        form.put("on", calendar.today().toString());
    }

    public void load() {
        if (getDeclaration() == null) {
            Deeds.missing();
        }
    }

    /** Notes that the written record was sent. */
    public void recordSent() {
        attempt(
                "sending",
                "giftaid.declaration.sent",
                () -> declarations.recordSent(id, day("sentOn"), viewer.getEmail()));
    }

    public void cancel() {
        attempt(
                "ending",
                "giftaid.declaration.cancelled",
                () -> declarations.cancel(id, day("on"), fromStart, form.get("reason"), viewer.getEmail()));
    }

    private void attempt(String name, String done, Runnable deed) {
        if (deeds.attempt(isChangeable(), name, deed)) {
            deeds.done(done);
            deeds.goTo("gift-aid-declaration?id=" + id);
        }
    }

    private LocalDate day(String field) {
        var day = FundPage.day(form.get(field));
        if (day == null) {
            throw Rejection.invalid(field, words.say("date.wrong"));
        }
        return day;
    }

    public Declaration getDeclaration() {
        if (declaration == null && id != null) {
            declaration = queries.find(id).orElse(null);
        }
        return declaration;
    }

    /** The words that the donor agreed to. */
    public String getWording() {
        return queries.wordings().stream()
                .filter(each -> each.version().equals(getDeclaration().values().wording()))
                .map(Declaration.Wording::text)
                .findFirst()
                .orElse("");
    }

    /** Whether the reader may note what became of it, and it is the version that counts. */
    public boolean isChangeable() {
        return (viewer.isFinance() || viewer.isFundraiser()) && getDeclaration() != null && declaration.open();
    }

    /** Whether a written record of it is still to be sent. */
    public boolean isUnproven() {
        return getDeclaration() != null && declaration.state() == Declaration.State.UNPROVEN;
    }

    public boolean isFromStart() {
        return fromStart;
    }

    public void setFromStart(boolean fromStart) {
        this.fromStart = fromStart;
    }

    public Long getId() {
        return id;
    }

    /** What stands in the fields: {@code sentOn}, {@code on}, {@code reason}. */
    public Map<String, String> getForm() {
        return form;
    }
}
