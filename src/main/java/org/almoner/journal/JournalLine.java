package org.almoner.journal;

import java.time.LocalDate;
import org.almoner.money.Money;

/**
 * A line of a journal.
 *
 * @param number from 1
 * @param amount above zero
 * @param fund code of a fund, for accounts that net assets are counted in; else empty
 * @param entries how many entries of the ledger it adds up
 */
public record JournalLine(
        int number,
        LocalDate day,
        Side side,
        String account,
        String accountName,
        String department,
        String project,
        String fund,
        Money amount,
        long entries) {

    /** Left or right. */
    public enum Side {
        DEBIT,
        CREDIT
    }

    public boolean debit() {
        return side == Side.DEBIT;
    }
}
