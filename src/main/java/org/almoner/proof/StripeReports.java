package org.almoner.proof;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;

/**
 * Stripe's report files, as a second source that must agree with the first. A file comes in whole or not at all; what it
 * says is compared with the books and kept with it, and may be compared again when the books have learned more. The same
 * file again is the same report. The ledger is never changed by any of it.
 */
@ApplicationScoped
public class StripeReports {

    /** 200 MiB; a row has about 300 bytes. */
    public static final long MOST_BYTES = 200L << 20;

    private static final int ROWS_AT_ONCE = 2_000;
    private static final int LONGEST_NAME = 200;

    /** What became of a file: the report it is, and whether it is new. */
    public record Taken(long id, boolean added) {}

    private Transactions transactions;
    private Calendar calendar;
    private AuditTrail trail;

    protected StripeReports() {}

    @Inject
    public StripeReports(Transactions transactions, Calendar calendar, AuditTrail trail) {
        this.transactions = transactions;
        this.calendar = calendar;
        this.trail = trail;
    }

    /**
     * Takes a file in and compares it.
     *
     * @param name what it is called; only shown
     * @param actor the staff member's e-mail address
     * @throws Rejection if anything in it does not hold, with line and column; or what is needed is not named
     * @throws IOException when the file does not arrive
     */
    public Taken take(InputStream sent, String name, ReportAsked asked, String actor) throws IOException {
        Path file = Files.createTempFile("almoner-report", ".csv");
        try {
            var sha256 = spool(sent, file);
            return transactions.inNew(handle -> keep(handle, file, sha256, name, asked, actor));
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /**
     * Compares a report with the books as they are now.
     *
     * @throws Rejection if there is none with this id
     */
    public void compareAgain(long id, String actor) {
        transactions.inNew(handle -> {
            var kind = handle.createQuery("select kind from stripe_report where id = ? for update")
                    .bind(0, id)
                    .mapTo(String.class)
                    .findOne()
                    .map(ReportKind::valueOf)
                    .orElseThrow(() -> Rejection.unknown("report " + id));
            ReportComparison.run(handle, id, kind, calendar.now());
            trail.record(actor, "stripe_report.compared", "stripe_report", String.valueOf(id), Map.of());
            return null;
        });
    }

    private static byte[] spool(InputStream sent, Path file) throws IOException {
        var digest = sha256();
        long size = 0;
        try (OutputStream out = Files.newOutputStream(file)) {
            var buffer = new byte[65_536];
            for (int read = sent.read(buffer); read >= 0; read = sent.read(buffer)) {
                size += read;
                if (size > MOST_BYTES) {
                    throw Rejection.invalid(
                            "file",
                            "The file has more than " + (MOST_BYTES >> 20)
                                    + " MiB; make the report for a shorter time and import the parts");
                }
                digest.update(buffer, 0, read);
                out.write(buffer, 0, read);
            }
        }
        return digest.digest();
    }

    private Taken keep(Handle handle, Path file, byte[] sha256, String name, ReportAsked asked, String actor) {
        ZoneId zone = asked.zone() == null ? calendar.zone() : asked.zone();
        if (asked.from() != null && asked.to() != null && asked.to().isBefore(asked.from())) {
            throw Rejection.invalid("to", "the last day is before the first");
        }
        Instant since =
                asked.from() == null ? null : asked.from().atStartOfDay(zone).toInstant();
        Instant until = asked.to() == null
                ? null
                : asked.to().plusDays(1).atStartOfDay(zone).toInstant();
        try {
            var added = handle.createQuery(ADD)
                    .bind("sha256", sha256)
                    .bind("name", shown(name))
                    .bind("kind", ReportKind.BALANCE_CHANGE.name())
                    .bind("zone", zone.getId())
                    .bind("since", since)
                    .bind("until", until)
                    .bind("bytes", Files.size(file))
                    .bind("actor", actor)
                    .bind("now", calendar.now())
                    .mapTo(Long.class)
                    .findOne();
            if (added.isEmpty()) {
                long known = handle.createQuery("select id from stripe_report where sha256 = ?")
                        .bind(0, sha256)
                        .mapTo(Long.class)
                        .one();
                return new Taken(known, false);
            }
            long id = added.get();
            var rows = new Rows(handle, id);
            var kind = new ReportReader(file, asked.kind(), zone).read(rows::add);
            rows.flush();
            handle.execute("update stripe_report set kind = ?, lines = ? where id = ?", kind.name(), rows.count, id);
            settleInterval(handle, id, kind, since, until);
            settleBooks(handle, id, kind, asked);
            ReportComparison.run(handle, id, kind, calendar.now());
            trail.record(
                    actor,
                    "stripe_report.imported",
                    "stripe_report",
                    String.valueOf(id),
                    Map.of("kind", kind.name(), "name", shown(name)));
            return new Taken(id, true);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static void settleInterval(Handle handle, long id, ReportKind kind, Instant since, Instant until) {
        if (kind == ReportKind.PAYOUT_RECONCILIATION) {
            return;
        }
        if (!kind.itemised() && (since == null || until == null)) {
            throw Rejection.invalid(
                    since == null ? "from" : "to",
                    "a summary does not say which days it is about: name its first and its last day");
        }
        handle.execute(SPAN, id);
        boolean known = handle.createQuery(
                        "select since is not null and until is not null from stripe_report where id = ?")
                .bind(0, id)
                .mapTo(Boolean.class)
                .one();
        if (!known) {
            throw Rejection.invalid(
                    since == null ? "from" : "to",
                    "the file has no times in it: name the first and the last day it is about");
        }
        handle.createQuery(OUTSIDE)
                .bind("report", id)
                .mapTo(Long.class)
                .findOne()
                .ifPresent(line -> {
                    throw Rejection.invalid(
                            "from",
                            "line " + line
                                    + " of the file is of another time than the days named; name those that the report was"
                                    + " made for, in its zone, or none");
                });
    }

    private static void settleBooks(Handle handle, long id, ReportKind kind, ReportAsked asked) {
        if (asked.account() != null) {
            handle.execute(
                    "update stripe_report set stripe_account = ?, livemode = ? where id = ?",
                    asked.account(),
                    asked.livemode() == null || asked.livemode(),
                    id);
            return;
        }
        if (kind.itemised()) {
            handle.execute(OWN_BOOKS, id, id);
        } else if (handle.createQuery(
                                "select count(*) from (select distinct stripe_account, livemode from sweep_mark) b")
                        .mapTo(Integer.class)
                        .one()
                > 1) {
            throw Rejection.invalid(
                    "account", "a summary does not say whose it is, and several accounts are kept here: name one");
        }
    }

    private static String shown(String name) {
        var text = name == null || name.isBlank() ? "report.csv" : name.strip().replaceAll("\\p{Cntrl}", "");
        return text.substring(0, Math.min(text.length(), LONGEST_NAME));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes rows as they are read, some thousand at once. */
    private static final class Rows {

        private final Handle handle;
        private final long report;
        private final List<ReportLine> waiting = new ArrayList<>(ROWS_AT_ONCE);
        private long count;

        Rows(Handle handle, long report) {
            this.handle = handle;
            this.report = report;
        }

        void add(ReportLine line) {
            waiting.add(line);
            count++;
            if (waiting.size() == ROWS_AT_ONCE) {
                flush();
            }
        }

        void flush() {
            handle.createUpdate(ADD_LINES)
                    .bind("report", report)
                    .bindArray("lines", Long.class, all(ReportLine::line))
                    .bindArray("transactions", String.class, all(ReportLine::transaction))
                    .bindArray("currencies", String.class, all(ReportLine::currency))
                    .bindArray("categories", String.class, all(ReportLine::category))
                    .bindArray("counts", Long.class, all(ReportLine::count))
                    .bindArray("grosses", Long.class, all(ReportLine::gross))
                    .bindArray("fees", Long.class, all(ReportLine::fee))
                    .bindArray("nets", Long.class, all(ReportLine::net))
                    .bindArray("created", String.class, texts(ReportLine::created))
                    .bindArray("createdOr", String.class, texts(ReportLine::createdOr))
                    .bindArray("toTheMinute", Boolean.class, all(ReportLine::toTheMinute))
                    .bindArray("payouts", String.class, all(ReportLine::payout))
                    .bindArray("statuses", String.class, all(ReportLine::payoutStatus))
                    .bindArray("arrivals", String.class, texts(ReportLine::arrival))
                    .execute();
            waiting.clear();
        }

        private Object[] all(Function<ReportLine, Object> value) {
            return waiting.stream().map(value).toArray();
        }

        private Object[] texts(Function<ReportLine, Object> value) {
            return waiting.stream()
                    .map(value)
                    .map(each -> each == null ? null : each.toString())
                    .toArray();
        }
    }

    private static final String ADD =
            """
            insert into stripe_report (sha256, name, kind, zone, since, until, bytes, lines, imported_by, imported_at)
            values (:sha256, :name, :kind, :zone, :since, :until, :bytes, 0, :actor, :now)
            on conflict (sha256) do nothing
            returning id
            """;

    private static final String ADD_LINES =
            """
            insert into stripe_report_line
            select :report, l.line, l.balance_transaction, l.currency, l.category, l.count, l.gross, l.fee, l.net,
                   l.created::timestamptz, l.created_or::timestamptz, l.to_the_minute, l.payout, l.status, l.arrival::date
            from unnest(:lines, :transactions, :currencies, :categories, :counts, :grosses, :fees, :nets, :created, :createdOr,
                        :toTheMinute, :payouts, :statuses, :arrivals)
                l (line, balance_transaction, currency, category, count, gross, fee, net, created, created_or, to_the_minute,
                   payout, status, arrival)
            """;

    /** What is not named is what the rows span. */
    private static final String SPAN =
            """
            update stripe_report r set
                since = coalesce(r.since, (select min(created_at) from stripe_report_line where report_id = r.id)),
                until = coalesce(r.until, (select max(coalesce(created_or, created_at)
                            + case when to_the_minute then interval '1 minute' else interval '1 second' end)
                    from stripe_report_line where report_id = r.id))
            where r.id = ?
            """;

    private static final String OUTSIDE =
            """
            select l.line from stripe_report_line l join stripe_report r on r.id = l.report_id
            where r.id = :report and (l.created_at >= r.until or coalesce(l.created_or, l.created_at) < r.since)
            order by l.line limit 1
            """;

    /** The books of the transactions in it, if they are those of one account. */
    private static final String OWN_BOOKS =
            """
            update stripe_report r set stripe_account = b.stripe_account, livemode = b.livemode
            from (select min(stripe_account) as stripe_account, bool_and(livemode) as livemode
                  from (select distinct t.stripe_account, t.livemode
                        from stripe_report_line l join balance_transaction t on t.id = l.balance_transaction
                        where l.report_id = ?) own
                  having count(*) = 1) b
            where r.id = ?
            """;
}
