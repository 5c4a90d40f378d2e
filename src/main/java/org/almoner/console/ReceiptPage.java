package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Instant;
import java.util.List;
import org.almoner.receipt.ReceiptQueries;
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

    private ReceiptQueries receipts;
    private Jdbi jdbi;

    private String number;
    private ReceiptView receipt;

    protected ReceiptPage() {}

    @Inject
    ReceiptPage(ReceiptQueries receipts, Jdbi jdbi) {
        this.receipts = receipts;
        this.jdbi = jdbi;
    }

    public void load() {
        receipt = number == null ? null : receipts.find(number).orElse(null);
        if (receipt == null) {
            Deeds.missing();
        }
    }

    public ReceiptView getReceipt() {
        return receipt;
    }

    public List<Mail> getMails() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        """
                        select recipient, case state when 'SENT' then state when 'FAILED' then state else 'PENDING' end as state,
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

    public void setNumber(String number) {
        this.number = number;
    }
}
