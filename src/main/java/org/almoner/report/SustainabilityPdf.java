package org.almoner.report;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.almoner.document.Metadata;
import org.almoner.document.Texts;
import org.almoner.money.Money;
import org.almoner.money.MoneyFormat;
import org.almoner.report.Sheet.Column;
import org.almoner.report.Sheet.Tile;
import org.almoner.report.SustainabilityReport.MonthIncome;

/** A sustainability report on paper: A4 pages, tagged, with the definition of every figure at the end. */
public final class SustainabilityPdf {
    private static final Texts TEXTS = Texts.of("sustainability", Locale.ENGLISH);
    private static final float CHART = 150;

    private final SustainabilityReport report;
    private final SustainabilityCharts charts;
    private final ChartNumbers numbers = new ChartNumbers(TEXTS.locale());
    private final MoneyFormat money = MoneyFormat.of(TEXTS.locale());
    private final String period;
    private final Sheet sheet;

    private SustainabilityPdf(SustainabilityReport report) {
        this.report = report;
        this.charts = new SustainabilityCharts(report);
        this.period = SustainabilityCharts.month(report.period());
        var metadata = new Metadata(
                text("title") + ", " + period,
                report.organisation(),
                text("subject", "period", period),
                TEXTS.locale(),
                report.computedAt(),
                "sustainability " + report.period() + " " + report.computedAt());
        this.sheet = new Sheet(metadata, text("footer", "organisation", report.organisation(), "period", period));
    }

    /** The report as PDF/A-2a and PDF/UA-1; the same report gives the same bytes. */
    public static byte[] of(SustainabilityReport report) {
        return new SustainabilityPdf(report).print();
    }

    private byte[] print() {
        sheet.title(
                report.organisation(),
                text("title"),
                text(report.complete() ? "period" : "period.running", "period", period),
                asOf());
        tiles();
        sheet.heading(text("say.heading"), 30);
        said().forEach(sheet::paragraph);
        if (report.empty()) {
            new SustainabilityDefinitions(report, sheet).print();
            return sheet.finish();
        }
        sheet.chart(charts.incomeByMonth(), CHART + 20);
        years();
        sheet.chart(charts.recurringShare(), CHART - 20);
        bars(charts.donors(), "donors.class", "pyramid.donors", false);
        rates();
        change();
        bars(charts.concentration(), "column.name", "column.share", false);
        concentrationNote();
        pyramid();
        bars(charts.funds(), "column.name", "column.net", true);
        if (!report.funds().isEmpty()) {
            sheet.note(text("funds.note", "share", percent(report.income().unrestrictedShare())));
        }
        bars(charts.goals(), "column.name", "column.net", true);
        bars(charts.campaigns(), "column.name", "column.net", true);
        if (report.affiliates().size() > 1) {
            bars(charts.affiliates(), "column.name", "column.net", true);
        }
        currencies();
        fees();
        new SustainabilityDefinitions(report, sheet).print();
        return sheet.finish();
    }

    private void tiles() {
        var income = report.income();
        var donors = report.donors();
        var recurring = report.recurring();
        var value = report.value();
        sheet.tiles(List.of(
                new Tile(
                        text("kpi.net"),
                        brief(income.net()),
                        income.growth() == null
                                ? text("kpi.net.first")
                                : text("kpi.net.note", "change", signed(income.growth()))),
                new Tile(text("kpi.share"), percent(income.recurringShare()), text("kpi.share.note")),
                new Tile(
                        text("kpi.monthly"),
                        brief(recurring.monthly()),
                        text(
                                "kpi.monthly.note",
                                "plans",
                                count(recurring.plans()),
                                "before",
                                count(recurring.plansBefore()))),
                new Tile(
                        text("kpi.donors"),
                        count(donors.active()),
                        text("kpi.donors.note", "new", count(donors.first()))),
                new Tile(
                        text("kpi.retention"),
                        percent(donors.retention()),
                        donors.previous() == 0
                                ? text("kpi.retention.first")
                                : text(
                                        "kpi.retention.note",
                                        "lapsed",
                                        count(donors.lapsed()),
                                        "previous",
                                        count(donors.previous()))),
                new Tile(
                        text("kpi.average"),
                        value.averageGift() == null ? text("none") : money.withCode(value.averageGift()),
                        text("kpi.average.note", "gifts", count(value.gifts())))));
    }

