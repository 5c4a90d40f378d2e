package org.almoner.campaign;

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
import org.jdbi.v3.core.Jdbi;

/** Reads campaigns, appeals and funds for screens and API. */
@ApplicationScoped
public class CampaignQueries {

    /**
     * Which campaigns to list; a null asks nothing.
     *
     * @param affiliate code of the owner
     * @param flagged whether staff still have to look at them
     * @param query a part of the name or the code
     */
    public record Wanted(Campaign.Status status, String affiliate, Boolean flagged, String query) {

        public static final Wanted ALL = new Wanted(null, null, null, null);

        private Filter toFilter() {
            var filter = new Filter()
                    .andIf(status == null ? null : status.name(), "c.status = ?")
                    .andIf(affiliate, "c.affiliate_id = (select id from affiliate where code = ?)")
                    .andIf(flagged, "c.flagged = ?");
            if (query != null && !query.isBlank()) {
                var pattern = Filter.containing(query);
                filter.and("lower(c.name) like ? or lower(c.code) like ?", pattern, pattern);
            }
            return filter;
        }
    }

    private Jdbi jdbi;

    protected CampaignQueries() {}

    @Inject
    public CampaignQueries(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * A page of campaigns, the newest first.
     *
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<CampaignView> page(Wanted wanted, String after, int limit) {
        var filter = wanted.toFilter();
        if (after != null) {
            filter.and("c.id < ?", Cursor.read(after, 1).number(0));
        }
        return Page.cut(select(filter, 0, limit + 1), limit, campaign -> Cursor.of(campaign.id()));
    }

    /** Rows from an offset on, for tables with page numbers; the offset is no greater than {@link Page#COUNT_CAP}. */
    public List<CampaignView> slice(Wanted wanted, int offset, int limit) {
        return select(wanted.toFilter(), Math.min(offset, Page.COUNT_CAP), limit);
    }

    /** How many there are, at most one more than {@link Page#COUNT_CAP}. */
    public int count(Wanted wanted) {
        return jdbi.withHandle(handle -> wanted.toFilter().count(handle, "campaign c"));
    }

    public Optional<CampaignView> find(String code) {
        return select(new Filter().and("c.code = ?", code), 0, 1).stream().findFirst();
    }

    /** The share links of a campaign: one-off gifts before monthly ones, small amounts before large and open ones. */
    public List<ShareLink> links(String campaign) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select l.* from share_link l join campaign c on c.id = l.campaign_id where c.code = ?"
                                + " order by l.kind = 'MONTHLY', l.currency, l.amount_minor nulls last, l.stripe_account")
                .bind(0, campaign)
                .map((row, context) -> link(row))
                .list());
    }

    private static ShareLink link(ResultSet row) throws SQLException {
        var currency = row.getString("currency");
        var amount = row.getObject("amount_minor", Long.class);
        var suggested = row.getObject("suggested_minor", Long.class);
        return new ShareLink(
                row.getLong("id"),
                row.getString("stripe_account"),
                ShareLink.Kind.valueOf(row.getString("kind")),
                currency,
                amount == null ? null : new Money(amount, currency),
                suggested == null ? null : new Money(suggested, currency),
                row.getString("price"),
                row.getString("payment_link"),
                row.getString("url"),
                row.getBoolean("wanted"),
                row.getBoolean("active"),
                row.getString("refusal"));
    }

    /**
     * A page of appeals, the newest first.
     *
     * @param campaign code of a campaign, or null for all
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<AppealView> appeals(String campaign, String after, int limit) {
        var filter = new Filter().andIf(campaign, "c.code = ?");
        if (after != null) {
            filter.and("p.id < ?", Cursor.read(after, 1).number(0));
        }
        return Page.cut(selectAppeals(filter, limit + 1), limit, appeal -> Cursor.of(appeal.id()));
    }

    public Optional<AppealView> findAppeal(long id) {
        return selectAppeals(new Filter().and("p.id = ?", id), 1).stream().findFirst();
    }

    /**
     * A page of funds in the order of their codes.
     *
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<FundView> funds(String after, int limit) {
        var filter = new Filter();
        if (after != null) {
            filter.and("f.code > ?", Cursor.read(after, 1).text(0));
        }
        return Page.cut(selectFunds(filter, limit + 1), limit, fund -> Cursor.of(fund.code()));
    }

    public Optional<FundView> findFund(String code) {
        return selectFunds(new Filter().and("f.code = ?", code), 1).stream().findFirst();
    }

    private List<CampaignView> select(Filter filter, int offset, int limit) {
        var sql = "select c.*, a.code as affiliate, f.code as fund from campaign c"
                + " join affiliate a on a.id = c.affiliate_id left join fund f on f.id = c.fund_id where "
                + filter.sql() + " order by c.id desc limit ? offset ?";
        return jdbi.withHandle(handle -> filter.bind(handle.createQuery(sql), limit, offset)
                .map((row, context) -> read(row))
                .list());
    }

    private List<AppealView> selectAppeals(Filter filter, int limit) {
        var sql = "select p.*, c.code as campaign from appeal p left join campaign c on c.id = p.campaign_id where "
                + filter.sql() + " order by p.id desc limit ?";
        return jdbi.withHandle(handle -> filter.bind(handle.createQuery(sql), limit)
                .map((row, context) -> new AppealView(
                        row.getLong("id"),
                        row.getString("campaign"),
                        row.getString("code"),
                        row.getString("name"),
                        row.getBoolean("flagged"),
                        row.getInt("version")))
                .list());
    }

    private List<FundView> selectFunds(Filter filter, int limit) {
        var sql = "select f.*, a.code as affiliate from fund f join affiliate a on a.id = f.affiliate_id where "
                + filter.sql() + " order by f.code limit ?";
        return jdbi.withHandle(handle -> filter.bind(handle.createQuery(sql), limit)
                .map((row, context) -> new FundView(
                        row.getLong("id"),
                        row.getString("code"),
                        new FundDraft(
                                row.getString("affiliate"),
                                row.getString("name"),
                                Fund.Restriction.valueOf(row.getString("restriction")),
                                row.getString("purpose")),
                        row.getBoolean("flagged"),
                        row.getInt("version")))
                .list());
    }

    private static CampaignView read(ResultSet row) throws SQLException {
        return new CampaignView(
                row.getLong("id"),
                row.getString("code"),
                new CampaignDraft(
                        row.getString("affiliate"),
                        row.getString("name"),
                        row.getString("description"),
                        row.getString("fund"),
                        row.getObject("goal_minor", Long.class),
                        row.getString("currency"),
                        row.getObject("starts_on", LocalDate.class),
                        row.getObject("ends_on", LocalDate.class),
                        row.getObject("sdg", Integer.class),
                        Campaign.Status.valueOf(row.getString("status")),
                        row.getString("share_link")),
                row.getBoolean("flagged"),
                row.getTimestamp("created_at").toInstant(),
                row.getInt("version"));
    }
}
