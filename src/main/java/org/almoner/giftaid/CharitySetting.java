package org.almoner.giftaid;

/**
 * What HMRC wants to know of a charity that claims, beside what stands on its receipts.
 *
 * @param entity code of the legal entity
 * @param name of the charity, as on its receipts
 * @param hmrcReference as on its receipts; null while it has none
 * @param charityNumber as the regulator gave it; null while it has none
 * @param version 0 while nothing was set
 */
public record CharitySetting(
        String entity, String name, String hmrcReference, String charityNumber, Draft values, int version) {

    /** Who regulates charities: England and Wales, Northern Ireland, Scotland; another one; nobody. */
    public enum Regulator {
        CCEW,
        CCNI,
        OSCR,
        OTHER,
        NONE
    }

    /**
     * Settings as staff write them.
     *
     * @param periodEndMonth month, 1 to 12, in which accounting periods end; 4 and 5 for a trust
     * @param periodEndDay day of that month; one that it lacks is its last
     * @param regulatorName of another one; else null
     * @param officialTitle of the authorised official as HMRC knows them, or null
     * @param aggregate whether small gifts stand together in the schedule, without names
     * @param smallDonations whether it claims top-up payments on small gifts without declarations; not for charities that are
     *     connected with others, which share one limit
     */
    public record Draft(
            int periodEndMonth,
            int periodEndDay,
            Regulator regulator,
            String regulatorName,
            String officialTitle,
            String officialFirst,
            String officialLast,
            String officialPostcode,
            String officialPhone,
            boolean aggregate,
            boolean smallDonations) {

        /** What holds while nothing was set. */
        static final Draft USUAL = new Draft(3, 31, Regulator.CCEW, null, null, null, null, null, null, false, false);
    }
}