    /** The figures in sentences, each only where it can be said. */
    private List<String> said() {
        if (report.empty()) {
            return List.of(text("nothing") + ".");
        }
        var income = report.income();
        var donors = report.donors();
        var said = new ArrayList<String>();
        var net = brief(income.net());
        if (income.growth() == null) {
            said.add(text("say.first", "net", net));
        } else {
            var key = income.growth().signum() < 0 ? "say.fell" : "say.grew";
            said.add(text(key, "change", percent(income.growth().abs()), "net", net));
        }
        if (income.recurringShare() != null) {
            said.add(text(
                    "say.recurring",
                    "share",
                    percent(income.recurringShare()),
                    "monthly",
                    brief(report.recurring().monthly())));
        }
        if (donors.retention() != null) {
            said.add(
                    donors.newDonorRetention() == null
                            ? text("say.retained.nonew", "hundred", hundred(donors.retention()))
                            : text(
                                    "say.retained",
                                    "hundred",
                                    hundred(donors.retention()),
                                    "new",
                                    hundred(donors.newDonorRetention())));
        }
        if (report.concentration().top10() != null) {
            said.add(text("say.top", "share", percent(report.concentration().top10())));
        }
        var all = new ArrayList<>(List.of(String.join(" ", said)));
        if (report.booksSince() != null
                && report.booksSince().isAfter(report.period().minusMonths(23).atDay(1))) {
            all.add(text("say.young", "since", date(report.booksSince())));
        }
        if (!report.complete()) {
            all.add(text("say.running"));
        }
        var apart = report.currencies().stream()
                .filter(c -> c.counted() == null)
                .map(SustainabilityReport.CurrencyIncome::currency)
                .collect(Collectors.joining(", "));
        if (!apart.isEmpty()) {
            all.add(text("say.apart", "currencies", apart));
        }
        return all;
    }

    private void years() {
        sheet.heading(text("years.heading"), 120);
        var before = report.months().subList(0, 12);
        var income = report.income();
        sheet.table(
                List.of(
                        new Column(text("years.line"), 0.4f, false),
                        new Column(text("years.year", "period", period), 0.3f, true),
                        new Column(text("years.before"), 0.3f, true)),
                List.of(
                        line("years.gross", income.gross(), sum(before, MonthIncome::gross)),
                        line("years.refunds", minus(income.refunds()), minus(sum(before, MonthIncome::refunds))),
                        line("years.disputes", minus(income.disputes()), minus(sum(before, MonthIncome::disputes))),
                        line("years.net", income.net(), income.previous()),
                        line("years.oneOff", income.oneOff(), sum(before, MonthIncome::oneOff)),
                        line("years.recurring", income.recurring(), sum(before, MonthIncome::recurring)),
                        List.of(
                                text("years.gifts"),
                                count(report.value().gifts()),
                                count(before.stream()
                                        .mapToLong(MonthIncome::gifts)
                                        .sum()))),
                3);
    }

    private void rates() {
        var d = report.donors();
        sheet.heading(text("rates.heading"), 110);
        sheet.table(
                List.of(
                        new Column(text("rates.rate"), 0.4f, false),
                        new Column(text("rates.value"), 0.15f, true),
                        new Column(text("rates.of"), 0.45f, true)),
                List.of(
                        rate("rates.retention", d.retention(), d.retained(), d.previous()),
                        rate("rates.new", d.newDonorRetention(), d.newRetained(), d.newPrevious()),
                        rate(
                                "rates.repeat",
                                d.repeatRetention(),
                                d.retained() - d.newRetained(),
                                d.previous() - d.newPrevious()),
                        rate("rates.recapture", d.recapture(), d.recaptured(), d.lapsedPool()),
                        List.of(
                                text("rates.moneySame"),
                                percent(d.retainedMoneyOfSameDonors()),
                                text("rates.moneySame.of")),
                        List.of(text("rates.moneyAll"), percent(d.retainedMoneyOfTotal()), text("rates.moneyAll.of"))));
    }

    private List<String> rate(String key, BigDecimal rate, long part, long whole) {
        var of = text("rates.retention.of", "part", count(part), "whole", count(whole));
        return List.of(text(key), percent(rate), of);
    }

    private void change() {
        var c = report.change();
        sheet.heading(text("change.heading"), 140);
        sheet.table(
                List.of(new Column(text("change.step"), 0.6f, false), new Column(text("change.amount"), 0.4f, true)),
                List.of(
                        step("change.previous", c.previous()),
                        step("change.new", c.first()),
                        step("change.recaptured", c.recaptured()),
                        step("change.upgraded", c.upgraded()),
                        step("change.downgraded", minus(c.downgraded())),
                        step("change.lapsed", minus(c.lapsed())),
                        step("change.anonymous", c.anonymous()),
                        step("change.late", c.late()),
                        step("change.current", c.current())),
                0,
                8);
        sheet.note(text("change.note", "gains", money.withCode(c.gains()), "losses", money.withCode(c.losses())));
    }

