package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.almoner.gift.RefundFilter;
import org.almoner.gift.RefundQueries;
import org.almoner.reconcile.ExceptionFilter;
import org.almoner.reconcile.ExceptionQueries;
import org.almoner.reconcile.Inbox;

/** What wants somebody's attention, counted for the navigation. */
@Named
@RequestScoped
public class Attention {

    private ExceptionQueries exceptionQueries;
    private Inbox inbox;
    private RefundQueries refundQueries;
    private Integer exceptions;
    private Integer parked;
    private Integer refunds;

    protected Attention() {}

    @Inject
    Attention(ExceptionQueries exceptionQueries, Inbox inbox, RefundQueries refundQueries) {
        this.exceptionQueries = exceptionQueries;
        this.inbox = inbox;
        this.refundQueries = refundQueries;
    }

    /** Open exceptions, counted up to the cap. */
    public int getExceptions() {
        if (exceptions == null) {
            exceptions = exceptionQueries.count(new ExceptionFilter(true, null, null, null));
        }
        return exceptions;
    }

    /** Refunds that wait for a second person, counted up to the cap. */
    public int getRefunds() {
        if (refunds == null) {
            refunds = refundQueries.count(RefundFilter.WAITING);
        }
        return refunds;
    }

    /** Parked events, counted up to the cap. */
    public int getParked() {
        if (parked == null) {
            parked = inbox.count(Inbox.Wanted.PARKED);
        }
        return parked;
    }
}
