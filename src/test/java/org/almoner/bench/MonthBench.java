package org.almoner.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.almoner.reconcile.Ageing;
import org.almoner.reconcile.ExceptionQueries;
import org.almoner.reconcile.Exceptions;
import org.almoner.reconcile.PayoutProof;
import org.almoner.reconcile.Periods;
import org.almoner.reconcile.ReconciliationQueries;
import org.almoner.report.MonthBooks;
import org.almoner.report.MonthPackage;
import org.almoner.report.ReconciliationCsv;
import org.almoner.report.ReconciliationPdf;
import org.almoner.report.ReconciliationXlsx;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.postgresql.PGConnection;

/**
 * A month of many balance transactions, fetched already: matched, its payouts proved, its exceptions raised, the month
 * balanced, read and exported; beside the bare SQL that reads or writes the same rows.
 */
final class MonthBench {

    private static final ZoneOffset ZONE = ZoneOffset.UTC;
    private static final int ROUND = 0;

    private final Jdbi jdbi;
    private final MatchingBench matching;
    private final Calendar calendar = new Calendar(Clock.systemUTC(), ZONE);
    private final Map<String, Long> nanos = new LinkedHashMap<>();

    MonthBench(Jdbi jdbi, int rows) {
        this.jdbi = jdbi;
        this.matching = new MatchingBench(jdbi, rows);
    }

    /** One part of the month's work. */
    private interface Work {
        void run() throws IOException, SQLException;
    }

    /**
     * Does it all.
     *
     * @return what each part took, in nanoseconds, by its name; the bare ones begin with {@code bare}
     * @throws IllegalStateException if the month is not balanced in the end
     */
    Map<String, Long> run() throws IOException, SQLException {
        matching.prepare(ROUND);
        jdbi.useTransaction(handle -> {
            handle.execute(PAYOUTS);
            handle.execute(PAYOUT_ROWS);
            handle.execute(ITEMS);
        });
        jdbi.useHandle(handle -> handle.execute("vacuum analyze payout, payout_item, balance_transaction"));
        LocalDate today = calendar.today();
        YearMonth month = YearMonth.from(today);
        Instant now = calendar.now();
        nanos.put("bare match", matching.bare(ROUND));
        nanos.put("match", matching.match());
        jdbi.useHandle(handle -> handle.execute("vacuum analyze gift, balance_transaction, ledger_posting"));
        took(
                "balance",
                () -> jdbi.useTransaction(handle -> {
                    PayoutProof.prove(handle);
                    Exceptions.refresh(handle, today, now, ZONE);
                    Periods.refresh(handle, today, now);
                }));
        ReconciliationQueries queries = new ReconciliationQueries(jdbi, new ExceptionQueries(jdbi, calendar));
        took("read", () -> {
            var read = queries.of(month);
            if (!"BALANCED".equals(read.status().name())) {
                throw new IllegalStateException(month + " is " + read.status() + ", " + read.exceptions());
            }
        });
        took("bare read", () -> jdbi.useHandle(handle -> handle.execute(BARE_READ)));
        MonthBooks books = new MonthBooks(queries, calendar, new Ageing(jdbi, calendar));
        ReconciliationXlsx xlsx = new ReconciliationXlsx(books);
        took("csv", () -> new ReconciliationCsv(books).write(month, null, OutputStream.nullOutputStream()));
        took("xlsx", () -> xlsx.write(month, null, OutputStream.nullOutputStream()));
        took("package", () -> new MonthPackage(books, new ReconciliationPdf(books), xlsx)
                .send(month, null, OutputStream.nullOutputStream()));
        took(
                "bare export",
                () -> jdbi.useHandle(handle -> {
                    try {
                        handle.getConnection()
                                .unwrap(PGConnection.class)
                                .getCopyAPI()
                                .copyOut(BARE_EXPORT, OutputStream.nullOutputStream());
                    } catch (IOException | SQLException failed) {
                        throw new IllegalStateException(failed);
                    }
                }));
        return nanos;
    }

    private void took(String part, Work work) throws IOException, SQLException {
        long start = System.nanoTime();
        work.run();
        nanos.put(part, System.nanoTime() - start);
    }

    private static final String PAYOUTS =
            """
            insert into payout (id, stripe_account, livemode, amount_minor, currency, status, automatic, method, arrival_date,
                                reconciliation_status, balance_transaction, created_at, fetched_at, items_fetched)
            select 'po_' || n, '', false, sum(net_minor), 'EUR', 'paid', true, 'standard', current_date, 'completed',
                   'txn_po_' || n, now(), now(), true
            from (select net_minor, (row_number() over (order by id) - 1) / 5000 as n from balance_transaction) t
            group by n
            """;

    private static final String PAYOUT_ROWS =
            """
            insert into balance_transaction (id, stripe_account, livemode, amount_minor, fee_minor, net_minor, currency, type,
                                             reporting_category, source, status, created_at, period, fetched_at)
            select 'txn_' || id, '', false, -amount_minor, 0, -amount_minor, 'EUR', 'payout', 'payout', id, 'available', now(),
                   date_trunc('month', now())::date, now()
            from payout
            """;

    private static final String ITEMS =
            """
            insert into payout_item (payout_id, stripe_account, livemode, balance_transaction)
            select 'po_' || (row_number() over (order by id) - 1) / 5000, '', false, id
            from balance_transaction where reporting_category = 'charge'
            """;

    private static final String BARE_READ =
            "select currency, reporting_category, sum(amount_minor), sum(fee_minor) from balance_transaction group by 1, 2";

    private static final String BARE_EXPORT =
            "copy (select * from balance_transaction order by created_at, id) to stdout with (format csv)";
}
