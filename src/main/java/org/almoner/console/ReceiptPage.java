package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.almoner.mail.MailDesk;
import org.almoner.receipt.PrintQueue;
import org.almoner.receipt.ReceiptQueries;
import org.almoner.receipt.ReceiptRegister;
import org.almoner.receipt.ReceiptView;
import org.almoner.receipt.Verifications;
import org.jdbi.v3.core.Jdbi;

/** One receipt: the document as it was issued, and what became of its mail. */
@Named
@RequestScoped
public class ReceiptPage {

    /**
     * A mail with the receipt.
     *
     * @param state as the outbox has it
     * @param reply what the mail server last said, or null
     */
    public record Mail(UUID id, String recipient, String state, int attempts, Instant at, String reply) {

        /** Whether it was not delivered, and will not be by itself. */
        public boolean undelivered() {
            return Set.of("FAILED", "BOUNCED", "SUPPRESSED").contains(state);
        }

        /** Whether it is still under way. */
        public boolean waiting() {
            return Set.of("QUEUED", "SENDING").contains(state);
        }
    }

    private static final String FORM = "correction";

    private ReceiptQueries receipts;
    private ReceiptRegister register;
    private MailDesk desk;
    private PrintQueue queue;
    private Verifications verifications;
    private Deeds deeds;
    private Viewer viewer;
    private Jdbi jdbi;

    private String number;
    private String reason;
    private ReceiptView receipt;
    private List<Mail> mails;

    protected ReceiptPage() {}

    @Inject
    ReceiptPage(
            HttpServletRequest request,
            ReceiptQueries receipts,
            ReceiptRegister register,
            MailDesk desk,
            PrintQueue queue,
            Verifications verifications,
            Deeds deeds,
            Viewer viewer,
            Jdbi jdbi) {
        // known before the parts of the page are asked whether they are there
        this.number = Choice.text(request.getParameter("number"));
        this.receipts = receipts;
        this.register = register;
        this.desk = desk;
        this.queue = queue;
        this.verifications = verifications;
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

    /** Lets it wait to be printed and posted. */
    public void post() {
        if (deeds.attempt(isPostable(), null, () -> queue.put(number, PrintQueue.Reason.ASKED, viewer.getEmail()))) {
            deeds.done("receipt.topost.done");
            deeds.goTo("receipt?number=" + number);
        }
    }

    /** Whether the reader may let it be posted. */
    public boolean isPostable() {
        return isStanding() && (viewer.isFinance() || viewer.isFundraiser());
    }

    /** The gifts it is about. */
    public List<ReceiptQueries.Covered> getGifts() {
        return receipts.gifts(number);
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

    /** Sends it once more, to the donor's address of today. */
    public void again() {
        if (deeds.attempt(
                isSendable(), "again", () -> desk.again(getMails().get(0).id(), viewer.getEmail()))) {
            deeds.done("mail.again.done");
            deeds.goTo("receipt?number=" + number);
        }
    }

    /** Whether the reader may send it again, and it is not under way. */
    public boolean isSendable() {
        return (viewer.isFundraiser() || viewer.isFinance())
                && isStanding()
                && !getMails().isEmpty()
                && !getMails().get(0).waiting();
    }

    /** What is to be done about the newest mail, a key of the texts; null if it arrived or is under way. */
    public String getTodo() {
        return isStanding() && !getMails().isEmpty() && getMails().get(0).undelivered()
                ? "mail.todo." + getMails().get(0).state()
                : null;
    }

    public List<Mail> getMails() {
        if (mails == null) {
            mails = readMails();
        }
        return mails;
    }

    private List<Mail> readMails() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        """
                        select id, recipient, state, attempts, coalesce(sent_at, created_at) as at, reply
                        from mail_outbox where receipt_id = ? order by created_at desc
                        """)
                .bind(0, getReceipt().id())
                .map((row, context) -> new Mail(
                        row.getObject("id", UUID.class),
                        row.getString("recipient"),
                        row.getString("state"),
                        row.getInt("attempts"),
                        row.getTimestamp("at").toInstant(),
                        row.getString("reply")))
                .list());
    }

    /** The path of the page on which anybody checks it. */
    public String getCheck() {
        return verifications.path(number);
    }

    public String getNumber() {
        return number;
    }
}
