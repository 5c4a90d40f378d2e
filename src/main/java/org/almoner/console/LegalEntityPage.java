package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.almoner.affiliate.LegalEntities;
import org.almoner.affiliate.LegalEntity;
import org.almoner.database.Rejection;
import org.almoner.money.Amounts;
import org.almoner.money.Money;

/** Who keeps books of its own, for administrators. */
@Named
@RequestScoped
public class LegalEntityPage {

    private static final String FORM = "entity";

    private LegalEntities entities;
    private Deeds deeds;
    private Viewer viewer;

    private String code;
    private final Map<String, String> form = new HashMap<>();

    protected LegalEntityPage() {}

    @Inject
    LegalEntityPage(HttpServletRequest request, LegalEntities entities, Deeds deeds, Viewer viewer) {
        this.code = Choice.text(request.getParameter("code"));
        this.entities = entities;
        this.deeds = deeds;
        this.viewer = viewer;
    }

    /** Lets administrators in and fills the form with the one asked for. */
    public void load() {
        if (!viewer.isAdministrator()) {
            Deeds.forbidden();
        } else if (code != null) {
            entities.find(code).ifPresentOrElse(this::fill, Deeds::missing);
        }
    }

    private void fill(LegalEntity entity) {
        form.put("version", Integer.toString(entity.version()));
        form.put("code", entity.code());
        form.put("name", entity.values().name());
        form.put("tolerance", Amounts.write(entity.values().tolerance()));
        form.put("stripeAccounts", String.join(", ", entity.values().stripeAccounts()));
        form.put("affiliates", String.join(", ", entity.values().affiliates()));
    }

    public void save() {
        var done = deeds.attempt(viewer.isAdministrator(), FORM, () -> {
            var draft =
                    new LegalEntity.Draft(form.get("name"), tolerance(), words("stripeAccounts"), words("affiliates"));
            if (code == null) {
                entities.create(form.get("code"), draft, viewer.getEmail());
            } else {
                entities.change(code, Integer.parseInt(form.get("version")), draft, viewer.getEmail());
            }
        });
        if (done) {
            deeds.done(code == null ? "entity.created" : "entity.saved");
            deeds.goTo("legal-entities");
        }
    }

    private List<Money> tolerance() {
        var text = Choice.text(form.get("tolerance"));
        try {
            return text == null
                    ? List.of()
                    : Amounts.read(text).entrySet().stream()
                            .map(each -> new Money(each.getValue(), each.getKey()))
                            .toList();
        } catch (IllegalArgumentException e) {
            throw Rejection.invalid("tolerance", e.getMessage());
        }
    }

    private List<String> words(String field) {
        var text = Choice.text(form.get(field));
        return text == null
                ? List.of()
                : Arrays.stream(text.split("[,\\s]+"))
                        .filter(word -> !word.isEmpty())
                        .toList();
    }

    public List<LegalEntity> getRows() {
        return entities.all();
    }

    /** Which one is changed; null for a new one. */
    public String getCode() {
        return code;
    }

    /** What stands in the fields. */
    public Map<String, String> getForm() {
        return form;
    }
}
