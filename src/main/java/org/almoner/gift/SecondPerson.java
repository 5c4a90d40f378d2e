package org.almoner.gift;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.almoner.money.Amounts;
import org.almoner.money.Money;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * From which amount on a refund needs a second person: {@code ALMONER_REFUND_APPROVAL_FROM}, one amount for each currency
 * that has one ({@code 100 EUR, 15000 JPY}, major units), or 100 of the base currency when nothing is set.
 *
 * <p>No exchange rate is ever made up, so a currency that has no amount always needs two.
 */
@ApplicationScoped
public class SecondPerson {

    private static final BigDecimal USUAL = BigDecimal.valueOf(100);

    private final Map<String, Long> from = new HashMap<>();

    protected SecondPerson() {}

    /** @throws IllegalArgumentException if the setting is not such a list; the start checks it before */
    @Inject
    public SecondPerson(
            @ConfigProperty(name = "almoner.refund.approval.from") Optional<String> setting,
            @ConfigProperty(name = "almoner.base.currency", defaultValue = "EUR") String baseCurrency) {
        if (setting.isEmpty()) {
            from.put(baseCurrency, Amounts.minor(USUAL, baseCurrency));
            return;
        }
        try {
            from.putAll(Amounts.read(setting.get()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("ALMONER_REFUND_APPROVAL_FROM: " + e.getMessage(), e);
        }
    }

    /**
     * Whether somebody else has to agree.
     *
     * @param together what is asked for and all that was given back of the gift or ordered before, so that an amount
     *     cannot be cut into pieces that need nobody
     */
    public boolean needed(Money together) {
        Long limit = from.get(together.currency());
        return limit == null || together.minor() >= limit;
    }
}
