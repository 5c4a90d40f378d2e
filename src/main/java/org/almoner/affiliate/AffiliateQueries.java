package org.almoner.affiliate;

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

/** Reads affiliates for screens and API, in the order of their codes. */
@ApplicationScoped
public class AffiliateQueries {

    private Jdbi jdbi;

    protected AffiliateQueries() {}

    @Inject
    public AffiliateQueries(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * The page after a cursor, or the first.
     *
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<AffiliateView> page(String after, int limit) {
        var filter = new Filter();
        if (after != null) {
            filter.and("a.code > ?", Cursor.read(after, 1).text(0));
        }
        return Page.cut(select(filter, limit + 1), limit, affiliate -> Cursor.of(affiliate.code()));
    }

    public Optional<AffiliateView> find(String code) {
        return select(new Filter().and("a.code = ?", code), 1).stream().findFirst();
    }

    private List<AffiliateView> select(Filter filter, int limit) {
        var sql = "select a.*, p.code as parent from affiliate a left join affiliate p on p.id = a.parent_id where "
                + filter.sql() + " order by a.code limit ?";
        return jdbi.withHandle(handle -> filter.bind(handle.createQuery(sql), limit)
                .map((row, context) -> read(row))
                .list());
    }

    private static AffiliateView read(ResultSet row) throws SQLException {
        return new AffiliateView(
                row.getLong("id"),
                row.getString("code"),
                new AffiliateDraft(
                        row.getString("name"),
                        row.getString("parent"),
                        row.getString("country"),
                        row.getString("legal_name"),
                        List.of((String[]) row.getArray("address_lines").getArray()),
                        row.getString("registration_number"),
                        row.getString("receipt_prefix"),
                        row.getString("receipt_statement"),
                        row.getString("receipt_language"),
                        row.getString("accent")),
                row.getBoolean("flagged"),
                row.getInt("version"));
    }
}
