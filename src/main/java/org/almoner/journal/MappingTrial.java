package org.almoner.journal;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import org.almoner.money.Money;

/**
 * What rules would make of a month, beside what the rules of today make of it.
 *
 * @param lines of accounts for which the two differ
 * @param unmapped how many kinds of entries have no account now
 * @param unmappedThen the same with the rules that were tried
 */
public record MappingTrial(YearMonth month, List<Line> lines, int unmapped, int unmappedThen) {

    /**
     * What stands on an account: debits less credits of the month.
     *
     * @param then with the rules that were tried
     */
    public record Line(
            String account, String accountName, String department, String project, String fund, Money now, Money then) {

        public Money difference() {
            return then.minus(now);
        }
    }

    /** The last day of the month, which lines of a month have. */
    public LocalDate day() {
        return month.atEndOfMonth();
    }
}
