package org.almoner.report;

import java.math.BigDecimal;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.almoner.document.Texts;
import org.almoner.money.Money;
import org.almoner.money.MoneyFormat;
import org.almoner.report.ChartSpec.Kind;
import org.almoner.report.ChartSpec.Series;
import org.almoner.report.ChartSpec.Unit;
import org.almoner.report.SustainabilityReport.Band;
import org.almoner.report.SustainabilityReport.MonthIncome;
import org.almoner.report.SustainabilityReport.Slice;

/** The charts of a sustainability report, the same for paper and screen. */
public final class SustainabilityCharts {
    /** Bars of a list in a chart, before "all others". */
    private static final int BARS = 8;

    private static final Texts TEXTS = Texts.of("sustainability", Locale.ENGLISH);

    private final SustainabilityReport report;
    private final ChartNumbers numbers = new ChartNumbers(locale());
    private final MoneyFormat money = MoneyFormat.of(locale());

    public SustainabilityCharts(SustainabilityReport report) {
        this.report = report;
    }

    /** What to say where a chart has nothing to draw. */
    public static String nothing() {
        return TEXTS.get("nothing");
    }

    /** The language and country of the charts' texts. */
    public static Locale locale() {
        return TEXTS.locale();
    }

    /** All of them, in the order of the report. */
    public List<ChartSpec> all() {
        return List.of(
                incomeByMonth(),
                recurringShare(),
                donors(),
                concentration(),
                pyramid(),
                funds(),
                goals(),
                campaigns(),
                affiliates());
    }

    /** Net income of 24 months, single and recurring gifts. */
    public ChartSpec incomeByMonth() {
        var highest = report.months().stream()
                .max(Comparator.comparingLong(m -> m.net().minor()))
                .orElseThrow();
        var description = report.empty()
                ? text("income.none", "from", first(), "to", last())
                : text(
                        "income.alt",
                        "from",
                        first(),
                        "to",
                        last(),
                        "month",
                        month(highest.month()),
                        "highest",
                        amount(highest.net()),
                        "net",
                        amount(report.income().net()));
        return new ChartSpec(
                "income-by-month",
                Kind.STACKED_BARS,
                text("income.heading"),
                description,
                Unit.MONEY,
                report.currency(),
                months(),
                List.of(
                        monthly("income.recurring", m -> m.recurring().toDecimal()),
                        monthly("income.oneOff", m -> m.oneOff().toDecimal())));
    }

    /** Recurring share of each month; a gap in months without income. */
    public ChartSpec recurringShare() {
        var share = report.income().recurringShare();
        return new ChartSpec(
                "recurring-share",
                Kind.LINES,
                text("share.heading"),
                text("share.alt", "from", first(), "to", last(), "share", percent(share)),
                Unit.SHARE,
                null,
                months(),
                List.of(monthly("income.recurring", MonthIncome::recurringShare)));
    }

    /** Donors retained, new, recaptured and lapsed. */
    public ChartSpec donors() {
        var d = report.donors();
        var description = text(
                "donors.alt",
                "retained",
                count(d.retained()),
                "new",
                count(d.first()),
                "recaptured",
                count(d.recaptured()),
                "lapsed",
                count(d.lapsed()));
        return bars(
                "donors",
                "donors",
                description,
                Unit.COUNT,
                List.of(text("donors.retained"), text("donors.new"), text("donors.recaptured"), text("donors.lapsed")),
                BigDecimal.valueOf(d.retained()),
                BigDecimal.valueOf(d.first()),
                BigDecimal.valueOf(d.recaptured()),
                BigDecimal.valueOf(d.lapsed()));
    }

    /** Share of the largest donors. */
    public ChartSpec concentration() {
        var c = report.concentration();
        var description = text(
                "concentration.alt", "top1", percent(c.top1()), "top5", percent(c.top5()), "top10", percent(c.top10()));
        return bars(
                "concentration",
                "concentration",
                description,
                Unit.SHARE,
                List.of(text("concentration.top1"), text("concentration.top5"), text("concentration.top10")),
                c.top1(),
                c.top5(),
                c.top10());
    }

