package org.almoner.stripe;

import com.stripe.Stripe;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.almoner.reconcile.Arrivals;
import org.almoner.reconcile.Checks.Outcome;
import org.almoner.reconcile.EndpointFindings;
import org.almoner.reconcile.EndpointFindings.Finding;
import org.almoner.reconcile.StripeEndpoint;
import org.almoner.reconcile.Traffic;
import org.almoner.time.Calendar;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Looks after each account's webhook endpoint through Stripe's API: beside the start of the server, which does not wait for it, in
 * every close, and when somebody asks. The version wanted is the one that the library sends with each call.
 */
@ApplicationScoped
public class EndpointWatch implements StripeEndpoint {

    private static final Logger LOG = Logger.getLogger(EndpointWatch.class.getName());
    private static final String PATH = "/v1/webhook_endpoints";

    @Resource
    ManagedExecutorService executor;

    private StripeAccounts accounts;
    private Transactions transactions;
    private Calendar calendar;
    private AuditTrail trail;
    private String url;

    protected EndpointWatch() {}

    @Inject
    EndpointWatch(
            StripeAccounts accounts,
            Transactions transactions,
            Calendar calendar,
            AuditTrail trail,
            @ConfigProperty(name = "almoner.base.url", defaultValue = "http://localhost:8080") String base) {
        this.accounts = accounts;
        this.transactions = transactions;
        this.calendar = calendar;
        this.trail = trail;
        this.url = base.strip().replaceFirst("/+$", "") + "/webhooks/stripe";
    }

    void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
        executor.submit(() -> {
            try {
                check();
            } catch (RuntimeException trouble) {
                LOG.log(Level.WARNING, "The webhook endpoint could not be looked at: {0}", trouble.toString());
            }
        });
    }

    @Override
    public List<Account> accounts() {
        return accounts.all().stream()
                .map(account -> new Account(
                        account.name(),
                        account.mode().orElse(null),
                        account.sandbox(),
                        account.api().configured(),
                        accounts.signatures().ends(account.name())))
                .filter(account -> accounts.all().size() == 1 || account.isSet())
                .toList();
    }

    @Override
    public List<Finding> findings(String account) {
        return known(account).books().inNew(handle -> EndpointFindings.newest(handle, account));
    }

    @Override
    public List<Arrivals.Mark> marks(String account) {
        return known(account).books().inNew(handle -> Arrivals.marks(handle, account));
    }

    private StripeAccount known(String account) {
        return accounts.named(account).orElseThrow(() -> Rejection.unknown("Stripe account " + account));
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public void check() {
        Instant now = calendar.now();
        for (Account account : accounts()) {
            check(known(account.name()), now);
        }
        transactions.inNew(handle -> {
            Arrivals.measure(handle, now);
            return null;
        });
    }

    private void check(StripeAccount account, Instant now) {
        List<Finding> findings = findings(account.api(), now);
        account.books().inNew(handle -> {
            EndpointFindings.keep(handle, account.name(), findings);
            return null;
        });
        findings.stream()
                .filter(Finding::broken)
                .forEach(finding -> LOG.log(Level.WARNING, "The webhook endpoint of {0}, {1}: {2}", new Object[] {
                    account.label(), finding.requirement(), finding.detail()
                }));
    }

    private List<Finding> findings(StripeApi stripe, Instant now) {
        if (!stripe.configured()) {
            return unknown("There is no key to ask Stripe with", now);
        }
        try {
            return review(stripe).findings(now);
        } catch (StripeUnavailable silent) {
            return unknown(silent.getMessage(), now);
        }
    }

    private static List<Finding> unknown(String why, Instant now) {
        return Arrays.stream(Requirement.values())
                .map(each -> new Finding(each, Outcome.OPEN, each == Requirement.READABLE ? why : "", now))
                .toList();
    }

    private EndpointReview review(StripeApi stripe) {
        List<Endpoint> all = new ArrayList<>();
        StripeApi.Page page = stripe.list(PATH, Map.of(), null);
        page.items().forEach(shown -> all.add(Endpoint.of(shown)));
        while (page.more()) {
            page = stripe.list(PATH, Map.of(), page.last());
            page.items().forEach(shown -> all.add(Endpoint.of(shown)));
        }
        return new EndpointReview(all, url, Stripe.API_VERSION, Traffic.needed());
    }

    @Override
    public Plan plan(String account) {
        return asked(known(account).api()).plan();
    }

    private EndpointReview asked(StripeApi stripe) {
        if (!stripe.configured()) {
            throw Rejection.invalid(
                    "stripe",
                    "set " + AccountSettings.named(stripe.account(), AccountSettings.KEY)
                            + " and start the server again");
        }
        try {
            return review(stripe);
        } catch (StripeUnavailable silent) {
            throw Rejection.invalid("stripe", silent.getMessage());
        }
    }

    @Override
    public Done change(String account, String seen, String actor) {
        StripeApi stripe = known(account).api();
        EndpointReview review = asked(stripe);
        Plan plan = review.plan();
        if (!plan.seen().equals(seen)) {
            throw Rejection.invalid(
                    "seen", "the endpoints at Stripe have changed meanwhile; look at the changes again");
        }
        String deed = "almoner-endpoint-" + UUID.randomUUID() + "-";
        List<Change> done = new ArrayList<>();
        String secret = null;
        String failure = null;
        for (Change change : plan.changes()) {
            try {
                JsonObject answer = stripe.post(path(change), form(change, review), deed + done.size());
                secret = change.step() == Step.CREATE ? StripeJson.text(answer, "secret") : secret;
                record(account, change, StripeJson.text(answer, "id"), actor);
                done.add(change);
            } catch (StripeRefused refused) {
                failure = refused.words();
                break;
            } catch (StripeUnavailable silent) {
                failure = silent.getMessage();
                break;
            }
        }
        check();
        return new Done(List.copyOf(done), secret, failure);
    }

    private static String path(Change change) {
        return change.endpoint() == null ? PATH : PATH + "/" + change.endpoint();
    }

    private static Map<String, String> form(Change change, EndpointReview review) {
        Map<String, String> form = new LinkedHashMap<>();
        switch (change.step()) {
            case CREATE -> {
                form.put("url", change.url());
                form.put("api_version", Stripe.API_VERSION);
                form.put("description", "Almoner");
                form.put("metadata[" + Endpoint.MARK + "]", "webhooks");
                list(form, change.types());
            }
            case MOVE -> form.put("url", change.url());
            case ADD_EVENTS -> list(form, review.typesWith(change));
            case ENABLE -> form.put("disabled", "false");
            case DISABLE -> form.put("disabled", "true");
        }
        return form;
    }

    private static void list(Map<String, String> form, List<String> types) {
        for (int i = 0; i < types.size(); i++) {
            form.put("enabled_events[" + i + "]", types.get(i));
        }
    }

    private void record(String account, Change change, String id, String actor) {
        trail.record(
                actor,
                "endpoint.changed",
                "webhook_endpoint",
                id == null ? String.valueOf(change.endpoint()) : id,
                Map.of(
                        "account",
                        account,
                        "step",
                        change.step().name(),
                        "url",
                        change.url(),
                        "types",
                        String.join(" ", change.types())));
    }
}
