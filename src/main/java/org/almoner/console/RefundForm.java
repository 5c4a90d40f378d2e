package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.almoner.database.Rejection;
import org.almoner.gift.RefundDraft;
import org.almoner.gift.RefundOrders;
import org.almoner.gift.RefundPreview;
import org.almoner.money.Currencies;
import org.almoner.money.Money;

/**
 * Gives a gift back, in two steps: what would change is shown, and only what was shown is ordered. The form carries a key
 * of its own, so that a second click orders nothing new.
 */
@Named
@RequestScoped
public class RefundForm {

    private static final String FORM = "refund";

    private RefundOrders orders;
    private Deeds deeds;
    private Viewer viewer;
    private Words words;

    private String ref;
    private final Map<String, String> form = new HashMap<>();
    private Money left;
    private RefundPreview preview;

    protected RefundForm() {}

    @Inject
    RefundForm(HttpServletRequest request, RefundOrders orders, Deeds deeds, Viewer viewer, Words words) {
        // known before the parts of the page are asked whether they are there
        this.ref = Choice.text(request.getParameter("ref"));
        form.put("seen", Choice.text(request.getParameter(FORM + ":seen")));
        this.orders = orders;
        this.deeds = deeds;
        this.viewer = viewer;
        this.words = words;
    }

    /** Lets in who may refund, and offers all that is left. */
    public void load() {
        if (!viewer.isRefunder()) {
            Deeds.forbidden();
        } else if (getLeft() == null) {
            Deeds.missing();
        } else {
            form.put("amount", left.toDecimal().toPlainString());
            form.put("reason", "requested_by_customer");
            form.put("key", UUID.randomUUID().toString());
        }
    }

    /** Shows what would change. */
    public void look() {
        form.put("seen", null);
        preview = null;
        deeds.attempt(viewer.isRefunder(), FORM, () -> {
            preview = orders.preview(ref, draft());
            form.put("seen", told());
        });
    }

    /** Orders what was shown; shows it first if it was changed meanwhile. */
    public void order() {
        if (!told().equals(form.get("seen"))) {
            look();
            if (preview != null) {
                deeds.complain(null, words.say("refund.changed"));
            }
            return;
        }
        var done = deeds.attempt(viewer.isRefunder(), FORM, () -> {
            var ordered = orders.order(ref, draft(), viewer.getEmail(), form.get("key"));
            deeds.done(ordered.secondPerson() ? "refund.ordered.waits" : "refund.ordered.goes");
            deeds.goTo("refund?id=" + ordered.id());
        });
        if (!done) {
            form.put("seen", null);
        }
    }

    private RefundDraft draft() {
        return new RefundDraft(minor(), getLeft().currency(), form.get("reason"), form.get("note"));
    }

    private long minor() {
        var text = Choice.text(form.get("amount"));
        var places = Currencies.exponent(getLeft().currency());
        if (text == null || !text.matches("\\d{1,12}([.,]\\d{1,3})?")) {
            throw Rejection.invalid("amount", words.say("refund.amount.wrong"));
        }
        var minor = new BigDecimal(text.replace(',', '.')).movePointRight(places);
        if (minor.stripTrailingZeros().scale() > 0) {
            throw Rejection.invalid("amount", words.say("refund.amount.wrong"));
        }
        return minor.longValueExact();
    }

    /** What of the fields the preview was about. */
    private String told() {
        return form.get("amount") + " " + form.get("reason");
    }

    /** What would change; null before anybody asked. */
    public RefundPreview getPreview() {
        return preview;
    }

    /** Whether a preview is on the page that was sent. */
    public boolean isSeen() {
        return form.get("seen") != null;
    }

    /** What can be given back; null when there is no such gift. */
    public Money getLeft() {
        if (left == null && ref != null) {
            left = orders.left(ref).orElse(null);
        }
        return left;
    }

    public List<String> getReasons() {
        return RefundOrders.REASONS;
    }

    public String getRef() {
        return ref;
    }

    /** What stands in the fields. */
    public Map<String, String> getForm() {
        return form;
    }
}
