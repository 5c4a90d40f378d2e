package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.almoner.giftaid.CharitySetting;
import org.almoner.giftaid.CharitySettings;
import org.almoner.giftaid.Declaration;
import org.almoner.giftaid.DeclarationQueries;
import org.almoner.giftaid.Declarations;

/** How a charity claims, and the words that donors agree to. */
@Named
@RequestScoped
public class GiftAidSettingPage {

    private CharitySettings settings;
    private DeclarationQueries queries;
    private Declarations declarations;
    private Deeds deeds;
    private Viewer viewer;

    private String entity;
    private CharitySetting setting;
    private final Map<String, String> form = new HashMap<>();
    private boolean aggregate;
    private boolean small;

    protected GiftAidSettingPage() {}

    @Inject
    GiftAidSettingPage(
            HttpServletRequest request,
            CharitySettings settings,
            DeclarationQueries queries,
            Declarations declarations,
            Deeds deeds,
            Viewer viewer) {
        // known before the parts of the page are asked whether they are there
        this.entity = Choice.text(request.getParameter("entity"));
        this.settings = settings;
        this.queries = queries;
        this.declarations = declarations;
        this.deeds = deeds;
        this.viewer = viewer;
    }

    public void load() {
        if (getSetting() == null) {
            Deeds.missing();
            return;
        }
        var values = setting.values();
        form.put("version", Integer.toString(setting.version()));
        form.put("periodEndMonth", Integer.toString(values.periodEndMonth()));
        form.put("periodEndDay", Integer.toString(values.periodEndDay()));
        form.put("regulator", values.regulator().name());
        form.put("regulatorName", values.regulatorName());
        form.put("officialTitle", values.officialTitle());
        form.put("officialFirst", values.officialFirst());
        form.put("officialLast", values.officialLast());
        form.put("officialPostcode", values.officialPostcode());
        form.put("officialPhone", values.officialPhone());
        aggregate = values.aggregate();
        small = values.smallDonations();
    }

    public void save() {
        var done = deeds.attempt(
                viewer.isFinance(),
                "setting",
                () -> settings.save(entity, Integer.parseInt(form.get("version")), draft(), viewer.getEmail()));
        if (done) {
            deeds.done("giftaid.setting.saved");
            deeds.goTo("gift-aid-setting?entity=" + entity);
        }
    }

    /** Keeps new words for donors to agree to. */
    public void word() {
        var done = deeds.attempt(
                viewer.isFinance(),
                "wording",
                () -> declarations.word(
                        new Declaration.Wording(Choice.text(form.get("wordingVersion")), form.get("text")),
                        viewer.getEmail()));
        if (done) {
            deeds.done("giftaid.wording.kept");
            deeds.goTo("gift-aid-setting?entity=" + entity);
        }
    }

    private CharitySetting.Draft draft() {
        return new CharitySetting.Draft(
                number("periodEndMonth"),
                number("periodEndDay"),
                Choice.of(CharitySetting.Regulator.class, form.get("regulator")),
                form.get("regulatorName"),
                form.get("officialTitle"),
                form.get("officialFirst"),
                form.get("officialLast"),
                form.get("officialPostcode"),
                form.get("officialPhone"),
                aggregate,
                small);
    }

    /** What is no number is none that the store takes. */
    private int number(String field) {
        var text = Choice.text(form.get(field));
        return text != null && text.matches("\\d{1,2}") ? Integer.parseInt(text) : 0;
    }

    public CharitySetting getSetting() {
        if (setting == null && entity != null) {
            setting = settings.find(entity).orElse(null);
        }
        return setting;
    }

    public List<Declaration.Wording> getWordings() {
        return queries.wordings();
    }

    public CharitySetting.Regulator[] getRegulators() {
        return CharitySetting.Regulator.values();
    }

    public boolean isAggregate() {
        return aggregate;
    }

    public void setAggregate(boolean aggregate) {
        this.aggregate = aggregate;
    }

    public boolean isSmall() {
        return small;
    }

    public void setSmall(boolean small) {
        this.small = small;
    }

    /** What stands in the fields. */
    public Map<String, String> getForm() {
        return form;
    }
}
