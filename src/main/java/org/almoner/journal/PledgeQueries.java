package org.almoner.journal;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.almoner.database.Cursor;
import org.almoner.database.Filter;
import org.almoner.database.Page;
import org.almoner.money.Money;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Reads pledges, the newest first. */
@ApplicationScoped
public class PledgeQueries {

    /** How many payments and gifts of one pledge are shown at most. */
    private static final int SHOWN = 200;

    /** Which pledges; null does not matter. */
    public record Wanted(Pledge.State state, String fund, Long donor) {

        private Filter toFilter() {
            return new Filter()
                    .andIf(state == null ? null : state.name(), "p.state = ?")
                    .andIf(fund, "p.fund_id = (select id from fund where code = ?)")
                    .andIf(donor, "p.donor_id = ?");
        }
    }

    private Jdbi jdbi;

    protected PledgeQueries() {}

    @Inject
    public PledgeQueries(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * The page after a cursor, or the first.
     *
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<Pledge> page(Wanted wanted, String after, int limit) {
        var filter = wanted.toFilter();
        if (after != null) {
            filter.and("p.id < ?", Cursor.read(after, 1).number(0));
        }
        return Page.cut(select(filter, 0, limit + 1), limit, pledge -> Cursor.of(pledge.id()));
    }

    /** Rows from an offset on, for tables with page numbers. */
    public List<Pledge> slice(Wanted wanted, int offset, int limit) {
        return select(wanted.toFilter(), Math.min(offset, Page.COUNT_CAP), limit);
    }

    /** How many there are, at most one more than {@link Page#COUNT_CAP}. */
    public int count(Wanted wanted) {
        return jdbi.withHandle(handle -> wanted.toFilter().count(handle, "pledge_standing p"));
    }

    public Optional<Pledge> find(long id) {
        return jdbi.withHandle(handle -> find(handle, id));
    }

    static Optional<Pledge> find(Handle handle, long id) {
        return select(handle, new Filter().and("p.id = ?", id), 0, 1).stream().findFirst();
    }

    /** When it is expected, the earliest first. */
    public List<Pledge.Due> schedule(long pledge) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select * from pledge_instalment where pledge_id = ? order by due_on")
                        .bind(0, pledge)
                        .map((row, context) ->
                                new Pledge.Due(row.getObject("due_on", LocalDate.class), row.getLong("amount_minor")))
                        .list());
    }

    /** The gifts by which it was paid, the newest first, and those of which that was undone. */
    public List<Pledge.Payment> payments(long pledge) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select m.*, g.reference, g.currency from pledge_payment m join gift g on g.id = m.gift_id"
                                + " where m.pledge_id = ? order by m.id desc limit ?")
                .bind(0, pledge)
                .bind(1, SHOWN)
                .map((row, context) -> new Pledge.Payment(
                        row.getLong("id"),
                        row.getString("reference"),
                        new Money(row.getLong("amount_minor"), row.getString("currency")),
                        row.getObject("paid_on", LocalDate.class),
                        row.getString("matched_by"),
                        row.getTimestamp("matched_at").toInstant(),
                        row.getString("undone_by")))
                .list());
    }

    /** Gifts of its donor to its fund, in its currency and since it was promised, that pay no pledge yet. */
    public List<String> candidates(long pledge) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        """
                        select g.reference from pledge p
                        join gift g on g.donor_id = p.donor_id and g.fund_id = p.fund_id and g.currency = p.currency
                        where p.id = ? and g.status in ('RECEIVED', 'PARTIALLY_REFUNDED') and g.received_at >= p.promised_on
                          and not exists (select from pledge_payment m where m.gift_id = g.id and m.undone_by is null)
                        order by g.received_at, g.id limit ?
                        """)
                .bind(0, pledge)
                .bind(1, SHOWN)
                .mapTo(String.class)
                .list());
    }

    /** What a fund was promised at the end of a day, by currency. */
    public List<Pledge.Disclosed> disclosed(String fund, LocalDate day) {
        return jdbi.withHandle(handle -> handle.createQuery(DISCLOSED)
                .bind("fund", fund)
                .bind("day", day)
                .map((row, context) -> {
                    var currency = row.getString("currency");
                    return new Pledge.Disclosed(
                            new Money(row.getLong("receivable"), currency),
                            new Money(row.getLong("conditional"), currency));
                })
                .list());
    }

    private List<Pledge> select(Filter filter, int offset, int limit) {
        return jdbi.withHandle(handle -> select(handle, filter, offset, limit));
    }

    private static List<Pledge> select(Handle handle, Filter filter, int offset, int limit) {
        var sql = "select p.*, d.name as donor_name, f.code as fund from pledge_standing p"
                + " join donor d on d.id = p.donor_id join fund f on f.id = p.fund_id where " + filter.sql()
                + " order by p.id desc limit ? offset ?";
        return filter.bind(handle.createQuery(sql), limit, offset)
                .map((row, context) -> pledge(row))
                .list();
    }

    private static Pledge pledge(ResultSet row) throws SQLException {
        var currency = row.getString("currency");
        return new Pledge(
                row.getLong("id"),
                row.getLong("donor_id"),
                row.getString("donor_name"),
                row.getString("fund"),
                new Money(row.getLong("amount_minor"), currency),
                new Money(row.getLong("paid_minor"), currency),
                row.getString("condition"),
                row.getString("reference"),
                row.getObject("promised_on", LocalDate.class),
                row.getString("noted_by"),
                row.getObject("met_on", LocalDate.class),
                row.getString("met_by"),
                row.getString("met_reference"),
                row.getObject("ended_on", LocalDate.class),
                row.getString("ended_by"),
                row.getString("ended_reason"),
                Pledge.State.valueOf(row.getString("state")));
    }

    private static final String DISCLOSED =
            """
            select p.currency,
                   coalesce(sum(p.amount_minor - coalesce(m.paid, 0)) filter (where p.owed_on <= :day), 0)::bigint as receivable,
                   coalesce(sum(p.amount_minor) filter (where p.owed_on is null or p.owed_on > :day), 0)::bigint as conditional
            from (select *, case when condition is null then promised_on else met_on end as owed_on from pledge) p
            join fund f on f.id = p.fund_id
            left join lateral (
                select sum(x.amount_minor) as paid from pledge_payment x
                where x.pledge_id = p.id and x.undone_by is null and x.paid_on <= :day) m on true
            where f.code = :fund and p.promised_on <= :day and (p.ended_on is null or p.ended_on > :day)
            group by p.currency order by p.currency
            """;
}
