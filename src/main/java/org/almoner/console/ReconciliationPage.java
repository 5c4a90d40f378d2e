package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.YearMonth;
import java.util.List;
import org.almoner.database.Page;
import org.almoner.reconcile.Checks;
import org.almoner.reconcile.PayoutQueries;
import org.almoner.reconcile.PayoutView;
import org.almoner.reconcile.Reconciliation;
import org.almoner.reconcile.ReconciliationQueries;
import org.almoner.report.MonthPackages;
import org.almoner.time.Calendar;

/** A month of the Stripe balance, explained by currency, with its payouts; of one legal entity or all together. */
@Named
@RequestScoped
public class ReconciliationPage {

    private ReconciliationQueries reconciliations;
    private PayoutQueries payouts;
    private Figures figures;
    private Checks checks;
    private Calendar calendar;
    private MonthPackages packages;
    private Formats formats;
    private Words words;
    private MonthPage desk;

    private String month;
    private Reconciliation shown;
    private List<Checks.Result> found;

    protected ReconciliationPage() {}

    @Inject
    ReconciliationPage(
            ReconciliationQueries reconciliations,
            PayoutQueries payouts,
            Figures figures,
            Checks checks,
            Calendar calendar,
            MonthPackages packages,
            Formats formats,
            Words words,
            MonthPage desk) {
        this.reconciliations = reconciliations;
        this.payouts = payouts;
        this.figures = figures;
        this.checks = checks;
        this.calendar = calendar;
        this.packages = packages;
        this.formats = formats;
        this.words = words;
        this.desk = desk;
    }

    /** Reads the month asked for, or the newest that a close has seen. */
    public void load() {
        var wanted = Choice.month(month);
        var period = wanted != null
                ? wanted
                : figures.newestPeriod().map(known -> known.getKey()).orElse(YearMonth.from(calendar.today()));
        desk.about(period);
        shown = reconciliations.of(
                period, desk.getEntity() == null ? null : desk.getEntity().id());
    }

    public Reconciliation getShown() {
        return shown;
    }

    public YearMonth getPrevious() {
        return shown.period().minusMonths(1);
    }

    /** The month after, unless it has not begun. */
    public YearMonth getNext() {
        return shown.period().isBefore(YearMonth.from(calendar.today()))
                ? shown.period().plusMonths(1)
                : null;
    }

    public List<PayoutView> getPayouts() {
        return payouts.slice(
                new PayoutQueries.Wanted(null, null, calendar.startOf(shown.period()), calendar.endOf(shown.period())),
                0,
                Page.MAX_LIMIT);
    }

    /** What the last close's check of the books found, whatever the month shown. */
    public List<Checks.Result> getChecks() {
        if (found == null) {
            found = checks.newest();
        }
        return found;
    }

    /** What was packed of the month, of the legal entity shown or of every one, the newest first. */
    public List<MonthPackages.Kept> getPackages() {
        return packages.of(
                shown.period(),
                desk.getEntity() == null ? null : desk.getEntity().id());
    }

    /** The size of a package in kilobytes, at least one. */
    public String size(MonthPackages.Kept kept) {
        return words.say("package.kilobytes", formats.number(Math.max(1, kept.size() / 1_000)));
    }

    public String getMonth() {
        return month;
    }

    public void setMonth(String month) {
        this.month = month;
    }
}
