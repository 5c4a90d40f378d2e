package org.almoner.gift;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Set;
import org.almoner.money.Money;

/**
 * A recurring plan as screens and API show it.
 *
 * @param reference the subscription
 * @param account the Stripe account it is at, empty for our own
 * @param donor null while nobody knows who gives
 * @param status Stripe's own word, or {@code paused}; {@code unknown} while only an invoice spoke of it
 * @param amount of one instalment, as agreed now; null while that is not known
 * @param rhythm null while that is not known
 * @param monthly the amount as money a month
 * @param anchor from which due dates are counted; null while that is not known
 * @param periodEnd the end of the period that Stripe named last
 * @param endedAt when it ended; null while it runs
 * @param cancelAt when it is to end, if that is already decided
 * @param cancelReason in Stripe's words
 * @param resumesAt when a pause ends by itself
 * @param missed instalments whose payment was tried and that nobody paid
 * @param missing instalments that are open after a failed attempt, so that they may still be paid
 * @param paidAt when the newest paid instalment was paid
 * @param card null if no card is known
 * @param mandate Stripe's word for the permission to take it from the donor's bank; null where none is needed or known
 * @param doubtful whether two statements of one second contradict each other, until Stripe was asked
 */
public record PlanView(
        long id,
        String reference,
        String account,
        boolean livemode,
        GiftView.Donor donor,
        String status,
        boolean paused,
        Money amount,
        Rhythm rhythm,
        Money monthly,
        String campaign,
        String fund,
        Instant startedAt,
        Instant anchor,
        Instant periodEnd,
        Instant endedAt,
        Instant cancelAt,
        String cancelReason,
        Instant resumesAt,
        int missed,
        int missing,
        Instant paidAt,
        Card card,
        String mandate,
        boolean doubtful) {

    private static final Set<String> RUNNING = Set.of("active", "trialing", "past_due", "paused");

    /** How long after its due date an instalment of which nothing was heard is late. */
    private static final Duration GRACE = Duration.ofDays(3);

    /**
     * The card a plan is paid with.
     *
     * @param expiresOn the first day on which it is no longer valid; null if that is not known
     */
    public record Card(String brand, String last4, LocalDate expiresOn) {}

    /** When the next instalment falls due; null if none does: the plan has ended, will have, or is paused for good. */
    public Instant nextAt(Instant now) {
        if (!RUNNING.contains(status) || paused && resumesAt == null || endedAt != null) {
            return null;
        }
        Instant from = paused && resumesAt.isAfter(now) ? resumesAt : now;
        Instant next = periodEnd;
        if (next == null || !next.isAfter(from)) {
            Instant counted = anchor != null ? anchor : periodEnd != null ? periodEnd : startedAt;
            next = rhythm == null || counted == null ? null : rhythm.next(counted, from);
        }
        return next == null || cancelAt != null && !next.isBefore(cancelAt) ? null : next;
    }

    /** Whether its date has passed for days and nothing was heard of an instalment. */
    public boolean late(Instant now) {
        return RUNNING.contains(status)
                && !paused
                && endedAt == null
                && periodEnd != null
                && (cancelAt == null || periodEnd.isBefore(cancelAt))
                && periodEnd.plus(GRACE).isBefore(now);
    }
}
