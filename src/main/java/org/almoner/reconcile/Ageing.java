package org.almoner.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.almoner.database.Page;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;

/**
 * What waits, and for how long: gifts that no payout has brought to the bank, payouts that may still fail, exceptions.
 * Ages are whole days of the organisation's zone up to the newest close, as those of exceptions everywhere.
 */
@ApplicationScoped
public class Ageing {

    /** Business days in which the bank may still return a payout that Stripe calls paid (docs.stripe.com/payouts). */
    private static final int PROVISIONAL_DAYS = 5;

    /** What waits. */
    public enum Matter {
        GIFTS,
        PAYOUTS,
        EXCEPTIONS
    }

    /** For how many days. */
    public enum Band {
        DAYS_0_2(0, 2),
        DAYS_3_7(3, 7),
        DAYS_8_30(8, 30),
        DAYS_31_90(31, 90),
        DAYS_91(91, 100_000);

        private final int from;
        private final int to;

        Band(int from, int to) {
            this.from = from;
            this.to = to;
        }

        int from() {
            return from;
        }

        int to() {
            return to;
        }

        /** {@code 3-7}, and {@code 91-} for all above. */
        public String words() {
            return from + "-" + (this == DAYS_91 ? "" : to);
        }
    }

    /** How many things, and what they come to. */
    public record Cell(long count, Money sum) {}

    /** A matter in one currency, with a cell for every band. */
    public record Row(Matter matter, String currency, Map<Band, Cell> cells) {}

    /**
     * One thing that waits.
     *
     * @param note the kind of an exception, or the status of a gift or payout
     * @param exception its number, or null
     */
    public record Item(String reference, Money amount, int days, String note, Long exception) {}

    private Jdbi jdbi;
    private Calendar calendar;

    protected Ageing() {}

    @Inject
    public Ageing(Jdbi jdbi, Calendar calendar) {
        this.jdbi = jdbi;
        this.calendar = calendar;
    }

    /** The day up to which ages count: that of the newest close, or today before the first. */
    public LocalDate asOf() {
        return jdbi.withHandle(this::asOf);
    }

    private LocalDate asOf(Handle handle) {
        return handle.createQuery(
                        "select max(business_date) from job_run where job = 'nightly-close' and status = 'COMPLETED'"
                                + " having max(business_date) is not null")
                .mapTo(LocalDate.class)
                .findOne()
                .orElseGet(calendar::today);
    }

    /** Everything that waits, by matter and currency. */
    public List<Row> rows() {
        return jdbi.withHandle(handle -> rows(handle, null));
    }

    /**
     * The same as a transaction sees it.
     *
     * @param entity id of the one legal entity that is meant; null for all together
     */
    public List<Row> rows(Handle handle, Long entity) {
        var rows = new ArrayList<Row>();
        var day = asOf(handle);
        for (Matter matter : Matter.values()) {
            var cells = new TreeMap<String, Map<Band, Cell>>();
            bound(
                            handle.createQuery(
                                    "select currency, band, count(*) as many, sum(amount_minor) as sum from ("
                                            + waiting(matter) + ") w cross join lateral (select " + BAND
                                            + " as band) b where cast(:entity as bigint) is null or entity = :entity"
                                            + " group by currency, band"),
                            matter,
                            day)
                    .bind("entity", entity)
                    .map((row, context) -> {
                        var currency = row.getString("currency");
                        cells.computeIfAbsent(currency, key -> empty(key))
                                .put(
                                        Band.valueOf(row.getString("band")),
                                        new Cell(row.getLong("many"), new Money(row.getLong("sum"), currency)));
                        return currency;
                    })
                    .list();
            cells.forEach((currency, bands) -> rows.add(new Row(matter, currency, bands)));
        }
        return rows;
    }

