package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.almoner.audit.AuditTrail;
import org.almoner.dunning.FailureQueries;
import org.almoner.dunning.FailureView;
import org.almoner.gift.Instalment;
import org.almoner.gift.PlanLinks;
import org.almoner.gift.PlanQueries;
import org.almoner.gift.PlanView;
import org.almoner.gift.Rhythm;
import org.almoner.money.Money;
import org.almoner.report.PlanMovements;
import org.almoner.time.Calendar;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** One recurring plan: its story, its instalments, what it did to the monthly recurring income. */
@Named
@RequestScoped
public class PlanPage {

    /**
     * Something that happened to the plan.
     *
     * @param word key of its word
     * @param about key of what is said beside it; null for nothing
     */
    public record Moment(
            Instant at, String word, String icon, String tone, Money amount, Rhythm rhythm, String about) {}

    private PlanQueries plans;
    private PlanMovements movements;
    private FailureQueries failures;
    private GiftStory story;
    private Calendar calendar;
    private PlanLinks links;
    private AuditTrail audit;
    private Deeds deeds;
    private Viewer viewer;
    private String baseUrl;

    private String ref;
    private PlanView plan;
    private String link;

    protected PlanPage() {}

    @Inject
    PlanPage(
            HttpServletRequest request,
            PlanQueries plans,
            PlanMovements movements,
            FailureQueries failures,
            GiftStory story,
            Calendar calendar,
            PlanLinks links,
            AuditTrail audit,
            Deeds deeds,
            Viewer viewer,
            @ConfigProperty(name = "almoner.base.url") Optional<String> baseUrl) {
        // known before the parts of the page are asked whether they are there
        this.ref = Choice.text(request.getParameter("ref"));
        this.plans = plans;
        this.movements = movements;
        this.failures = failures;
        this.story = story;
        this.calendar = calendar;
        this.links = links;
        this.audit = audit;
        this.deeds = deeds;
        this.viewer = viewer;
        this.baseUrl = baseUrl.orElse("").replaceAll("/+$", "");
    }

    public void load() {
        if (getPlan() == null) {
            Deeds.missing();
        }
    }

    /** Makes a link with which the donor looks after the plan; it is shown in this answer. */
    public void makeLink() {
        deeds.attempt(viewer.isFundraiser(), null, () -> {
            audit.record(viewer.getEmail(), "plan.linked", "plan", ref, Map.of());
            link = links.path(ref).map(path -> baseUrl + path).orElse(null);
        });
    }

    /** Withdraws every link to the plan that was given out. */
    public void withdrawLinks() {
        if (deeds.attempt(viewer.isFundraiser(), null, () -> {
            audit.record(viewer.getEmail(), "plan.links.withdrawn", "plan", ref, Map.of());
            links.withdraw(ref);
        })) {
            deeds.done("plan.link.withdrawn");
            deeds.goTo("plan?ref=" + ref);
        }
    }

    /** The link that was made just now; null on every other page. */
    public String getLink() {
        return link;
    }

    public PlanView getPlan() {
        if (plan == null && ref != null) {
            plan = plans.find(ref).orElse(null);
        }
        return plan;
    }

    public Instant getNext() {
        return plan.nextAt(calendar.now());
    }

    public boolean isLate() {
        return plan.late(calendar.now());
    }

    /** Whether the card is no longer valid when the next instalment falls due. */
    public boolean isCardExpiring() {
        var due = getNext();
        return due != null
                && plan.card() != null
                && plan.card().expiresOn() != null
                && !calendar.dayOf(due).isBefore(plan.card().expiresOn());
    }

    /** Every change of the agreement and the end, the newest first. */
    public List<Moment> getMoments() {
        var moments = new ArrayList<Moment>();
        var agreed = plans.agreed(plan.id());
        for (int i = 0; i < agreed.size(); i++) {
            var each = agreed.get(i);
            var before = i + 1 < agreed.size() ? agreed.get(i + 1) : null;
            moments.add(new Moment(
                    each.since(),
                    word(each, before),
                    "plan",
                    each.paused() ? "warn" : "",
                    each.amount(),
                    each.rhythm(),
                    null));
        }
        if (plan.cancelAt() != null && plan.endedAt() == null) {
            moments.add(new Moment(plan.cancelAt(), "ENDS", "plan", "warn", null, null, plan.cancelReason()));
        }
        if (plan.endedAt() != null) {
            moments.add(new Moment(plan.endedAt(), "ENDED", "plan", "bad", null, null, plan.cancelReason()));
        }
        moments.sort(Comparator.comparing(Moment::at).reversed());
        return moments;
    }

    private static String word(PlanQueries.Agreed now, PlanQueries.Agreed before) {
        if (before == null) {
            return "STARTED";
        }
        if (now.paused() != before.paused()) {
            return now.paused() ? "PAUSED" : "RESUMED";
        }
        return "CHANGED";
    }

    public List<Instalment> getInstalments() {
        return plans.instalments(plan.reference());
    }

    public int getShown() {
        return PlanQueries.SHOWN;
    }

    public List<PlanMovements.Moved> getMoved() {
        return movements.of(plan.id());
    }

    /** What failed and what was done about it, the newest first. */
    public List<FailureView> getFailures() {
        return failures.ofPlan(plan.reference());
    }

    public List<GiftStory.Heard> getHeard() {
        return story.heard(List.of(plan.reference()));
    }

    public String getRef() {
        return ref;
    }
}
