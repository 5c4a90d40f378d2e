package org.almoner.stripe;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Keeps the drain going: at once when an event was stored, and each second anyway, since another node or the sweep may
 * have stored one. While the database is out of reach it waits longer.
 */
@ApplicationScoped
public class DrainPulse {

    private static final Logger LOG = Logger.getLogger(DrainPulse.class.getName());
    private static final int SECONDS_AFTER_TROUBLE = 5;

    @Inject
    Drain drain;

    @Resource
    ManagedExecutorService executor;

    private final Semaphore wakeUp = new Semaphore(0);
    private volatile boolean stopped;

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        // the proxy must be woken for @PostConstruct to run
        wake();
    }

    @PostConstruct
    void run() {
        executor.submit(this::work);
    }

    @PreDestroy
    void stop() {
        stopped = true;
        wake();
    }

    /** Something was stored. */
    public void wake() {
        if (wakeUp.availablePermits() == 0) {
            wakeUp.release();
        }
    }

    private void work() {
        while (!stopped) {
            try {
                boolean woken = wakeUp.tryAcquire(1, TimeUnit.SECONDS);
                if (woken) {
                    wakeUp.drainPermits();
                }
                while (!stopped && drain.batch() > 0) {
                    // until nothing is due
                }
            } catch (InterruptedException shutDown) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException trouble) {
                LOG.log(Level.WARNING, "the inbox cannot be worked off just now: {0}", trouble.toString());
                pause();
            }
        }
    }

    private void pause() {
        try {
            TimeUnit.SECONDS.sleep(SECONDS_AFTER_TROUBLE);
        } catch (InterruptedException shutDown) {
            Thread.currentThread().interrupt();
            stopped = true;
        }
    }
}
