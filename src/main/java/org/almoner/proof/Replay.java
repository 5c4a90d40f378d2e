package org.almoner.proof;

import java.time.Instant;
import org.almoner.money.Money;

/**
 * A replay of stored events into an empty ledger, and how that one compares with the live one.
 *
 * @param phase what is being done: {@code PREPARE}, {@code EVENTS}, {@code COPY}, {@code MATCH}, {@code COMPARE}, {@code DONE}
 * @param done events and fetched objects, then balance transactions, dealt with so far
 * @param transactions balance transactions that were taken over, as no event tells them
 * @param payouts payouts that were taken over
 * @param entries entries that the replay made
 * @param same entries that both ledgers have, word for word
 * @param otherWay entries of either ledger that come to the same in other steps, such as a suspense that was resolved
 * @param movedOn things that the live ledger changed meanwhile, which are left out
 * @param gifts gifts that were compared
 * @param differing how many differences there are; null until they are known
 */
public record Replay(
        long id,
        Scope scope,
        Status status,
        String phase,
        long done,
        long total,
        long events,
        long fetched,
        long transactions,
        long payouts,
        long entries,
        long same,
        long otherWay,
        long movedOn,
        long gifts,
        Long differing,
        String requestedBy,
        Instant requestedAt,
        Instant startedAt,
        Instant endedAt,
        String error) {

    /** How far it has come. */
    public enum Status {
        WAITING,
        STARTED,
        COMPLETED,
        FAILED
    }

    /**
     * Which events; a null asks nothing, and with none asked everything is replayed, settlement too.
     *
     * @param event one event's {@code evt_…}
     * @param since received at or after
     * @param until received before
     */
    public record Scope(String event, String type, Instant since, Instant until) {

        public static final Scope ALL = new Scope(null, null, null, null);

        public boolean all() {
            return equals(ALL);
        }
    }

    /** Whether it still goes on, or waits to. */
    public boolean running() {
        return status == Status.WAITING || status == Status.STARTED;
    }

    /** Where a difference is. */
    public enum DifferenceKind {
        /** An entry that only the live ledger has. */
        ONLY_LIVE,
        /** An entry that only the replay made. */
        ONLY_REPLAYED,
        /** What both say about a gift. */
        GIFT
    }

    /**
     * One difference; what is about an entry is null for a gift, and the other way round.
     *
     * @param reference the gift, refund, dispute or balance transaction
     * @param debit role of the account, with its fund
     */
    public record Difference(
            long position,
            DifferenceKind kind,
            String reference,
            String entryKey,
            String entryKind,
            String debit,
            String credit,
            Money amount,
            String field,
            String live,
            String replayed) {}
}
