package org.almoner.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import org.almoner.money.Limits;
import org.almoner.money.Money;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** From which amount on a write-off needs a second person: {@code ALMONER_WRITE_OFF_APPROVAL_FROM}, read as {@link Limits}. */
@ApplicationScoped
public class WriteOffLimits {

    private Limits limits;

    protected WriteOffLimits() {}

    /** @throws IllegalArgumentException if the setting is not such a list; the start checks it before */
    @Inject
    public WriteOffLimits(
            @ConfigProperty(name = "almoner.write.off.approval.from") Optional<String> setting,
            @ConfigProperty(name = "almoner.base.currency", defaultValue = "EUR") String baseCurrency) {
        limits = Limits.of("ALMONER_WRITE_OFF_APPROVAL_FROM", setting, baseCurrency);
    }

    /** Whether somebody else of finance has to agree to a difference of this size, whatever its direction. */
    public boolean needed(Money difference) {
        return limits.reached(difference);
    }
}
