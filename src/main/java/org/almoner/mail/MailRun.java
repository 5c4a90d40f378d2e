package org.almoner.mail;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.almoner.lease.Lease;
import org.almoner.lease.Leases;
import org.almoner.time.Calendar;

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

    @Resource
    private ManagedExecutorService managed;

    private Outbox outbox;
    private Mailroom mailroom;
    private Sending sending;
    private MailReports reports;
    private Leases leases;
    private Postman postman;
    private Calendar calendar;
    private Executor executor;
    private Lease lease;
    private final Pace pace = new Pace();
    private final ReentrantLock passing = new ReentrantLock();
    private final AtomicBoolean warned = new AtomicBoolean();
    private volatile boolean stopped;

    protected MailRun() {}

    @Inject
    MailRun(
            Outbox outbox,
            Mailroom mailroom,
            Sending sending,
            MailReports reports,
            Leases leases,
            MailServer server,
            Calendar calendar) {
        this(outbox, mailroom, sending, reports, leases, server, calendar, null);
    }

    public MailRun(
            Outbox outbox,
            Mailroom mailroom,
            Sending sending,
            MailReports reports,
            Leases leases,
            MailServer server,
            Calendar calendar,
            Executor executor) {
        this.outbox = outbox;
        this.mailroom = mailroom;
        this.sending = sending;
        this.reports = reports;
        this.leases = leases;
        this.postman = server.postman().orElse(null);
        this.calendar = calendar;
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
        try (Postman.Round round = postman.round()) {
            rounds(round, answered, down, sent);
        }
    }

    private void rounds(Postman.Round round, AtomicInteger answered, AtomicBoolean down, IntConsumer sent) {
        while (!down.get() && !stopped) {
            Sending.Rules rules = sending.rules();
            if (rules.pause() != null || pace.closed(rules, calendar.now())) {
                return;
            }
            List<Outbox.Entry> claimed =
                    outbox.claim(LETTERS, mailroom.kinds(), pace.closedDomains(rules, calendar.now()));
            if (claimed.isEmpty()) {
                return;
            }
            List<Outbox.Entry> entries = atTheirPace(rules, claimed);
            if (entries.isEmpty()) {
                continue;
            }
            List<Delivery> deliveries = send(round, entries);
            boolean up = deliveries.stream().anyMatch(MailRun::serverSpoke)
                    || deliveries.stream().allMatch(MailRun::neverAsked);
            List<Verdict> verdicts = new ArrayList<>();
            for (int i = 0; i < entries.size(); i++) {
                verdicts.add(Verdict.of(deliveries.get(i), entries.get(i).attempts(), up));
            }
            outbox.note(entries, verdicts);
            learn(rules, entries, deliveries, verdicts);
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

    /** Those that may go now; the others wait for their time. */
    private List<Outbox.Entry> atTheirPace(Sending.Rules rules, List<Outbox.Entry> claimed) {
        Map<Outbox.Entry, Duration> waits = new LinkedHashMap<>();
        List<Outbox.Entry> now = new ArrayList<>();
        for (Outbox.Entry entry : claimed) {
            pace.take(rules, entry.domain(), calendar.now())
                    .ifPresentOrElse(wait -> waits.put(entry, wait), () -> now.add(entry));
        }
        outbox.putBack(waits);
        return now;
    }

    /** What the answers say about domains and addresses, beside the letters themselves. */
    private void learn(
            Sending.Rules rules, List<Outbox.Entry> entries, List<Delivery> deliveries, List<Verdict> verdicts) {
        for (int i = 0; i < entries.size(); i++) {
            Outbox.Entry entry = entries.get(i);
            Delivery delivery = deliveries.get(i);
            Sending.Domain domain = rules.domains().get(entry.domain());
            if (delivery.slower()) {
                sending.slow(entry.domain(), delivery.text());
            } else if (delivery.outcome() == Delivery.Outcome.SENT && domain != null && domain.slowedTimes() > 0) {
                sending.relax(entry.domain());
            }
            if (verdicts.get(i).state().equals("FAILED") && delivery.code() >= 400) {
                reports.take(
                        "smtp:" + entry.id(), MailReports.Way.SMTP, Returned.failed(entry.id(), null, delivery.text()));
            }
        }
    }

    /** What has an answer already keeps it, the rest goes over one connection. */
    private List<Delivery> send(Postman.Round round, List<Outbox.Entry> entries) {
        List<Mailroom.Prepared> prepared = mailroom.prepare(entries);
        List<Letter> letters = prepared.stream()
                .map(Mailroom.Prepared::letter)
                .filter(Objects::nonNull)
                .toList();
        Iterator<Delivery> answers = (letters.isEmpty() ? List.<Delivery>of() : round.send(letters)).iterator();
        return prepared.stream()
                .map(each -> each.letter() == null ? each.answer() : answers.next())
                .toList();
    }

    private static boolean neverAsked(Delivery delivery) {
        return delivery.outcome() == Delivery.Outcome.DROPPED || delivery.outcome() == Delivery.Outcome.SUPPRESSED;
    }

    /** An answer about a letter, as against no answer, a closing server or a sign-in it refuses. */
    private static boolean serverSpoke(Delivery delivery) {
        return switch (delivery.outcome()) {
            case SENT, REJECTED -> true;
            case DROPPED, SUPPRESSED -> false;
            case DEFERRED ->
                delivery.uncertain()
                        || delivery.slower()
                        || delivery.code() >= 400 && delivery.code() < 500 && delivery.code() != 421;
        };
    }
}
