package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.almoner.database.Rejection;
import org.almoner.document.Texts;
import org.almoner.dunning.Dunning;
import org.almoner.dunning.LetterSamples;
import org.almoner.dunning.Policies;
import org.almoner.dunning.Policy;
import org.almoner.dunning.Step;
import org.almoner.mail.MailText;

/**
 * Changes the policy of one class: what would follow today is shown first, and a policy that is switched on is kept only as
 * it was looked at.
 */
@Named
@RequestScoped
public class DunningForm {

    private static final String FORM = "dunning";

    /** A line of the form: {@code days}, {@code deed}, {@code template}; without days it is no step. */
    public static final class Line {
        private String days;
        private String what;

        public String getDays() {
            return days;
        }

        public void setDays(String days) {
            this.days = days;
        }

        public String getWhat() {
            return what;
        }

        public void setWhat(String what) {
            this.what = what;
        }
    }

    private Policies policies;
    private Dunning dunning;
    private LetterSamples samples;
    private Deeds deeds;
    private Viewer viewer;
    private Words words;

    private String declineClass;
    private String language;
    private final Map<String, String> form = new HashMap<>();
    private final List<Line> lines = new ArrayList<>();
    private boolean enabled;
    private boolean unlessGiving;
    private Dunning.Preview preview;
    private Policy policy;

    protected DunningForm() {}

    @Inject
    DunningForm(
            HttpServletRequest request,
            Policies policies,
            Dunning dunning,
            LetterSamples samples,
            Deeds deeds,
            Viewer viewer,
            Words words) {
        // known before the parts of the page are asked whether they are there
        this.declineClass = Choice.text(request.getParameter("class"));
        this.language = Choice.text(request.getParameter("language"));
        form.put("seen", Choice.text(request.getParameter(FORM + ":seen")));
        this.policies = policies;
        this.dunning = dunning;
        this.samples = samples;
        this.deeds = deeds;
        this.viewer = viewer;
        this.words = words;
        for (int i = 0; i < Policy.MOST_STEPS; i++) {
            lines.add(new Line());
        }
    }

    /** Fills the form with the policy as it is. */
    public void load() {
        if (getPolicy() == null) {
            Deeds.missing();
            return;
        }
        enabled = policy.enabled();
        unlessGiving = policy.unlessGiving();
        form.put("graceDays", Integer.toString(policy.graceDays()));
        form.put("version", Integer.toString(policy.version()));
        for (int i = 0; i < policy.steps().size(); i++) {
            var step = policy.steps().get(i);
            lines.get(i).setDays(Integer.toString(step.afterDays()));
            lines.get(i)
                    .setWhat(
                            step.template() == null
                                    ? step.deed().name()
                                    : step.template().name());
        }
    }

    /** Shows what would be done today if this were the policy. */
    public void look() {
        deeds.attempt(viewer.isFundraiser(), FORM, () -> {
            var draft = draft();
            preview = named(() -> dunning.preview(draft));
            form.put("seen", fingerprint(draft));
        });
    }

    /** Keeps the policy; one that is switched on only as it was looked at. */
    public void save() {
        var done = deeds.attempt(viewer.isFundraiser(), FORM, () -> {
            var draft = draft();
            if (draft.enabled() && !fingerprint(draft).equals(form.get("seen"))) {
                preview = named(() -> dunning.preview(draft));
                form.put("seen", fingerprint(draft));
                throw Rejection.invalid("step", words.say("dunning.look.first"));
            }
            named(() -> policies.save(draft, viewer.getEmail()));
        });
        if (done) {
            deeds.done("dunning.saved");
            deeds.goTo("dunning");
        }
    }

    private Policy draft() {
        var grace = days("graceDays", form.get("graceDays"), "");
        var version = Choice.number(form.get("version"));
        var steps = new ArrayList<Step>();
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            var what = Choice.text(line.getWhat());
            if (Choice.text(line.getDays()) == null && what == null) {
                continue;
            }
            var name = words.say("dunning.line", i + 1);
            if (what == null) {
                throw Rejection.invalid("step", name + words.say("dunning.what.wrong"));
            }
            steps.add(step(days("step", line.getDays(), name), what));
        }
        steps.sort(Comparator.comparingInt(Step::afterDays));
        return new Policy(declineClass, enabled, grace, unlessGiving, steps, version == null ? 0 : version.intValue());
    }

    private static Step step(int days, String what) {
        var template = Choice.of(Step.Template.class, what);
        return new Step(days, template == null ? Choice.of(Step.Deed.class, what) : Step.Deed.MAIL, template);
    }

    private int days(String field, String text, String line) {
        var days = Choice.number(Choice.text(text));
        if (days == null || days > Policy.MOST_DAYS) {
            throw Rejection.invalid(field, line + words.say("dunning.days.wrong", 0, Policy.MOST_DAYS));
        }
        return days.intValue();
    }

    /** Says with a fault of a step which one it is, in the order of their days. */
    private <T> T named(Supplier<T> deed) {
        try {
            return deed.get();
        } catch (Rejection rejection) {
            throw new Rejection(
                    rejection.reason(),
                    rejection.faults().stream()
                            .map(fault -> fault.field().matches("steps[.]\\d+[.].*")
                                    ? new Rejection.Fault(
                                            "step",
                                            words.say(
                                                            "dunning.line",
                                                            Integer.parseInt(fault.field()
                                                                            .split("[.]")[1])
                                                                    + 1)
                                                    + fault.message())
                                    : fault)
                            .toList());
        }
    }

    private static String fingerprint(Policy draft) {
        return Integer.toHexString(draft.toString().hashCode());
    }

    public Policy getPolicy() {
        if (policy == null && declineClass != null) {
            policy = policies.find(declineClass).orElse(null);
        }
        return policy;
    }

    /** What a step can be: a mail by its template, or a deed. */
    public List<String> getChoices() {
        return List.of("FIRST", "REMINDER", "LAST", "PAUSE", "STOP");
    }

    public Step.Template[] getTemplates() {
        return Step.Template.values();
    }

    /** The languages in which donors are written to. */
    public List<String> getLanguages() {
        return List.copyOf(new TreeSet<>(Texts.LANGUAGES));
    }

    public String languageName(String tag) {
        var locale = Locale.forLanguageTag(tag);
        return locale.getDisplayLanguage(locale);
    }

    public String getLanguage() {
        return language == null || !Texts.LANGUAGES.contains(language)
                ? viewer.getLocale().getLanguage()
                : language;
    }

    /** A letter as a donor would see it. */
    public MailText sample(Step.Template template) {
        return samples.failure(template, declineClass, Locale.forLanguageTag(getLanguage()));
    }

    public MailText getCardSample() {
        return samples.cardExpiry(Locale.forLanguageTag(getLanguage()));
    }

    public String getDeclineClass() {
        return declineClass;
    }

    /** What stands in the fields: {@code graceDays}, {@code version}, {@code seen}. */
    public Map<String, String> getForm() {
        return form;
    }

    public List<Line> getLines() {
        return lines;
    }

    public boolean isEnabled() {
        return enabled;
    }

    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    public boolean isUnlessGiving() {
        return unlessGiving;
    }

    public void setUnlessGiving(boolean unlessGiving) {
        this.unlessGiving = unlessGiving;
    }

    /** What would be done today; null until somebody looks. */
    public Dunning.Preview getPreview() {
        return preview;
    }
}
