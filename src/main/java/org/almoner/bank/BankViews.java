package org.almoner.bank;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.almoner.money.Money;

/** Bank lines, deposits and what binds them, as screens and API show them. */
public final class BankViews {

    private BankViews() {}

    /**
     * A line of a statement.
     *
     * @param left what nobody has matched and nothing waits for
     * @param open what is not matched yet, with what waits for a second person
     * @param ageDays since its booking day
     */
    public record Line(
            long id,
            long account,
            String accountName,
            long statement,
            LocalDate bookedOn,
            LocalDate valuedOn,
            Money amount,
            Money left,
            Money open,
            String bankReference,
            String senderReference,
            String counterparty,
            String text,
            String assignedTo,
            long comments,
            long ageDays,
            long file,
            long place) {

        /** {@code OPEN} while any of it is not matched. */
        public String state() {
            return open.minor() == 0 ? "MATCHED" : left.minor() == 0 ? "WAITING" : "OPEN";
        }
    }

    /**
     * A deposit.
     *
     * @param until the last day on which the bank may show it
     * @param payout Stripe's id, or null
     */
    public record Deposit(
            long id,
            String kind,
            String reference,
            Money amount,
            Money left,
            Money open,
            LocalDate expectedOn,
            LocalDate until,
            String payout,
            boolean needed) {

        public String state() {
            return open.minor() == 0 ? "MATCHED" : left.minor() == 0 ? "WAITING" : "OPEN";
        }
    }

    /** A line or a deposit in a match: what it is called, and how much of it. */
    public record Part(long id, String name, Money amount) {}

    /** A match; the difference is lines less deposits. */
    public record Match(
            long id,
            String state,
            String key,
            Money difference,
            String differenceAccount,
            String reason,
            boolean secondPerson,
            String madeBy,
            Instant madeAt,
            String decidedBy,
            Instant decidedAt,
            String undoneBy,
            Instant undoneAt,
            String undoneReason,
            List<Part> lines,
            List<Part> deposits) {}

    /** What may be the same money, and why. */
    public record Suggestion(long id, String kind, Money difference, List<Part> lines, List<Part> deposits) {}

    /** What somebody said about a line. */
    public record Comment(Instant at, String author, String text) {}
}
