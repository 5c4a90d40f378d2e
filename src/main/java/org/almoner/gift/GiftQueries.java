package org.almoner.gift;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.almoner.database.Cursor;
import org.almoner.database.Filter;
import org.almoner.database.Page;
import org.almoner.database.Transactions;
import org.almoner.money.Money;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Reads gifts for screens and API, newest first: by the moment of success, and before that by when they were first
 * seen. A page costs the same however deep it lies, as the cursor is the sort key itself.
 */
@ApplicationScoped
public class GiftQueries {

    /** Where a gift stands in a list; the indexes are over this very expression. */
    static final String PLACE = "coalesce(g.received_at, g.begun_at)";

    private static final String ORDER = " order by " + PLACE + " desc, g.id desc";

    /** Rows are chosen before anything is joined to them, so that a page reads no more than it shows. */
    private static final String SHOWN =
            """
            select g.id, g.reference, g.stripe_account, g.livemode, g.amount_minor, g.currency, g.fee_minor, g.net_minor,
                   g.settled_currency, g.refunded_minor, g.status, g.recurring, g.payment_method, g.received_at,
                   g.begun_at, g.payout_id,
                   d.id as donor_id, d.name as donor_name, d.email as donor_email,
                   c.code as campaign_code, c.name as campaign_name, f.code as fund_code, f.name as fund_name,
                   p.code as appeal_code, p.name as appeal_name, a.code as affiliate_code, a.name as affiliate_name,
                   array(select r.number from receipted_gift x join receipt r on r.id = x.receipt_id where x.gift_id = g.id
                         order by r.id) as receipts
            from (%s) g
            left join donor d on d.id = g.donor_id
            left join campaign c on c.id = g.campaign_id
            left join fund f on f.id = g.fund_id
            left join appeal p on p.id = g.appeal_id
            left join affiliate a on a.id = g.affiliate_id
            """;

    private Jdbi jdbi;

    protected GiftQueries() {}

    @Inject
    public GiftQueries(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** The same over other books, such as a sandbox's. */
    public GiftQueries over(Transactions books) {
        return new GiftQueries(jdbi) {
            @Override
            <T> T read(Function<Handle, T> work) {
                return books.inNew(work);
            }
        };
    }

    <T> T read(Function<Handle, T> work) {
        return jdbi.withHandle(work::apply);
    }

    /**
     * The page after a cursor, or the first.
     *
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<GiftView> page(GiftFilter wanted, String after, int limit) {
        var filter = wanted.toFilter();
        if (after != null) {
            var place = Cursor.read(after, 2);
            filter.and("(" + PLACE + ", g.id) < (?, ?)", place.instant(0), place.number(1));
        }
        return Page.cut(select(filter, 0, limit + 1), limit, gift -> Cursor.of(placeOf(gift), gift.id()));
    }

    /** Rows from an offset on, for tables with page numbers; the offset is no greater than {@link Page#COUNT_CAP}. */
    public List<GiftView> slice(GiftFilter wanted, int offset, int limit) {
        return select(wanted.toFilter(), Math.min(offset, Page.COUNT_CAP), limit);
    }

    /** How many there are, at most one more than {@link Page#COUNT_CAP}. */
    public int count(GiftFilter wanted) {
        return read(handle -> wanted.toFilter().count(handle, "gift g"));
    }

    public Optional<GiftView> find(long id) {
        return select(new Filter().and("g.id = ?", id), 0, 1).stream().findFirst();
    }

    /** What Stripe warns of about a gift, the oldest first, at most {@link Page#MAX_LIMIT}. */
    public List<GiftWarning> warnings(String reference) {
        return read(handle -> handle.createQuery(
                        """
                        select w.*, case when w.over then coalesce(w.outcome, 'closed') else 'open' end as state
                        from stripe_warning w
                        where w.payment_intent = :gift or w.charge in (select id from charge where gift_reference = :gift)
                        order by w.created_at, w.id limit :most
                        """)
                .bind("gift", reference)
                .bind("most", Page.MAX_LIMIT)
                .map((row, context) -> new GiftWarning(
                        row.getTimestamp("created_at").toInstant(),
                        row.getString("kind"),
                        row.getString("id"),
                        row.getString("state"),
                        row.getString("reason")))
                .list());
    }

    private List<GiftView> select(Filter filter, int offset, int limit) {
        var chosen = "select * from gift g where " + filter.sql() + ORDER + " limit ? offset ?";
        return read(handle -> filter.bind(handle.createQuery(SHOWN.formatted(chosen) + ORDER), limit, offset)
                .map((row, context) -> read(row))
                .list());
    }

    private static Instant placeOf(GiftView gift) {
        return gift.receivedAt() == null ? gift.begunAt() : gift.receivedAt();
    }

    private static GiftView read(ResultSet row) throws SQLException {
        var currency = row.getString("currency");
        var settled = row.getString("settled_currency");
        return new GiftView(
                row.getLong("id"),
                row.getString("reference"),
                row.getString("stripe_account"),
                row.getBoolean("livemode"),
                donor(row),
                named(row, "campaign"),
                named(row, "fund"),
                named(row, "appeal"),
                named(row, "affiliate"),
                new Money(row.getLong("amount_minor"), currency),
                money(row, "fee_minor", settled),
                money(row, "net_minor", settled),
                new Money(row.getLong("refunded_minor"), currency),
                GiftStatus.valueOf(row.getString("status")),
                row.getBoolean("recurring"),
                row.getString("payment_method"),
                instant(row.getTimestamp("received_at")),
                row.getTimestamp("begun_at").toInstant(),
                row.getString("payout_id"),
                List.of((String[]) row.getArray("receipts").getArray()));
    }

    private static GiftView.Donor donor(ResultSet row) throws SQLException {
        var id = row.getLong("donor_id");
        return row.wasNull() ? null : new GiftView.Donor(id, row.getString("donor_name"), row.getString("donor_email"));
    }

    private static GiftView.Named named(ResultSet row, String what) throws SQLException {
        var code = row.getString(what + "_code");
        return code == null ? null : new GiftView.Named(code, row.getString(what + "_name"));
    }

    private static Money money(ResultSet row, String column, String currency) throws SQLException {
        var minor = row.getLong(column);
        return row.wasNull() || currency == null ? null : new Money(minor, currency);
    }

    private static Instant instant(Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }
}
