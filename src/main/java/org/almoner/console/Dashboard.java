package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.almoner.reconcile.JobRuns;
import org.almoner.time.Calendar;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The first page: what came, what is under way, what wants attention. */
@Named
@RequestScoped
public class Dashboard {

    private Figures figures;
    private JobRuns runs;
    private Calendar calendar;
    private Formats formats;
    private Words words;
    private Optional<String> baseUrl;

    private String month;
    private YearMonth shown;
    private List<Figures.Sum> today;
    private List<Figures.Sum> sums;
    private long donors;
    private Chart chart;
    private JobRuns.Run close;

    protected Dashboard() {}

    @Inject
    Dashboard(
            Figures figures,
            JobRuns runs,
            Calendar calendar,
            Formats formats,
            Words words,
            @ConfigProperty(name = "almoner.base.url") Optional<String> baseUrl) {
        this.figures = figures;
        this.runs = runs;
        this.calendar = calendar;
        this.formats = formats;
        this.words = words;
        this.baseUrl = baseUrl;
    }

    /** Reads the month asked for, or this month, or, when nothing came yet this month, the newest with gifts. */
    public void load() {
        shown = asked().orElseGet(this::usual);
        var from = calendar.startOf(shown);
        var to = calendar.endOf(shown);
        sums = figures.received(from, to);
        donors = figures.donors(from, to);
        today = figures.received(calendar.startOf(calendar.today()), calendar.endOf(calendar.today()));
        close = runs.newest("nightly-close").orElse(null);
        chart = draw();
    }

    private Optional<YearMonth> asked() {
        try {
            return Optional.ofNullable(month).map(YearMonth::parse);
        } catch (DateTimeException notAMonth) {
            return Optional.empty();
        }
    }

    private YearMonth usual() {
        var current = YearMonth.from(calendar.today());
        return figures.newestMonth().filter(newest -> newest.isBefore(current)).orElse(current);
    }

    private Chart draw() {
        var days = figures.days(shown);
        var labels = new ArrayList<String>();
        var oneOff = new ArrayList<Long>();
        var recurring = new ArrayList<Long>();
        for (var day = shown.atDay(1); !day.isAfter(shown.atEndOfMonth()); day = day.plusDays(1)) {
            var gifts = days.getOrDefault(day, new Figures.Day(0, 0));
            labels.add(formats.shortDay(day));
            oneOff.add(gifts.oneOff());
            recurring.add(gifts.recurring());
        }
        return new Chart(
                words.say("dashboard.chart", formats.month(shown)),
                labels,
                List.of(
                        new Chart.Series(words.say("gift.recurring"), recurring),
                        new Chart.Series(words.say("gift.oneoff"), oneOff)),
                formats::number);
    }

    public String getMonth() {
        return month;
    }

    public void setMonth(String month) {
        this.month = month;
    }

    public YearMonth getShown() {
        return shown;
    }

    public YearMonth getPrevious() {
        return shown.minusMonths(1);
    }

    /** The month after, unless it has not begun. */
    public YearMonth getNext() {
        return shown.isBefore(YearMonth.from(calendar.today())) ? shown.plusMonths(1) : null;
    }

    public List<Figures.Sum> getToday() {
        return today;
    }

    public List<Figures.Sum> getSums() {
        return sums;
    }

    public String getGifts() {
        return formats.number(gifts());
    }

    public String getGiftsToday() {
        return formats.number(today.stream().mapToLong(Figures.Sum::gifts).sum());
    }

    public String getDonors() {
        return formats.number(donors);
    }

    public String getRecurringShare() {
        return formats.share(sums.stream().mapToLong(Figures.Sum::recurring).sum(), gifts());
    }

    public Chart getChart() {
        return chart;
    }

    /** Whether no gift ever came: then the page says how to begin. */
    public boolean isNew() {
        return sums.isEmpty() && figures.newestMonth().isEmpty();
    }

    /** Where Stripe has to send its events. */
    public String getWebhook() {
        return baseUrl.orElse("").replaceAll("/+$", "") + "/webhooks/stripe";
    }

    public List<Figures.Goal> getGoals() {
        return figures.goals();
    }

    public List<Map.Entry<String, Long>> getExceptions() {
        return figures.exceptions();
    }

    /** The newest nightly close, running or not; null before the first. */
    public JobRuns.Run getClose() {
        return close;
    }

    public Map.Entry<YearMonth, String> getPeriod() {
        return figures.newestPeriod().orElse(null);
    }

    public String getReceipts() {
        return formats.number(figures.receipts(shown));
    }

    public Figures.Mails getMails() {
        return figures.mails(shown);
    }

    private long gifts() {
        return sums.stream().mapToLong(Figures.Sum::gifts).sum();
    }
}
