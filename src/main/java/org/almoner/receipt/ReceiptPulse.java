package org.almoner.receipt;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.almoner.database.Transactions;
import org.almoner.time.Calendar;
import org.almoner.time.Pulse;

/**
 * Issues the receipts of those who want them at once. A gift is received when its money is certain, for a bank debit days
 * after it was submitted; a minute later all that Stripe says of it is there. What this overlooks the nightly close issues.
 */
@ApplicationScoped
public class ReceiptPulse extends Pulse {

    private static final int CHUNK = 100;
    private static final Duration SETTLES = Duration.ofMinutes(1);
    private static final Duration LOOKS_BACK = Duration.ofDays(3);

    @Inject
    private Transactions transactions;

    @Inject
    private ReceiptIssue issue;

    @Inject
    private Calendar calendar;

    protected ReceiptPulse() {
        super(Duration.ofSeconds(5), "Receipts cannot be issued just now and will be tried again");
    }

    ReceiptPulse(Transactions transactions, ReceiptIssue issue, Calendar calendar) {
        this();
        this.transactions = transactions;
        this.issue = issue;
        this.calendar = calendar;
    }

    @Override
    protected void beat() {
        while (!stopping() && chunk() == CHUNK) {
            // the next chunk
        }
    }

    /** Issues some, in a transaction of their own; what another beside it was faster with is left out. */
    private int chunk() {
        Instant now = calendar.now();
        return transactions.inNew(handle -> {
            List<Long> gifts = issue.dueAtOnce(handle, now.minus(LOOKS_BACK), now.minus(SETTLES), CHUNK);
            if (!gifts.isEmpty()) {
                issue.issue(handle, calendar.today(), gifts);
            }
            return gifts.size();
        });
    }
}
