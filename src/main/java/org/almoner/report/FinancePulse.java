package org.almoner.report;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.almoner.time.Pulse;

/** Tells finance of a close that failed, since such a close does not come to the step that tells them the rest. */
@ApplicationScoped
public class FinancePulse extends Pulse {

    @Inject
    private FinanceNews news;

    protected FinancePulse() {
        super(Duration.ofMinutes(1), "Finance cannot be told of a failed close just now");
    }

    @Override
    protected void beat() {
        news.failedUntold().ifPresent(news::tell);
    }
}
