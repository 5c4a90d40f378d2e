package org.almoner.receipt;

import java.util.Collection;
import java.util.Objects;
import org.almoner.money.Money;

/**
 * What a regime makes of a gift and of what the donor got for it, by the thresholds of the day it was received.
 *
 * @param eligible what remains a gift in the eyes of the regime
 * @param counted whether what the donor got is taken off; a trifle is not
 * @param disclosed whether the donor must be told that only the excess is deductible (US)
 * @param acknowledgedFrom the amount from which on this very acknowledgment is needed, where the gift reaches it (US), or null
 * @param reclaimed the tax that can be claimed back with a declaration (GB), or null
 * @param percent of the gift that this is
 * @param undeclared whether no declaration of the donor covers it, so that nothing is claimed back (GB)
 */
public record Assessment(
        Money eligible,
        boolean counted,
        boolean disclosed,
        Money acknowledgedFrom,
        Money reclaimed,
        int percent,
        boolean undeclared) {

    private Assessment(
            Money eligible, boolean counted, boolean disclosed, Money acknowledgedFrom, Money reclaimed, int percent) {
        this(eligible, counted, disclosed, acknowledgedFrom, reclaimed, percent, false);
    }

    /** The same of a gift that no declaration covers; of what is not claimed back anyway it changes nothing. */
    Assessment withoutDeclaration() {
        return reclaimed == null
                ? this
                : new Assessment(eligible, counted, disclosed, acknowledgedFrom, null, percent, true);
    }

    static Assessment none(ReceiptDocument.Gift gift) {
        return new Assessment(gift.amount(), false, false, null, null, 0);
    }

    static Assessment of(Regime regime, ReceiptDocument.Gift gift, Thresholds thresholds) {
        return switch (regime) {
            case US -> american(gift, thresholds);
            case GB -> british(gift, thresholds);
            case CA -> canadian(gift, thresholds);
            case PLAIN, DE, FR -> none(gift);
        };
    }

    /** Money of another currency counts as above each threshold: a sentence too many harms nobody, one too few does. */
    private static Assessment american(ReceiptDocument.Gift gift, Thresholds thresholds) {
        boolean dollars = gift.amount().currency().equals("USD");
        long needed = thresholds.on(gift.receivedOn(), Regime.US, "ACKNOWLEDGMENT");
        long exchanged = thresholds.on(gift.receivedOn(), Regime.US, "QUID_PRO_QUO");
        boolean large = !dollars || gift.amount().minor() >= needed;
        // more than, not from: 26 USC 6115(b)
        boolean disclosed = gift.benefit() != null && (!dollars || gift.amount().minor() > exchanged);
        return new Assessment(
                excess(gift), gift.benefit() != null, disclosed, large ? new Money(needed, "USD") : null, null, 0);
    }

    private static Assessment british(ReceiptDocument.Gift gift, Thresholds thresholds) {
        int percent = (int) thresholds.on(gift.receivedOn(), Regime.GB, "GIFT_AID_PERCENT");
        Money reclaimed = smallBenefit(gift, thresholds)
                ? new Money(gift.amount().minor() * percent / 100, gift.amount().currency())
                : null;
        return new Assessment(gift.amount(), gift.benefit() != null, false, null, reclaimed, percent);
    }

    /** A part of the first 100 pounds and a smaller one of the rest, up to a cap (ITA 2007 s. 418). */
    private static boolean smallBenefit(ReceiptDocument.Gift gift, Thresholds thresholds) {
        if (gift.benefit() == null) {
            return true;
        }
        long amount = gift.amount().minor();
        long first = Math.min(amount, thresholds.on(gift.receivedOn(), Regime.GB, "BENEFIT_FIRST"));
        long allowed = first * thresholds.on(gift.receivedOn(), Regime.GB, "BENEFIT_FIRST_PERCENT")
                + (amount - first) * thresholds.on(gift.receivedOn(), Regime.GB, "BENEFIT_REST_PERCENT");
        long value = gift.benefit().value().minor();
        return value * 100 <= allowed && value <= thresholds.on(gift.receivedOn(), Regime.GB, "BENEFIT_CAP");
    }

    /** A benefit up to the lesser of a sum and a part of the gift is ignored (CRA, split receipting). */
    private static Assessment canadian(ReceiptDocument.Gift gift, Thresholds thresholds) {
        if (gift.benefit() == null) {
            return none(gift);
        }
        long value = gift.benefit().value().minor();
        long part = thresholds.on(gift.receivedOn(), Regime.CA, "DE_MINIMIS_PERCENT");
        boolean trifle = value <= thresholds.on(gift.receivedOn(), Regime.CA, "DE_MINIMIS")
                && Math.multiplyExact(value, 100L)
                        <= Math.multiplyExact(gift.amount().minor(), part);
        return trifle ? none(gift) : new Assessment(excess(gift), true, false, null, null, 0);
    }

    /** What the regime makes of several gifts together, each judged for itself. */
    static Assessment sum(Collection<Assessment> all) {
        Assessment first = all.iterator().next();
        String currency = first.eligible().currency();
        return new Assessment(
                new Money(
                        all.stream().mapToLong(each -> each.eligible().minor()).reduce(0, Math::addExact), currency),
                all.stream().anyMatch(Assessment::counted),
                all.stream().anyMatch(Assessment::disclosed),
                all.stream()
                        .map(Assessment::acknowledgedFrom)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null),
                all.stream()
                        .map(Assessment::reclaimed)
                        .filter(Objects::nonNull)
                        .reduce(Money::plus)
                        .orElse(null),
                first.percent(),
                all.stream().allMatch(each -> each.reclaimed() == null)
                        && all.stream().anyMatch(Assessment::undeclared));
    }

    private static Money excess(ReceiptDocument.Gift gift) {
        return gift.benefit() == null
                ? gift.amount()
                : new Money(
                        gift.amount().minor() - gift.benefit().value().minor(),
                        gift.amount().currency());
    }
}
