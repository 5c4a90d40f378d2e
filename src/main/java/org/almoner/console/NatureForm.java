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
import org.almoner.receipt.Nature;
import org.almoner.receipt.Natures;

/** Notes that a gift is no plain money, before its receipt is issued. */
@Named
@RequestScoped
public class NatureForm {

    private static final String FORM = "nature";

    private GiftQueries gifts;
    private Natures natures;
    private Deeds deeds;
    private Viewer viewer;

    private String reference;
    private GiftView gift;
    private final Map<String, String> form = new HashMap<>();

    protected NatureForm() {}

    @Inject
    NatureForm(HttpServletRequest request, GiftQueries gifts, Natures natures, Deeds deeds, Viewer viewer) {
        // known before the parts of the page are asked whether they are there
        this.reference = Choice.text(request.getParameter("gift"));
        this.gifts = gifts;
        this.natures = natures;
        this.deeds = deeds;
        this.viewer = viewer;
    }

    /** Fills the form with what is noted. */
    public void load() {
        if (getGift() == null) {
            Deeds.missing();
            return;
        }
        form.put("kind", Nature.Kind.IN_KIND.name());
        natures.find(reference).ifPresent(nature -> {
            form.put("kind", nature.kind().name());
            form.put("description", nature.description());
            form.put("age", nature.age());
            form.put("condition", nature.condition());
            form.put("historicPrice", price(nature.historicPrice()));
            form.put("valuation", nature.valuation());
            form.put("origin", nature.origin() == null ? "" : nature.origin().name());
            form.put("appraiser", nature.appraiser());
        });
    }

    public void save() {
        done(() -> natures.note(reference, written(), viewer.getEmail()));
    }

    public void remove() {
        done(() -> natures.remove(reference, viewer.getEmail()));
    }

    private void done(Runnable deed) {
        if (deeds.attempt(viewer.isFundraiser() || viewer.isFinance(), FORM, deed)) {
            deeds.done("nature.saved");
            deeds.goTo("gift?ref=" + reference);
        }
    }

    private Nature written() {
        return new Nature(
                Choice.of(Nature.Kind.class, form.get("kind")),
                form.get("description"),
                form.get("age"),
                form.get("condition"),
                price(),
                form.get("valuation"),
                Choice.of(Nature.Origin.class, form.get("origin")),
                form.get("appraiser"));
    }

    private Money price() {
        var text = Choice.text(form.get("historicPrice"));
        if (text == null) {
            return null;
        }
        try {
            return Amounts.read(text).entrySet().stream()
                    .map(each -> new Money(each.getValue(), each.getKey()))
                    .reduce((one, other) -> {
                        throw new IllegalArgumentException("write one amount, such as 800.00 EUR");
                    })
                    .orElse(null);
        } catch (IllegalArgumentException e) {
            throw Rejection.invalid("historicPrice", e.getMessage());
        }
    }

    private static String price(Money price) {
        return price == null ? "" : price.toDecimal().toPlainString() + " " + price.currency();
    }

    public GiftView getGift() {
        if (gift == null && reference != null) {
            gift = gifts.slice(new GiftFilter(reference, null, null, null, null, null, null), 0, 1).stream()
                    .findFirst()
                    .orElse(null);
        }
        return gift;
    }

    public Nature.Kind[] getKinds() {
        return Nature.Kind.values();
    }

    public Nature.Origin[] getOrigins() {
        return Nature.Origin.values();
    }

    /** What stands in the fields. */
    public Map<String, String> getForm() {
        return form;
    }
}
