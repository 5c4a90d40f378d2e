package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.time.YearMonth;
import java.util.List;
import java.util.Objects;
import org.almoner.affiliate.LegalEntities;
import org.almoner.affiliate.LegalEntity;
import org.almoner.database.Rejection;
import org.almoner.journal.JournalPreview;
import org.almoner.journal.JournalWish;
import org.almoner.journal.Journals;
import org.almoner.time.Calendar;

/** Shows what a batch would have in it, as the address asks, and makes it. */
@Named
@RequestScoped
public class JournalForm {

    private Journals journals;
    private LegalEntities entities;
    private Deeds deeds;
    private Viewer viewer;

    private String entity;
    private YearMonth month;
    private String currency;
    private JournalWish.Granularity granularity;
    private JournalPreview preview;

    protected JournalForm() {}

    @Inject
    JournalForm(
            HttpServletRequest request,
            Calendar calendar,
            Journals journals,
            LegalEntities entities,
            Deeds deeds,
            Viewer viewer) {
        // known before the parts of the page are asked whether they are there
        this.entity = Objects.requireNonNullElse(Choice.text(request.getParameter("entity")), "main");
        this.month = Objects.requireNonNullElse(
                Choice.month(request.getParameter("month")),
                YearMonth.from(calendar.today()).minusMonths(1));
        this.currency = Choice.text(request.getParameter("currency"));
        this.granularity = Objects.requireNonNullElse(
                Choice.of(JournalWish.Granularity.class, request.getParameter("granularity")),
                JournalWish.Granularity.DAY);
        this.journals = journals;
        this.entities = entities;
        this.deeds = deeds;
        this.viewer = viewer;
    }

    public void load() {
        if (getPreview() == null) {
            Deeds.missing();
        }
    }

    /** Makes the batch that is shown. */
    public void make() {
        deeds.attempt(viewer.isFinance(), null, () -> {
            long id = journals.make(wish(), viewer.getEmail());
            deeds.done("journal.done");
            deeds.goTo("journal?id=" + id);
        });
    }

    /** What it would have in it; null when there is no such entity. */
    public JournalPreview getPreview() {
        if (preview == null) {
            try {
                preview = journals.preview(wish());
            } catch (Rejection noSuchEntity) {
                return null;
            }
        }
        return preview;
    }

    private JournalWish wish() {
        return new JournalWish(entity, month, currency, granularity);
    }

    public List<LegalEntity> getEntities() {
        return entities.all();
    }

    public String getEntity() {
        return entity;
    }

    public YearMonth getMonth() {
        return month;
    }

    public String getCurrency() {
        return currency;
    }

    public JournalWish.Granularity getGranularity() {
        return granularity;
    }
}
