package org.almoner.stripe;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.almoner.time.Pulse;

/**
 * Sends the refunds that are due each second: those just ordered, those that Stripe did not answer, and those whose
 * sender was killed.
 */
@ApplicationScoped
public class RefundPulse extends Pulse {

    @Inject
    private RefundSender sender;

    protected RefundPulse() {
        super(Duration.ofSeconds(1), "Refunds cannot be sent just now and will be tried again");
    }

    @Override
    protected void beat() {
        sender.pass();
    }
}
