package org.almoner.giftaid;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.almoner.database.Cursor;
import org.almoner.database.Filter;
import org.almoner.database.Page;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/** Reads claims, the newest first, and their lines. */
@ApplicationScoped
public class ClaimQueries {

    /** Gifts of a claim that are compared with how they stand whenever somebody looks at it. */
    public static final int LOOKED_AT = 10_000;

    /** Which claims; null does not matter. */
    public record Wanted(String entity, Claim.State state) {

        private Filter toFilter() {
            return new Filter().andIf(entity, "e.code = ?").andIf(state == null ? null : state.name(), "c.state = ?");
        }
    }

    private Jdbi jdbi;
    private Calendar calendar;

    protected ClaimQueries() {}

    @Inject
    public ClaimQueries(Jdbi jdbi, Calendar calendar) {
        this.jdbi = jdbi;
        this.calendar = calendar;
    }

    /**
     * The page after a cursor, or the first.
     *
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<Claim> page(Wanted wanted, String after, int limit) {
        var filter = wanted.toFilter();
        if (after != null) {
            filter.and("c.id < ?", Cursor.read(after, 1).number(0));
        }
        return Page.cut(
                jdbi.withHandle(handle -> select(handle, filter, 0, limit + 1)), limit, claim -> Cursor.of(claim.id()));
    }

    /** Rows from an offset on, for tables with page numbers. */
    public List<Claim> slice(Wanted wanted, int offset, int limit) {
        return jdbi.withHandle(handle -> select(handle, wanted.toFilter(), Math.min(offset, Page.COUNT_CAP), limit));
    }

    /** How many there are, at most one more than {@link Page#COUNT_CAP}. */
    public int count(Wanted wanted) {
        return jdbi.withHandle(handle ->
                wanted.toFilter().count(handle, "gift_aid_claim c join legal_entity e on e.id = c.legal_entity_id"));
    }

    public Optional<Claim> find(long id) {
        return jdbi.withHandle(handle -> find(handle, id));
    }

    static Optional<Claim> find(Handle handle, long id) {
        return select(handle, new Filter().and("c.id = ?", id), 0, 1).stream().findFirst();
    }

    /** The one claim of a charity that is not sent yet. */
    static Optional<Claim> open(Handle handle, String entity) {
        return select(handle, new Filter().and("e.code = ? and c.state in ('DRAFT', 'APPROVED')", entity), 0, 1)
                .stream()
                .findFirst();
    }

    /**
     * How many gifts of an unsent claim are not any more what it says of them; nothing for one that was sent, and for one of
     * more than {@link #LOOKED_AT} gifts, which are looked at when it is approved.
     */
    public Optional<Long> changed(Claim claim) {
        boolean open = claim.state() == Claim.State.DRAFT || claim.state() == Claim.State.APPROVED;
        return open && claim.gifts().lines() + claim.small().lines() <= LOOKED_AT
                ? Optional.of(jdbi.withHandle(handle -> changed(handle, calendar, claim.id())))
                : Optional.empty();
    }

    static long changed(Handle handle, Calendar calendar, long id) {
        return handle.createQuery(CHANGED)
                .bind("id", id)
                .bind("zone", calendar.zone().getId())
                .bind("today", calendar.today())
                .mapTo(Long.class)
                .one();
    }

    /** What is owed back to HMRC and in no claim yet, in pence of gifts; the next claim takes as much of it as it can. */
    public Money owed(String entity) {
        return jdbi.withHandle(handle -> handle.createQuery("select coalesce(sum(o.amount_minor), 0)"
                        + " from gift_aid_overclaimed o join legal_entity e on e.id = o.legal_entity_id"
                        + " where o.amount_minor > 0 and e.code = ?")
                .bind(0, entity)
                .map((row, context) -> new Money(row.getLong(1), Claims.CURRENCY))
                .one());
    }

    /**
     * The lines of a claim after a number.
     *
     * @param kind only of this kind; null for all
     */
    public List<ClaimLine> lines(long claim, ClaimLine.Kind kind, int after, int limit) {
        return jdbi.withHandle(handle -> lines(handle, claim, kind, after, limit)
                .map((row, context) -> line(row))
                .list());
    }

    /** The same to be read one by one; a limit of null is none. */
    static Query lines(Handle handle, long claim, ClaimLine.Kind kind, int after, Integer limit) {
        return handle.createQuery(LINES)
                .bind("claim", claim)
                .bind("kind", kind == null ? null : kind.name())
                .bind("after", after)
                .bind("limit", limit);
    }

