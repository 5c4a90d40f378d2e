package org.almoner.affiliate;

import java.util.List;
import org.almoner.money.Money;

/**
 * Who keeps books of its own: months are balanced and closed for each one by itself. The first, {@code main}, came with
 * the schema and has everything that is nobody else's.
 *
 * @param values what staff wrote
 */
public record LegalEntity(long id, String code, Draft values, int version) {

    /** The one that has every affiliate and account that is not another's. */
    public static final long FIRST = 1;

    /** How our own Stripe account is written where accounts are listed; in tables it is the empty text. */
    public static final String OWN_ACCOUNT = "own";

    /**
     * A legal entity as staff write it.
     *
     * @param tolerance how much an open exception may be about and a month still be closed; none for other currencies
     * @param stripeAccounts whose money is in its books: {@code own}, or the names they have in {@code ALMONER_STRIPE_ACCOUNTS}
     * @param affiliates codes of those whose books these are
     */
    public record Draft(String name, List<Money> tolerance, List<String> stripeAccounts, List<String> affiliates) {}
}
