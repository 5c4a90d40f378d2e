package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.almoner.reconcile.Checks;
import org.almoner.reconcile.JobRuns;
import org.almoner.time.Calendar;

/** One run of a job; while it goes on the page asks again every other second. */
@Named
@RequestScoped
public class JobPage {

    /** Before that a guess would jump about. */
    private static final long SETTLED_SECONDS = 5;

    private JobRuns runs;
    private Checks checks;
    private Calendar calendar;
    private Words words;
    private Formats formats;

    private Long id;
    private JobRuns.Run run;
    private List<Checks.Result> found;

    protected JobPage() {}

    @Inject
    JobPage(HttpServletRequest request, JobRuns runs, Checks checks, Calendar calendar, Words words, Formats formats) {
        // known before the parts of the page are asked whether they are there
        this.id = Choice.number(request.getParameter("id"));
        this.runs = runs;
        this.checks = checks;
        this.calendar = calendar;
        this.words = words;
        this.formats = formats;
    }

    public void load() {
        if (getRun() == null) {
            Deeds.missing();
        }
    }

    public JobRuns.Run getRun() {
        if (run == null && id != null) {
            run = runs.find(id).orElse(null);
        }
        return run;
    }

    public boolean isRunning() {
        return getRun().status().equals("STARTED");
    }

    /** What the run's check of the books found. */
    public List<Checks.Result> getChecks() {
        if (found == null) {
            found = checks.of(id);
        }
        return found;
    }

    /** Whole percent of a step; all of it once it is completed, whether or not it knew its total. */
    public long percent(JobRuns.Step step) {
        if (step.status().equals("COMPLETED")) {
            return 100;
        }
        return step.total() == null || step.total() == 0 ? 0 : step.done() * 100 / step.total();
    }

    /** {@code 120 of 480}, as far as the step knows; nothing for one that had nothing to count. */
    public String count(JobRuns.Step step) {
        if (step.done() == 0 && (step.total() == null || step.total() == 0)) {
            return "";
        }
        return step.total() == null
                ? formats.number(step.done())
                : words.say("job.step.count", formats.number(step.done()), formats.number(step.total()));
    }

    /** How long a running step will still take if it goes on as it did; nothing while that cannot be known. */
    public String left(JobRuns.Step step) {
        if (!step.status().equals("STARTED") || step.startedAt() == null || step.total() == null || step.done() <= 0) {
            return "";
        }
        var gone = Duration.between(step.startedAt(), calendar.now());
        long rest = step.total() - step.done();
        if (rest <= 0 || gone.toSeconds() < SETTLED_SECONDS) {
            return "";
        }
        return words.say("job.left", clock(Duration.ofSeconds(gone.toSeconds() * rest / step.done() + 1)));
    }

    /** How long something took, or takes until now: {@code 1:05}. */
    public String took(Instant from, Instant to) {
        if (from == null) {
            return "";
        }
        var time = Duration.between(from, to == null ? calendar.now() : to);
        return clock(time);
    }

    private static String clock(Duration time) {
        return time.toHours() > 0
                ? "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart())
                : "%d:%02d".formatted(time.toMinutesPart(), time.toSecondsPart());
    }

    public Long getId() {
        return id;
    }
}
