package org.almoner.stripe;

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

/**
 * Sends the refunds that are due each second: those just ordered, those that Stripe did not answer, and those whose
 * sender was killed.
 */
@ApplicationScoped
public class RefundPulse {

    private static final Logger LOG = Logger.getLogger(RefundPulse.class.getName());

    @Inject
    RefundSender sender;

    @Resource
    ManagedExecutorService executor;

    private final CountDownLatch stopping = new CountDownLatch(1);

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
            while (!stopping.await(1, TimeUnit.SECONDS)) {
                try {
                    sender.pass();
                } catch (RuntimeException trouble) {
                    LOG.log(
                            Level.WARNING,
                            "Refunds cannot be sent just now and will be tried again: {0}",
                            trouble.toString());
                }
            }
        } catch (InterruptedException shutDown) {
            Thread.currentThread().interrupt();
        }
    }
}
