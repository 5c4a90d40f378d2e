package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.stream.Stream;
import org.almoner.database.Page;
import org.almoner.database.Sandbox;
import org.almoner.gift.GiftFilter;
import org.almoner.gift.GiftQueries;
import org.almoner.gift.GiftView;
import org.almoner.gift.GiftWarning;
import org.almoner.gift.PlanQueries;
import org.almoner.gift.RefundFilter;
import org.almoner.gift.RefundOrders;
import org.almoner.gift.RefundQueries;
import org.almoner.gift.RefundView;
import org.almoner.receipt.ReceiptRegister;
import org.almoner.reconcile.PayoutQueries;
import org.almoner.reconcile.PayoutView;

/** One gift with everything that became of it. */
@Named
@RequestScoped
public class GiftPage {

    private GiftQueries gifts;
    private GiftStory story;
    private PayoutQueries payouts;
    private RefundQueries refunds;
    private RefundOrders orders;
    private PlanQueries plans;
    private ReceiptRegister register;
    private Deeds doing;
    private Viewer viewer;
    private Sandbox sandbox;

    private String ref;
    private String mode;
    private GiftView gift;
    private List<GiftStory.Deed> deeds;
    private List<RefundView> ordered;
    private List<GiftWarning> warnings;

    protected GiftPage() {}

    @Inject
    GiftPage(
            HttpServletRequest request,
            GiftQueries gifts,
            GiftStory story,
            PayoutQueries payouts,
            PlanQueries plans,
            RefundQueries refunds,
            RefundOrders orders,
            ReceiptRegister register,
            Deeds doing,
            Viewer viewer,
            Sandbox sandbox) {
        // known before the parts of the page are asked whether they are there
        this.ref = Choice.text(request.getParameter("ref"));
        this.mode = request.getParameter("mode");
        this.register = register;
        this.doing = doing;
        this.viewer = viewer;
        this.sandbox = sandbox;
        this.gifts = gifts;
        this.story = story;
        this.payouts = payouts;
        this.plans = plans;
        this.refunds = refunds;
        this.orders = orders;
    }

    public void load() {
        if (getGift() == null) {
            Deeds.missing();
        }
    }

    public GiftView getGift() {
        var wanted = Choice.text(ref);
        if (gift == null && wanted != null) {
            if (isTest()) {
                gifts = gifts.over(sandbox.books());
                story = story.over(sandbox.books());
            }
            gift = gifts.slice(new GiftFilter(wanted, null, null, null, null, null, null), 0, 1).stream()
                    .findFirst()
                    .orElse(null);
            if (gift != null) {
                lookAround();
            }
        }
        return gift;
    }

    private void lookAround() {
        deeds = story.deeds(gift.reference());
        warnings = gifts.warnings(gift.reference());
        ordered = isTest()
                ? List.of()
                : refunds.slice(new RefundFilter(null, gift.reference(), null, null), 0, Page.MAX_LIMIT).stream()
                        .filter(refund -> refund.id() != null)
                        .toList();
    }

    public List<GiftStory.Deed> getDeeds() {
        return deeds;
    }

    public List<GiftStory.Entry> getEntries() {
        return story.entries(gift.id());
    }

    public List<GiftStory.Heard> getHeard() {
        return story.heard(Stream.of(
                        Stream.of(gift.reference()),
                        deeds.stream().map(GiftStory.Deed::id),
                        warnings.stream().map(GiftWarning::id))
                .flatMap(ids -> ids)
                .toList());
    }

    /** Reviews at Stripe and warnings of fraud. */
    public List<GiftWarning> getWarnings() {
        return warnings;
    }

    /** The payout it went to the bank with; null while that is not known. */
    public PayoutView getPayout() {
        return gift.payout() == null || isTest()
                ? null
                : payouts.find(gift.payout()).orElse(null);
    }

    /** Refunds that staff ordered, the newest first; what became of their money is among the deeds. */
    public List<RefundView> getRefunds() {
        return ordered;
    }

    /** Whether anything of it can be given back. */
    public boolean isRefundable() {
        return !isTest()
                && orders.left(gift.reference())
                        .filter(left -> left.minor() > 0)
                        .isPresent();
    }

    /** Whether the reader may have its receipt issued now. */
    public boolean isIssuable() {
        return !isTest()
                && viewer.isFinance()
                && getGift() != null
                && gift.receipts().isEmpty()
                && gift.donor() != null
                && gift.receivedAt() != null;
    }

    /** Issues its receipt. */
    public void issue() {
        if (doing.attempt(viewer.isFinance(), null, () -> register.issue(ref, viewer.getEmail()))) {
            doing.done("receipt.issuednow");
            doing.goTo("gift?ref=" + ref);
        }
    }

    /** The plan it is an instalment of; null if it is of none. */
    public String getPlan() {
        return gift.recurring() && !isTest() ? plans.ofGift(gift.reference()).orElse(null) : null;
    }

    /** Whether it is of a sandbox: there is nothing to be done with it. */
    public boolean isTest() {
        return "test".equals(mode) && sandbox.open();
    }

    public String getMode() {
        return mode;
    }

    public void setMode(String mode) {
        this.mode = mode;
    }

    public String getRef() {
        return ref;
    }

    public void setRef(String ref) {
        this.ref = ref;
    }
}
