package org.almoner.report;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Transactions;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The packages that were made, kept for ever as they were made.
 *
 * <p>A draft is born in the night after its month, or when somebody runs the monthly close; a final one when two people
 * have closed the month. Making one of a state that is kept already keeps nothing. A final package stays final for what
 * it is of; when its month is reopened, the list says so.
 */
@ApplicationScoped
public class MonthPackages {

    private static final int PIECE = 1 << 20;
    private static final int MOST = 100;

    private Jdbi jdbi;
    private Transactions transactions;
    private MonthPackage packing;
    private AuditTrail trail;
    private Calendar calendar;

    protected MonthPackages() {}

    @Inject
    public MonthPackages(
            Jdbi jdbi, Transactions transactions, MonthPackage packing, AuditTrail trail, Calendar calendar) {
        this.jdbi = jdbi;
        this.transactions = transactions;
        this.packing = packing;
        this.trail = trail;
        this.calendar = calendar;
    }

    /**
     * A package that is kept.
     *
     * @param entity code of the legal entity whose books it is of; null for all together
     * @param isFinal made of a closed month; otherwise a draft
     * @param reopened the month was reopened since
     * @param closeExecution the run of the nightly close that the figures are of; null before the first
     * @param asOf of when the figures are
     * @param madeBy a staff member's e-mail address, {@code schedule}, or {@code system} for a final one
     * @param sha256 of the archive, in hexadecimal digits
     */
    public record Kept(
            long id,
            YearMonth period,
            String entity,
            boolean isFinal,
            boolean reopened,
            Long closeExecution,
            Instant asOf,
            Instant madeAt,
            String madeBy,
            long size,
            String sha256) {

        /** What the archive is called when it is handed over. */
        public String fileName() {
            return "reconciliation-" + period + (entity == null ? "" : "-" + entity) + (isFinal ? "-final-" : "-draft-")
                    + id + ".zip";
        }
    }

    /**
     * A month of one legal entity, or of all together.
     *
     * @param entity its id; null for all together
     */
    public record Wanted(YearMonth period, Long entity) {}

