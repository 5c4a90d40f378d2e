package org.almoner.bank;

/** The balances that stand behind the rows of a CSV, which may be in the order of time or the other way round. */
final class RunningBalance {

    private boolean forwards = true;
    private boolean backwards = true;
    private boolean begun;
    private long firstAmount;
    private long first;
    private long amount;
    private long last;

    /** Whether a row may follow on those before it, in one of the two orders. */
    boolean holds(long next, long after) {
        if (!begun) {
            begun = true;
            firstAmount = next;
            first = after;
        } else {
            forwards &= last + next == after;
            backwards &= last - amount == after;
        }
        amount = next;
        last = after;
        return forwards || backwards;
    }

    long opening() {
        return forwards ? first - firstAmount : last - amount;
    }

    long closing() {
        return forwards ? last : first;
    }
}
