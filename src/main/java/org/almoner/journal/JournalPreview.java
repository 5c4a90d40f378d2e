package org.almoner.journal;

import java.util.List;
import org.almoner.journal.MappingRule.Restriction;
import org.almoner.money.Money;

/**
 * What a batch would have in it, and what is in its way.
 *
 * @param status of the month: {@code OPEN}, {@code BALANCED}, {@code CLOSED}
 * @param lines added up over the month, at most {@link #MOST_LINES}
 * @param totals what each side adds up to, by currency
 * @param unmapped what no rule leads to an account; nothing can be made while there is any
 * @param entries how many entries of the ledger are in no batch yet
 */
public record JournalPreview(
        JournalWish wish,
        String status,
        List<JournalLine> lines,
        List<Money> totals,
        List<Unmapped> unmapped,
        long entries) {

    public static final int MOST_LINES = 1_000;

    /**
     * Sides of entries that have no account.
     *
     * @param rule the rule that holds but leads to an account that the entity does not have, or null
     */
    public record Unmapped(
            String role, String fund, String channel, Restriction restriction, Money amount, long entries, Long rule) {}

    /** Whether the month is far enough. */
    public boolean settled() {
        return !status.equals("OPEN");
    }

    /** Whether a batch can be made of it. */
    public boolean possible() {
        return settled() && unmapped.isEmpty() && entries > 0;
    }
}
