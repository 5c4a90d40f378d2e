package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almoner.mail.Suppression;
import org.almoner.mail.Suppressions;

/** Addresses that are not written to, each with why; staff add one, or lift one and say why. */
@Named
@RequestScoped
public class SuppressionList {

    private Suppressions suppressions;
    private Deeds deeds;
    private Viewer viewer;
    private Words words;
    private Formats formats;

    private final Map<String, String> asked = new LinkedHashMap<>();
    private final Map<String, String> form = new HashMap<>();
    private Long lift;
    private Paging paging;
    private List<Suppression> rows;
    private Suppression lifting;

    protected SuppressionList() {}

    @Inject
    SuppressionList(
            HttpServletRequest request,
            Suppressions suppressions,
            Deeds deeds,
            Viewer viewer,
            Words words,
            Formats formats) {
        // known before the parts of the page are asked whether they are there
        this.lift = Choice.number(request.getParameter("lift"));
        this.suppressions = suppressions;
        this.deeds = deeds;
        this.viewer = viewer;
        this.words = words;
        this.formats = formats;
    }

    public void load() {
        var wanted = new Suppressions.Wanted(
                Choice.text(asked.get("address")),
                Choice.of(Suppression.Reason.class, asked.get("reason")),
                !"lifted".equals(asked.get("state")));
        paging = new Paging(asked);
        rows = suppressions.slice(wanted, paging.offset(), Paging.SIZE);
        paging.found(rows.size(), suppressions.count(wanted), words, formats);
    }

    /** Whether the reader may change the list. */
    public boolean isMay() {
        return viewer.isFundraiser() || viewer.isFinance();
    }

    /** Stops mail to the address of the form. */
    public void suppress() {
        if (deeds.attempt(
                isMay(),
                "add",
                () -> suppressions.suppress(form.get("address"), form.get("reason"), viewer.getEmail()))) {
            deeds.done("suppression.made");
            deeds.goTo("suppressions");
        }
    }

    /** Lets mail go to the address again. */
    public void lift() {
        var one = getLifting();
        if (one == null) {
            Deeds.missing();
            return;
        }
        if (deeds.attempt(isMay(), "lift", () -> suppressions.lift(one.id(), form.get("why"), viewer.getEmail()))) {
            deeds.done("suppression.lifted", one.address());
            deeds.goTo("suppressions");
        }
    }

    /** The one to be lifted, as the address or the form says; null for none. */
    public Suppression getLifting() {
        if (lifting == null) {
            lifting = lift == null
                    ? null
                    : suppressions
                            .find(lift)
                            .filter(one -> one.lifted() == null)
                            .orElse(null);
        }
        return lifting;
    }

    public Suppression.Reason[] getReasons() {
        return Suppression.Reason.values();
    }

    public List<Suppression> getRows() {
        getPaging();
        return rows;
    }

    public Paging getPaging() {
        // the forms of this page come back without its list having been asked for
        if (paging == null) {
            load();
        }
        return paging;
    }

    /** What the address asks for: {@code address}, {@code reason}, {@code state}, {@code page}. */
    public Map<String, String> getAsked() {
        return asked;
    }

    /** What stands in the fields: {@code address}, {@code reason}, {@code why}. */
    public Map<String, String> getForm() {
        return form;
    }
}
