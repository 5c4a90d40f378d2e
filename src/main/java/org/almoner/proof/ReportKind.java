package org.almoner.proof;

/** Kinds of Stripe's report files (docs.stripe.com/reports/report-types), known by their columns. */
public enum ReportKind {
    /** {@code balance_change_from_activity.itemized}: every balance transaction of an interval but payouts. */
    BALANCE_CHANGE,
    /** {@code payout_reconciliation.itemized} and {@code .by_id.itemized}: what is in automatic payouts. */
    PAYOUT_RECONCILIATION,
    /** {@code payouts.itemized}: the payouts of an interval. */
    PAYOUTS,
    /** {@code balance.summary.1}: starting balance, activity, payouts, ending balance. */
    BALANCE_SUMMARY,
    /** {@code balance_change_from_activity.summary.1}: activity by category. */
    BALANCE_CHANGE_SUMMARY,
    /** {@code payouts.summary.1}: payouts by category. */
    PAYOUTS_SUMMARY,
    /** {@code payout_reconciliation.summary.1}: what is in the interval's automatic payouts, by category. */
    PAYOUT_RECONCILIATION_SUMMARY;

    /** Whether each row is a balance transaction; otherwise it is a sum. */
    public boolean itemised() {
        return this == BALANCE_CHANGE || this == PAYOUT_RECONCILIATION || this == PAYOUTS;
    }
}
