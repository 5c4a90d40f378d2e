package org.almoner.giftaid;

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
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Reads declarations, the newest first. */
@ApplicationScoped
public class DeclarationQueries {

    /**
     * Which declarations; null does not matter.
     *
     * @param donor id
     * @param query a part of the declared name, or of the donor's e-mail address
     */
    public record Wanted(Long donor, Declaration.State state, String query) {

        private Filter toFilter() {
            var filter = new Filter()
                    .andIf(donor, "x.donor_id = ?")
                    .andIf(state == null ? null : state.name(), "x.state = ?");
            if (query != null && !query.isBlank()) {
                var pattern = Filter.containing(query);
                filter.and("lower(x.first_name || ' ' || x.last_name) like ? or x.email_key like ?", pattern, pattern);
            }
            return filter;
        }
    }

    private Jdbi jdbi;

    protected DeclarationQueries() {}

    @Inject
    public DeclarationQueries(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * The page after a cursor, or the first.
     *
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<Declaration> page(Wanted wanted, String after, int limit) {
        var filter = wanted.toFilter();
        if (after != null) {
            filter.and("x.id < ?", Cursor.read(after, 1).number(0));
        }
        return Page.cut(
                jdbi.withHandle(handle -> select(handle, filter, 0, limit + 1)),
                limit,
                declaration -> Cursor.of(declaration.id()));
    }

    /** Rows from an offset on, for tables with page numbers. */
    public List<Declaration> slice(Wanted wanted, int offset, int limit) {
        return jdbi.withHandle(handle -> select(handle, wanted.toFilter(), Math.min(offset, Page.COUNT_CAP), limit));
    }

    /** How many there are, at most one more than {@link Page#COUNT_CAP}. */
    public int count(Wanted wanted) {
        return jdbi.withHandle(handle -> wanted.toFilter().count(handle, DECLARATIONS));
    }

    public Optional<Declaration> find(long id) {
        return jdbi.withHandle(handle -> find(handle, id));
    }

    static Optional<Declaration> find(Handle handle, long id) {
        return select(handle, new Filter().and("x.id = ?", id), 0, 1).stream().findFirst();
    }

    /** Codes of the legal entities that are charities under Gift Aid, the first one first. */
    public List<String> charities() {
        return jdbi.withHandle(handle -> handle.createQuery("select e.code from legal_entity e join receipt_issuer i"
                        + " on i.legal_entity_id = e.id and i.regime = 'GB' order by e.id <> 1, e.code")
                .mapTo(String.class)
                .list());
    }

    /** All words that donors can have agreed to. */
    public List<Declaration.Wording> wordings() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select version, text from gift_aid_wording order by noted_at desc, version")
                .map((row, context) -> new Declaration.Wording(row.getString("version"), row.getString("text")))
                .list());
    }

    private static List<Declaration> select(Handle handle, Filter filter, int offset, int limit) {
        return filter.bind(
                        handle.createQuery("select x.* from " + DECLARATIONS + " where " + filter.sql()
                                + " order by x.id desc limit ? offset ?"),
                        limit,
                        offset)
                .map((row, context) -> read(row))
                .list();
    }

    private static Declaration read(ResultSet row) throws SQLException {
        boolean overseas = row.getBoolean("overseas");
        boolean writable = row.getString("schedule_first") != null
                && row.getString("schedule_last") != null
                && (row.getString("house") == null || row.getString("schedule_house") != null);
        LocalDate cancelled = row.getObject("cancelled_on", LocalDate.class);
        return new Declaration(
                row.getLong("id"),
                row.getString("donor_name"),
                row.getString("entity"),
                row.getObject("replaces_id", Long.class),
                row.getObject("replaced_by", Long.class),
                new Declaration.Draft(
                        row.getLong("donor_id"),
                        row.getString("entity"),
                        row.getObject("made_on", LocalDate.class),
                        Declaration.How.valueOf(row.getString("made_how")),
                        row.getBoolean("recorded"),
                        row.getString("evidence"),
                        row.getString("wording"),
                        row.getString("gift"),
                        row.getBoolean("past"),
                        row.getBoolean("future"),
                        row.getObject("valid_from", LocalDate.class),
                        row.getObject("valid_to", LocalDate.class),
                        row.getString("title"),
                        row.getString("first_name"),
                        row.getString("last_name"),
                        row.getString("house"),
                        List.of((String[]) row.getArray("address_lines").getArray()),
                        row.getString("postcode"),
                        overseas),
                writable,
                row.getObject("sent_on", LocalDate.class),
                cancelled == null
                        ? null
                        : new Declaration.Cancelled(
                                cancelled,
                                row.getBoolean("from_start"),
                                row.getString("cancel_reason"),
                                row.getString("cancelled_by")),
                row.getString("noted_by"),
                row.getTimestamp("noted_at").toInstant());
    }

    private static final String DECLARATIONS =
            """
            (select d.*, o.name as donor_name, o.email_key, e.code as entity, g.reference as gift, n.id as replaced_by, r.sent_on,
                    c.cancelled_on, c.from_start, c.reason as cancel_reason, c.noted_by as cancelled_by,
                    case when n.id is not null then 'REPLACED'
                         when c.from_start then 'VOID'
                         when c.cancelled_on is not null then 'CANCELLED'
                         when d.made_how = 'ORAL' and not d.recorded and r.sent_on is null then 'UNPROVEN'
                         else 'ACTIVE' end as state
             from gift_aid_declaration d
             join donor o on o.id = d.donor_id
             join legal_entity e on e.id = d.legal_entity_id
             left join gift g on g.id = d.gift_id
             left join gift_aid_declaration n on n.replaces_id = d.id
             left join gift_aid_record r on r.declaration_id = d.id
             left join gift_aid_cancellation c on c.declaration_id = d.id) x""";
}
