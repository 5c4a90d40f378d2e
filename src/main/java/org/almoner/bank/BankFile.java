package org.almoner.bank;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.almoner.money.Money;

/**
 * A file of statements, as it was sent.
 *
 * @param importedAt null while it is only looked at
 * @param sha256 of its bytes, in hexadecimal digits
 * @param parts its statements: what would come in, or did
 */
public record BankFile(
        long id,
        String name,
        StatementFormat format,
        long bytes,
        String sha256,
        String sentBy,
        Instant sentAt,
        String importedBy,
        Instant importedAt,
        List<Part> parts) {

    /**
     * A statement of the file.
     *
     * @param statement its id; null for one that was imported before, with another file
     * @param identity the bank's own
     * @param opening null, with {@code closing}, where the file does not say
     * @param lines all of them
     * @param added those that no other statement brought before
     * @param gapMinor by how much the opening balance differs from what is known before it; 0 where it follows, null where
     *     nothing is known
     * @param after last day that is known before it
     */
    public record Part(
            Long statement,
            long account,
            String accountName,
            String identity,
            LocalDate since,
            LocalDate until,
            Money opening,
            Money closing,
            long lines,
            long added,
            Long gapMinor,
            LocalDate after) {

        Part withGap(Long gap, LocalDate day) {
            return new Part(
                    statement, account, accountName, identity, since, until, opening, closing, lines, added, gap, day);
        }

        /** What is missing between this statement and those before it; null where nothing is. */
        public Money gap() {
            return gapMinor == null || gapMinor == 0 ? null : new Money(gapMinor, opening.currency());
        }
    }

    public boolean imported() {
        return importedAt != null;
    }

    /** Lines that come in with it. */
    public long added() {
        return parts.stream().mapToLong(Part::added).sum();
    }

    public long lines() {
        return parts.stream().mapToLong(Part::lines).sum();
    }
}
