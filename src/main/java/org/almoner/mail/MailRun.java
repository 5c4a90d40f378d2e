package org.almoner.mail;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.almoner.lease.Lease;
import org.almoner.lease.Leases;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Sends what is due, over two connections. One process of all nodes does so at a time, so that what another had claimed
 * when it died can be queued again at once and not after a wait.
 */
@ApplicationScoped
public class MailRun {

    private static final Logger LOG = Logger.getLogger(MailRun.class.getName());
    private static final String LEASE = "mail";
    private static final int CONNECTIONS = 2;
    private static final int LETTERS = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Resource
    private ManagedExecutorService managed;

    private Outbox outbox;
    private Map<String, LetterSource> sources;
    private Leases leases;
    private Postman postman;
    private Mailbox from;
    private Executor executor;
    private Lease lease;
    private final ReentrantLock passing = new ReentrantLock();
    private final AtomicBoolean warned = new AtomicBoolean();
    private volatile boolean stopped;

    protected MailRun() {}

    @Inject
    MailRun(
            Outbox outbox,
            Instance<LetterSource> sources,
            Leases leases,
            @ConfigProperty(name = "almoner.smtp.host") Optional<String> host,
            @ConfigProperty(name = "almoner.smtp.port", defaultValue = "25") int port,
            @ConfigProperty(name = "almoner.smtp.user") Optional<String> user,
            @ConfigProperty(name = "almoner.smtp.password") Optional<String> password,
            @ConfigProperty(name = "almoner.smtp.tls", defaultValue = "none") String tls,
            @ConfigProperty(name = "almoner.mail.from", defaultValue = "almoner@localhost") String from) {
        this(
                outbox,
                sources.stream().toList(),
                leases,
                host.filter(name -> !name.isBlank())
                        .map(name -> new Postman(new Postman.Server(
                                name,
                                port,
                                user.orElse(null),
                                password.orElse(null),
                                Postman.Tls.valueOf(tls.toUpperCase(Locale.ROOT)),
                                PATIENCE)))
                        .orElse(null),
                Mailbox.parse(from),
                null);
    }

    public MailRun(
            Outbox outbox,
            Collection<LetterSource> sources,
            Leases leases,
            Postman postman,
            Mailbox from,
            Executor executor) {
        this.outbox = outbox;
        this.sources = sources.stream().collect(Collectors.toMap(LetterSource::kind, Function.identity()));
        this.leases = leases;
        this.postman = postman;
        this.from = from;
        this.executor = executor;
    }

    @PreDestroy
    void stop() {
        stopped = true;
        passing.lock();
        try {
            if (lease != null) {
                lease.close();
            }
        } finally {
            passing.unlock();
        }
    }

    /**
     * Sends until nothing is due any more or the server does not take part; waits for a pass that is going on.
     *
     * @param sent told how many letters got a final answer, as they do; and 0 now and then while it waits
     * @return how many that were
     */
    public int pass(IntConsumer sent) {
        if (postman == null) {
            if (outbox.due() > 0 && warned.compareAndSet(false, true)) {
                LOG.warning("Mail stays in the outbox: set ALMONER_SMTP_HOST.");
            }
            return 0;
        }
        awaitTurn(sent);
        try {
            return mayWork() ? work(sent) : 0;
        } finally {
            passing.unlock();
        }
    }

    private void awaitTurn(IntConsumer sent) {
        try {
            while (!passing.tryLock(500, TimeUnit.MILLISECONDS)) {
                sent.accept(0);
            }
        } catch (InterruptedException shutDown) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for its turn to send mail", shutDown);
        }
    }

    private boolean mayWork() {
        if (lease != null && lease.held()) {
            return !stopped;
        }
        if (lease != null) {
            lease.close();
        }
        lease = leases.tryTake(LEASE).orElse(null);
        if (lease == null) {
            return false;
        }
        int orphans = outbox.requeueOrphans();
        if (orphans > 0) {
            LOG.log(Level.INFO, "{0} letters that were being sent when their process ended are sent again.", orphans);
        }
        return !stopped;
    }

    private int work(IntConsumer sent) {
        AtomicInteger answered = new AtomicInteger();
        AtomicBoolean down = new AtomicBoolean();
        Executor threads = executor == null ? managed : executor;
        CompletableFuture<?>[] lines = new CompletableFuture<?>[CONNECTIONS];
        for (int i = 0; i < CONNECTIONS; i++) {
            lines[i] = CompletableFuture.runAsync(() -> line(answered, down, sent), threads);
        }
        try {
            CompletableFuture.allOf(lines).join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
        return answered.get();
    }

    private void line(AtomicInteger answered, AtomicBoolean down, IntConsumer sent) {
        while (!down.get() && !stopped) {
            List<Outbox.Entry> entries = outbox.claim(LETTERS, sources.keySet());
            if (entries.isEmpty()) {
                return;
            }
            List<Delivery> deliveries = send(entries);
            boolean up = deliveries.stream().anyMatch(MailRun::serverSpoke)
                    || deliveries.stream().allMatch(each -> each.outcome() == Delivery.Outcome.DROPPED);
            List<Verdict> verdicts = new ArrayList<>();
            for (int i = 0; i < entries.size(); i++) {
                verdicts.add(Verdict.of(deliveries.get(i), entries.get(i).attempts(), up));
            }
            outbox.note(entries, verdicts);
            int ended = (int) verdicts.stream()
                    .filter(verdict -> !verdict.state().equals("QUEUED"))
                    .count();
            answered.addAndGet(ended);
            sent.accept(ended);
            if (!up) {
                down.set(true);
                LOG.log(
                        Level.FINE,
                        "The mail server does not take part: {0}",
                        deliveries.get(0).text());
            }
        }
    }

    /** What cannot be written is refused here, what is not needed is dropped, the rest goes over one connection. */
    private List<Delivery> send(List<Outbox.Entry> entries) {
        Delivery[] deliveries = new Delivery[entries.size()];
        List<Letter> letters = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < deliveries.length; i++) {
            try {
                letters.add(sources.get(entries.get(i).kind()).write(entries.get(i), from));
                places.add(i);
            } catch (LetterSource.NotNeeded outdated) {
                deliveries[i] = Delivery.dropped(outdated.getMessage());
            } catch (IllegalArgumentException unwritable) {
                deliveries[i] = Delivery.rejected(0, unwritable.getMessage());
            }
        }
        List<Delivery> answers = letters.isEmpty() ? List.of() : postman.send(letters);
        for (int i = 0; i < answers.size(); i++) {
            deliveries[places.get(i)] = answers.get(i);
        }
        return List.of(deliveries);
    }

    /** An answer about a letter, as against no answer, a closing server or a sign-in it refuses. */
    private static boolean serverSpoke(Delivery delivery) {
        return switch (delivery.outcome()) {
            case SENT, REJECTED -> true;
            case DROPPED -> false;
            case DEFERRED ->
                delivery.uncertain() || delivery.code() >= 400 && delivery.code() < 500 && delivery.code() != 421;
        };
    }
}
