package org.almoner.reconcile;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import org.almoner.money.Money;

/**
 * An exception as screens and API show it.
 *
 * @param reference what it is about: a balance transaction, a gift, a payout, a bank line
 * @param amount the gross of that thing, signed as it moved the balance
 * @param ageDays whole days from the day it happened to the day of the last close, in the organisation's zone
 * @param detail one sentence for people
 * @param period the month it is counted in
 * @param resolvedOn null while it is open
 * @param entity code of the legal entity in whose books it is
 * @param about the closed month it is of, when it came up after that was closed; else null
 * @param assignee who of staff looks after it, by e-mail address; null: nobody
 * @param writtenOff whether it is resolved because staff gave it up
 */
public record ExceptionView(
        long id,
        ExceptionKind kind,
        String reference,
        Money amount,
        int ageDays,
        String detail,
        YearMonth period,
        Instant occurredAt,
        LocalDate raisedOn,
        LocalDate resolvedOn,
        String entity,
        YearMonth about,
        String assignee,
        boolean writtenOff) {

    /** How it stands with an exception. */
    public enum Status {
        OPEN,
        RESOLVED,
        WRITTEN_OFF
    }

    public boolean open() {
        return resolvedOn == null;
    }

    public Status status() {
        return open() ? Status.OPEN : writtenOff ? Status.WRITTEN_OFF : Status.RESOLVED;
    }
}
