package org.almoner.gift;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.almoner.database.Cursor;
import org.almoner.database.Filter;
import org.almoner.database.Page;
import org.almoner.money.Money;
import org.jdbi.v3.core.Jdbi;

/** Reads disputes for screens and API, the newest first. */
@ApplicationScoped
public class DisputeQueries {

    private static final String DISPUTES =
            """
            select d.*, case when %s then 'TO_ANSWER' when %s then 'ENDED' else 'UNDER_WAY' end as stage,
                   coalesce(d.gift_reference, c.gift_reference) as gift, o.id as donor_id, o.name as donor_name,
                   o.email as donor_email
            from dispute d
            left join charge c on c.id = d.charge
            left join gift g on g.reference = coalesce(d.gift_reference, c.gift_reference)
            left join donor o on o.id = g.donor_id
            where %%s order by d.created_at desc, d.id desc limit ? offset ?
            """
                    .formatted(DisputeStage.TO_ANSWER.condition(), DisputeStage.ENDED.condition());

    private Jdbi jdbi;

    protected DisputeQueries() {}

    @Inject
    public DisputeQueries(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * The page after a cursor, or the first.
     *
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<DisputeView> page(DisputeFilter wanted, String after, int limit) {
        var filter = wanted.filter();
        if (after != null) {
            var place = Cursor.read(after, 2);
            filter.and("(d.created_at, d.id) < (?, ?)", place.instant(0), place.text(1));
        }
        return Page.cut(select(filter, limit + 1, 0), limit, last -> Cursor.of(last.openedAt(), last.id()));
    }

    /** Rows from an offset on, for tables with page numbers; the offset is no greater than {@link Page#COUNT_CAP}. */
    public List<DisputeView> slice(DisputeFilter wanted, int offset, int limit) {
        return select(wanted.filter(), limit, Math.min(offset, Page.COUNT_CAP));
    }

    /** How many there are, at most one more than {@link Page#COUNT_CAP}. */
    public int count(DisputeFilter wanted) {
        return jdbi.withHandle(handle -> wanted.filter().count(handle, "dispute d"));
    }

    public Optional<DisputeView> find(String id) {
        return select(new Filter().and("d.id = ?", id), 1, 0).stream().findFirst();
    }

    private List<DisputeView> select(Filter filter, int limit, int offset) {
        return jdbi.withHandle(
                handle -> filter.bind(handle.createQuery(DISPUTES.formatted(filter.sql())), limit, offset)
                        .map((row, context) -> read(row))
                        .list());
    }

    private static DisputeView read(ResultSet row) throws SQLException {
        var donor = row.getObject("donor_id", Long.class);
        var back = row.getObject("reinstated_minor", Long.class);
        return new DisputeView(
                row.getString("id"),
                row.getString("gift"),
                donor == null
                        ? null
                        : new GiftView.Donor(donor, row.getString("donor_name"), row.getString("donor_email")),
                row.getString("charge"),
                new Money(row.getLong("amount_minor"), row.getString("currency")),
                row.getString("status"),
                DisputeStage.valueOf(row.getString("stage")),
                row.getString("reason"),
                instant(row, "evidence_due_by"),
                row.getBoolean("withdrawn"),
                back == null || back == 0 ? null : new Money(back, row.getString("currency")),
                row.getBoolean("livemode"),
                instant(row, "created_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }
}
