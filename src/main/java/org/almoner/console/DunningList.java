package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.almoner.database.Rejection;
import org.almoner.dunning.CardNotices;
import org.almoner.dunning.CardPolicy;
import org.almoner.dunning.FailureQueries;
import org.almoner.dunning.FailureView;
import org.almoner.dunning.Policies;
import org.almoner.dunning.Policy;
import org.almoner.dunning.Step;
import org.almoner.time.Calendar;

/** Renewals that failed and are open, what was done about each and what comes next, and the policies by which it does. */
@Named
@RequestScoped
public class DunningList {

    private static final String FORM = "cards";

    private FailureQueries failures;
    private Policies policies;
    private CardNotices notices;
    private Calendar calendar;
    private Deeds deeds;
    private Viewer viewer;
    private Words words;
    private Formats formats;

    private final Map<String, String> asked = new LinkedHashMap<>();
    private final Map<String, String> form = new HashMap<>();
    private boolean told;
    private Paging paging;
    private List<FailureView> rows;
    private Map<String, Policy> byClass;
    private Integer preview;

    protected DunningList() {}

    @Inject
    DunningList(
            FailureQueries failures,
            Policies policies,
            CardNotices notices,
            Calendar calendar,
            Deeds deeds,
            Viewer viewer,
            Words words,
            Formats formats) {
        this.failures = failures;
        this.policies = policies;
        this.notices = notices;
        this.calendar = calendar;
        this.deeds = deeds;
        this.viewer = viewer;
        this.words = words;
        this.formats = formats;
        var cards = policies.cards();
        form.put("daysAhead", Integer.toString(cards.daysAhead()));
        form.put("version", Integer.toString(cards.version()));
        told = cards.enabled();
    }

    public void load() {
        var declineClass = Choice.text(asked.get("class"));
        paging = new Paging(asked);
        rows = failures.slice(declineClass, paging.offset(), Paging.SIZE);
        paging.found(rows.size(), failures.count(declineClass), words, formats);
    }

    /** Keeps what is to happen with expiring cards. */
    public void saveCards() {
        if (deeds.attempt(viewer.isFundraiser(), FORM, () -> policies.save(cards(), viewer.getEmail()))) {
            deeds.done("dunning.saved");
            deeds.goTo("dunning");
        }
    }

    /** Counts who would be told of an expiring card today. */
    public void lookCards() {
        deeds.attempt(viewer.isFundraiser(), FORM, () -> preview = notices.preview(cards()));
    }

    private CardPolicy cards() {
        var days = Choice.number(form.get("daysAhead"));
        var version = Choice.number(form.get("version"));
        if (days == null || days < 1 || days > CardPolicy.MOST_DAYS) {
            throw Rejection.invalid("daysAhead", words.say("dunning.days.wrong", 1, CardPolicy.MOST_DAYS));
        }
        return new CardPolicy(told, days.intValue(), version == null ? 0 : version.intValue());
    }

    public List<FailureView> getRows() {
        getPaging();
        return rows;
    }

    public Paging getPaging() {
        // the form of this page comes back without its list having been asked for
        if (paging == null) {
            load();
        }
        return paging;
    }

    public List<Policy> getPolicies() {
        return List.copyOf(byClass().values());
    }

    /** Whether none of the policies is switched on, so that donors hear nothing. */
    public boolean isSilent() {
        return byClass().values().stream().noneMatch(Policy::enabled);
    }

    public FailureView.Coming coming(FailureView failure) {
        return failure.coming(byClass().get(failure.declineClass()), calendar);
    }

    /** The last day of grace, or null once it is over or while the policy is off. */
    public LocalDate grace(FailureView failure) {
        var policy = byClass().get(failure.declineClass());
        return policy.enabled() && failure.lapsedAt() == null ? failure.graceUntil(policy, calendar) : null;
    }

    /** A policy in one line: {@code day 3: first mail, day 21: last mail}. */
    public String steps(Policy policy) {
        return policy.steps().isEmpty()
                ? words.say("dunning.nothing")
                : policy.steps().stream()
                        .map(step -> words.say("dunning.day", step.afterDays()) + " " + stepName(step))
                        .collect(Collectors.joining(", "));
    }

    /** What a step of a policy does, in words. */
    public String stepName(Step step) {
        return words.of("dunning.step", step.template() == null ? step.deed() : step.template());
    }

    /** The same of one that was taken. */
    public String takenName(FailureView.Taken taken) {
        return words.of("dunning.step", taken.template() == null ? taken.deed() : taken.template());
    }

    /** How a step that was taken stands: of a mail that went out, how its delivery does. */
    public String state(FailureView.Taken taken) {
        return taken.delivery() == null ? taken.state() : taken.delivery();
    }

    public String codes(Policy policy) {
        return String.join(", ", policies.codes(policy.declineClass()));
    }

    private Map<String, Policy> byClass() {
        if (byClass == null) {
            byClass = new LinkedHashMap<>();
            policies.all().forEach(policy -> byClass.put(policy.declineClass(), policy));
        }
        return byClass;
    }

    /** What the address asks for: {@code class}, {@code page}. */
    public Map<String, String> getAsked() {
        return asked;
    }

    /** What stands in the fields of expiring cards: {@code daysAhead}, {@code version}. */
    public Map<String, String> getForm() {
        return form;
    }

    public boolean isTold() {
        return told;
    }

    public void setTold(boolean told) {
        this.told = told;
    }

    /** How many would be told of an expiring card today; null until somebody looks. */
    public Integer getPreview() {
        return preview;
    }
}
