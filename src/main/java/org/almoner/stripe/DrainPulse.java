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
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Keeps the drain going: soon after an event was stored, and each second anyway, since another node or the sweep may
 * have stored one. A moment's wait makes one batch of what arrives together; while very much arrives the door goes first,
 * for some seconds at most. While the database is out of reach it waits longer.
 */
@ApplicationScoped
public class DrainPulse {

    private static final Logger LOG = Logger.getLogger(DrainPulse.class.getName());
    private static final int SECONDS_AFTER_TROUBLE = 5;
    private static final long GATHERING_MILLIS = 100;

    /** So many events within one moment are a rush. */
    private static final int RUSH = 40;

    private static final int MOST_MOMENTS = 50;

    @Inject
    StripeAccounts accounts;

    @Resource
    ManagedExecutorService executor;

    private final Semaphore wakeUp = new Semaphore(0);
    private final AtomicLong stored = new AtomicLong();
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
        stored.incrementAndGet();
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
                    letTheRushPass();
                }
                while (!stopped && accounts.drain() > 0) {
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

    private void letTheRushPass() throws InterruptedException {
        long before;
        int moments = 0;
        do {
            before = stored.get();
            TimeUnit.MILLISECONDS.sleep(GATHERING_MILLIS);
        } while (!stopped && stored.get() - before >= RUSH && ++moments < MOST_MOMENTS);
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