    private void concentrationNote() {
        var c = report.concentration();
        if (c.hhi() != null) {
            sheet.note(text("concentration.note", "hhi", numbers.hundredths(c.hhi()), "donors", count(c.donors())));
        }
    }

    private void pyramid() {
        if (report.concentration().donors() == 0) {
            return;
        }
        sheet.heading(text("pyramid.heading"), 90);
        var rows = new ArrayList<List<String>>();
        for (int i = report.pyramid().size() - 1; i >= 0; i--) {
            var band = report.pyramid().get(i);
            rows.add(List.of(
                    charts.band(band), count(band.donors()), money.withCode(band.net()), percent(band.share())));
        }
        sheet.table(
                List.of(
                        new Column(text("pyramid.band"), 0.4f, false),
                        new Column(text("pyramid.donors"), 0.2f, true),
                        new Column(text("column.net"), 0.25f, true),
                        new Column(text("column.share"), 0.15f, true)),
                rows);
    }

    private void currencies() {
        if (report.currencies().isEmpty()) {
            return;
        }
        sheet.heading(text("currencies.heading"), 60);
        sheet.table(
                List.of(
                        new Column(text("currencies.currency"), 0.16f, false),
                        new Column(text("currencies.gifts"), 0.15f, true),
                        new Column(text("currencies.gross"), 0.23f, true),
                        new Column(text("currencies.net"), 0.23f, true),
                        new Column(text("currencies.counted"), 0.23f, true)),
                report.currencies().stream()
                        .map(c -> List.of(
                                c.currency(),
                                count(c.gifts()),
                                money.withCode(c.gross()),
                                money.withCode(c.net()),
                                c.counted() == null ? text("currencies.apart") : money.withCode(c.counted())))
                        .toList());
    }

    private void fees() {
        if (report.fees().isEmpty()) {
            return;
        }
        sheet.heading(text("fees.heading"), 60);
        sheet.table(
                List.of(
                        new Column(text("fees.currency"), 0.25f, false),
                        new Column(text("fees.settled"), 0.25f, true),
                        new Column(text("fees.fees"), 0.25f, true),
                        new Column(text("fees.share"), 0.25f, true)),
                report.fees().stream()
                        .map(f -> List.of(
                                f.settled().currency(),
                                money.withCode(f.settled()),
                                money.withCode(f.fees()),
                                percent(f.share())))
                        .toList());
    }

    private void bars(ChartSpec spec, String name, String value, boolean ofIncome) {
        sheet.bars(
                spec,
                text(name),
                text(value),
                ofIncome ? report.income().net().toDecimal() : null,
                text("column.share"));
    }

    private String asOf() {
        var zone = ZoneId.of(report.timeZone());
        var time = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
                        .withLocale(TEXTS.locale())
                        .format(report.computedAt().atZone(zone))
                + " (" + report.timeZone() + ")";
        return report.booksSince() == null
                ? text("asOf.none", "time", time)
                : text("asOf", "time", time, "since", date(report.booksSince()));
    }

    private static String date(LocalDate day) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                .withLocale(TEXTS.locale())
                .format(day);
    }

    private List<String> line(String key, Money now, Money before) {
        return List.of(text(key), money.withCode(now), money.withCode(before));
    }

    private List<String> step(String key, Money amount) {
        return List.of(text(key), money.withCode(amount));
    }

    private Money sum(List<MonthIncome> months, Function<MonthIncome, Money> of) {
        return months.stream().map(of).reduce(Money.zero(report.currency()), Money::plus);
    }

    private static Money minus(Money amount) {
        return new Money(-amount.minor(), amount.currency());
    }

    /** In whole major units, for figures that are read at a glance; small ones in full. */
    private String brief(Money amount) {
        return amount.toDecimal().abs().compareTo(BigDecimal.valueOf(1000)) < 0
                ? money.withCode(amount)
                : numbers.whole(amount.toDecimal()) + "\u00a0" + amount.currency();
    }

    private String signed(BigDecimal fraction) {
        return (fraction.signum() > 0 ? "+" : "") + numbers.percent(fraction, 1);
    }

    private String percent(BigDecimal fraction) {
        return fraction == null ? text("none") : numbers.percent(fraction, 1);
    }

    private String hundred(BigDecimal fraction) {
        return numbers.whole(fraction.movePointRight(2));
    }

    private String count(long number) {
        return numbers.whole(BigDecimal.valueOf(number));
    }

    static String text(String key, String... values) {
        return TEXTS.get(key, values);
    }
}
