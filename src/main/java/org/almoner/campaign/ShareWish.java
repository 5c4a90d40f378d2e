package org.almoner.campaign;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.almoner.database.Rejection;
import org.almoner.money.Currencies;

/**
 * The share links that somebody wants for a campaign, of one kind and in one currency.
 *
 * @param account our name of the Stripe account to make them in, "" for the one without; null where there is no choice
 * @param amounts suggested amounts in Stripe's minor units of the currency, each a link of its own
 * @param open whether there is also a link where the donor chooses the amount, with the first of the amounts suggested
 */
public record ShareWish(String account, ShareLink.Kind kind, String currency, List<Long> amounts, boolean open) {

    /** How many amounts may be suggested at once. */
    public static final int MOST_AMOUNTS = 8;

    /** Stripe takes at most eight digits for most means of payment (docs.stripe.com/currencies). */
    private static final long MOST = 99_999_999;

    private static final Set<String> HUNDREDS = Set.of("ISK", "UGX");

    /**
     * @throws Rejection if Stripe could not make such links: amounts of currencies with three decimals end in a zero,
     *     those without cents but written with two places in two (docs.stripe.com/currencies, special cases), and
     *     donors choose the amount of a one-off gift only
     */
    public ShareWish {
        if (kind == null) {
            throw Rejection.invalid("kind", "write one of ONE_OFF, MONTHLY");
        }
        if (currency == null || !Currencies.isCode(currency)) {
            throw Rejection.invalid("currency", "write the currency's three capital letters, such as EUR");
        }
        if (amounts.isEmpty() && !open) {
            throw Rejection.invalid("amounts", "suggest at least one amount, or let the donor choose");
        }
        if (amounts.size() > MOST_AMOUNTS || new HashSet<>(amounts).size() < amounts.size()) {
            throw Rejection.invalid("amounts", "suggest at most " + MOST_AMOUNTS + " amounts, each once");
        }
        if (open && kind == ShareLink.Kind.MONTHLY) {
            throw Rejection.invalid(
                    "open", "Stripe lets donors choose the amount of one-off gifts only; suggest amounts");
        }
        long step = HUNDREDS.contains(currency) ? 100 : Currencies.exponent(currency) == 3 ? 10 : 1;
        for (Long amount : amounts) {
            if (amount == null || amount < 1 || amount > MOST) {
                throw Rejection.invalid("amounts", "write amounts above zero, in minor units of at most eight digits");
            }
            if (amount % step != 0) {
                throw Rejection.invalid(
                        "amounts",
                        "Stripe takes amounts of " + currency + " in steps of " + step + " minor units; " + amount
                                + " is none");
            }
        }
        amounts = List.copyOf(amounts);
    }
}
