package org.almoner.bank;

import java.util.Objects;

/**
 * An account at a bank.
 *
 * @param legalEntity whose it is
 * @param number IBAN without blanks, or the number as the bank's files write it
 * @param openingMinor balance before the first statement, in minor units; null where the first statement's own is taken
 * @param raises which lines without a deposit are exceptions
 * @param active whether statements are still expected; an account with statements is never deleted
 */
public record BankAccount(
        long id,
        long legalEntity,
        String name,
        String number,
        String currency,
        Long openingMinor,
        Raises raises,
        boolean active,
        int version) {

    /** Which lines that nobody matched are exceptions. */
    public enum Raises {
        ALL,
        /** Only money that comes in: for an account that also pays wages and rent. */
        INCOMING
    }

    public BankAccount {
        Objects.requireNonNull(raises, "raises");
    }

    /** The number as people read it: an IBAN in groups of four. */
    public String shownNumber() {
        return AccountNumbers.isIban(number) ? number.replaceAll("(.{4})(?=.)", "$1 ") : number;
    }
}
