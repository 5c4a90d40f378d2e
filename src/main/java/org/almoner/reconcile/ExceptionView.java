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
        LocalDate resolvedOn) {

    public boolean open() {
        return resolvedOn == null;
    }
}
