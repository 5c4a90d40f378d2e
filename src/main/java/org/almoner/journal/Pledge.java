package org.almoner.journal;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.almoner.money.Money;

/**
 * A promise to give, with what became of it.
 *
 * @param condition what must happen first, or else nothing is owed; null if it was promised without
 * @param reference what the donor signed
 * @param metReference what shows that the condition was met; null until then
 * @param endedReason why what was left will never be paid; null unless that is so
 */
public record Pledge(
        long id,
        long donor,
        String donorName,
        String fund,
        Money amount,
        Money paid,
        String condition,
        String reference,
        LocalDate promisedOn,
        String notedBy,
        LocalDate metOn,
        String metBy,
        String metReference,
        LocalDate endedOn,
        String endedBy,
        String endedReason,
        State state) {

    /** How a pledge stands. */
    public enum State {
        /** Its condition is not met: it is no income and nothing is owed. */
        CONDITIONAL,
        /** It is owed, and was income on the day it became so. */
        UNCONDITIONAL,
        FULFILLED,
        WRITTEN_OFF,
        /** Its condition will not be met. */
        LAPSED
    }

    /**
     * What is promised.
     *
     * @param minor in minor units of the currency
     * @param on the day of the promise; today if null
     * @param schedule when it is expected; nothing, or all of it
     */
    public record Draft(
            Long donor,
            String fund,
            Long minor,
            String currency,
            String condition,
            String reference,
            LocalDate on,
            List<Due> schedule) {

        public Draft {
            schedule = List.copyOf(schedule);
        }
    }

    /** A part that is expected on a day. */
    public record Due(LocalDate on, long minor) {}

    /** A gift by which it is paid, the whole gift or as much of it as was owed. */
    public record Payment(
            long id, String gift, Money amount, LocalDate on, String matchedBy, Instant matchedAt, String undoneBy) {}

    /**
     * What a fund was promised, in one currency on a day.
     *
     * @param receivable owed and unpaid; it is part of the net assets
     * @param conditional promised under conditions that are not met; it is no part of them
     */
    public record Disclosed(Money receivable, Money conditional) {}

    /** What is owed and not paid; zero unless it is owed. */
    public Money outstanding() {
        return state == State.UNCONDITIONAL ? amount.minus(paid) : Money.zero(amount.currency());
    }
}
