package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import org.almoner.receipt.YearlyStatements;
import org.almoner.reconcile.batch.JobAlreadyRunning;
import org.almoner.reconcile.batch.Jobs;
import org.almoner.time.Calendar;

/** Starts the yearly statements, after saying how many they would be. */
@Named
@RequestScoped
public class YearlyForm {

    private YearlyStatements statements;
    private Jobs jobs;
    private Calendar calendar;
    private Deeds deeds;
    private Viewer viewer;
    private Words words;

    private String year;
    private boolean unfinished;
    private YearlyStatements.Preview preview;

    protected YearlyForm() {}

    @Inject
    YearlyForm(
            HttpServletRequest request,
            YearlyStatements statements,
            Jobs jobs,
            Calendar calendar,
            Deeds deeds,
            Viewer viewer,
            Words words) {
        this.year = Choice.text(request.getParameter("year"));
        this.statements = statements;
        this.jobs = jobs;
        this.calendar = calendar;
        this.deeds = deeds;
        this.viewer = viewer;
        this.words = words;
    }

    /** Starts the run and goes to its progress. */
    public void start() {
        try {
            deeds.attempt(
                    viewer.isFinance(),
                    "statements",
                    () -> deeds.goTo("job?id="
                            + jobs.start(
                                    Jobs.YEARLY_STATEMENTS,
                                    statements.dateOf(wanted(), unfinished),
                                    viewer.getEmail())));
        } catch (JobAlreadyRunning running) {
            deeds.complain(null, words.say("statements.running", String.valueOf(wanted())));
        }
    }

    /** What a run for the year would look at. */
    public YearlyStatements.Preview getPreview() {
        if (preview == null) {
            preview = statements.preview(wanted());
        }
        return preview;
    }

    private int wanted() {
        Long number = Choice.number(getYear());
        return number == null || number < 1900 || number > 9999
                ? calendar.today().getYear() - 1
                : number.intValue();
    }

    /** The year; the last one unless another is asked for. */
    public String getYear() {
        return year == null ? String.valueOf(calendar.today().getYear() - 1) : year;
    }

    public void setYear(String year) {
        this.year = year;
    }

    /** Whether the year that is not over is asked for. */
    public boolean isRunning() {
        return wanted() >= calendar.today().getYear();
    }

    public boolean isUnfinished() {
        return unfinished;
    }

    public void setUnfinished(boolean unfinished) {
        this.unfinished = unfinished;
    }
}
