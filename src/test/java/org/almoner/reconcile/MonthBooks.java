package org.almoner.reconcile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.almoner.audit.AuditTrail;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.report.ReconciliationCsv;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;

/** Books over several months, what a night does to them, and the people who close them. */
public final class MonthBooks {

    public static final String FIN = "fin@example.org";
    public static final String FINN = "finn@example.org";
    public static final String ADMIN = "admin@example.org";
    public static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

    public final Jdbi jdbi = TestDatabase.books();
    public final Transactions transactions = Transactions.over(jdbi);
    public final Calendar calendar;
    public final AuditTrail trail;
    public final ExceptionQueries exceptions;
    public final ReconciliationQueries reconciliations;
    public final List<MonthReopened> reopened = new ArrayList<>();
    public final Months months;

    /** @param now when people work on them */
    public MonthBooks(Instant now) {
        calendar = new Calendar(Clock.fixed(now, ZoneOffset.UTC), ZONE);
        trail = new AuditTrail(jdbi, calendar);
        exceptions = new ExceptionQueries(jdbi, calendar);
        reconciliations = new ReconciliationQueries(jdbi, exceptions);
        months = new Months(transactions, reconciliations, new Checks(jdbi), trail, calendar, reopened::add);
        jdbi.useHandle(handle -> handle.execute("update books set zone = ?", ZONE.getId()));
    }

    /** What the nightly close does with what has been listed. */
    public void night(LocalDate date) {
        jdbi.useTransaction(handle -> {
            String after = "";
            for (Matching.Chunk chunk = Matching.next(handle, after, 50);
                    chunk.count() > 0;
                    chunk = Matching.next(handle, after, 50)) {
                after = chunk.last();
            }
            PayoutProof.prove(handle);
            Exceptions.refresh(handle, date, calendar.endOf(date), ZONE);
            Periods.refresh(handle, date, calendar.now());
        });
    }

    /** Two of finance close a month. */
    public void close(String entity, YearMonth month) {
        months.agree(
                months.ask(entity, month, "", FIN),
                months.preview(entity, month).seen(),
                FINN);
    }

    public Reconciliation.Status status(String entity, YearMonth month) {
        return months.view(entity, month).status();
    }

    public String csv(YearMonth month) {
        try (var out = new ByteArrayOutputStream()) {
            new ReconciliationCsv(
                            new org.almoner.report.MonthBooks(reconciliations, calendar, new Ageing(jdbi, calendar)))
                    .write(month, null, out);
            return out.toString(java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A balance transaction as it stands in the table, of no gift. */
    public void line(String id, String account, String category, long amount, Instant created) {
        jdbi.useHandle(handle -> handle.execute(
                "insert into balance_transaction (id, stripe_account, livemode, amount_minor, fee_minor, net_minor, currency,"
                        + " type, reporting_category, source, status, created_at, period, fetched_at)"
                        + " values (?, ?, true, ?, 0, ?, 'EUR', ?, ?, ?, 'available', ?, ?, now())",
                id,
                account,
                amount,
                amount,
                category,
                category,
                "src_" + UUID.randomUUID(),
                created,
                calendar.periodOf(created)));
    }

    public void exception(String kind, String reference, YearMonth month, long amount) {
        jdbi.useHandle(handle -> handle.execute(
                "insert into settlement_exception (kind, reference, amount_minor, currency, period, occurred_at, raised_on,"
                        + " seen_on) values (?, ?, ?, 'EUR', ?, ?, ?, ?)",
                kind,
                reference,
                amount,
                month.atDay(1),
                calendar.startOf(month),
                month.atEndOfMonth(),
                month.atEndOfMonth()));
    }

    public List<String> texts(String sql) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(String.class).list());
    }
}
