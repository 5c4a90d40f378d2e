package org.almoner.bank;

import org.almoner.database.Rejection;
import org.almoner.money.Money;

/** The arithmetic of a statement: opening and lines make closing. */
final class Balances {

    private Balances() {}

    /** @throws Rejection naming the place, if they do not */
    static void require(long opening, long sum, long count, long closing, String currency, long line, long begins) {
        if (Math.addExact(opening, sum) != closing) {
            throw Rejection.invalid(
                    "file",
                    "Line " + line + ", column 1: the statement that begins in line " + begins + " opens with "
                            + new Money(opening, currency) + ", its " + count + " lines make "
                            + new Money(Math.addExact(opening, sum), currency) + ", and it closes with "
                            + new Money(closing, currency)
                            + "; a line is missing or was changed, take the file from the bank again");
        }
    }
}
