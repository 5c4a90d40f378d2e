package org.almoner.report;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.almoner.lease.Leases;
import org.almoner.time.Pulse;

/**
 * Makes the final package of every month that people closed, on one node. It asks the tables and not whoever closes, so
 * that a month closed a moment before the server ended gets its package too.
 */
@ApplicationScoped
public class PackagePulse extends Pulse {

    @Inject
    private MonthPackages packages;

    @Inject
    private Leases leases;

    protected PackagePulse() {
        super(Duration.ofSeconds(10), "The package of a closed month cannot be made just now and will be tried again");
    }

    @Override
    protected void beat() {
        var months = packages.closedWithoutPackage();
        if (months.isEmpty()) {
            return;
        }
        leases.tryTake("packages").ifPresent(lease -> {
            try (lease) {
                for (MonthPackages.Wanted month : months) {
                    if (!stopping()) {
                        packages.make(month, "system");
                    }
                }
            }
        });
    }
}
