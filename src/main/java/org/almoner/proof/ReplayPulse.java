package org.almoner.proof;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.almoner.lease.Leases;

/**
 * Looks every few seconds for a replay that waits, or that was left in its middle by a node that died, and carries it out;
 * a lease keeps other nodes from the same. What is left of replays that are over is removed on the way.
 */
@ApplicationScoped
public class ReplayPulse {

    private static final Logger LOG = Logger.getLogger(ReplayPulse.class.getName());
    private static final String LEASE = "replay";
    private static final int SECONDS = 3;

    @Inject
    private ReplayRun run;

    @Inject
    private Leases leases;

    @Resource
    private ManagedExecutorService executor;

    private final CountDownLatch stopping = new CountDownLatch(1);
    private boolean tidied;

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        // being called is enough: the bean now exists
    }

    @PostConstruct
    void begin() {
        executor.submit(this::work);
    }

    @PreDestroy
    void stop() {
        stopping.countDown();
    }

    private void work() {
        try {
            while (!stopping.await(SECONDS, TimeUnit.SECONDS)) {
                try {
                    look();
                } catch (RuntimeException trouble) {
                    LOG.log(Level.WARNING, "Replays cannot be done just now: {0}", trouble.toString());
                }
            }
        } catch (InterruptedException shutDown) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        var due = run.due();
        if (due.isEmpty() && tidied) {
            return;
        }
        try (var lease = leases.tryTake(LEASE).orElse(null)) {
            if (lease == null) {
                return;
            }
            if (due.isPresent()) {
                while (stopping.getCount() > 0 && lease.held() && run.step(due.get())) {
                    // until it is over, deleted, or somebody else's
                }
            }
            run.tidy();
            tidied = true;
        }
    }
}
