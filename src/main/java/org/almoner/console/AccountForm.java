package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.almoner.journal.AccountType;
import org.almoner.journal.ChartAccount;
import org.almoner.journal.ChartAccounts;

/** The form that makes an account or changes one. */
@Named
@RequestScoped
public class AccountForm {

    private static final String FORM = "account";

    private ChartAccounts chart;
    private Deeds deeds;
    private Viewer viewer;

    private String entity;
    private String code;
    private final Map<String, String> form = new HashMap<>();

    protected AccountForm() {}

    @Inject
    AccountForm(HttpServletRequest request, ChartAccounts chart, Deeds deeds, Viewer viewer) {
        this.entity = Objects.requireNonNullElse(Choice.text(request.getParameter("entity")), "main");
        this.code = Choice.text(request.getParameter("code"));
        this.chart = chart;
        this.deeds = deeds;
        this.viewer = viewer;
    }

    /** Fills the form: with the account, or with what a new one usually is. */
    public void load() {
        if (code == null) {
            form.put("type", AccountType.INCOME.name());
            form.put("active", "true");
        } else {
            chart.find(entity, code).ifPresentOrElse(this::fill, Deeds::missing);
        }
    }

    private void fill(ChartAccount account) {
        form.put("version", Integer.toString(account.version()));
        form.put("code", account.code());
        form.put("name", account.values().name());
        form.put("type", account.values().type().name());
        form.put("active", Boolean.toString(account.values().active()));
    }

    public void save() {
        var draft = new ChartAccount.Draft(
                Choice.text(form.get("name")),
                Choice.of(AccountType.class, form.get("type")),
                !"false".equals(form.get("active")));
        deeds.attempt(viewer.isFinance(), FORM, () -> {
            if (code == null) {
                chart.create(entity, Choice.text(form.get("code")), draft, viewer.getEmail());
            } else {
                chart.change(entity, code, Integer.parseInt(form.get("version")), draft, viewer.getEmail());
            }
            deeds.done("account.saved");
            deeds.goTo("accounts?entity=" + entity);
        });
    }

    public AccountType[] getTypes() {
        return AccountType.values();
    }

    public String getEntity() {
        return entity;
    }

    /** The code of the account to change; null for a new one. */
    public String getCode() {
        return code;
    }

    /** What stands in the fields. */
    public Map<String, String> getForm() {
        return form;
    }
}
