package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.almoner.affiliate.LegalEntities;
import org.almoner.affiliate.LegalEntity;
import org.almoner.campaign.CampaignQueries;
import org.almoner.campaign.CampaignView;
import org.almoner.campaign.FundView;
import org.almoner.database.Page;
import org.almoner.document.Texts;
import org.almoner.receipt.Passage;
import org.almoner.receipt.ReceiptTemplate;
import org.almoner.receipt.ReceiptTemplates;

/** Writes a draft of an issuer's own texts: a new one, the next version of one, or more on one that waits. */
@Named
@RequestScoped
public class ReceiptTemplateForm {

    private static final String FORM = "template";

    private ReceiptTemplates templates;
    private LegalEntities entities;
    private CampaignQueries campaigns;
    private Deeds deeds;
    private Viewer viewer;

    private Long id;
    private Long after;
    private ReceiptTemplate template;
    private final Map<String, String> form = new HashMap<>();

    protected ReceiptTemplateForm() {}

    @Inject
    ReceiptTemplateForm(
            HttpServletRequest request,
            ReceiptTemplates templates,
            LegalEntities entities,
            CampaignQueries campaigns,
            Deeds deeds,
            Viewer viewer) {
        // known before the parts of the page are asked whether they are there
        this.id = Choice.number(request.getParameter("id"));
        this.after = Choice.number(request.getParameter("after"));
        this.templates = templates;
        this.entities = entities;
        this.campaigns = campaigns;
        this.deeds = deeds;
        this.viewer = viewer;
    }

    /** Fills the form with the draft, or with the version that the new one comes after. */
    public void load() {
        if (getTemplate() == null) {
            if (id != null || after != null) {
                Deeds.missing();
            }
            form.put("language", viewer.getLocale().getLanguage());
            return;
        }
        if (id != null && !template.draft()) {
            Deeds.missing();
            return;
        }
        form.put("edition", Integer.toString(template.edition()));
        template.words().forEach((passage, text) -> form.put(passage.field(), text));
    }

    public void save() {
        var kept = new long[1];
        var done = deeds.attempt(viewer.isFundraiser(), FORM, () -> kept[0] = keep());
        if (done) {
            deeds.done("template.saved");
            deeds.goTo("receipt-template?id=" + kept[0]);
        }
    }

    private long keep() {
        var words = new EnumMap<Passage, String>(Passage.class);
        for (Passage passage : Passage.values()) {
            words.put(passage, form.get(passage.field()));
        }
        if (id != null) {
            templates.change(id, Integer.parseInt(form.get("edition")), words, viewer.getEmail());
            return id;
        }
        var scope = getTemplate() != null
                ? template.scope()
                : new ReceiptTemplate.Scope(
                        form.get("entity"), form.get("campaign"), form.get("fund"), form.get("language"));
        return templates.create(scope, words, viewer.getEmail());
    }

    /** The draft, or the version that the new one comes after; null for the first of a scope. */
    public ReceiptTemplate getTemplate() {
        var asked = id != null ? id : after;
        if (template == null && asked != null) {
            template = templates.find(asked).orElse(null);
        }
        return template;
    }

    public Passage[] getPassages() {
        return Passage.values();
    }

    public List<LegalEntity> getEntities() {
        return entities.all();
    }

    public List<CampaignView> getCampaigns() {
        return campaigns.page(CampaignQueries.Wanted.ALL, null, Page.MAX_LIMIT).items();
    }

    public List<FundView> getFunds() {
        return campaigns.funds(null, Page.MAX_LIMIT).items();
    }

    /** The languages in which donors are written to. */
    public List<String> getLanguages() {
        return List.copyOf(new TreeSet<>(Texts.LANGUAGES));
    }

    public String languageName(String tag) {
        var locale = Locale.forLanguageTag(tag);
        return locale.getDisplayLanguage(locale);
    }

    /** What stands in the fields. */
    public Map<String, String> getForm() {
        return form;
    }
}
