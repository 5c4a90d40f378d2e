package org.almoner.gift;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.almoner.money.Currencies;
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
    private static final Pattern AMOUNT = Pattern.compile("\\s*(\\d{1,9}(?:\\.\\d{1,3})?) ([A-Z]{3})\\s*");

    private final Map<String, Long> from = new HashMap<>();

    protected SecondPerson() {}

    /** @throws IllegalArgumentException if the setting is not such a list; the start checks it before */
    @Inject
    public SecondPerson(
            @ConfigProperty(name = "almoner.refund.approval.from") Optional<String> setting,
            @ConfigProperty(name = "almoner.base.currency", defaultValue = "EUR") String baseCurrency) {
        if (setting.isEmpty()) {
            put(baseCurrency, USUAL);
            return;
        }
        for (String each : setting.get().split(",")) {
            Matcher amount = AMOUNT.matcher(each);
            if (!amount.matches()) {
                throw new IllegalArgumentException("ALMONER_REFUND_APPROVAL_FROM: write amounts as 100 EUR, 120 USD");
            }
            put(amount.group(2), new BigDecimal(amount.group(1)));
        }
    }

    /**
     * Whether somebody else has to agree.
     *
     * @param together what is asked for and all that was given back of the gift or ordered before, so that an amount
     *     cannot be cut into pieces that need nobody
     */
    boolean needed(Money together) {
        Long limit = from.get(together.currency());
        return limit == null || together.minor() >= limit;
    }

    private void put(String currency, BigDecimal major) {
        from.put(
                currency,
                major.movePointRight(Currencies.exponent(currency))
                        .setScale(0, RoundingMode.DOWN)
                        .longValueExact());
    }
}
