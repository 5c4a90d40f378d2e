package org.almoner.gift;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.almoner.money.Limits;
import org.almoner.money.Money;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** From which amount on a refund needs a second person: {@code ALMONER_REFUND_APPROVAL_FROM}, read as {@link Limits}. */
@ApplicationScoped
public class SecondPerson {

    private Limits limits;

    protected SecondPerson() {}

    /** @throws IllegalArgumentException if the setting is not such a list; the start checks it before */
    @Inject
    public SecondPerson(
            @ConfigProperty(name = "almoner.refund.approval.from") Optional<String> setting,
            @ConfigProperty(name = "almoner.base.currency", defaultValue = "EUR") String baseCurrency) {
        limits = Limits.of("ALMONER_REFUND_APPROVAL_FROM", setting, baseCurrency);
    }

    /**
     * Whether somebody else has to agree.
     *
     * @param together what is asked for and all that was given back of the gift or ordered before, so that an amount
     *     cannot be cut into pieces that need nobody
     */
    public boolean needed(Money together) {
        return limits.reached(together);
    }
}
