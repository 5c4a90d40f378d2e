package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import org.almoner.receipt.ReceiptQueries;
import org.almoner.receipt.ReceiptRegister;
import org.almoner.receipt.ReceiptView;
import org.jdbi.v3.core.Jdbi;

/** One receipt: the document as it was issued, and what became of its mail. */
@Named
@RequestScoped
public class ReceiptPage {

    /**
     * A mail with the receipt.
     *
     * @param state as {@link ReceiptView.Delivery}
     * @param reply what the mail server last said, or null
     */
    public record Mail(String recipient, String state, int attempts, Instant at, String reply) {}

    private static final String FORM = "correction";

    private ReceiptQueries receipts;
    private ReceiptRegister register;
    private Deeds deeds;
    private Viewer viewer;
    private Jdbi jdbi;

    private String number;
    private String reason;
    private ReceiptView receipt;

    protected ReceiptPage() {}

    @Inject
    ReceiptPage(
            HttpServletRequest request,
            ReceiptQueries receipts,
            ReceiptRegister register,
            Deeds deeds,
            Viewer viewer,
            Jdbi jdbi) {
        // known before the parts of the page are asked whether they are there
        this.number = Choice.text(request.getParameter("number"));
        this.receipts = receipts;
        this.register = register;
        this.deeds = deeds;
        this.viewer = viewer;
        this.jdbi = jdbi;
    }

    public void load() {
        if (getReceipt() == null) {
            Deeds.missing();
        }
    }

    public ReceiptView getReceipt() {
        if (receipt == null && number != null) {
            receipt = receipts.find(number).orElse(null);
        }
        return receipt;
    }

    /** Voids it. */
    public void cancel() {
        if (deeds.attempt(viewer.isFinance(), FORM, () -> register.cancel(number, reason, viewer.getEmail()))) {
            deeds.done("receipt.cancelled");
            deeds.goTo("receipt?number=" + number);
        }
    }

    /** Issues another one for what remains of the gift. */
    public void replace() {
        var next = new String[1];
        if (deeds.attempt(
                viewer.isFinance(), FORM, () -> next[0] = register.replace(number, reason, viewer.getEmail()))) {
            deeds.done("receipt.wasreplaced", number);
            deeds.goTo("receipt?number=" + next[0]);
        }
    }

    /** Whether the reader may void or replace it and it was not replaced yet. */
    public boolean isCorrectable() {
        return viewer.isFinance() && getReceipt() != null && !"REPLACED".equals(receipt.status());
    }

    /** Whether it counts. */
    public boolean isStanding() {
        return getReceipt() != null && "ISSUED".equals(receipt.status());
    }

    public String getReason() {
        return reason;
    }

    public void setReason(String reason) {
        this.reason = reason;
    }

    public List<Mail> getMails() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        """
                        select recipient, case state when 'SENT' then state when 'FAILED' then state when 'DROPPED' then 'NONE'
                                              else 'PENDING' end as state,
                               attempts, coalesce(sent_at, created_at) as at, reply
                        from mail_outbox where receipt_id = ? order by created_at desc
                        """)
                .bind(0, receipt.id())
                .map((row, context) -> new Mail(
                        row.getString("recipient"),
                        row.getString("state"),
                        row.getInt("attempts"),
                        row.getTimestamp("at").toInstant(),
                        row.getString("reply")))
                .list());
    }

    public String getNumber() {
        return number;
    }
}
