package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.Map;
import org.almoner.database.Rejection;
import org.almoner.gift.GiftFilter;
import org.almoner.gift.GiftQueries;
import org.almoner.gift.GiftView;
import org.almoner.money.Amounts;
import org.almoner.money.Money;
import org.almoner.receipt.Benefits;
import org.almoner.receipt.ReceiptDocument;

/** Notes what the donor got in return for a gift, before its receipt is issued. */
@Named
@RequestScoped
public class BenefitForm {

    private static final String FORM = "benefit";

    private GiftQueries gifts;
    private Benefits benefits;
    private Deeds deeds;
    private Viewer viewer;

    private String reference;
    private GiftView gift;
    private final Map<String, String> form = new HashMap<>();

    protected BenefitForm() {}

    @Inject
    BenefitForm(HttpServletRequest request, GiftQueries gifts, Benefits benefits, Deeds deeds, Viewer viewer) {
        // known before the parts of the page are asked whether they are there
        this.reference = Choice.text(request.getParameter("gift"));
        this.gifts = gifts;
        this.benefits = benefits;
        this.deeds = deeds;
        this.viewer = viewer;
    }

    /** Fills the form with what is noted. */
    public void load() {
        if (getGift() == null) {
            Deeds.missing();
            return;
        }
        benefits.find(reference).ifPresent(benefit -> {
            form.put("description", benefit.description());
            form.put(
                    "value",
                    benefit.value().toDecimal().toPlainString() + " "
                            + benefit.value().currency());
        });
    }

    public void save() {
        done(() -> benefits.note(
                reference, new ReceiptDocument.Benefit(form.get("description"), value()), viewer.getEmail()));
    }

    public void remove() {
        done(() -> benefits.remove(reference, viewer.getEmail()));
    }

    private void done(Runnable deed) {
        if (deeds.attempt(viewer.isFundraiser() || viewer.isFinance(), FORM, deed)) {
            deeds.done("benefit.saved");
            deeds.goTo("gift?ref=" + reference);
        }
    }

    private Money value() {
        var text = Choice.text(form.get("value"));
        try {
            var amounts = text == null ? Map.<String, Long>of() : Amounts.read(text);
            return amounts.size() != 1
                    ? null
                    : amounts.entrySet().stream()
                            .map(each -> new Money(each.getValue(), each.getKey()))
                            .findFirst()
                            .orElseThrow();
        } catch (IllegalArgumentException e) {
            throw Rejection.invalid("value", e.getMessage());
        }
    }

    public GiftView getGift() {
        if (gift == null && reference != null) {
            gift = gifts.slice(new GiftFilter(reference, null, null, null, null, null, null), 0, 1).stream()
                    .findFirst()
                    .orElse(null);
        }
        return gift;
    }

    /** What stands in the fields. */
    public Map<String, String> getForm() {
        return form;
    }
}
