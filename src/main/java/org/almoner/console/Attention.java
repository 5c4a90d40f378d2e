package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.almoner.gift.DisputeFilter;
import org.almoner.gift.DisputeQueries;
import org.almoner.gift.RefundFilter;
import org.almoner.gift.RefundQueries;
import org.almoner.mail.MailReports;
import org.almoner.mail.Sending;
import org.almoner.reconcile.Arrivals;
import org.almoner.reconcile.ExceptionFilter;
import org.almoner.reconcile.ExceptionQueries;

/** What wants somebody's attention, counted for the navigation and told on the dashboard. */
@Named
@RequestScoped
public class Attention {

    private ExceptionQueries exceptionQueries;
    private Arrivals arrivals;
    private RefundQueries refundQueries;
    private DisputeQueries disputeQueries;
    private MailReports reports;
    private Sending sending;
    private Integer mail;
    private Integer exceptions;
    private Integer refunds;
    private Integer disputes;
    private Arrivals.State intake;

    protected Attention() {}

    @Inject
    Attention(
            ExceptionQueries exceptionQueries,
            Arrivals arrivals,
            RefundQueries refundQueries,
            DisputeQueries disputeQueries,
            MailReports reports,
            Sending sending) {
        this.exceptionQueries = exceptionQueries;
        this.arrivals = arrivals;
        this.refundQueries = refundQueries;
        this.disputeQueries = disputeQueries;
        this.reports = reports;
        this.sending = sending;
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

    /** Disputes that can be answered, counted up to the cap. */
    public int getDisputes() {
        if (disputes == null) {
            disputes = disputeQueries.count(DisputeFilter.TO_ANSWER);
        }
        return disputes;
    }

    /** What is wrong with the mail: that it is paused, and letters refused for what we are. */
    public int getMail() {
        if (mail == null) {
            mail = reports.reputation() + (sending.rules().pause() == null ? 0 : 1);
        }
        return mail;
    }

    /** Parked events, counted up to the cap. */
    public int getParked() {
        return getIntake().parked();
    }

    /** What is wrong with the connection to Stripe, counted; parked events are counted by themselves. */
    public int getStripe() {
        return (int) getAlarms().stream()
                .filter(alarm -> alarm != Arrivals.Alarm.PARKED)
                .count();
    }

    /** What is wrong with what comes from Stripe, the worst first. */
    public List<Arrivals.Alarm> getAlarms() {
        return getIntake().alarms();
    }

    /** How it stands with what comes from Stripe. */
    public Arrivals.State getIntake() {
        if (intake == null) {
            intake = arrivals.state();
        }
        return intake;
    }
}
