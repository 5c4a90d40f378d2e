package org.almoner.journal;

import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import org.almoner.money.Money;

/**
 * A batch as it was made, and what became of it.
 *
 * @param number of its entity, without a gap
 * @param currency the only one in it; null for all there were
 * @param reverses the batch that this one takes back, or null
 * @param reversedBy the batch that takes this one back, or null
 * @param confirmation the number the other system gave it, or null
 * @param reopened whether the month was opened again after it was made
 * @param totals what each side adds up to, by currency
 */
public record JournalBatch(
        long id,
        String entity,
        int number,
        YearMonth month,
        String currency,
        JournalWish.Granularity granularity,
        Long reverses,
        Long reversedBy,
        String reason,
        long entries,
        long lines,
        String madeBy,
        Instant madeAt,
        String confirmation,
        Status status,
        boolean reopened,
        List<Money> totals) {

    /** How far a batch has come. */
    public enum Status {
        MADE,
        EXPORTED,
        CONFIRMED,
        REVERSED
    }

    /**
     * Something that happened to a batch.
     *
     * @param kind {@code MADE}, {@code EXPORTED}, {@code CONFIRMED}, {@code CORRECTED}, {@code REVERSED}
     * @param detail the file, the other system's number, or the batch that took it back
     */
    public record Event(String kind, String detail, String reason, String actor, Instant at) {}

    /** An entry of the ledger that a line adds up. */
    public record Entry(long posting, String kind, String reference, String gift, Money amount, Instant at) {}

    /** Whether it can be taken back. */
    public boolean standing() {
        return reverses == null && reversedBy == null;
    }
}
