package org.almoner.journal;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.almoner.campaign.FundRecords;
import org.almoner.database.Cursor;
import org.almoner.database.Filter;
import org.almoner.database.Page;
import org.almoner.money.Money;
import org.jdbi.v3.core.Jdbi;

/** Reads journal batches, the newest first, their lines, and the entries behind each line. */
@ApplicationScoped
public class JournalQueries implements FundRecords {

    private static final String FROM = "journal_batch b join legal_entity e on e.id = b.legal_entity_id";

    /** Which batches to list; a null asks nothing. */
    public record Wanted(String entity, YearMonth month) {

        private Filter toFilter() {
            return new Filter()
                    .andIf(entity, "e.code = ?")
                    .andIf(month == null ? null : month.atDay(1), "b.period = ?");
        }
    }

    private Jdbi jdbi;

    protected JournalQueries() {}

    @Inject
    public JournalQueries(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * The page after a cursor, or the first.
     *
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<JournalBatch> page(Wanted wanted, String after, int limit) {
        var filter = wanted.toFilter();
        if (after != null) {
            filter.and("b.id < ?", Cursor.read(after, 1).number(0));
        }
        return Page.cut(select(filter, 0, limit + 1), limit, batch -> Cursor.of(batch.id()));
    }

    /** Rows from an offset on, for tables with page numbers. */
    public List<JournalBatch> slice(Wanted wanted, int offset, int limit) {
        return select(wanted.toFilter(), Math.min(offset, Page.COUNT_CAP), limit);
    }

    /** How many there are, at most one more than {@link Page#COUNT_CAP}. */
    public int count(Wanted wanted) {
        return jdbi.withHandle(handle -> wanted.toFilter().count(handle, FROM));
    }

    public Optional<JournalBatch> find(long id) {
        return select(new Filter().and("b.id = ?", id), 0, 1).stream().findFirst();
    }

    /**
     * The lines after a cursor, or the first.
     *
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<JournalLine> lines(long batch, String after, int limit) {
        long begin = after == null ? 0 : Cursor.read(after, 1).number(0);
        var found = jdbi.withHandle(handle -> handle.createQuery(
                        "select * from journal_line where batch_id = ? and line > ? order by line limit ?")
                .bind(0, batch)
                .bind(1, begin)
                .bind(2, limit + 1)
                .map((row, context) -> Workings.line(row))
                .list());
        return Page.cut(found, limit, line -> Cursor.of(line.number()));
    }

    /**
     * The entries behind a line; those of a batch that takes another back are that one's.
     *
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<JournalBatch.Entry> entries(JournalBatch batch, int line, String after, int limit) {
        long begin = after == null ? 0 : Cursor.read(after, 1).number(0);
        long taken = batch.reverses() == null ? batch.id() : batch.reverses();
        var found = jdbi.withHandle(handle -> handle.createQuery(ENTRIES)
                .bind("batch", taken)
                .bind("line", line)
                .bind("after", begin)
                .bind("limit", limit + 1)
                .map((row, context) -> new JournalBatch.Entry(
                        row.getLong("id"),
                        row.getString("kind"),
                        row.getString("reference"),
                        row.getString("gift"),
                        new Money(row.getLong("amount"), row.getString("currency")),
                        row.getTimestamp("occurred_at").toInstant()))
                .list());
        return Page.cut(found, limit, entry -> Cursor.of(entry.posting()));
    }

    /** What happened to a batch, the first first. */
    public List<JournalBatch.Event> events(long batch) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select * from journal_event where batch_id = ? order by id desc limit 500")
                .bind(0, batch)
                .map((row, context) -> new JournalBatch.Event(
                        row.getString("kind"),
                        row.getString("detail"),
                        row.getString("reason"),
                        row.getString("actor"),
                        row.getTimestamp("at").toInstant()))
                .list());
    }

    @Override
    public boolean isInJournal(long fund) {
        return jdbi.withHandle(handle -> handle.createQuery("select exists (select 1 from journal_combination c"
                        + " join journal_batch_standing b on b.id = c.batch_id where c.fund_id = ?)")
                .bind(0, fund)
                .mapTo(Boolean.class)
                .one());
    }

    private List<JournalBatch> select(Filter filter, int offset, int limit) {
        var sql = SELECT.replace("<from>", FROM).replace("<where>", filter.sql());
        return jdbi.withHandle(handle -> filter.bind(handle.createQuery(sql), limit, offset)
                .map((row, context) -> read(row))
                .list());
    }

    private static JournalBatch read(ResultSet row) throws SQLException {
        var confirmation = row.getString("confirmation");
        var reversedBy = row.getObject("reversed_by", Long.class);
        return new JournalBatch(
                row.getLong("id"),
                row.getString("entity"),
                row.getInt("number"),
                YearMonth.from(row.getObject("period", LocalDate.class)),
                row.getString("currency"),
                JournalWish.Granularity.valueOf(row.getString("granularity")),
                row.getObject("reverses", Long.class),
                reversedBy,
                row.getString("reason"),
                row.getLong("entries"),
                row.getLong("lines"),
                row.getString("made_by"),
                row.getTimestamp("made_at").toInstant(),
                confirmation,
                reversedBy != null
                        ? JournalBatch.Status.REVERSED
                        : confirmation != null
                                ? JournalBatch.Status.CONFIRMED
                                : row.getBoolean("exported") ? JournalBatch.Status.EXPORTED : JournalBatch.Status.MADE,
                row.getBoolean("reopened"),
                row.getString("totals") == null
                        ? List.of()
                        : Stream.of(row.getString("totals").split(","))
                                .map(total -> new Money(Long.parseLong(total.substring(4)), total.substring(0, 3)))
                                .toList());
    }

    private static final String SELECT =
            """
            select b.*, e.code as entity, r.id as reversed_by, l.lines, l.totals,
                   (select v.detail from journal_event v where v.batch_id = b.id and v.kind in ('CONFIRMED', 'CORRECTED')
                    order by v.id desc limit 1) as confirmation,
                   exists (select 1 from journal_export x where x.batch_id = b.id) as exported,
                   exists (select 1 from journal_month m where m.legal_entity_id = b.legal_entity_id and m.period = b.period
                           and m.reopened_at > b.made_at) as reopened
            from <from>
            left join journal_batch r on r.reverses = b.id
            cross join lateral (
                select sum(lines) as lines, string_agg(currency || ' ' || debit, ',' order by currency) as totals
                from (select currency, count(*) as lines, sum(amount) filter (where side = 'DEBIT') as debit
                      from journal_line where batch_id = b.id group by currency) c) l
            where <where>
            order by b.id desc limit ? offset ?
            """;

    private static final String ENTRIES =
            """
            select p.id, p.kind, p.reference, g.reference as gift, p.amount, p.currency, p.occurred_at
            from (select posting_id from journal_posting where batch_id = :batch and debit_line = :line and posting_id > :after
                  union
                  select posting_id from journal_posting where batch_id = :batch and credit_line = :line and posting_id > :after
                  order by 1 limit :limit) j
            join ledger_posting p on p.id = j.posting_id
            left join gift g on g.id = p.gift_id
            order by p.id
            """;
}
