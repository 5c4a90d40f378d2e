package org.almoner.report;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.almoner.money.Money;
import org.almoner.report.SustainabilityReport.Band;
import org.almoner.report.SustainabilityReport.Change;
import org.almoner.report.SustainabilityReport.Concentration;
import org.almoner.report.SustainabilityReport.CurrencyIncome;
import org.almoner.report.SustainabilityReport.Donors;
import org.almoner.report.SustainabilityReport.Fees;
import org.almoner.report.SustainabilityReport.Income;
import org.almoner.report.SustainabilityReport.MonthIncome;
import org.almoner.report.SustainabilityReport.Recurring;
import org.almoner.report.SustainabilityReport.Slice;
import org.almoner.report.SustainabilityReport.Value;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatements;

/** The figures of one month, from the tables that {@link SustainabilityFigures} has left on the connection. */
final class MonthFigures {
    /** Upper limits of the Fundraising Effectiveness Project's bands, in minor units; the highest has none. */
    private static final long[] BANDS = {10_000, 50_000, 500_000, 5_000_000};

    private static final List<String> BAND_CODES = List.of("MICRO", "SMALL", "MIDSIZE", "MAJOR", "SUPERSIZE");

    private final Handle handle;
    private final Calendar calendar;
    private final String currency;
    private final YearMonth month;
    private final YearMonth year;
    private final YearMonth previous;

    MonthFigures(Handle handle, Calendar calendar, String currency, YearMonth month) {
        this.handle = handle;
        this.calendar = calendar;
        this.currency = currency;
        this.month = month;
        this.year = month.minusMonths(11);
        this.previous = month.minusMonths(23);
    }

    SustainabilityReport report(long newest) {
        var months = months();
        var before = months.subList(0, 12);
        var current = months.subList(12, 24);
        var funds = slices("funds");
        var donors = one("donors");
        var income = income(current, before, funds);
        return new SustainabilityReport(
                month,
                !calendar.now().isBefore(calendar.endOf(month)),
                calendar.now(),
                newest,
                organisation(),
                calendar.zone().getId(),
                currency,
                booksSince(),
                income,
                months.stream().map(MonthLine::income).toList(),
                donors(donors, income),
                change(donors, income),
                value(donors, current, before),
                concentration(),
                pyramid(),
                recurring(),
                shared(funds, income.net()),
                shared(slices("goals"), income.net()),
                shared(slices("campaigns"), income.net()),
                shared(slices("affiliates"), income.net()),
                currencies(),
                fees(),
                Definitions.all());
    }

    private List<MonthLine> months() {
        Map<YearMonth, MonthLine> found = new HashMap<>();
        for (Row row : all("months")) {
            var at = YearMonth.from(row.day("month"));
            found.put(at, MonthLine.of(at, row, currency));
        }
        return IntStream.range(0, 24)
                .mapToObj(previous::plusMonths)
                .map(at -> found.getOrDefault(at, MonthLine.none(at, currency)))
                .toList();
    }

    private Income income(List<MonthLine> current, List<MonthLine> before, List<Slice> funds) {
        var net = sum(current, m -> m.income().net());
        var past = sum(before, m -> m.income().net());
        var recurring = sum(current, m -> m.income().recurring());
        long free = funds.stream()
                .filter(f -> "NONE".equals(f.kind()))
                .mapToLong(f -> f.net().minor())
                .sum();
        return new Income(
                sum(current, m -> m.income().gross()),
                sum(current, m -> m.income().refunds()),
                sum(current, m -> m.income().disputes()),
                net,
                past,
                Ratio.change(net.minor(), past.minor()),
                net.minus(recurring),
                recurring,
                Ratio.of(recurring.minor(), net.minor()),
                money(free),
                money(net.minor() - free),
                Ratio.of(free, net.minor()));
    }