    /** What stands in a cell, the oldest first. */
    public List<Item> slice(Matter matter, String currency, Band band, int offset, int limit) {
        return jdbi.withHandle(handle -> bound(
                        handle.createQuery("select * from (" + waiting(matter) + ") w where currency = :currency"
                                + " and days between :least and :most order by days desc, reference"
                                + " limit :limit offset :offset"),
                        matter,
                        asOf(handle))
                .bind("currency", currency)
                .bind("least", band.from)
                .bind("most", band.to)
                .bind("limit", limit)
                .bind("offset", Math.min(offset, Page.COUNT_CAP))
                .map((row, context) -> item(row))
                .list());
    }

    /** How many things grew older than {@code days} after one day and up to another. */
    public long grewOlder(Handle handle, Matter matter, int days, LocalDate after, LocalDate upTo) {
        return bound(
                        handle.createQuery("select count(*) from (" + waiting(matter)
                                + ") w where days > :most and days - :passed <= :most"),
                        matter,
                        upTo)
                .bind("most", days)
                .bind("passed", (int) (upTo.toEpochDay() - after.toEpochDay()))
                .mapTo(Long.class)
                .one();
    }

    private Query bound(Query query, Matter matter, LocalDate day) {
        query.bind("day", day);
        if (matter == Matter.PAYOUTS) {
            query.bind("cut", businessDaysBefore(day));
        } else {
            query.bind("zone", calendar.zone().getId());
        }
        return query;
    }

    private static LocalDate businessDaysBefore(LocalDate day) {
        var before = day;
        for (int left = PROVISIONAL_DAYS; left > 0; ) {
            before = before.minusDays(1);
            if (before.getDayOfWeek() != DayOfWeek.SATURDAY && before.getDayOfWeek() != DayOfWeek.SUNDAY) {
                left--;
            }
        }
        return before;
    }

    private static Map<Band, Cell> empty(String currency) {
        var cells = new EnumMap<Band, Cell>(Band.class);
        Arrays.stream(Band.values()).forEach(band -> cells.put(band, new Cell(0, Money.zero(currency))));
        return cells;
    }

    private static Item item(ResultSet row) throws SQLException {
        return new Item(
                row.getString("reference"),
                new Money(row.getLong("amount_minor"), row.getString("currency")),
                row.getInt("days"),
                row.getString("note"),
                row.getObject("exception", Long.class));
    }

    private static String waiting(Matter matter) {
        return switch (matter) {
            case GIFTS -> GIFTS;
            case PAYOUTS -> PAYOUTS;
            case EXCEPTIONS -> EXCEPTIONS;
        };
    }

    private static final String BAND =
            """
            case when days <= 2 then 'DAYS_0_2' when days <= 7 then 'DAYS_3_7' when days <= 30 then 'DAYS_8_30'
                 when days <= 90 then 'DAYS_31_90' else 'DAYS_91' end
            """;

    private static final String GIFTS =
            """
            select g.reference, g.currency, g.amount_minor, g.status as note, null::bigint as exception,
                   greatest(0, :day::date - (g.received_at at time zone :zone)::date) as days,
                   coalesce((select e.legal_entity_id from stripe_account_entity e where e.stripe_account = g.stripe_account), 1) as entity
            from gift g
            where g.received_minor > 0 and g.payout_id is null and g.found_by <> 'KEYED'
              and g.status in ('RECEIVED', 'PARTIALLY_REFUNDED')
            """;

    private static final String PAYOUTS =
            """
            select p.id as reference, p.currency, p.amount_minor, p.status as note, null::bigint as exception,
                   greatest(0, :day::date - p.arrival_date) as days,
                   coalesce((select e.legal_entity_id from stripe_account_entity e where e.stripe_account = p.stripe_account), 1) as entity
            from payout p
            where p.status = 'paid' and p.arrival_date > :cut
            """;

    private static final String EXCEPTIONS =
            """
            select x.reference, x.currency, x.amount_minor, x.kind as note, x.id as exception,
                   greatest(0, greatest(x.seen_on, :day::date) - (x.occurred_at at time zone :zone)::date) as days,
                   x.legal_entity_id as entity
            from settlement_exception x
            where x.resolved_on is null
            """;
}
