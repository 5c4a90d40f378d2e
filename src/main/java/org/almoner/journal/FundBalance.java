package org.almoner.journal;

import org.almoner.money.Money;

/**
 * The net assets of a fund in one currency on a day, as far as gifts made them; what was spent is in the books kept
 * elsewhere.
 *
 * @param contributed what was given, or promised so that it is owed
 * @param givenBack refunds, disputes lost and pledges written off; not below zero
 * @param released what became free of donors' restrictions
 * @param withRestrictions what is bound
 * @param withoutRestrictions what is free
 * @param inDispute what may still have to be given back
 */
public record FundBalance(
        Money contributed,
        Money givenBack,
        Money released,
        Money withRestrictions,
        Money withoutRestrictions,
        Money inDispute) {

    /** What can be released: bound, and not in dispute; not below zero. */
    public Money releasable() {
        var left = withRestrictions.minus(inDispute);
        return left.minor() < 0 ? Money.zero(left.currency()) : left;
    }

    public String currency() {
        return contributed.currency();
    }
}
