package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.almoner.database.Rejection;
import org.almoner.journal.ExportSettings;
import org.almoner.journal.ExportSettingsStore;

/** What other systems must be told about a legal entity. */
@Named
@RequestScoped
public class JournalSettings {

    private static final String FORM = "settings";

    private ExportSettingsStore store;
    private Deeds deeds;
    private Viewer viewer;
    private Words words;

    private String entity;
    private final Map<String, String> form = new HashMap<>();

    protected JournalSettings() {}

    @Inject
    JournalSettings(HttpServletRequest request, ExportSettingsStore store, Deeds deeds, Viewer viewer, Words words) {
        this.entity = Objects.requireNonNullElse(Choice.text(request.getParameter("entity")), "main");
        this.store = store;
        this.deeds = deeds;
        this.viewer = viewer;
        this.words = words;
    }

    public void load() {
        try {
            var known = store.of(entity);
            var values = known.settings();
            form.put("version", Integer.toString(known.version()));
            form.put("dateOrder", values.dateOrder());
            form.put("xeroTaxRate", values.xeroTaxRate());
            form.put("xeroDepartment", values.xeroDepartment());
            form.put("xeroProject", values.xeroProject());
            form.put("datevConsultant", Integer.toString(values.datevConsultant()));
            form.put("datevClient", Integer.toString(values.datevClient()));
            form.put("datevYearStart", Integer.toString(values.datevYearStart()));
            form.put("datevAccountLength", Integer.toString(values.datevAccountLength()));
            form.put("datevTransit", values.datevTransit());
        } catch (Rejection noSuchEntity) {
            Deeds.missing();
        }
    }

    public void save() {
        deeds.attempt(viewer.isFinance(), FORM, () -> {
            var faults = new ArrayList<Rejection.Fault>();
            var wanted = new ExportSettings(
                    form.get("dateOrder"),
                    text("xeroTaxRate"),
                    text("xeroDepartment"),
                    text("xeroProject"),
                    number("datevConsultant", faults),
                    number("datevClient", faults),
                    number("datevYearStart", faults),
                    number("datevAccountLength", faults),
                    text("datevTransit"));
            if (!faults.isEmpty()) {
                throw new Rejection(Rejection.Reason.INVALID, faults);
            }
            store.change(entity, Integer.parseInt(form.get("version")), wanted, viewer.getEmail());
            deeds.done("settings.saved");
            deeds.goTo("journals");
        });
    }

    private String text(String field) {
        return Objects.requireNonNullElse(Choice.text(form.get(field)), "");
    }

    private int number(String field, List<Rejection.Fault> faults) {
        var text = text(field);
        if (!text.matches("\\d{0,8}")) {
            faults.add(new Rejection.Fault(field, words.say("number.wrong")));
            return 0;
        }
        return text.isEmpty() ? 0 : Integer.parseInt(text);
    }

    public String getEntity() {
        return entity;
    }

    /** What stands in the fields. */
    public Map<String, String> getForm() {
        return form;
    }
}
