package org.almoner.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.mail.Mailbox;
import org.almoner.mail.Outbox;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Eight workers on two nodes issue over one database, some roll back, and somebody kills their connections all the while:
 * every series must be 1, 2, 3 … without a gap or a double, and each number must have its page and its letter.
 */
class GaplessTest {

    private static final Instant NOW = Instant.parse("2026-11-20T02:00:00Z");
    private static final LocalDate DATE = LocalDate.of(2026, 11, 19);
    private static final int GIFTS = 80;
    private static final int WORKERS = 8;

    private final PGSimpleDataSource database = TestDatabase.fresh();
    private final Jdbi jdbi = Jdbi.create(database);
    private final ExecutorService threads = Executors.newFixedThreadPool(WORKERS + 1);
    private final ExecutorService printing = Executors.newFixedThreadPool(2);
    private final AtomicInteger killed = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();

    @AfterEach
    void close() {
        threads.shutdownNow();
        printing.shutdownNow();
    }

    @Test
    void noGapAndNoDoubleWhateverIsKilled() throws Exception {
        List<Long> gifts = gifts();
        List<Node> nodes = List.of(new Node("node-1"), new Node("node-2"));
        var working = new AtomicBoolean(true);
        var killer = CompletableFuture.runAsync(() -> kill(working), threads);
        var workers = IntStream.range(0, WORKERS)
                .mapToObj(
                        worker -> CompletableFuture.runAsync(() -> work(nodes.get(worker % 2), worker, gifts), threads))
                .toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(workers).get(120, TimeUnit.SECONDS);
        } finally {
            working.set(false);
        }
        killer.get(10, TimeUnit.SECONDS);

        assertThat(killed).as("connections killed").hasPositiveValue();
        assertThat(lost).as("transactions that felt it").hasPositiveValue();
        for (String prefix : List.of("ALM", "VER")) {
            assertThat(serials(prefix))
                    .isEqualTo(IntStream.rangeClosed(1, GIFTS / 2).boxed().toList());
        }
        assertThat(count("select count(*) from receipt r join receipt_pdf p on p.receipt_id = r.id"
                        + " join mail_outbox m on m.dedupe_key = 'receipt:' || r.number"
                        + " join receipt_series s on s.id = r.series_id"
                        + " and r.number = s.prefix || '-' || s.year || '-' || lpad(r.serial::text, 6, '0')"))
                .isEqualTo(GIFTS);
        assertThat(count("select sum(last_number) from receipt_series")).isEqualTo(GIFTS);
        assertThat(count("select count(distinct gift_id) from receipt")).isEqualTo(GIFTS);
    }

    private List<Long> gifts() {
        Rows rows = new Rows(jdbi);
        long donor = rows.donor("Ann", "ann@example.org");
        jdbi.useHandle(handle -> handle.execute("insert into affiliate (id, code, name, legal_name, receipt_prefix)"
                + " values (2, 'verein', 'Verein', 'Verein', 'VER')"));
        List<Long> gifts = new ArrayList<>();
        for (int i = 0; i < GIFTS; i++) {
            gifts.add(rows.gift("pi_" + i, donor, null, NOW));
        }
        jdbi.useHandle(handle -> handle.execute("update gift set affiliate_id = 1 + id % 2"));
        return gifts;
    }

    /** Each worker tries all gifts in an order of its own, so that they fight over gifts and over both series. */
    private void work(Node node, int seed, List<Long> all) {
        Random random = new Random(seed);
        List<Long> gifts = new ArrayList<>(all);
        Collections.shuffle(gifts, random);
        for (int from = 0; from < gifts.size(); from += 5) {
            List<Long> chunk = gifts.subList(from, from + 5);
            boolean rollsBack = random.nextInt(4) == 0;
            boolean done = false;
            while (!done) {
                done = attempt(node, chunk, rollsBack);
                rollsBack = false;
            }
        }
    }

    private boolean attempt(Node node, List<Long> chunk, boolean rollsBack) {
        try {
            node.jdbi.useTransaction(handle -> {
                node.issue.issue(handle, DATE, chunk);
                if (rollsBack) {
                    handle.rollback();
                }
            });
            return !rollsBack;
        } catch (JdbiException killedOrRaced) {
            lost.incrementAndGet();
            return false;
        }
    }

    private void kill(AtomicBoolean working) {
        while (working.get() && killed.get() < 40) {
            killed.addAndGet(jdbi.withHandle(handle -> handle.createQuery(
                            "select count(pg_terminate_backend(pid)) from (select pid from pg_stat_activity"
                                    + " where application_name like 'node-%' and xact_start is not null"
                                    + " and (query like '%receipt%') order by random() limit 1) t")
                    .mapTo(Integer.class)
                    .one()));
            // lets the others come further before the next one dies
            jdbi.useHandle(handle -> handle.execute("select pg_sleep(0.05)"));
        }
    }

    private List<Integer> serials(String prefix) {
        return jdbi.withHandle(handle -> handle.createQuery("select r.serial from receipt r join receipt_series s"
                        + " on s.id = r.series_id where s.prefix = ? order by 1")
                .bind(0, prefix)
                .mapTo(Integer.class)
                .list());
    }

    private int count(String sql) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(Integer.class).one());
    }

    /** A server of its own over the same database. */
    private final class Node {
        final Jdbi jdbi;
        final ReceiptIssue issue;

        Node(String name) {
            var source = new PGSimpleDataSource();
            source.setURL(database.getURL());
            source.setUser(database.getUser());
            source.setPassword(database.getPassword());
            source.setApplicationName(name);
            jdbi = Jdbi.create(source);
            var calendar = new Calendar(Clock.fixed(NOW, ZoneOffset.UTC), ZoneOffset.UTC);
            issue = new ReceiptIssue(
                    calendar,
                    new Outbox(Transactions.over(jdbi), calendar),
                    Mailbox.of("receipts@example.org"),
                    printing);
        }
    }
}
