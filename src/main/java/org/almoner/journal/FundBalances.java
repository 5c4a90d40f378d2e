package org.almoner.journal;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.almoner.database.Cursor;
import org.almoner.database.Page;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Reads the net assets of funds by class, and what was released. */
@ApplicationScoped
public class FundBalances {

    /** A fund whose time is over and that still has bound money. */
    public record Due(String fund, String name, LocalDate until, Money releasable) {}

    private Jdbi jdbi;
    private Calendar calendar;

    protected FundBalances() {}

    @Inject
    public FundBalances(Jdbi jdbi, Calendar calendar) {
        this.jdbi = jdbi;
        this.calendar = calendar;
    }

    /** The balances of a fund at the end of a day, by currency. */
    public List<FundBalance> of(String fund, LocalDate day) {
        return jdbi.withHandle(handle -> of(handle, fund, calendar.endOf(day)));
    }

    static List<FundBalance> of(Handle handle, String fund, Instant until) {
        return handle.createQuery(BALANCES)
                .bind("fund", fund)
                .bind("until", until)
                .map((row, context) -> balance(row))
                .list();
    }

    /** Until when the money of a fund is bound by time; empty when it is not, or nobody has said. */
    public Optional<LocalDate> until(String fund) {
        return jdbi.withHandle(handle -> handle.createQuery("select restricted_until from fund where code = ?")
                .bind(0, fund)
                .mapTo(LocalDate.class)
                .findOne());
    }

    /** Funds whose time is over and that still have bound money, in the order of their codes. */
    public List<Due> due() {
        return jdbi.withHandle(handle -> handle
                .createQuery("select code, name, restricted_until from fund"
                        + " where restriction = 'TIME' and restricted_until < ? order by code limit 500")
                .bind(0, calendar.today())
                .map((row, context) -> new Due(
                        row.getString("code"),
                        row.getString("name"),
                        row.getObject("restricted_until", LocalDate.class),
                        null))
                .list()
                .stream()
                .flatMap(fund -> of(handle, fund.fund(), calendar.now()).stream()
                        .filter(balance -> balance.releasable().minor() > 0)
                        .map(balance -> new Due(fund.fund(), fund.name(), fund.until(), balance.releasable())))
                .toList());
    }

    /**
     * The releases of a fund after a cursor, or the newest.
     *
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<FundRelease> releases(String fund, String after, int limit) {
        long before = after == null ? Long.MAX_VALUE : Cursor.read(after, 1).number(0);
        var found = jdbi.withHandle(
                handle -> handle.createQuery(RELEASES + " where f.code = ? and r.id < ? order by r.id desc limit ?")
                        .bind(0, fund)
                        .bind(1, before)
                        .bind(2, limit + 1)
                        .map((row, context) -> release(row))
                        .list());
        return Page.cut(found, limit, release -> Cursor.of(release.id()));
    }

    public Optional<FundRelease> release(long id) {
        return jdbi.withHandle(handle -> handle.createQuery(RELEASES + " where r.id = ?")
                .bind(0, id)
                .map((row, context) -> release(row))
                .findOne());
    }

    /** The file of a release, as it was given. */
    public Optional<FundRelease.Document> document(long id) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select name, bytes from fund_release_document where release_id = ?")
                        .bind(0, id)
                        .map((row, context) -> new FundRelease.Document(row.getString(1), row.getBytes(2)))
                        .findOne());
    }

    private static FundBalance balance(ResultSet row) throws SQLException {
        var currency = row.getString("currency");
        return new FundBalance(
                new Money(row.getLong("contributed"), currency),
                new Money(row.getLong("given_back"), currency),
                new Money(row.getLong("released"), currency),
                new Money(row.getLong("bound"), currency),
                new Money(row.getLong("free"), currency),
                new Money(row.getLong("in_dispute"), currency));
    }

    private static FundRelease release(ResultSet row) throws SQLException {
        var undone = row.getTimestamp("undone_at");
        return new FundRelease(
                row.getLong("id"),
                row.getString("fund"),
                new Money(row.getLong("amount_minor"), row.getString("currency")),
                FundRelease.Ground.valueOf(row.getString("ground")),
                row.getObject("released_on", LocalDate.class),
                row.getString("reference"),
                row.getString("document"),
                row.getString("sha256"),
                row.getString("released_by"),
                row.getTimestamp("released_at").toInstant(),
                row.getString("undone_by"),
                undone == null ? null : undone.toInstant(),
                row.getString("undo_reason"));
    }

    private static final String BALANCES =
            """
            select m.currency,
                   coalesce(sum(m.amount) filter (where m.role = 'GIFT_INCOME'), 0)::bigint as contributed,
                   coalesce(-sum(m.amount) filter (where m.role in ('REFUNDS', 'DISPUTES_LOST', 'PLEDGES_WRITTEN_OFF')), 0)::bigint as given_back,
                   coalesce(sum(m.amount) filter (where m.role = 'RELEASED_TO_UNRESTRICTED'), 0)::bigint as released,
                   coalesce(sum(m.amount) filter (where m.class = 'WITH_DONOR_RESTRICTIONS' and m.role <> 'DISPUTES_OPEN'), 0)::bigint as bound,
                   coalesce(sum(m.amount) filter (where m.class = 'WITHOUT_DONOR_RESTRICTIONS' and m.role <> 'DISPUTES_OPEN'), 0)::bigint as free,
                   coalesce(-sum(m.amount) filter (where m.role = 'DISPUTES_OPEN'), 0)::bigint as in_dispute
            from fund_movement m
            join fund f on f.id = m.fund_id
            where f.code = :fund and m.occurred_at < :until
            group by m.currency order by m.currency
            """;

    private static final String RELEASES =
            """
            select r.*, f.code as fund, d.name as document, encode(d.sha256, 'hex') as sha256
            from fund_release r
            join fund f on f.id = r.fund_id
            left join fund_release_document d on d.release_id = r.id
            """;
}
