package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Instant;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almoner.gift.PlanFilter;
import org.almoner.gift.PlanQueries;
import org.almoner.gift.PlanView;
import org.almoner.gift.Rhythm;
import org.almoner.report.PlanMovements;
import org.almoner.time.Calendar;

/** The list of recurring plans, newest first, and how the monthly recurring income moved. */
@Named
@RequestScoped
public class PlanList {

    /** What Stripe's plans can be, as far as we know, for the choice of a filter. */
    private static final List<String> STATUSES = List.of(
            "active",
            "past_due",
            "unpaid",
            "paused",
            "trialing",
            "incomplete",
            "incomplete_expired",
            "canceled",
            "unknown");

    private PlanQueries plans;
    private PlanMovements movements;
    private Calendar calendar;
    private Words words;
    private Formats formats;

    private final Map<String, String> asked = new LinkedHashMap<>();
    private Paging paging;
    private List<PlanView> rows;
    private List<PlanMovements.Month> months;
    private YearMonth month;

    protected PlanList() {}

    @Inject
    PlanList(PlanQueries plans, PlanMovements movements, Calendar calendar, Words words, Formats formats) {
        this.plans = plans;
        this.movements = movements;
        this.calendar = calendar;
        this.words = words;
        this.formats = formats;
    }

    public void load() {
        var current = YearMonth.from(calendar.today());
        var wanted = Choice.month(asked.get("month"));
        month = wanted == null || wanted.isAfter(current) ? current : wanted;
        var filter = new PlanFilter(
                null,
                null,
                Choice.text(asked.get("status")),
                Choice.of(Rhythm.Unit.class, asked.get("interval")),
                "yes".equals(asked.get("missing")) ? Boolean.TRUE : null,
                Choice.text(asked.get("q")));
        paging = new Paging(asked);
        rows = plans.slice(filter, paging.offset(), Paging.SIZE);
        paging.found(rows.size(), plans.count(filter), words, formats);
        months = movements.month(month);
    }

    public List<PlanView> getRows() {
        return rows;
    }

    public Paging getPaging() {
        return paging;
    }

    public List<String> getStatuses() {
        return STATUSES;
    }

    public Rhythm.Unit[] getIntervals() {
        return Rhythm.Unit.values();
    }

    /** The month whose movements are shown. */
    public YearMonth getMonth() {
        return month;
    }

    /** One line for each currency. */
    public List<PlanMovements.Month> getMonths() {
        return months;
    }

    /** The kinds of movements, in the order of the columns. */
    public List<String> getKinds() {
        return months.isEmpty() ? List.of() : List.copyOf(months.get(0).moved().keySet());
    }

    public Instant getNow() {
        return calendar.now();
    }

    /** What the address asks for: {@code q}, {@code status}, {@code interval}, {@code missing}, {@code month}, {@code page}. */
    public Map<String, String> getAsked() {
        return asked;
    }
}
