package org.almoner.console;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;

/** The few sums on the dashboard. Only gifts that came count; nothing is added up over currencies. */
@ApplicationScoped
class Figures {

    /** What came in one currency: gross, and what of it was given back or charged back since. */
    public record Sum(String currency, long gifts, long recurring, Money received, Money returned) {}

    /** Gifts of one day. */
    public record Day(long oneOff, long recurring) {}

    /** A campaign's way to its goal; gifts in other currencies are counted, not added. */
    public record Goal(String code, String name, Money goal, Money raised, long gifts, long otherCurrencies) {

        /** Whole percent, rounded down, so that nothing is called reached before it is. */
        public long percent() {
            return goal == null ? 0 : (long) (raised.minor() * 100.0 / goal.minor());
        }
    }

    /** What became of the mails of a month's receipts: waiting for the mail server, refused for good, sent. */
    public record Mails(long waiting, long failed, long sent) {}

    private static final int CAMPAIGNS_SHOWN = 6;

    private static final String GOALS =
            """
            select c.code, c.name, c.goal_minor, c.currency,
                   coalesce(sum(g.received_minor - g.refunded_minor - g.charged_back_minor)
                            filter (where g.currency = c.currency), 0) as raised,
                   count(g.id) as gifts,
                   count(g.id) filter (where g.currency <> c.currency) as others
            from campaign c
            left join gift g on g.campaign_id = c.id and g.received_minor > 0
            where %s
            group by c.id
            order by (c.goal_minor is null), max(g.received_at) desc nulls last, c.id
            limit :shown
            """;

    private Jdbi jdbi;
    private Calendar calendar;

    protected Figures() {}

    @Inject
    Figures(Jdbi jdbi, Calendar calendar) {
        this.jdbi = jdbi;
        this.calendar = calendar;
    }

    /** The month of the newest gift that came. */
    Optional<YearMonth> newestMonth() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select received_at from gift where received_at is not null order by received_at desc limit 1")
                .mapTo(Timestamp.class)
                .findOne()
                .map(at -> calendar.monthOf(at.toInstant())));
    }

    /** What came from {@code from} on and before {@code to}, the currency with most gifts first. */
    List<Sum> received(Instant from, Instant to) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        """
                        select currency, count(*) as gifts, count(*) filter (where recurring) as recurring,
                               sum(received_minor) as received, sum(refunded_minor + charged_back_minor) as returned
                        from gift where received_at >= ? and received_at < ? and received_minor > 0
                        group by currency order by gifts desc, currency
                        """)
                .bind(0, from)
                .bind(1, to)
                .map((row, context) -> {
                    var currency = row.getString("currency");
                    return new Sum(
                            currency,
                            row.getLong("gifts"),
                            row.getLong("recurring"),
                            new Money(row.getLong("received"), currency),
                            new Money(row.getLong("returned"), currency));
                })
                .list());
    }

    /** How many different donors gave. */
    long donors(Instant from, Instant to) {
        return count(
                "select count(distinct donor_id) from gift where received_at >= ? and received_at < ? and"
                        + " received_minor > 0",
                from,
                to);
    }

    /** Gifts by day of a month; days without any are missing. */
    Map<LocalDate, Day> days(YearMonth month) {
        var days = new TreeMap<LocalDate, Day>();
        jdbi.useHandle(handle -> handle.createQuery(
                        """
                        select (received_at at time zone ?)::date as day,
                               count(*) filter (where not recurring) as one_off,
                               count(*) filter (where recurring) as recurring
                        from gift where received_at >= ? and received_at < ? and received_minor > 0 group by 1
                        """)
                .bind(0, calendar.zone().getId())
                .bind(1, calendar.startOf(month))
                .bind(2, calendar.endOf(month))
                .map((row, context) -> Map.entry(
                        row.getObject("day", LocalDate.class),
                        new Day(row.getLong("one_off"), row.getLong("recurring"))))
                .forEach(day -> days.put(day.getKey(), day.getValue())));
        return days;
    }

    /** Active campaigns, those with a goal first, then by their newest gift. */
    List<Goal> goals() {
        return jdbi.withHandle(handle -> handle.createQuery(GOALS.formatted("c.status = 'ACTIVE'"))
                .bind("shown", CAMPAIGNS_SHOWN)
                .map((row, context) -> goal(row))
                .list());
    }

    /** How far these campaigns are, by their codes. */
    Map<String, Goal> goals(List<String> codes) {
        if (codes.isEmpty()) {
            return Map.of();
        }
        return jdbi
                .withHandle(handle -> handle.createQuery(GOALS.formatted("c.code in (<codes>)"))
                        .bindList("codes", codes)
                        .bind("shown", codes.size())
                        .map((row, context) -> goal(row))
                        .list())
                .stream()
                .collect(Collectors.toMap(Goal::code, Function.identity()));
    }

    private static Goal goal(ResultSet row) throws SQLException {
        var currency = row.getString("currency");
        var goal = row.getObject("goal_minor", Long.class);
        return new Goal(
                row.getString("code"),
                row.getString("name"),
                goal == null ? null : new Money(goal, currency),
                new Money(row.getLong("raised"), currency),
                row.getLong("gifts"),
                row.getLong("others"));
    }

    /** Open exceptions by kind, the most frequent first. */
    List<Map.Entry<String, Long>> exceptions() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select kind, count(*) as many from settlement_exception where resolved_on is null group by"
                                + " kind order by many desc, kind")
                .map((row, context) -> Map.entry(row.getString("kind"), row.getLong("many")))
                .list());
    }

    /** How the newest month that a close has seen stands. */
    Optional<Map.Entry<YearMonth, String>> newestPeriod() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select period, status from settlement_period order by period desc limit 1")
                .map((row, context) ->
                        Map.entry(YearMonth.from(row.getObject("period", LocalDate.class)), row.getString("status")))
                .findOne());
    }

    /** Receipts issued in a month. */
    long receipts(YearMonth month) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select count(*) from receipt where issued_on between ? and ?")
                        .bind(0, month.atDay(1))
                        .bind(1, month.atEndOfMonth())
                        .mapTo(Long.class)
                        .one());
    }

    Mails mails(YearMonth month) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        """
                        select count(*) filter (where m.state in ('QUEUED', 'SENDING')) as waiting,
                               count(*) filter (where m.state in ('FAILED', 'BOUNCED', 'SUPPRESSED')) as failed,
                               count(*) filter (where m.state = 'SENT') as sent
                        from receipt r join mail_outbox m on m.receipt_id = r.id
                        where r.issued_on between ? and ?
                        """)
                .bind(0, month.atDay(1))
                .bind(1, month.atEndOfMonth())
                .map((row, context) -> new Mails(row.getLong("waiting"), row.getLong("failed"), row.getLong("sent")))
                .one());
    }

    private long count(String sql, Instant from, Instant to) {
        return jdbi.withHandle(handle -> handle.createQuery(sql)
                .bind(0, from)
                .bind(1, to)
                .mapTo(Long.class)
                .one());
    }
}
