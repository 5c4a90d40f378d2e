package org.almoner.reconcile;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import org.almoner.money.Money;

/**
 * That an exception was, or shall be, given up.
 *
 * @param exception its number
 * @param state how far it has come
 * @param account the ledger's account that is cleared; null where nothing is posted
 * @param posted what goes to {@code WRITE_OFFS}: positive where it is a loss, negative where it is a gain
 * @param decidedBy who agreed, declined or withdrew; null where nobody had to yet
 * @param reversedOn by the close of which day it was taken back, since the cause was explained after all; else null
 */
public record WriteOff(
        long id,
        long exception,
        State state,
        String account,
        Money posted,
        String reason,
        boolean secondPerson,
        String askedBy,
        Instant askedAt,
        String decidedBy,
        Instant decidedAt,
        LocalDate reversedOn) {

    /** How far it has come. */
    public enum State {
        /** A second person has to agree. */
        WAITING,
        MADE,
        DECLINED,
        WITHDRAWN,
        /** The cause was explained after all, and the entry taken back. */
        REVERSED
    }

    /**
     * What a write-off would do.
     *
     * @param account as above; null: the exception is accepted and nothing is posted
     * @param posted as above
     * @param booked in which month the entry counts; of an accepted one the month of the exception
     * @param about the closed month that the entry is about; null where that is open
     * @param figures the accounts it moves, in that month
     * @param open exceptions of the month that are open now, and then
     * @param status of the month now, and then
     */
    public record Preview(
            long exception,
            String account,
            Money posted,
            YearMonth booked,
            YearMonth about,
            List<Figure> figures,
            Change<Long> open,
            Change<Reconciliation.Status> status,
            boolean secondPerson) {

        public boolean entry() {
            return account != null;
        }

        /** Whether money is lost; a gain otherwise. */
        public boolean loss() {
            return posted.minor() > 0;
        }

        /** What the entry moves, without its direction. */
        public Money moved() {
            return new Money(Math.abs(posted.minor()), posted.currency());
        }

        public String debit() {
            return loss() ? "WRITE_OFFS" : account;
        }

        public String credit() {
            return loss() ? account : "WRITE_OFFS";
        }
    }

    /** What an account moves in the month: debits less credits. */
    public record Figure(String account, Money before, Money after) {}

    /** Something now, and then. */
    public record Change<T>(T before, T after) {}
}
