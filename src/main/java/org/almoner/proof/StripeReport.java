package org.almoner.proof;

import java.time.Instant;
import org.almoner.money.Money;

/**
 * A report that was imported, and how it compares with the books.
 *
 * @param name what the file was called
 * @param zone of its times that are not in UTC
 * @param account whose books it is about, "" for our own; null for all there are
 * @param since from when on; null where a summary says nothing about time
 * @param until until when, itself not included
 * @param lines rows without the header
 * @param agreed rows that say what the books say
 * @param differing how many differences there are, also beyond those that were kept
 * @param sha256 of the file, in hexadecimal
 */
public record StripeReport(
        long id,
        String name,
        ReportKind kind,
        String zone,
        String account,
        Boolean livemode,
        Instant since,
        Instant until,
        long lines,
        String importedBy,
        Instant importedAt,
        Instant comparedAt,
        long agreed,
        long differing,
        String sha256) {

    /** What comparing came to. */
    public enum Outcome {
        AGREES,
        DIFFERS
    }

    public Outcome outcome() {
        return differing == 0 ? Outcome.AGREES : Outcome.DIFFERS;
    }

    /** How a difference differs. */
    public enum DifferenceKind {
        /** The report has it, the books do not. */
        ONLY_STRIPE,
        /** The books have it, the report does not. */
        ONLY_BOOKS,
        /** Both have it and say different things about it. */
        FIELD,
        /** The report has it twice. */
        TWICE
    }

    /**
     * One difference.
     *
     * @param line where it stands in the file, or null
     * @param reference the {@code txn_…}, or the category of a summary's line
     * @param field the report's column that differs, or ""
     * @param oursAmount what the books say, where that is an amount; else null
     * @param ours what the books say otherwise, or null
     */
    public record Difference(
            long position,
            DifferenceKind kind,
            Long line,
            String reference,
            String field,
            String currency,
            Money oursAmount,
            Money theirsAmount,
            String ours,
            String theirs) {}

    /** One side of a total; amounts in minor units, null where a report does not say. */
    public record Sum(Long count, Long gross, Long fee, Long net) {}

    /**
     * Both sides of a currency, or of a category in it.
     *
     * @param category "" for all
     * @param compared false for a currency the file is not about, and for a line nobody knows how to add up
     */
    public record Total(String currency, String category, boolean compared, Sum theirs, Sum ours) {

        /** Whether every figure that the report has is the books' too. */
        public boolean same() {
            return same(theirs.count, ours.count)
                    && same(theirs.gross, ours.gross)
                    && same(theirs.fee, ours.fee)
                    && same(theirs.net, ours.net);
        }

        private static boolean same(Long said, Long known) {
            return said == null || said.equals(known);
        }
    }
}
