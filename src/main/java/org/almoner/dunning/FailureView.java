package org.almoner.dunning;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.almoner.dunning.Step.Deed;
import org.almoner.gift.GiftView;
import org.almoner.money.Money;
import org.almoner.time.Calendar;

/**
 * A failure of a plan, from its first unpaid instalment on.
 *
 * @param plan reference of the plan
 * @param planStatus Stripe's own word, or {@code paused}
 * @param donor null while nobody knows who gives
 * @param amount of the instalment that failed first; null while that is not known
 * @param declineClass what kind of failure it is
 * @param code Stripe's own word for it; null if it said none
 * @param lapsedAt since when the plan no longer counts as recurring income; null while it does
 * @param endedAt null while it goes on
 * @param ending {@code RECOVERED}, {@code PLAN_ENDED} or {@code WITHDRAWN}; null while it goes on
 * @param taken steps of the policy, in their order
 * @param askedAt when Stripe was asked about the instalment last; null if never
 */
public record FailureView(
        long id,
        String plan,
        String planStatus,
        boolean planPaused,
        GiftView.Donor donor,
        Money amount,
        String declineClass,
        String code,
        Instant firstFailedAt,
        Instant lapsedAt,
        Instant endedAt,
        String ending,
        List<Taken> taken,
        Instant askedAt) {

    /**
     * A step that was taken.
     *
     * @param state {@code MAILED}, {@code OVERTAKEN}, {@code NO_ADDRESS}, {@code BOUNCED},
     *     {@code GIVES_OTHERWISE}, {@code ASKED}, {@code DONE},
     *     {@code REFUSED}
     * @param delivery how its mail stands: {@code QUEUED}, {@code SENDING}, {@code SENT}, {@code FAILED},
     *     {@code DROPPED}; null if there is none
     * @param reply what the mail server said last; null if nothing
     */
    public record Taken(
            long id,
            int number,
            int afterDays,
            Deed deed,
            String template,
            String state,
            Instant at,
            String delivery,
            String reply) {}

    /**
     * A step that is still to come.
     *
     * @param on the day on which it is taken, in the organisation's zone; today if it is due already
     */
    public record Coming(Step step, LocalDate on) {}

    /** The newest step that was taken, those that were overtaken left out; null if there is none. */
    public Taken last() {
        return taken.stream()
                .filter(each -> !each.state().equals("OVERTAKEN"))
                .reduce((earlier, later) -> later)
                .orElse(null);
    }

    /** What the policy does next; null if nothing: it is off, its steps are over, or the plan is paused or failed no more. */
    public Coming coming(Policy policy, Calendar calendar) {
        if (!policy.enabled() || endedAt != null || planPaused) {
            return null;
        }
        var next = next(policy, calendar);
        return next == null
                ? null
                : new Coming(next.step(), next.on().isBefore(calendar.today()) ? calendar.today() : next.on());
    }

    /** Until when the plan counts as recurring income whatever happens, if its policy is on. */
    public LocalDate graceUntil(Policy policy, Calendar calendar) {
        return calendar.dayOf(firstFailedAt).plusDays(policy.graceDays());
    }

    Policy.Next next(Policy policy, Calendar calendar) {
        return policy.next(
                calendar.dayOf(firstFailedAt),
                taken.stream()
                        .map(each -> new Policy.Taken(
                                each.number(), each.afterDays(), each.deed(), calendar.dayOf(each.at())))
                        .toList(),
                calendar.today());
    }
}