    private Donors donors(Row row, Income income) {
        long previous = row.number("previous");
        long retained = row.number("retained");
        long newPrevious = row.number("new_previous");
        long newRetained = row.number("new_retained");
        return new Donors(
                row.number("active"),
                previous,
                row.number("new"),
                row.number("recaptured"),
                retained,
                row.number("lapsed"),
                row.number("upgraded"),
                row.number("downgraded"),
                row.number("same"),
                newPrevious,
                newRetained,
                row.number("lapsed_pool"),
                Ratio.of(retained, previous),
                Ratio.of(newRetained, newPrevious),
                Ratio.of(retained - newRetained, previous - newPrevious),
                Ratio.of(row.number("recaptured"), row.number("lapsed_pool")),
                Ratio.of(row.number("retained_now"), row.number("retained_past")),
                Ratio.of(row.number("retained_now"), income.previous().minor()));
    }

    private Change change(Row row, Income income) {
        long gains = row.number("gain_new") + row.number("gain_recaptured") + row.number("gain_upgraded");
        long losses = row.number("loss_downgraded") + row.number("loss_lapsed");
        return new Change(
                income.previous(),
                money(row.number("gain_new")),
                money(row.number("gain_recaptured")),
                money(row.number("gain_upgraded")),
                money(row.number("loss_downgraded")),
                money(row.number("loss_lapsed")),
                money(anonymous(year, month) - anonymous(previous, year.minusMonths(1))),
                money(row.number("late")),
                income.net(),
                money(gains),
                money(losses));
    }

    private long anonymous(YearMonth from, YearMonth to) {
        return handle.createQuery(
                        """
                        select coalesce(sum(net), 0) from report_flow
                        where dimension = 'DONOR' and donor_id is null and month between :from and :to""")
                .bind("from", from.atDay(1))
                .bind("to", to.atDay(1))
                .mapTo(Long.class)
                .one();
    }

    private Value value(Row donors, List<MonthLine> current, List<MonthLine> before) {
        long gifts = current.stream().mapToLong(m -> m.income().gifts()).sum();
        return new Value(
                gifts,
                average(current),
                Ratio.of(gifts, donors.number("active")),
                Ratio.divided(donors.number("given_now"), donors.number("active"), currency),
                average(before));
    }

    private Money average(List<MonthLine> months) {
        long gross = sum(months, m -> m.income().gross()).minor();
        return Ratio.divided(
                gross, months.stream().mapToLong(MonthLine::convertedGifts).sum(), currency);
    }

    private Concentration concentration() {
        var row = one("concentration");
        long total = row.number("total");
        return new Concentration(
                row.number("donors"),
                money(total),
                Ratio.of(row.number("top1"), total),
                Ratio.of(row.number("top5"), total),
                Ratio.of(row.number("top10"), total),
                total == 0 ? null : row.decimal("hhi").setScale(Ratio.PLACES));
    }

    private List<Band> pyramid() {
        Map<Integer, Row> found = new HashMap<>();
        all("bands").forEach(row -> found.put((int) row.number("band"), row));
        long total = found.values().stream().mapToLong(r -> r.number("amount")).sum();
        return IntStream.range(0, BAND_CODES.size())
                .mapToObj(i -> {
                    var row = found.get(i + 1);
                    long amount = row == null ? 0 : row.number("amount");
                    return new Band(
                            BAND_CODES.get(i),
                            money(i == 0 ? 0 : BANDS[i - 1]),
                            i < BANDS.length ? money(BANDS[i]) : null,
                            row == null ? 0 : row.number("donors"),
                            money(amount),
                            Ratio.of(amount, total));
                })
                .toList();
    }

    private Recurring recurring() {
        var now = plans(month);
        var then = plans(month.minusYears(1));
        return new Recurring(
                money(now.number("monthly")),
                now.number("plans"),
                money(then.number("monthly")),
                then.number("plans"),
                now.number("apart"));
    }

    private Row plans(YearMonth at) {
        // An unfinished month is asked about now; its end would count plans that have not begun.
        Instant until = calendar.endOf(at).isBefore(calendar.now()) ? calendar.endOf(at) : calendar.now();
        return Row.all(query(SustainabilityFigures.sql("plans"))
                        .bind("month", at.atDay(1))
                        .bind("until", until))
                .get(0);
    }

