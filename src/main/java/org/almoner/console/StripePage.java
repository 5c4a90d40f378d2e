package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.almoner.reconcile.Arrivals;
import org.almoner.reconcile.EndpointFindings;
import org.almoner.reconcile.StripeEndpoint;

/** The connection to Stripe: how the webhook endpoint is and must be, what comes through it, and what waits. */
@Named
@RequestScoped
public class StripePage {

    private StripeEndpoint endpoint;
    private Arrivals arrivals;
    private Deeds deeds;
    private Viewer viewer;
    private Words words;

    private boolean changing;
    private List<Part> accounts;
    private String account;
    private StripeEndpoint.Plan plan;
    private StripeEndpoint.Done done;
    private String seen;

    protected StripePage() {}

    @Inject
    StripePage(
            HttpServletRequest request,
            StripeEndpoint endpoint,
            Arrivals arrivals,
            Deeds deeds,
            Viewer viewer,
            Words words) {
        // known before the parts of the page are asked whether they are there
        this.changing = request.getParameter("change") != null;
        this.account = request.getParameter("account") == null ? "" : request.getParameter("account");
        this.endpoint = endpoint;
        this.arrivals = arrivals;
        this.deeds = deeds;
        this.viewer = viewer;
        this.words = words;
    }

    /** Asks Stripe what would have to be changed, if that is what the address is for. */
    public void load() {
        if (changing) {
            deeds.attempt(viewer.isAdministrator(), null, () -> {
                plan = endpoint.plan(account);
                seen = plan.seen();
            });
        }
    }

    /** Asks Stripe how the endpoint is now. */
    public void check() {
        if (deeds.attempt(viewer.isFinance(), null, endpoint::check)) {
            deeds.done("stripe.checked");
            deeds.goTo("stripe");
        }
    }

    /** Makes the changes that were shown; a new secret is shown in this answer and never again. */
    public void change() {
        if (!deeds.attempt(
                viewer.isAdministrator(), null, () -> done = endpoint.change(account, seen, viewer.getEmail()))) {
            return;
        }
        if (done.failure() != null) {
            deeds.complain(null, words.say("stripe.change.failed", done.failure()));
        } else if (done.secret() == null) {
            deeds.done("stripe.changed");
            deeds.goTo("stripe");
        }
    }

    /**
     * A Stripe account of ours as the page shows it.
     *
     * @param several whether it has to be told from others
     */
    public record Part(
            StripeEndpoint.Account account,
            boolean several,
            List<EndpointFindings.Finding> findings,
            List<Arrivals.Mark> marks) {

        /** When Stripe was last asked; null before the first time. */
        public Instant askedAt() {
            return findings.isEmpty() ? null : findings.get(0).askedAt();
        }

        /** Whether there is something that Almoner could change. */
        public boolean changeable() {
            return findings.stream().anyMatch(EndpointFindings.Finding::broken);
        }

        /** Where its changes are shown. */
        public String change() {
            return "stripe?change=1" + (account.name().isEmpty() ? "" : "&account=" + account.name());
        }
    }

    /** The accounts, the one without a name first. */
    public List<Part> getAccounts() {
        if (accounts == null) {
            var all = endpoint.accounts();
            accounts = all.stream()
                    .map(each ->
                            new Part(each, all.size() > 1, endpoint.findings(each.name()), endpoint.marks(each.name())))
                    .toList();
        }
        return accounts;
    }

    public List<Arrivals.Seen> getTraffic() {
        return arrivals.traffic();
    }

    public String getUrl() {
        return endpoint.url();
    }

    /** A length of time in its largest unit, rounded down. */
    public String length(Duration time) {
        if (time == null) {
            return Formats.UNKNOWN;
        }
        return time.toDays() > 1
                ? words.say("time.days", time.toDays())
                : time.toHours() > 1
                        ? words.say("time.hours", time.toHours())
                        : words.say("time.minutes", time.toMinutes());
    }

    /** Whether the page shows what would be changed. */
    public boolean isChanging() {
        return changing;
    }

    /** What Stripe says would be changed; null when it was not asked, or did not say. */
    public StripeEndpoint.Plan getPlan() {
        return plan;
    }

    /** What was done, or else would be. */
    public List<StripeEndpoint.Change> getChanges() {
        return done != null ? done.changes() : plan != null ? plan.changes() : List.of();
    }

    public String listed(List<String> types) {
        return String.join(", ", types);
    }

    /** What was done just now; null on every other page. */
    public StripeEndpoint.Done getDone() {
        return done;
    }

    /** The signing secret that Stripe told just now; null on every other page. */
    public String getSecret() {
        return done == null ? null : done.secret();
    }

    /** Stands for the changes that were shown. */
    public String getSeen() {
        return seen;
    }

    public void setSeen(String seen) {
        this.seen = seen;
    }
}
