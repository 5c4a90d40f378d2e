package org.almoner.giftaid;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.almoner.database.Cursor;
import org.almoner.database.Page;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/** Reads how gifts to charities under Gift Aid stand, the newest first. */
@ApplicationScoped
public class GiftStandings {

    /**
     * Which gifts; null does not matter.
     *
     * @param entity code of the charity
     * @param donor id
     * @param from first day of receipt, in the organisation's zone
     * @param to last day
     */
    public record Wanted(
            String entity, Long donor, GiftStanding.State state, Refusal refusal, LocalDate from, LocalDate to) {}

    private Jdbi jdbi;
    private Calendar calendar;

    protected GiftStandings() {}

    @Inject
    public GiftStandings(Jdbi jdbi, Calendar calendar) {
        this.jdbi = jdbi;
        this.calendar = calendar;
    }

    /**
     * The page after a cursor, or the first.
     *
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<GiftStanding> page(Wanted wanted, String after, int limit) {
        Cursor cursor = after == null ? null : Cursor.read(after, 2);
        List<Place> rows = jdbi.withHandle(handle -> bind(handle.createQuery(SELECT + WHERE + AFTER), wanted)
                .bind("afterAt", cursor == null ? null : cursor.instant(0))
                .bind("afterId", cursor == null ? null : cursor.number(1))
                .bind("offset", 0)
                .bind("limit", limit + 1)
                .map((row, context) -> place(row))
                .list());
        Page<Place> page = Page.cut(rows, limit, place -> Cursor.of(place.at(), place.id()));
        return new Page<>(page.items().stream().map(Place::gift).toList(), page.next());
    }

    /** Rows from an offset on, for tables with page numbers. */
    public List<GiftStanding> slice(Wanted wanted, int offset, int limit) {
        return jdbi.withHandle(handle -> bind(handle.createQuery(SELECT + WHERE + AFTER), wanted)
                .bind("afterAt", (Object) null)
                .bind("afterId", (Object) null)
                .bind("offset", Math.min(offset, Page.COUNT_CAP))
                .bind("limit", limit)
                .map((row, context) -> place(row).gift())
                .list());
    }

    /** How many there are, at most one more than {@link Page#COUNT_CAP}. */
    public int count(Wanted wanted) {
        return jdbi.withHandle(handle -> bind(
                        handle.createQuery("select count(*) from (select 1 " + FROM + WHERE + " limit :cap) capped"),
                        wanted)
                .bind("cap", Page.COUNT_CAP + 1)
                .mapTo(Integer.class)
                .one());
    }

    /** How one gift stands; nothing where its charity is not under Gift Aid, or nothing was received. */
    public Optional<GiftStanding> find(String reference) {
        return jdbi.withHandle(handle -> bind(
                        handle.createQuery(SELECT + WHERE + " and s.reference = :reference"),
                        new Wanted(null, null, null, null, null, null))
                .bind("reference", reference)
                .map((row, context) -> place(row).gift())
                .findOne());
    }

    private Query bind(Query query, Wanted wanted) {
        return query.bind("zone", calendar.zone().getId())
                .bind("today", calendar.today())
                .bind("entity", wanted.entity())
                .bind("donor", wanted.donor())
                .bind("state", wanted.state() == null ? null : wanted.state().name())
                .bind(
                        "refusal",
                        wanted.refusal() == null ? null : wanted.refusal().name())
                .bind("from", wanted.from() == null ? null : calendar.startOf(wanted.from()))
                .bind("to", wanted.to() == null ? null : calendar.endOf(wanted.to()));
    }

    /** A gift and its place in the list. */
    private record Place(Instant at, long id, GiftStanding gift) {}

    private static Place place(ResultSet row) throws SQLException {
        return new Place(
                row.getTimestamp("received_at").toInstant(),
                row.getLong("gift_id"),
                new GiftStanding(
                        row.getString("reference"),
                        row.getObject("donor_id", Long.class),
                        row.getString("donor_name"),
                        row.getString("entity"),
                        row.getObject("received_on", LocalDate.class),
                        row.getObject("claim_by", LocalDate.class),
                        new Money(row.getLong("amount_minor"), row.getString("currency")),
                        row.getObject("declaration_id", Long.class),
                        Arrays.stream((String[]) row.getArray("reasons").getArray())
                                .map(Refusal::valueOf)
                                .toList(),
                        row.getObject("claim_id", Long.class),
                        row.getObject("number", Integer.class)));
    }

    private static final String FROM =
            """
            from gift_aid_gifts(:zone, :today) s
            left join gift_aid_line l on l.gift_id = s.gift_id and l.kind in ('GIFT', 'SMALL')
            left join gift_aid_claim c on c.id = l.claim_id
            """;

    private static final String SELECT =
            """
            select s.*, c.id as claim_id, c.number, (select code from legal_entity e where e.id = s.legal_entity_id) as entity,
                   (s.period_end + make_interval(years => receipt_figure('GB', 'CLAIM_YEARS', :today)::integer))::date
                       as claim_by
            """
                    + FROM;

    private static final String WHERE =
            """
            where (:entity::text is null
                   or s.legal_entity_id = (select id from legal_entity where code = :entity::text))
              and (:donor::bigint is null or s.donor_id = :donor::bigint)
              and (:from::timestamptz is null or s.received_at >= :from::timestamptz)
              and (:to::timestamptz is null or s.received_at < :to::timestamptz)
              and (:refusal::text is null or c.id is null and :refusal::text = any (s.reasons))
              and (:state::text is null
                   or :state::text = case when c.id is not null then 'CLAIMED'
                                          when cardinality(s.reasons) = 0 then 'ELIGIBLE' else 'REFUSED' end)
            """;

    private static final String AFTER =
            """
              and (:afterAt::timestamptz is null or (s.received_at, s.gift_id) < (:afterAt::timestamptz, :afterId::bigint))
            order by s.received_at desc nulls last, s.gift_id desc limit :limit offset :offset
            """;
}
