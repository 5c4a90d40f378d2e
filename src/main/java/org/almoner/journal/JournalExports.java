package org.almoner.journal;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Writes batches to files. The first file that leaves is kept as a hash with the settings it was made by; every later one
 * must have the same hash, whatever the settings are by then.
 */
@ApplicationScoped
public class JournalExports {

    private static final int FETCH = 1_000;

    private static final Map<ExportFormat, JournalWriter> WRITERS = Map.of(
            ExportFormat.CSV, new GenericCsv(),
            ExportFormat.QUICKBOOKS_ONLINE, new QuickBooksOnlineCsv(),
            ExportFormat.QUICKBOOKS_DESKTOP, new QuickBooksIif(),
            ExportFormat.XERO, new XeroCsv(),
            ExportFormat.DATEV, new DatevCsv());

    /**
     * A file that may leave.
     *
     * @param bytes how many there are
     */
    public record Opened(ExportFile file, long bytes, Content content) {}

    /** What is in a file. */
    public interface Content {

        /** @throws IOException when {@code out} does not take it */
        void writeTo(OutputStream out) throws IOException;
    }

    private record Kept(ExportSettings settings, String sha256) {}

    private Transactions transactions;
    private JournalQueries journals;
    private ExportSettingsStore settings;
    private AuditTrail trail;
    private Calendar calendar;

    protected JournalExports() {}

    @Inject
    public JournalExports(
            Transactions transactions,
            JournalQueries journals,
            ExportSettingsStore settings,
            AuditTrail trail,
            Calendar calendar) {
        this.transactions = transactions;
        this.journals = journals;
        this.settings = settings;
        this.trail = trail;
        this.calendar = calendar;
    }

    /** The files a batch can be written to. */
    public List<ExportFile> files(JournalBatch batch) {
        return transactions.inNew(handle -> {
            var files = new ArrayList<ExportFile>();
            for (var format : ExportFormat.values()) {
                var currencies = format.oneCurrency()
                        ? batch.totals().stream().map(Money::currency).toList()
                        : List.of("");
                for (var each : currencies) {
                    var currency = each.isEmpty() ? null : each;
                    int parts = parts(handle, batch, format, currency);
                    for (int part = 1; part <= parts; part++) {
                        files.add(known(handle, new ExportFile(batch, format, currency, part, parts, null, null)));
                    }
                }
            }
            return files;
        });
    }

    /**
     * Makes a file ready to leave: writes it once for its hash and compares that with the first one's.
     *
     * @param currency of the file; null where the format takes all, or the batch has one only
     * @throws Rejection if there is no such file, the target cannot take what is in it, or it is not what it was
     */
    public Opened open(long batch, ExportFormat format, String currency, int part, String actor) {
        var found = journals.find(batch).orElseThrow(() -> Rejection.unknown("journal batch " + batch));
        var file = files(found).stream()
                .filter(each -> each.format() == format && each.part() == part)
                .filter(each -> currency == null || currency.equals(each.currency()))
                .toList();
        if (file.isEmpty()) {
            throw Rejection.unknown("such file of journal batch " + batch);
        }
        if (file.size() > 1) {
            throw Rejection.invalid("currency", "this format takes one currency at a time; name one of the batch's");
        }
        return open(file.get(0), actor);
    }

    private Opened open(ExportFile file, String actor) {
        return transactions.inNew(handle -> {
            handle.execute(
                    "select pg_advisory_xact_lock(hashtextextended('journal-export', ?))",
                    file.batch().id());
            var kept = kept(handle, file);
            if (kept == null && file.refusal() != null) {
                throw Rejection.duplicate("format", file.refusal());
            }
            var used = kept == null ? settings.of(handle, file.batch().entity()) : kept.settings;
            var counted = new Counted(sha256());
            write(handle, file, used, counted);
            var sha256 = HexFormat.of().formatHex(counted.getMessageDigest().digest());
            if (kept == null) {
                handle.createUpdate(
                                "insert into journal_export (batch_id, file, settings, sha256, bytes, at, actor)"
                                        + " values (:batch, :file, :settings::jsonb, decode(:sha256, 'hex'), :bytes, :now, :actor)")
                        .bind("batch", file.batch().id())
                        .bind("file", file.key())
                        .bind("settings", ExportSettingsStore.json(used))
                        .bind("sha256", sha256)
                        .bind("bytes", counted.bytes)
                        .bind("now", calendar.now())
                        .bind("actor", actor)
                        .execute();
                Journals.event(handle, file.batch().id(), "EXPORTED", file.name(), "", actor, calendar.now());
            } else if (!kept.sha256.equals(sha256)) {
                throw Rejection.duplicate(
                        "sha256",
                        "the file is not what it was when it left first (SHA-256 " + kept.sha256 + ", now " + sha256
                                + "); nothing was sent, tell an operator");
            }
            trail.record(
                    actor,
                    "journal.exported",
                    "journal",
                    Long.toString(file.batch().id()),
                    Map.of("file", file.name(), "sha256", sha256));
            return new Opened(file, counted.bytes, out -> stream(file, used, out));
        });
    }