    /** Share of income by band of yearly giving. */
    public ChartSpec pyramid() {
        var bands = new ArrayList<>(report.pyramid());
        Collections.reverse(bands);
        var labels = bands.stream().map(this::band).toList();
        var said = new StringBuilder();
        for (int i = 0; i < bands.size(); i++) {
            said.append(i == 0 ? "" : "; ")
                    .append(labels.get(i))
                    .append(": ")
                    .append(percent(bands.get(i).share()));
        }
        return bars(
                "pyramid",
                "pyramid",
                text("pyramid.alt", "bands", said.toString()),
                Unit.SHARE,
                labels,
                bands.stream().map(Band::share).toArray(BigDecimal[]::new));
    }

    public ChartSpec funds() {
        return slices("funds", report.funds(), Slice::name);
    }

    public ChartSpec goals() {
        return slices("goals", report.goals(), this::goal);
    }

    public ChartSpec campaigns() {
        return slices("campaigns", report.campaigns(), s -> s.name() == null ? text("slice.none") : s.name());
    }

    public ChartSpec affiliates() {
        return slices("affiliates", report.affiliates(), Slice::name);
    }

    /** How a band is called: the amounts between which its donors gave. */
    String band(Band band) {
        return band.upTo() == null
                ? text("pyramid.above", "amount", whole(band.above()))
                : text("pyramid.upTo", "amount", whole(band.upTo()));
    }

    String goal(Slice slice) {
        return slice.code() == null ? text("slice.noGoal") : slice.code() + "  " + text("goal." + slice.code());
    }

    private ChartSpec slices(String id, List<Slice> slices, Function<Slice, String> name) {
        var labels = new ArrayList<String>();
        var values = new ArrayList<BigDecimal>();
        Money rest = Money.zero(report.currency());
        for (Slice slice : slices) {
            if (labels.size() < BARS - (slices.size() > BARS ? 1 : 0) && !"…".equals(slice.code())) {
                labels.add(name.apply(slice));
                values.add(slice.net().toDecimal());
            } else {
                rest = rest.plus(slice.net());
            }
        }
        if (slices.size() > labels.size()) {
            labels.add(text("slice.rest"));
            values.add(rest.toDecimal());
        }
        var largest = slices.isEmpty()
                ? nothing()
                : text(
                        "largest",
                        "name",
                        labels.get(0),
                        "amount",
                        amount(slices.get(0).net()));
        return bars(
                id, id, text(id + ".alt", "largest", largest), Unit.MONEY, labels, values.toArray(BigDecimal[]::new));
    }

    private ChartSpec bars(
            String id, String key, String description, Unit unit, List<String> labels, BigDecimal... values) {
        var heading = text(key + ".heading");
        return new ChartSpec(
                id,
                Kind.HORIZONTAL_BARS,
                heading,
                description,
                unit,
                unit == Unit.MONEY ? report.currency() : null,
                labels,
                List.of(Series.of(heading, values)));
    }

    private Series monthly(String key, Function<MonthIncome, BigDecimal> value) {
        return new Series(text(key), report.months().stream().map(value).collect(Collectors.toList()));
    }

    private List<String> months() {
        var format = DateTimeFormatter.ofPattern("LLL yy", locale());
        return report.months().stream().map(m -> format.format(m.month())).toList();
    }

    private String first() {
        return month(report.months().get(0).month());
    }

    private String last() {
        return month(report.period());
    }

    static String month(YearMonth month) {
        return DateTimeFormatter.ofPattern("LLLL yyyy", locale()).format(month);
    }

    private String amount(Money amount) {
        return money.withCode(amount);
    }

    private String whole(Money amount) {
        return numbers.whole(amount.toDecimal()) + "\u00a0" + amount.currency();
    }

    private String percent(BigDecimal fraction) {
        return fraction == null ? text("none") : numbers.percent(fraction, 1);
    }

    private String count(long number) {
        return numbers.whole(BigDecimal.valueOf(number));
    }

    private static String text(String key, String... values) {
        return TEXTS.get(key, values);
    }
}
