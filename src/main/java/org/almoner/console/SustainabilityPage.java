package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.List;
import java.util.stream.IntStream;
import org.almoner.money.Currencies;
import org.almoner.report.ChartSpec;
import org.almoner.report.ChartSvg;
import org.almoner.report.SustainabilityCharts;
import org.almoner.report.SustainabilityReport;
import org.almoner.report.SustainabilityReports;
import org.almoner.time.Calendar;

/** What the board reads: whether the income will last. */
@Named
@RequestScoped
public class SustainabilityPage {

    /** A chart drawn, and its figures. */
    public record Picture(String title, String svg, List<String> series, List<Chart.Row> rows) {}

    private SustainabilityReports reports;
    private Calendar calendar;
    private Viewer viewer;
    private Formats formats;

    private String month;
    private SustainabilityReport report;

    protected SustainabilityPage() {}

    @Inject
    SustainabilityPage(SustainabilityReports reports, Calendar calendar, Viewer viewer, Formats formats) {
        this.reports = reports;
        this.calendar = calendar;
        this.viewer = viewer;
        this.formats = formats;
    }

    /** Reads the month asked for, or the newest with a report, or this month. */
    public void load() {
        var current = YearMonth.from(calendar.today());
        var wanted = Choice.month(month);
        if (wanted == null || wanted.isAfter(current)) {
            wanted = reports.newest().orElse(current);
        }
        report = reports.of(wanted);
    }

    public SustainabilityReport getReport() {
        return report;
    }

    /** Whether there is no gift to report on. */
    public boolean isNothing() {
        return report.empty();
    }

    public YearMonth getPrevious() {
        return report.period().minusMonths(1);
    }

    /** The month after, unless it has not begun. */
    public YearMonth getNext() {
        return report.period().isBefore(YearMonth.from(calendar.today()))
                ? report.period().plusMonths(1)
                : null;
    }

    /** A fraction as a percentage with one place; a dash where nothing could be divided. */
    public String percent(BigDecimal fraction) {
        return formats.percent(fraction);
    }

    /** The charts of the printed report. */
    public List<Picture> getCharts() {
        return new SustainabilityCharts(report)
                .all().stream()
                        .filter(spec -> !spec.empty())
                        .map(spec -> new Picture(
                                spec.title(),
                                ChartSvg.of(spec, viewer.getLocale(), SustainabilityCharts.nothing()),
                                spec.series().stream()
                                        .map(ChartSpec.Series::name)
                                        .toList(),
                                rows(spec)))
                        .toList();
    }

    private List<Chart.Row> rows(ChartSpec spec) {
        return IntStream.range(0, spec.labels().size())
                .mapToObj(i -> new Chart.Row(
                        spec.labels().get(i),
                        spec.series().stream()
                                .map(series -> written(series.values().get(i), spec))
                                .toList()))
                .toList();
    }

    private String written(BigDecimal value, ChartSpec spec) {
        return switch (spec.unit()) {
            case SHARE -> formats.percent(value);
            case MONEY ->
                formats.decimal(value, Currencies.printedPlaces(spec.currency())) + "\u00a0" + spec.currency();
            case COUNT -> formats.decimal(value, 0);
        };
    }

    public String getMonth() {
        return month;
    }

    public void setMonth(String month) {
        this.month = month;
    }
}
