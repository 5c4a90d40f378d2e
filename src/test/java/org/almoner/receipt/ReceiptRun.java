package org.almoner.receipt;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.almoner.database.Rows;
import org.almoner.database.Transactions;
import org.almoner.mail.Mailbox;
import org.almoner.mail.Outbox;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * One run that issues many receipts as the nightly close does: a hundred gifts a transaction, numbered, printed, kept, and
 * their letters queued. It is killed halfway, within a transaction, and goes on where the last one ended.
 */
public final class ReceiptRun {

    private static final Instant NOW = Instant.parse("2026-11-20T02:00:00Z");
    private static final LocalDate DATE = LocalDate.of(2026, 11, 20);
    private static final int CHUNK = 100;
    private static final int PAGE = 1_000;

    private final Jdbi jdbi;
    private final int many;
    private final List<Long> heaps = new ArrayList<>();

    public ReceiptRun(Jdbi jdbi, int many) {
        this.jdbi = jdbi;
        this.many = many;
    }

    /**
     * Prepares the gifts and issues.
     *
     * @return how long the issuing took, in nanoseconds
     * @throws IllegalStateException if the numbers are not 1, 2, 3 … in the end, each with its page and letter
     */
    public long run() {
        prepare();
        var threads = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try (Handle handle = jdbi.open()) {
            return issue(handle, threads);
        } finally {
            threads.shutdownNow();
        }
    }

    /** What the heap holds after a collection, in bytes: before the run and at each quarter of it. */
    public List<Long> heaps() {
        return heaps;
    }

    private void prepare() {
        var rows = new Rows(jdbi);
        rows.gift(
                "pi_first",
                rows.donor("Zoë O’Brien", "first@example.org"),
                rows.campaign("winter", "Winter 2026"),
                NOW);
        jdbi.useTransaction(handle -> {
            handle.execute(
                    "insert into donor (affiliate_id, name, email, email_key, languages, country, created_at, updated_at)"
                            + " select 1, 'Zoë O’Brien ' || i, 'zoe' || i || '@example.org', 'zoe' || i || '@example.org',"
                            + " '{en}', 'GB', now(), now() from generate_series(2, ?) i",
                    many);
            handle.execute("insert into donor_address (donor_id, lines, postcode, city, country, since)"
                    + " select id, array['Rue de l’Église ' || id], '1050', 'Ixelles', 'BE', now() from donor");
            handle.execute(
                    "insert into gift (reference, affiliate_id, donor_id, campaign_id, fund_id, amount_minor, currency,"
                            + " attempt, payment_method, received_at, found_by, begun_at)"
                            + " select 'pi_' || d.id, 1, d.id, g.campaign_id, g.fund_id, g.amount_minor, g.currency, g.attempt, 'card',"
                            + " g.received_at, g.found_by, g.begun_at from donor d, gift g"
                            + " where g.reference = 'pi_first' and d.email_key <> 'first@example.org' order by d.id");
            handle.execute(
                    "insert into ledger_posting (key, kind, debit_id, credit_id, amount, currency, gift_id, reference,"
                            + " occurred_at, booked_month)"
                            + " select g.reference, p.kind, p.debit_id, p.credit_id, p.amount, p.currency, g.id, g.reference,"
                            + " p.occurred_at, p.booked_month from gift g, ledger_posting p"
                            + " where g.reference <> 'pi_first' and p.reference like 'pi\\_first%'");
        });
        jdbi.useHandle(handle -> handle.execute("analyze"));
    }

    private long issue(Handle handle, ExecutorService threads) {
        var calendar = new Calendar(Clock.fixed(NOW, ZoneOffset.UTC), ZoneOffset.UTC);
        var outbox = new Outbox(Transactions.over(jdbi), calendar);
        var issue = new ReceiptIssue(calendar, outbox, Mailbox.of("receipts@example.org"), threads);
        collect();
        long nanos = 0;
        long last = 0;
        int done = 0;
        boolean killed = false;
        List<Long> page;
        do {
            long start = System.nanoTime();
            long after = last;
            page = handle.inTransaction(open -> issue.due(open, after, PAGE));
            for (int from = 0; from < page.size(); from += CHUNK) {
                List<Long> chunk = page.subList(from, Math.min(page.size(), from + CHUNK));
                if (!killed && done >= many / 2) {
                    killed = true;
                    kill(handle, issue, chunk);
                }
                done += handle.inTransaction(open -> issue.issue(open, DATE, chunk));
                last = chunk.get(chunk.size() - 1);
            }
            nanos += System.nanoTime() - start;
            if (heaps.size() <= done * 4L / many) {
                collect();
            }
        } while (!page.isEmpty());
        check(handle, done);
        return nanos;
    }

    private static void kill(Handle handle, ReceiptIssue issue, List<Long> chunk) {
        handle.begin();
        issue.issue(handle, DATE, chunk);
        handle.rollback();
    }

    private void collect() {
        System.gc();
        var runtime = Runtime.getRuntime();
        heaps.add(runtime.totalMemory() - runtime.freeMemory());
    }

    private void check(Handle handle, int done) {
        String found = handle.createQuery(
                        """
                        select count(*) || ' ' || min(r.serial) || ' ' || max(r.serial) || ' ' || count(p.receipt_id) || ' '
                               || count(m.id)
                        from receipt r left join receipt_pdf p on p.receipt_id = r.id
                        left join mail_outbox m on m.receipt_id = r.id
                        """)
                .mapTo(String.class)
                .one();
        String wanted = many + " 1 " + many + " " + many + " " + many;
        if (done != many || !found.equals(wanted)) {
            throw new IllegalStateException("issued " + done + ", found " + found + ", wanted " + wanted);
        }
    }
}
