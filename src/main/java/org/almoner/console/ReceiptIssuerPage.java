package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.almoner.database.Rejection;
import org.almoner.receipt.ReceiptDocument;
import org.almoner.receipt.ReceiptIssuer;
import org.almoner.receipt.ReceiptIssuers;
import org.almoner.receipt.Regime;

/** Under which name, tax regime and prefix the legal entities issue receipts. */
@Named
@RequestScoped
public class ReceiptIssuerPage {

    private static final String FORM = "issuer";

    private ReceiptIssuers issuers;
    private Deeds deeds;
    private Viewer viewer;

    private String entity;
    private ReceiptIssuer issuer;
    private final Map<String, String> form = new HashMap<>();

    protected ReceiptIssuerPage() {}

    @Inject
    ReceiptIssuerPage(HttpServletRequest request, ReceiptIssuers issuers, Deeds deeds, Viewer viewer) {
        // known before the parts of the page are asked whether they are there
        this.entity = Choice.text(request.getParameter("entity"));
        this.issuers = issuers;
        this.deeds = deeds;
        this.viewer = viewer;
    }

    /** Fills the form with the legal entity asked for. */
    public void load() {
        if (getIssuer() == null) {
            Deeds.missing();
            return;
        }
        form.put("version", Integer.toString(issuer.version()));
        var values = issuer.values();
        if (values == null) {
            form.put("regime", Regime.PLAIN.name());
            form.put("legalName", issuer.name());
            form.put("language", "en");
            form.put("accent", "#0b5d5e");
            form.put("onReversal", ReceiptIssuer.OnReversal.TASK.name());
            form.put("issues", ReceiptIssuer.Issues.NIGHTLY.name());
            return;
        }
        form.put("regime", values.regime().name());
        form.put("prefix", values.prefix());
        form.put("legalName", values.legalName());
        form.put("addressLines", String.join("\n", values.addressLines()));
        form.put("country", values.country());
        form.put("registrationNumber", values.registrationNumber());
        form.put("taxNumber", values.taxNumber());
        form.put("taxOffice", values.taxOffice());
        form.put(
                "noticeKind",
                values.noticeKind() == null ? "" : values.noticeKind().name());
        form.put("noticeDate", text(values.noticeDate()));
        form.put("noticePeriod", values.noticePeriod());
        form.put("purpose", values.purpose());
        form.put("machineSince", text(values.machineSince()));
        form.put("place", values.place());
        form.put("signatory", values.signatory());
        form.put("signatoryRole", values.signatoryRole());
        form.put("language", values.language());
        form.put("statement", values.statement());
        form.put("accent", values.accent());
        form.put("onReversal", values.onReversal().name());
        form.put("issues", values.issues().name());
    }

    public void save() {
        var done = deeds.attempt(
                viewer.isFinance(),
                FORM,
                () -> issuers.save(entity, Integer.parseInt(form.get("version")), draft(), viewer.getEmail()));
        if (done) {
            deeds.done("issuer.saved");
            deeds.goTo("receipt-issuers");
        }
    }

    private ReceiptIssuer.Draft draft() {
        return new ReceiptIssuer.Draft(
                Choice.of(Regime.class, form.get("regime")),
                form.get("prefix"),
                form.get("legalName"),
                form.get("addressLines") == null
                        ? List.of()
                        : form.get("addressLines").lines().toList(),
                form.get("country"),
                form.get("registrationNumber"),
                form.get("taxNumber"),
                form.get("taxOffice"),
                Choice.of(ReceiptDocument.Exemption.Kind.class, form.get("noticeKind")),
                day("noticeDate"),
                form.get("noticePeriod"),
                form.get("purpose"),
                day("machineSince"),
                form.get("place"),
                form.get("signatory"),
                form.get("signatoryRole"),
                form.get("language"),
                form.get("statement"),
                form.get("accent"),
                Choice.of(ReceiptIssuer.OnReversal.class, form.get("onReversal")),
                Choice.of(ReceiptIssuer.Issues.class, form.get("issues")));
    }

    private LocalDate day(String field) {
        var text = Choice.text(form.get(field));
        try {
            return text == null ? null : LocalDate.parse(text);
        } catch (DateTimeException notADay) {
            throw Rejection.invalid(field, "write a day, such as 2026-11-19");
        }
    }

    private static String text(LocalDate day) {
        return day == null ? "" : day.toString();
    }

    public List<ReceiptIssuer> getRows() {
        return issuers.all();
    }

    /** The one asked for, or null. */
    public ReceiptIssuer getIssuer() {
        if (issuer == null && entity != null) {
            issuer = issuers.find(entity).orElse(null);
        }
        return issuer;
    }

    public Regime[] getRegimes() {
        return Regime.values();
    }

    public ReceiptDocument.Exemption.Kind[] getKinds() {
        return ReceiptDocument.Exemption.Kind.values();
    }

    public ReceiptIssuer.OnReversal[] getReversals() {
        return ReceiptIssuer.OnReversal.values();
    }

    public ReceiptIssuer.Issues[] getMoments() {
        return ReceiptIssuer.Issues.values();
    }

    /** What stands in the fields. */
    public Map<String, String> getForm() {
        return form;
    }
}
