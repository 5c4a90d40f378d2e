package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import org.almoner.database.Cursor;
import org.almoner.database.Page;
import org.almoner.reconcile.JobRuns;
import org.almoner.reconcile.batch.JobAlreadyRunning;
import org.almoner.reconcile.batch.Jobs;
import org.almoner.time.Calendar;

/** The runs of jobs, the newest first, and the button that starts one. */
@Named
@RequestScoped
public class JobList {

    private JobRuns runs;
    private Jobs jobs;
    private Calendar calendar;
    private Deeds deeds;
    private Viewer viewer;
    private Words words;

    private String after;
    private String date;
    private Page<JobRuns.Run> page;

    protected JobList() {}

    @Inject
    JobList(JobRuns runs, Jobs jobs, Calendar calendar, Deeds deeds, Viewer viewer, Words words) {
        this.runs = runs;
        this.jobs = jobs;
        this.calendar = calendar;
        this.deeds = deeds;
        this.viewer = viewer;
        this.words = words;
    }

    /** Starts the nightly close for the date in the field and goes to its progress. */
    public void run() {
        run(Jobs.NIGHTLY_CLOSE);
    }

    /** Starts the close of the month in which the date in the field lies, and goes to its progress. */
    public void pack() {
        run(Jobs.MONTHLY_CLOSE);
    }

    private void run(String job) {
        LocalDate day;
        try {
            day = LocalDate.parse(getDate());
        } catch (DateTimeException notADate) {
            deeds.complain("run:date", words.say("date.wrong"));
            return;
        }
        if (day.isAfter(calendar.today())) {
            deeds.complain("run:date", words.say("job.date.future"));
            return;
        }
        try {
            deeds.attempt(
                    viewer.isFinance(), null, () -> deeds.goTo("job?id=" + jobs.start(job, day, viewer.getEmail())));
        } catch (JobAlreadyRunning running) {
            deeds.complain(null, words.say("job.running", words.of("job", job), day));
        }
    }

    public List<JobRuns.Run> getRows() {
        return page().items();
    }

    /** Where older runs begin; null when there are none. */
    public String getOlder() {
        return page().next();
    }

    private Page<JobRuns.Run> page() {
        if (page == null) {
            try {
                page = runs.page(null, Choice.text(after), Paging.SIZE);
            } catch (Cursor.BadCursor madeUp) {
                page = runs.page(null, null, Paging.SIZE);
            }
        }
        return page;
    }

    /** The business date to close; today, where the organisation lives, unless somebody writes another. */
    public String getDate() {
        return date == null ? calendar.today().toString() : date;
    }

    public void setDate(String date) {
        this.date = date;
    }

    public String getAfter() {
        return after;
    }

    public void setAfter(String after) {
        this.after = after;
    }
}
