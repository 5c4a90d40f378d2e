package org.almoner.bank;

import java.util.List;

/**
 * Which lines and deposits somebody says are the same money.
 *
 * @param differenceAccount where the difference goes: {@code PROCESSING_FEES}, {@code ADJUSTMENTS}, or {@code NOT_OURS} for
 *     lines that are none of our deposits; null where there must be none
 * @param reason why there is a difference
 * @param suggested whether a suggestion was taken as it was
 */
public record MatchWish(
        List<Part> lines, List<Part> deposits, String differenceAccount, String reason, boolean suggested) {

    /**
     * A line or a deposit.
     *
     * @param amountMinor how much of it, with its sign, when it is split; null for all that is left
     */
    public record Part(long id, Long amountMinor) {}

    public MatchWish {
        lines = List.copyOf(lines);
        deposits = List.copyOf(deposits);
        reason = reason == null ? "" : reason.strip();
    }

    /** All that is left of some lines and deposits, without a difference. */
    public static MatchWish whole(List<Long> lines, List<Long> deposits) {
        return new MatchWish(all(lines), all(deposits), null, "", false);
    }

    /** All that is left of each. */
    public static List<Part> all(List<Long> ids) {
        return ids.stream().map(id -> new Part(id, null)).toList();
    }
}
