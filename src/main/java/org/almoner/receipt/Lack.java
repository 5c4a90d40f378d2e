package org.almoner.receipt;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.almoner.money.Money;

/** Why a gift that is due a receipt waits for it: a wrong receipt is worse than a late one. */
public enum Lack {
    /** The regime wants the donor's name. */
    NAME,
    /** The regime wants the donor's full address. */
    ADDRESS,
    /** The regime's receipts are about another currency. */
    CURRENCY,
    /** The issuer's notice of exemption is too old on the day of issue. */
    EXEMPTION,
    /** What the donor got in return is worth so much that the regime sees no gift in it. */
    BENEFIT,
    /** The regime has no page for what the gift is. */
    NATURE,
    /** The regime's form is for persons, and the donor is an organisation. */
    PERSON,
    /** No font has a letter of a name on it. */
    LETTERS;

    private static final ReceiptPrinter PRINTER = new ReceiptPrinter();

    /** What is missing for the right receipt; empty where it can be issued. */
    static List<Lack> of(ReceiptDocument receipt, Thresholds thresholds) {
        Set<Lack> lacks = EnumSet.noneOf(Lack.class);
        Regime regime = receipt.regime();
        Money amount = receipt.gift().amount();
        if (regime.namesDonor() && receipt.donor().name().isBlank()) {
            lacks.add(NAME);
        }
        if (regime.namesDonor() && receipt.donor().addressLines().size() < 2) {
            lacks.add(ADDRESS);
        }
        if (regime.currency()
                .filter(wanted -> !wanted.equals(amount.currency()))
                .isPresent()) {
            lacks.add(CURRENCY);
        }
        if (regime == Regime.DE && !exempt(receipt.issuer().standing().exemption(), receipt.issuedOn(), thresholds)) {
            lacks.add(EXEMPTION);
        }
        if (regime == Regime.FR && receipt.donor().organisation()) {
            lacks.add(PERSON);
        }
        if (!regime.knows(receipt.gift().nature())) {
            lacks.add(NATURE);
        }
        if (!eligible(receipt, thresholds)) {
            lacks.add(BENEFIT);
        }
        if (Arrays.stream(PRINTER.unprintable(receipt)).anyMatch(Character::isLetter)) {
            lacks.add(LETTERS);
        }
        return new ArrayList<>(lacks);
    }

    /** § 63 (5) AO, counted to the day: the notice may be so many years old and not a day more. */
    static boolean exempt(ReceiptDocument.Exemption exemption, LocalDate day, Thresholds thresholds) {
        if (exemption == null || exemption.date().isAfter(day)) {
            return false;
        }
        long years = thresholds.on(day, Regime.DE, exemption.kind() + "_YEARS");
        return !day.isAfter(exemption.date().plusYears(years));
    }

    private static boolean eligible(ReceiptDocument receipt, Thresholds thresholds) {
        var benefit = receipt.gift().benefit();
        if (benefit == null) {
            return true;
        }
        long amount = receipt.gift().amount().minor();
        return switch (receipt.regime()) {
            // as one product, so that nothing is rounded away
            case CA ->
                Math.multiplyExact(benefit.value().minor(), 100L)
                        <= Math.multiplyExact(
                                amount, thresholds.on(receipt.gift().receivedOn(), Regime.CA, "ADVANTAGE_PERCENT"));
            case US, GB -> benefit.value().minor() < amount;
            // their pages have no place for something in return
            case PLAIN, DE, FR -> false;
        };
    }
}