    /** Of what packages of a month are made: of each legal entity with an account at Stripe, and of all together. */
    public List<Wanted> drafts(YearMonth period) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        """
                        select e.id from legal_entity e
                        where e.id = 1 or exists (select 1 from stripe_account_entity s where s.legal_entity_id = e.id)
                        union all
                        select null where (select count(*) from legal_entity) > 1
                        order by 1""")
                .map((row, context) -> new Wanted(period, row.getObject(1, Long.class)))
                .list());
    }

    /**
     * Makes the package of a month as it stands and keeps it, unless the same is kept already.
     *
     * @return the package's id if it is new
     */
    // reading takes a transaction of the connection's own
    @Transactional(Transactional.TxType.NOT_SUPPORTED)
    public OptionalLong make(Wanted wanted, String by) {
        try {
            var file = Files.createTempFile("almoner", ".zip");
            try {
                BookedMonth month;
                String sha256;
                try (var out = new MonthPackage.Counted(Files.newOutputStream(file))) {
                    month = packing.write(wanted.period(), wanted.entity(), out);
                    out.flush();
                    sha256 = out.sha256();
                }
                return transactions.inNew(handle -> keep(handle, month, file, sha256, by));
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The package of " + wanted.period() + " cannot be written", e);
        }
    }

    private OptionalLong keep(Handle handle, BookedMonth month, Path file, String sha256, String by) {
        var basis = month.basis();
        var period = month.month().period();
        try (var in = Files.newInputStream(file)) {
            var id = handle.createQuery(
                            """
                            insert into month_package (legal_entity_id, period, kind, status_since, close_execution, as_of, made_at, made_by, size, sha256)
                            values (:entity, :period, :kind, :since, :close, :asOf, :now, :by, :size, :sha)
                            on conflict (legal_entity_id, period, kind, sha256) do nothing returning id""")
                    .bind(
                            "entity",
                            basis.entity() == null ? null : basis.entity().id())
                    .bind("period", period.atDay(1))
                    .bind("kind", month.isFinal() ? "FINAL" : "DRAFT")
                    .bind("since", basis.statusSince())
                    .bind("close", basis.close() == null ? null : basis.close().execution())
                    .bind("asOf", basis.asOf())
                    .bind("now", calendar.now())
                    .bind("by", by)
                    .bind("size", Files.size(file))
                    .bind("sha", HexFormat.of().parseHex(sha256))
                    .mapTo(Long.class)
                    .findOne();
            if (id.isEmpty()) {
                return OptionalLong.empty();
            }
            pieces(handle, id.get(), in);
            trail.record(
                    by,
                    "reconciliation.packed",
                    "reconciliation",
                    period.toString(),
                    Map.of(
                            "package",
                            id.get().toString(),
                            "entity",
                            basis.entity() == null ? "all" : basis.entity().code(),
                            "sha256",
                            sha256));
            return OptionalLong.of(id.get());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void pieces(Handle handle, long id, InputStream in) throws IOException {
        int position = 0;
        for (var piece = in.readNBytes(PIECE); piece.length > 0; piece = in.readNBytes(PIECE)) {
            handle.execute("insert into month_package_piece values (?, ?, ?)", id, position++, piece);
        }
    }

    /**
     * Those of a month, the newest first, at most 100.
     *
     * @param entity id of the one legal entity that is meant; null for every one
     */
    public List<Kept> of(YearMonth period, Long entity) {
        return jdbi.withHandle(
                handle -> handle.createQuery(SELECT + " where p.period = :period and (cast(:entity as bigint) is null"
                                + " or p.legal_entity_id = :entity) order by p.id desc limit " + MOST)
                        .bind("period", period.atDay(1))
                        .bind("entity", entity)
                        .map((row, context) -> read(row))
                        .list());
    }

    public Optional<Kept> find(long id) {
        return jdbi.withHandle(handle -> handle.createQuery(SELECT + " where p.id = ?")
                .bind(0, id)
                .map((row, context) -> read(row))
                .findOne());
    }

    /**
     * Writes the bytes of a package as they were kept.
     *
     * @throws IOException when {@code out} does not take them
     */
    public void copy(long id, OutputStream out) throws IOException {
        for (int position = 0; ; position++) {
            int at = position;
            var piece = jdbi.withHandle(handle -> handle.createQuery(
                            "select bytes from month_package_piece where package_id = ? and position = ?")
                    .bind(0, id)
                    .bind(1, at)
                    .mapTo(byte[].class)
                    .findOne());
            if (piece.isEmpty()) {
                return;
            }
            out.write(piece.get());
        }
    }

    /** The months that are closed and of whose closing there is no final package, the oldest first. */
    public List<Wanted> closedWithoutPackage() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        """
                        select w.period, w.entity
                        from (select s.period, s.legal_entity_id as entity, s.status_since
                              from settlement_period s where s.status = 'CLOSED'
                              union all
                              select s.period, null, max(s.status_since)
                              from settlement_period s where (select count(*) from legal_entity) > 1
                              group by s.period having bool_and(s.status = 'CLOSED')) w
                        where not exists (
                            select 1 from month_package p
                            where p.period = w.period and p.kind = 'FINAL' and p.status_since = w.status_since
                              and p.legal_entity_id is not distinct from w.entity)
                        order by w.period, w.entity""")
                .map((row, context) -> new Wanted(
                        YearMonth.from(row.getObject("period", LocalDate.class)), row.getObject("entity", Long.class)))
                .list());
    }

    private static Kept read(ResultSet row) throws SQLException {
        return new Kept(
                row.getLong("id"),
                YearMonth.from(row.getObject("period", LocalDate.class)),
                row.getString("entity"),
                row.getString("kind").equals("FINAL"),
                row.getBoolean("reopened"),
                row.getObject("close_execution", Long.class),
                row.getTimestamp("as_of").toInstant(),
                row.getTimestamp("made_at").toInstant(),
                row.getString("made_by"),
                row.getLong("size"),
                HexFormat.of().formatHex(row.getBytes("sha256")));
    }

    private static final String SELECT =
            """
            select p.*, e.code as entity, p.kind = 'FINAL' and not coalesce(
                       (select bool_and(s.status = 'CLOSED') and max(s.status_since) = p.status_since
                        from settlement_period s
                        where s.period = p.period and s.legal_entity_id = coalesce(p.legal_entity_id, s.legal_entity_id)),
                       false) as reopened
            from month_package p
            left join legal_entity e on e.id = p.legal_entity_id
            """;
}
