package org.almoner.mail;

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

/** Sends what is due every few seconds, so that mail follows by itself once the mail server is back. */
@ApplicationScoped
public class MailPulse {

    private static final Logger LOG = Logger.getLogger(MailPulse.class.getName());
    private static final int SECONDS = 3;

    @Inject
    private MailRun run;

    @Resource
    private ManagedExecutorService executor;

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
            while (!stopping.await(SECONDS, TimeUnit.SECONDS)) {
                try {
                    run.pass(sent -> {});
                } catch (RuntimeException trouble) {
                    LOG.log(
                            Level.WARNING,
                            "Mail cannot be sent just now and will be tried again: {0}",
                            trouble.toString());
                }
            }
        } catch (InterruptedException shutDown) {
            Thread.currentThread().interrupt();
        }
    }
}
