package org.almoner.time;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Work that is looked for again and again while the server runs, a while apart, one look at a time. A look that fails is
 * said in the log and comes again. Its beans are {@code @ApplicationScoped}; they begin with the application.
 */
public abstract class Pulse {

    private static final Logger LOG = Logger.getLogger(Pulse.class.getName());

    @Resource
    private ManagedExecutorService executor;

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Duration apart;
    private final String trouble;

    /**
     * @param apart from the end of one look to the next
     * @param trouble what to say in the log when a look fails, before the reason
     */
    protected Pulse(Duration apart, String trouble) {
        this.apart = apart;
        this.trouble = trouble;
    }

    /** Looks once, and does what there is to do. */
    protected abstract void beat();

    /** Whether the server is about to end, so that long work should. */
    protected boolean stopping() {
        return stopping.getCount() == 0;
    }

    protected void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        // being called is enough: the bean now exists
    }

    @PostConstruct
    protected void begin() {
        executor.submit(this::work);
    }

    @PreDestroy
    protected void stop() {
        stopping.countDown();
    }

    private void work() {
        try {
            while (!stopping.await(apart.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    beat();
                } catch (RuntimeException failed) {
                    LOG.log(Level.WARNING, "{0}: {1}", new Object[] {trouble, failed.toString()});
                }
            }
        } catch (InterruptedException shutDown) {
            Thread.currentThread().interrupt();
        }
    }
}
