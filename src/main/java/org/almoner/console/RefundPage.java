package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import org.almoner.gift.RefundOrders;
import org.almoner.gift.RefundPreview;
import org.almoner.gift.RefundQueries;
import org.almoner.gift.RefundState;
import org.almoner.gift.RefundView;

/** One refund that was ordered here, and the second person's word about it. */
@Named
@RequestScoped
public class RefundPage {

    private RefundQueries refunds;
    private RefundOrders orders;
    private Deeds deeds;
    private Viewer viewer;

    private Long id;
    private RefundView refund;
    private RefundPreview preview;

    protected RefundPage() {}

    @Inject
    RefundPage(HttpServletRequest request, RefundQueries refunds, RefundOrders orders, Deeds deeds, Viewer viewer) {
        // known before the parts of the page are asked whether they are there
        this.id = Choice.number(request.getParameter("id"));
        this.refunds = refunds;
        this.orders = orders;
        this.deeds = deeds;
        this.viewer = viewer;
    }

    public void load() {
        if (getRefund() == null) {
            Deeds.missing();
        }
    }

    public void approve() {
        decide("refund.approved", () -> orders.approve(id, viewer.getEmail()));
    }

    public void decline() {
        decide(isOwn() ? "refund.withdrawn" : "refund.declined", () -> orders.decline(id, viewer.getEmail()));
    }

    private void decide(String done, Runnable deed) {
        if (deeds.attempt(viewer.isRefunder(), null, deed)) {
            deeds.done(done);
            deeds.goTo("refund?id=" + id);
        }
    }

    public RefundView getRefund() {
        if (refund == null && id != null) {
            refund = refunds.find(id).orElse(null);
        }
        return refund;
    }

    /** What it will change; null once it is on its way or has ended. */
    public RefundPreview getPreview() {
        if (preview == null) {
            preview = orders.preview(id).orElse(null);
        }
        return preview;
    }

    /** Whether it waits for somebody else than the reader, who may say yes. */
    public boolean isMine() {
        return viewer.isRefunder() && getRefund().state() == RefundState.REQUESTED && !isOwn();
    }

    /** Whether the reader may stop it. */
    public boolean isStoppable() {
        return viewer.isRefunder() && getRefund().open();
    }

    /** Whether the reader asked for it. */
    public boolean isOwn() {
        return getRefund().requestedBy().equalsIgnoreCase(viewer.getEmail());
    }
}
