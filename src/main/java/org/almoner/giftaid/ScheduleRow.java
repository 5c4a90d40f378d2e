package org.almoner.giftaid;

import java.time.LocalDate;

/**
 * A line of HMRC's schedule: a gift with its donor's name and home, or several small ones without.
 *
 * @param aggregated what several are called together; null for one gift
 * @param day of the gift, or of the last of several
 */
record ScheduleRow(
        String title,
        String firstName,
        String lastName,
        String house,
        String postcode,
        boolean overseas,
        String aggregated,
        LocalDate day,
        long pence) {

    static ScheduleRow of(ClaimLine line) {
        return new ScheduleRow(
                line.title(),
                line.firstName(),
                line.lastName(),
                line.house(),
                line.postcode(),
                line.overseas(),
                null,
                line.receivedOn(),
                line.amountMinor());
    }

    static ScheduleRow together(int gifts, LocalDate last, long pence) {
        String called = gifts == 1 ? "1 small gift" : gifts + " small gifts";
        return new ScheduleRow(null, null, null, null, null, false, called, last, pence);
    }
}