    private void stream(ExportFile file, ExportSettings used, OutputStream out) throws IOException {
        try {
            transactions.inNew(handle -> {
                write(handle, file, used, out);
                return null;
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void write(Handle handle, ExportFile file, ExportSettings settings, OutputStream out) {
        try {
            WRITERS.get(file.format()).write(new ExportSheet(file, settings, new Read(handle, file)), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ExportFile known(Handle handle, ExportFile file) {
        var kept = kept(handle, file);
        var refusal = kept != null
                ? null
                : WRITERS.get(file.format())
                        .refusal(file, settings.of(handle, file.batch().entity()));
        return new ExportFile(
                file.batch(),
                file.format(),
                file.currency(),
                file.part(),
                file.parts(),
                kept == null ? null : kept.sha256,
                refusal);
    }

    private static Kept kept(Handle handle, ExportFile file) {
        return handle.createQuery(
                        "select settings, encode(sha256, 'hex') from journal_export where batch_id = ? and file = ?")
                .bind(0, file.batch().id())
                .bind(1, file.key())
                .map((row, context) -> new Kept(ExportSettingsStore.read(row.getString(1)), row.getString(2)))
                .findOne()
                .orElse(null);
    }

    private static int parts(Handle handle, JournalBatch batch, ExportFormat format, String currency) {
        if (format.mostPairs() == Integer.MAX_VALUE) {
            return 1;
        }
        long lines = count(handle, "journal_line", batch, currency);
        long pairs = count(handle, "journal_pair", batch, currency);
        boolean whole = format == ExportFormat.DATEV ? pairs <= format.mostPairs() : lines <= 2L * format.mostPairs();
        return whole ? 1 : Math.toIntExact((pairs + format.mostPairs() - 1) / format.mostPairs());
    }

    private static long count(Handle handle, String table, JournalBatch batch, String currency) {
        return handle.createQuery("select count(*) from " + table + " where batch_id = ? and currency = ?")
                .bind(0, batch.id())
                .bind(1, currency)
                .mapTo(Long.class)
                .one();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException every) {
            throw new IllegalStateException(every);
        }
    }

    /** Only counts and hashes. */
    private static final class Counted extends DigestOutputStream {
        private long bytes;

        Counted(MessageDigest digest) {
            super(OutputStream.nullOutputStream(), digest);
        }

        @Override
        public void write(int one) throws IOException {
            super.write(one);
            bytes++;
        }

        @Override
        public void write(byte[] some, int from, int length) throws IOException {
            super.write(some, from, length);
            bytes += length;
        }
    }

    /** Reads the rows of a file while they are written. */
    private record Read(Handle handle, ExportFile file) implements ExportSheet.Rows {

        @Override
        public Stream<JournalLine> lines() {
            return bound(handle.createQuery(file.parts() == 1 ? WHOLE_LINES : PART_LINES))
                    .map((row, context) -> Workings.line(row))
                    .stream();
        }

        @Override
        public Stream<ExportSheet.Pair> pairs() {
            return bound(handle.createQuery(PAIRS))
                    .map((row, context) -> {
                        var debit = Workings.line(row, "d_");
                        return new ExportSheet.Pair(
                                debit,
                                Workings.line(row, "c_"),
                                new Money(
                                        row.getLong("pair_amount"),
                                        debit.amount().currency()));
                    })
                    .stream();
        }

        private Query bound(Query query) {
            long most = file.format().mostPairs();
            return query.setFetchSize(FETCH)
                    .bind("batch", file.batch().id())
                    .bind("currency", file.currency())
                    .bind("after", (file.part() - 1) * most)
                    .bind("last", file.part() * most);
        }
    }

    private static final String WHOLE_LINES =
            """
            select * from journal_line
            where batch_id = :batch and (:currency::text is null or currency = :currency) and :after < :last
            order by line
            """;

    private static final String CHOSEN =
            """
            with chosen as (
                select * from (select p.*, row_number() over (order by pair) as place from journal_pair p
                               where batch_id = :batch and currency = :currency) numbered
                where place > :after and place <= :last)
            """;

    private static final String PART_LINES = CHOSEN
            + """
            select l.line, l.day, l.side, l.account, l.account_name, l.department, l.project, l.fund, l.currency,
                   sum(s.amount)::bigint as amount, l.entries
            from (select debit_line as line, amount from chosen union all select credit_line, amount from chosen) s
            join journal_line l on l.batch_id = :batch and l.line = s.line
            group by l.batch_id, l.line
            order by l.line
            """;

    private static final String PAIRS = CHOSEN
            + """
            select p.amount as pair_amount,
                   d.line as d_line, d.day as d_day, d.side as d_side, d.account as d_account, d.account_name as d_account_name,
                   d.department as d_department, d.project as d_project, d.fund as d_fund, d.currency as d_currency,
                   d.amount as d_amount, d.entries as d_entries,
                   c.line as c_line, c.day as c_day, c.side as c_side, c.account as c_account, c.account_name as c_account_name,
                   c.department as c_department, c.project as c_project, c.fund as c_fund, c.currency as c_currency,
                   c.amount as c_amount, c.entries as c_entries
            from chosen p
            join journal_line d on d.batch_id = :batch and d.line = p.debit_line
            join journal_line c on c.batch_id = :batch and c.line = p.credit_line
            order by p.pair
            """;
}
