package org.almoner.reconcile;

import java.time.YearMonth;
import org.almoner.database.Filter;

/**
 * A column of the monthly reconciliation: which balance transactions are in it, and what each adds to it. The same rules
 * as those by which the column is added up, so that a list of a column's transactions always comes to the column.
 */
public enum Bucket {
    OPENING("b.net_minor", null),
    CHARGES("b.amount_minor", "r.bucket = 'CHARGES'"),
    REFUNDS("b.amount_minor", "r.bucket = 'REFUNDS'"),
    DISPUTES("b.amount_minor", "r.bucket = 'DISPUTES'"),
    FEES(
            "case when r.bucket = 'FEES' then b.amount_minor else 0 end - b.fee_minor",
            "r.bucket = 'FEES' or b.fee_minor <> 0"),
    ADJUSTMENTS("b.amount_minor", "r.bucket = 'ADJUSTMENTS'"),
    PAYOUTS("b.amount_minor", "r.bucket = 'PAYOUTS'"),
    UNEXPLAINED(
            "case when r.bucket is null then b.amount_minor else 0 end + b.net_minor - (b.amount_minor - b.fee_minor)",
            "r.bucket is null or b.net_minor <> b.amount_minor - b.fee_minor"),
    CLOSING("b.net_minor", null);

    private final String share;
    private final String condition;

    Bucket(String share, String condition) {
        this.share = share;
        this.condition = condition;
    }

    /** What a balance transaction adds to the column, as SQL over {@code b} and its rule {@code r}. */
    String share() {
        return share;
    }

    void ask(Filter filter, YearMonth month) {
        if (month != null) {
            var compared = this == OPENING ? "<" : this == CLOSING ? "<=" : "=";
            filter.and("b.period " + compared + " ?", month.atDay(1));
        }
        if (condition != null) {
            filter.and(condition);
        }
    }
}
