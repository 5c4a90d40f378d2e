package org.almoner.donor;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.almoner.database.Cursor;
import org.almoner.database.Filter;
import org.almoner.database.Page;
import org.jdbi.v3.core.Jdbi;

/** Reads donors for screens and API, the newest first; those who were joined to another are left out of lists. */
@ApplicationScoped
public class DonorQueries {

    /**
     * Which donors to list; a null asks nothing.
     *
     * @param email exactly this address, however it is written
     * @param affiliate code of the unit that cares for them
     * @param query a part of the name or e-mail address
     */
    public record Wanted(String email, String affiliate, Donor.Kind kind, String query) {

        public static final Wanted ALL = new Wanted(null, null, null, null);

        private Filter toFilter() {
            var filter = new Filter()
                    .and("d.merged_into is null")
                    .andIf(EmailKey.of(email), "d.email_key = ?")
                    .andIf(affiliate, "d.affiliate_id = (select id from affiliate where code = ?)")
                    .andIf(kind == null ? null : kind.name(), "d.kind = ?");
            if (query != null && !query.isBlank()) {
                var pattern = Filter.containing(query);
                filter.and("lower(d.name) like ? or d.email_key like ?", pattern, pattern);
            }
            return filter;
        }
    }

    private static final String SHOWN =
            """
            select d.*, a.code as affiliate, p.lines, p.postcode, p.city, p.region, p.country as address_country
            from (select * from donor d where %s order by d.id desc limit ? offset ?) d
            join affiliate a on a.id = d.affiliate_id
            left join lateral (select * from donor_address x
                               where x.donor_id = d.id and x.kind = 'POSTAL' and x.until is null
                               order by x.id desc limit 1) p on true
            order by d.id desc
            """;

    private Jdbi jdbi;

    protected DonorQueries() {}

    @Inject
    public DonorQueries(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * The page after a cursor, or the first.
     *
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<DonorView> page(Wanted wanted, String after, int limit) {
        var filter = wanted.toFilter();
        if (after != null) {
            filter.and("d.id < ?", Cursor.read(after, 1).number(0));
        }
        return Page.cut(select(filter, 0, limit + 1), limit, donor -> Cursor.of(donor.id()));
    }

    /** Rows from an offset on, for tables with page numbers; the offset is no greater than {@link Page#COUNT_CAP}. */
    public List<DonorView> slice(Wanted wanted, int offset, int limit) {
        return select(wanted.toFilter(), Math.min(offset, Page.COUNT_CAP), limit);
    }

    /** How many there are, at most one more than {@link Page#COUNT_CAP}. */
    public int count(Wanted wanted) {
        return jdbi.withHandle(handle -> wanted.toFilter().count(handle, "donor d"));
    }

    public Optional<DonorView> find(long id) {
        return select(new Filter().and("d.id = ?", id), 0, 1).stream().findFirst();
    }

    /** What a donor last said for each channel and purpose. */
    public List<Consent> consents(long donor) {
        return jdbi.withHandle(handle -> handle.createQuery("select distinct on (channel, purpose) * from donor_consent"
                        + " where donor_id = ? order by channel, purpose, at desc, id desc")
                .bind(0, donor)
                .map((row, context) -> new Consent(
                        row.getString("channel"),
                        row.getString("purpose"),
                        row.getBoolean("given"),
                        row.getTimestamp("at").toInstant(),
                        row.getString("source")))
                .list());
    }

    private List<DonorView> select(Filter filter, int offset, int limit) {
        return jdbi.withHandle(handle -> filter.bind(handle.createQuery(SHOWN.formatted(filter.sql())), limit, offset)
                .map((row, context) -> read(row))
                .list());
    }

    private static DonorView read(ResultSet row) throws SQLException {
        var merged = row.getObject("merged_into", Long.class);
        var lines = row.getArray("lines");
        var address = lines == null
                ? null
                : new DonorDraft.Address(
                        List.of((String[]) lines.getArray()),
                        row.getString("postcode"),
                        row.getString("city"),
                        row.getString("region"),
                        row.getString("address_country"));
        return new DonorView(
                row.getLong("id"),
                new DonorDraft(
                        row.getString("affiliate"),
                        Donor.Kind.valueOf(row.getString("kind")),
                        row.getString("name"),
                        row.getString("email"),
                        row.getString("phone"),
                        List.of((String[]) row.getArray("languages").getArray()),
                        row.getString("country"),
                        row.getString("note"),
                        address),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant(),
                merged,
                row.getInt("version"));
    }
}
