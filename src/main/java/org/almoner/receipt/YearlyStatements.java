package org.almoner.receipt;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.almoner.database.Rejection;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Receipts for all that a donor gave an issuer in a year of the organisation's zone and that has no receipt of its own. A
 * run first writes down whom it has to look at, and strikes off each donor in the transaction that issues, so that it may be
 * killed anywhere and done again as often as one likes.
 */
@ApplicationScoped
public class YearlyStatements {

    /** What a run for a year would look at now. */
    public record Preview(int year, long donors, long gifts) {}

    private Jdbi jdbi;
    private Calendar calendar;
    private ReceiptIssue issue;

    protected YearlyStatements() {}

    @Inject
    public YearlyStatements(Jdbi jdbi, Calendar calendar, ReceiptIssue issue) {
        this.jdbi = jdbi;
        this.calendar = calendar;
        this.issue = issue;
    }

    /**
     * The business date of a run for a year, its last day.
     *
     * @param unfinished whether a year that is not over yet is meant
     * @throws Rejection if the year is not over and not meant, or has not begun
     */
    public LocalDate dateOf(int year, boolean unfinished) {
        int now = calendar.today().getYear();
        if (year > now || year < 1900) {
            throw Rejection.invalid("date", "write a day of a year that has begun");
        }
        if (year == now && !unfinished) {
            throw Rejection.invalid(
                    "date",
                    "the year " + year + " is not over; gifts to come would need a second statement. Say unfinished if"
                            + " that is meant");
        }
        return LocalDate.of(year, 12, 31);
    }

    /** What a run would look at now; among it may be gifts that wait for something. */
    public Preview preview(int year) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select count(distinct g.donor_id) as donors, count(*) as gifts" + " from "
                                + Due.FROM + " where " + Due.YEARLY)
                        .bindMap(span(calendar, year))
                        .map((row, context) -> new Preview(year, row.getLong("donors"), row.getLong("gifts")))
                        .one());
    }

    /**
     * Writes down whom a run has to look at.
     *
     * @return how many
     */
    public long begin(Handle handle, int year) {
        handle.createUpdate("insert into yearly_statement select distinct :year::int, g.donor_id from " + Due.FROM
                        + " where " + Due.YEARLY + " on conflict do nothing")
                .bind("year", year)
                .bindMap(span(calendar, year))
                .execute();
        return handle.createQuery("select count(*) from yearly_statement where year = ?")
                .bind(0, year)
                .mapTo(Long.class)
                .one();
    }

    /** The next donors that are still to be looked at, after an id. */
    public List<Long> next(Handle handle, int year, long after, int most) {
        return handle.createQuery("select donor_id from yearly_statement where year = :year and donor_id > :after"
                        + " order by donor_id limit :most")
                .bind("year", year)
                .bind("after", after)
                .bind("most", most)
                .mapTo(Long.class)
                .list();
    }

    /**
     * Issues the statements of donors and strikes them off.
     *
     * @param handle inside a transaction
     * @return how many receipts were issued
     */
    public int issue(Handle handle, int year, Collection<Long> donors) {
        List<Long> gifts = handle.createQuery(
                        "select g.id from " + Due.FROM + " where g.donor_id = any(:donors) and " + Due.YEARLY)
                .bindArray("donors", Long.class, donors.toArray())
                .bindMap(span(calendar, year))
                .mapTo(Long.class)
                .list();
        int issued = gifts.isEmpty() ? 0 : issue.issueYear(handle, calendar.today(), year, gifts);
        handle.createUpdate("delete from yearly_statement where year = :year and donor_id = any(:donors)")
                .bind("year", year)
                .bindArray("donors", Long.class, donors.toArray())
                .execute();
        return issued;
    }

    /** The instants between which a year's gifts were received, where the organisation lives. */
    static Map<String, Timestamp> span(Calendar calendar, int year) {
        return Map.of(
                "from", Timestamp.from(calendar.startOf(YearMonth.of(year, 1))),
                "to", Timestamp.from(calendar.startOf(YearMonth.of(year + 1, 1))));
    }
}
