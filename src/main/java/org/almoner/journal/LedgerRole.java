package org.almoner.journal;

import java.util.List;

/** The accounts of our own ledger, by what they are for: what a rule can name. */
public final class LedgerRole {

    /** In the order of a chart: what is owned, what came, what it cost. */
    public static final List<String> ALL = List.of(
            "STRIPE_RECEIVABLE",
            "STRIPE_CLEARING",
            "BANK_IN_TRANSIT",
            "BANK",
            "RESERVES",
            "DISPUTES_OPEN",
            "PLEDGES_RECEIVABLE",
            "CURRENCY_EXCHANGE",
            "UNEXPLAINED",
            "GIFT_INCOME",
            "REFUNDS",
            "DISPUTES_LOST",
            "PLEDGES_WRITTEN_OFF",
            "ADJUSTMENTS",
            "PROCESSING_FEES",
            "EXCHANGE_DIFFERENCE",
            "WRITE_OFFS",
            "RELEASED_FROM_RESTRICTION",
            "RELEASED_TO_UNRESTRICTED");

    private LedgerRole() {}
}
