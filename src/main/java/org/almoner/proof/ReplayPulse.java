package org.almoner.proof;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.almoner.lease.Leases;
import org.almoner.time.Pulse;

/**
 * Looks every few seconds for a replay that waits, or that was left in its middle by a node that died, and carries it out;
 * a lease keeps other nodes from the same. What is left of replays that are over is removed on the way.
 */
@ApplicationScoped
public class ReplayPulse extends Pulse {

    private static final String LEASE = "replay";

    @Inject
    private ReplayRun run;

    @Inject
    private Leases leases;

    private boolean tidied;

    protected ReplayPulse() {
        super(Duration.ofSeconds(3), "Replays cannot be done just now");
    }

    @Override
    protected void beat() {
        var due = run.due();
        if (due.isEmpty() && tidied) {
            return;
        }
        try (var lease = leases.tryTake(LEASE).orElse(null)) {
            if (lease == null) {
                return;
            }
            if (due.isPresent()) {
                while (!stopping() && lease.held() && run.step(due.get())) {
                    // until it is over, deleted, or somebody else's
                }
            }
            run.tidy();
            tidied = true;
        }
    }
}