    private List<Slice> slices(String query) {
        var slices = new ArrayList<Slice>();
        for (Row row : all(query)) {
            slices.add(new Slice(
                    row.text("code"),
                    row.text("name"),
                    row.text("kind"),
                    money(row.number("net")),
                    row.number("gifts"),
                    null));
        }
        return slices;
    }

    private List<Slice> shared(List<Slice> slices, Money total) {
        var shown = new ArrayList<Slice>();
        for (Slice slice : slices.subList(0, Math.min(slices.size(), SustainabilityReports.LARGEST))) {
            shown.add(share(slice, total));
        }
        if (slices.size() > SustainabilityReports.LARGEST) {
            var rest = slices.subList(SustainabilityReports.LARGEST, slices.size());
            var net = money(rest.stream().mapToLong(s -> s.net().minor()).sum());
            var gifts = rest.stream().mapToLong(Slice::gifts).sum();
            shown.add(share(new Slice("…", "", null, net, gifts, null), total));
        }
        return shown;
    }

    private Slice share(Slice s, Money total) {
        return new Slice(
                s.code(),
                s.name(),
                s.kind(),
                s.net(),
                s.gifts(),
                Ratio.of(s.net().minor(), total.minor()));
    }

    private List<CurrencyIncome> currencies() {
        return all("currencies").stream()
                .map(row -> {
                    var own = row.text("currency");
                    return new CurrencyIncome(
                            own,
                            row.number("gifts"),
                            new Money(row.number("own_gross"), own),
                            new Money(row.number("own_net"), own),
                            row.flag("converted") ? money(row.number("net")) : null);
                })
                .toList();
    }

    private List<Fees> fees() {
        return Row.all(query(SustainabilityFigures.sql("fees"))
                        .bind("since", calendar.startOf(year))
                        .bind("until", calendar.endOf(month)))
                .stream()
                .map(row -> new Fees(
                        new Money(row.number("settled"), row.text("currency")),
                        new Money(row.number("fee"), row.text("currency")),
                        Ratio.of(row.number("fee"), row.number("settled"))))
                .toList();
    }

    private Query query(String sql) {
        var query = handle.createQuery(sql);
        query.getConfig(SqlStatements.class).setUnusedBindingAllowed(true);
        return query.bind("base", currency)
                .bind("previous", previous.atDay(1))
                .bind("year", year.atDay(1))
                .bind("month", month.atDay(1));
    }

    private List<Row> all(String name) {
        return Row.all(query(SustainabilityFigures.sql(name)));
    }

    private Row one(String name) {
        return all(name).get(0);
    }

    private String organisation() {
        return handle.createQuery(
                        "select name from affiliate where parent_id is null order by code <> 'main', id limit 1")
                .mapTo(String.class)
                .findOne()
                .orElse("");
    }

    private LocalDate booksSince() {
        return handle.createQuery(
                        "select received_at from gift where received_at is not null order by received_at limit 1")
                .mapTo(Instant.class)
                .findOne()
                .map(calendar::dayOf)
                .orElse(null);
    }

    private Money money(long minor) {
        return new Money(minor, currency);
    }

    private Money sum(List<MonthLine> months, Function<MonthLine, Money> of) {
        return months.stream().map(of).reduce(Money.zero(currency), Money::plus);
    }

    /** A month's income and how many of its gifts are in it. */
    private record MonthLine(MonthIncome income, long convertedGifts) {
        static MonthLine of(YearMonth month, Row row, String currency) {
            long net = row.number("net");
            long recurring = row.number("recurring");
            var income = new MonthIncome(
                    month,
                    new Money(row.number("gross"), currency),
                    new Money(row.number("refunded"), currency),
                    new Money(row.number("disputed"), currency),
                    new Money(net, currency),
                    new Money(net - recurring, currency),
                    new Money(recurring, currency),
                    Ratio.of(recurring, net),
                    row.number("gifts"));
            return new MonthLine(income, row.number("converted_gifts"));
        }

        static MonthLine none(YearMonth month, String currency) {
            var zero = Money.zero(currency);
            return new MonthLine(new MonthIncome(month, zero, zero, zero, zero, zero, zero, null, 0), 0);
        }
    }
}