    private static List<Claim> select(Handle handle, Filter filter, int offset, int limit) {
        return filter.bind(
                        handle.createQuery(SELECT + " where " + filter.sql() + " order by c.id desc limit ? offset ?"),
                        limit,
                        offset)
                .map((row, context) -> claim(row))
                .list();
    }

    private static Claim claim(ResultSet row) throws SQLException {
        Long paid = row.getObject("paid_minor", Long.class);
        Timestamp approved = row.getTimestamp("approved_at");
        return new Claim(
                row.getLong("id"),
                row.getString("entity"),
                row.getInt("number"),
                Claim.State.valueOf(row.getString("state")),
                row.getObject("until", LocalDate.class),
                sum(row, "gift"),
                sum(row, "small"),
                sum(row, "gift_back"),
                sum(row, "small_back"),
                new Claim.Deed(
                        row.getString("made_by"), row.getTimestamp("made_at").toInstant()),
                approved == null ? null : new Claim.Deed(row.getString("approved_by"), approved.toInstant()),
                row.getString("reference"),
                row.getObject("submitted_on", LocalDate.class),
                row.getString("submitted_by"),
                paid == null ? null : new Money(paid, Claims.CURRENCY),
                row.getObject("paid_on", LocalDate.class),
                row.getString("paid_by"),
                row.getInt("version"));
    }

    private static Claim.Sum sum(ResultSet row, String kind) throws SQLException {
        return new Claim.Sum(
                row.getInt(kind + "_lines"),
                new Money(row.getLong(kind + "_minor"), Claims.CURRENCY),
                new Money(row.getLong(kind + "_tax") / 100, Claims.CURRENCY));
    }

    static ClaimLine line(ResultSet row) throws SQLException {
        return new ClaimLine(
                row.getInt("line"),
                ClaimLine.Kind.valueOf(row.getString("kind")),
                row.getString("reference"),
                row.getObject("declaration_id", Long.class),
                row.getObject("received_on", LocalDate.class),
                row.getObject("period_end", LocalDate.class),
                row.getObject("tax_year", LocalDate.class),
                row.getLong("amount_minor"),
                row.getInt("percent"),
                row.getString("title"),
                row.getString("first_name"),
                row.getString("last_name"),
                row.getString("house"),
                row.getString("postcode"),
                row.getBoolean("overseas"));
    }

    private static final String SELECT =
            """
            select c.*, e.code as entity, s.*
            from gift_aid_claim c
            join legal_entity e on e.id = c.legal_entity_id
            cross join lateral (
                select count(*) filter (where kind = 'GIFT') as gift_lines,
                       coalesce(sum(amount_minor) filter (where kind = 'GIFT'), 0) as gift_minor,
                       coalesce(sum(amount_minor * percent) filter (where kind = 'GIFT'), 0) as gift_tax,
                       count(*) filter (where kind = 'SMALL') as small_lines,
                       coalesce(sum(amount_minor) filter (where kind = 'SMALL'), 0) as small_minor,
                       coalesce(sum(amount_minor * percent) filter (where kind = 'SMALL'), 0) as small_tax,
                       count(*) filter (where kind = 'GIFT_BACK') as gift_back_lines,
                       coalesce(sum(amount_minor) filter (where kind = 'GIFT_BACK'), 0) as gift_back_minor,
                       coalesce(sum(amount_minor * percent) filter (where kind = 'GIFT_BACK'), 0) as gift_back_tax,
                       count(*) filter (where kind = 'SMALL_BACK') as small_back_lines,
                       coalesce(sum(amount_minor) filter (where kind = 'SMALL_BACK'), 0) as small_back_minor,
                       coalesce(sum(amount_minor * percent) filter (where kind = 'SMALL_BACK'), 0) as small_back_tax
                from gift_aid_line l where l.claim_id = c.id) s
            """;

    private static final String LINES =
            """
            select l.*, g.reference
            from gift_aid_line l
            join gift g on g.id = l.gift_id
            where l.claim_id = :claim and l.line > :after and (:kind::text is null or l.kind = :kind::text)
            order by l.line limit :limit
            """;

    private static final String CHANGED =
            """
            select (select count(*)
                    from gift_aid_line l
                    left join gift_aid_gifts(:zone, :today) s on s.gift_id = l.gift_id
                    where l.claim_id = :id and l.kind = 'GIFT'
                      and (s.gift_id is null or cardinality(s.reasons) > 0 or s.amount_minor <> l.amount_minor
                           or s.declaration_id <> l.declaration_id))
                 + (select count(*)
                    from gift_aid_line l
                    left join gift_aid_small_gifts(:zone, :today) s on s.gift_id = l.gift_id
                    where l.claim_id = :id and l.kind = 'SMALL'
                      and (s.gift_id is null or s.amount_minor <> l.amount_minor))
            """;
}
