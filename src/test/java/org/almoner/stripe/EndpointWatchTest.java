package org.almoner.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.Stripe;
import com.stripe.param.WebhookEndpointCreateParams.EnabledEvent;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.demo.Faults.Fault;
import org.almoner.demo.Scenario;
import org.almoner.demo.StripeStandIn;
import org.almoner.reconcile.Arrivals;
import org.almoner.reconcile.Checks.Outcome;
import org.almoner.reconcile.EndpointFindings;
import org.almoner.reconcile.EndpointFindings.Finding;
import org.almoner.reconcile.StripeEndpoint;
import org.almoner.reconcile.StripeEndpoint.Change;
import org.almoner.reconcile.StripeEndpoint.Requirement;
import org.almoner.reconcile.StripeEndpoint.Step;
import org.almoner.reconcile.Traffic;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: whatever is wrong with the webhook endpoint is found, said, and put right when somebody agrees. Method: the watch
 * against the stand-in, in which endpoints are set up as people and their accidents would.
 */
class EndpointWatchTest {

    private static final String KEY = "sk_test_demo";
    private static final String URL = "https://give.example.org/webhooks/stripe";
    private static final StripeApi.Patience SHORT =
            new StripeApi.Patience(Duration.ofSeconds(2), Duration.ofMillis(5), Duration.ofSeconds(5));

    private final Jdbi jdbi = TestDatabase.books();
    private final Calendar calendar =
            new Calendar(Clock.fixed(Instant.parse("2026-11-21T02:00:00Z"), ZoneOffset.UTC), ZoneId.of("UTC"));
    private final Scenario story = Scenario.begin(7, Instant.parse("2026-10-01T08:00:00Z"));
    private StripeStandIn stripe;
    private StripeApi api;
    private EndpointWatch watch;

    @BeforeEach
    void start() throws IOException {
        stripe = new StripeStandIn(story, 0, KEY);
        watch = watch(Optional.of(KEY));
    }

    private EndpointWatch watch(Optional<String> key) {
        api = new StripeApi(stripe.base(), key, SHORT);
        return new EndpointWatch(
                new TestAccounts()
                        .with("", stripe.base(), key, "whsec_1", " ")
                        .over(jdbi, Transactions.over(jdbi), calendar, SHORT),
                Transactions.over(jdbi),
                calendar,
                new AuditTrail(jdbi, calendar),
                "https://give.example.org/");
    }

    @AfterEach
    void stop() {
        stripe.close();
    }

    @Test
    void everyTypeWeNeedIsOneThatStripeKnows() {
        assertThat(Traffic.needed()).doesNotHaveDuplicates();
        assertThat(Arrays.stream(EnabledEvent.values()).map(EnabledEvent::getValue))
                .containsAll(Traffic.needed());
        assertThat(Traffic.of("charge.dispute.created")).isEqualTo(Traffic.DISPUTES);
        assertThat(Traffic.of("issuing_card.created")).isEqualTo(Traffic.OTHER);
    }

    @Test
    void anEndpointForEverythingHolds() {
        story.endpoint("HTTPS://Give.example.org:443/webhooks/stripe");
        story.endpoint("https://other.example.org/webhooks/stripe");

        watch.check();

        assertThat(outcomes().values()).containsOnly(Outcome.HOLDS);
        assertThat(findings().get(0).askedAt()).isEqualTo(calendar.now());
        assertThat(watch.plan("").changes()).isEmpty();
    }

    @Test
    void aMissingOneIsFoundAndMade() {
        story.endpoint("https://give.example.org/webhooks/stripe/");

        watch.check();

        assertThat(outcomes()).containsEntry(Requirement.PRESENT, Outcome.BROKEN);
        assertThat(outcomes()).containsEntry(Requirement.EVENTS, Outcome.OPEN);
        var plan = watch.plan("");
        assertThat(plan.changes()).containsExactly(new Change(Step.CREATE, null, URL, Traffic.needed()));

        var done = watch.change("", plan.seen(), "ada@example.org");

        assertThat(done.changes()).isEqualTo(plan.changes());
        assertThat(done.failure()).isNull();
        assertThat(done.secret()).startsWith("whsec_");
        assertThat(outcomes().values()).containsOnly(Outcome.HOLDS);
        var made = api.list("/v1/webhook_endpoints", Map.of(), null).items().get(0);
        assertThat(made.getString("api_version")).isEqualTo(Stripe.API_VERSION);
        assertThat(made.getJsonObject("metadata").getString("almoner")).isEqualTo("webhooks");
        // neither the trail nor any other table knows the secret
        assertThat(trail()).containsExactly("ada@example.org endpoint.changed CREATE");
        assertThat(everything()).doesNotContain(done.secret());
    }

    @Test
    void story11EndpointSwitchedOffIsSeenAndEnabled() {
        String id = endpoint(URL, Stripe.API_VERSION, List.of("*"));
        api.post("/v1/webhook_endpoints/" + id, Map.of("disabled", "true"), "k1");

        watch.check();

        assertThat(outcomes()).containsEntry(Requirement.ENABLED, Outcome.BROKEN);
        changeTo(new Change(Step.ENABLE, id, URL, List.of()));
    }

    @Test
    void aReleaseOfTheSameTrainHoldsAndAnotherTrainIsReplaced() {
        String id = endpoint(URL, "2026-03-25.dahlia", Traffic.needed());
        watch.check();
        assertThat(outcomes().values()).containsOnly(Outcome.HOLDS);
        api.post("/v1/webhook_endpoints/" + id, Map.of("url", "https://elsewhere.example.org"), "k2");

        String old = endpoint(URL, "2025-03-31.basil", Traffic.needed());
        watch.check();

        assertThat(outcomes()).containsEntry(Requirement.VERSION, Outcome.BROKEN);
        assertThat(detail(Requirement.VERSION)).isEqualTo("2025-03-31.basil; it must be " + Stripe.API_VERSION);
        changeTo(new Change(Step.CREATE, null, URL, Traffic.needed()), new Change(Step.DISABLE, old, URL, List.of()));
    }

    @Test
    void whatItDoesNotSendIsNamedAndAddedToWhatItSends() {
        String id = endpoint(URL, Stripe.API_VERSION, List.of("payment_intent.succeeded", "issuing_card.created"));

        watch.check();

        assertThat(outcomes()).containsEntry(Requirement.EVENTS, Outcome.BROKEN);
        assertThat(detail(Requirement.EVENTS)).contains("payout.paid").doesNotContain("payment_intent.succeeded");
        var lacking = Traffic.needed().stream()
                .filter(type -> !type.equals("payment_intent.succeeded"))
                .toList();
        changeTo(new Change(Step.ADD_EVENTS, id, URL, lacking));
        assertThat(api.get("/v1/webhook_endpoints/" + id)
                        .orElseThrow()
                        .getJsonArray("enabled_events")
                        .toString())
                .contains("issuing_card.created", "payout.paid");
    }

    @Test
    void oneThatSendsTheSameOnceMoreIsDisabled() {
        String one = endpoint(URL, Stripe.API_VERSION, List.of("*"));
        String two = endpoint(URL, Stripe.API_VERSION, List.of("charge.succeeded"));

        watch.check();

        assertThat(outcomes()).containsEntry(Requirement.ONCE, Outcome.BROKEN);
        assertThat(detail(Requirement.ONCE)).contains(two).doesNotContain(one);
        changeTo(new Change(Step.DISABLE, two, URL, List.of()));
    }

    @Test
    void eachAccountIsLookedAtAndChangedByItself() throws IOException {
        Scenario other = Scenario.begin(8, Instant.parse("2026-10-01T08:00:00Z"));
        story.endpoint(URL);
        try (var atTrial = new StripeStandIn(other, 0, "rk_live_trial")) {
            var accounts = new TestAccounts()
                    .with("", stripe.base(), Optional.of(KEY), "whsec_1")
                    .with(
                            "trial",
                            atTrial.base(),
                            Optional.of("rk_live_trial"),
                            "whsec_2@2026-11-22T10:00:00Z",
                            "whsec_3")
                    .over(jdbi, Transactions.over(jdbi), calendar, SHORT);
            watch = new EndpointWatch(
                    accounts,
                    Transactions.over(jdbi),
                    calendar,
                    new AuditTrail(jdbi, calendar),
                    "https://give.example.org");

            watch.check();

            assertThat(watch.accounts())
                    .containsExactly(
                            new StripeEndpoint.Account("", false, false, true, Collections.singletonList(null)),
                            new StripeEndpoint.Account(
                                    "trial",
                                    true,
                                    true,
                                    true,
                                    Arrays.asList(Instant.parse("2026-11-22T10:00:00Z"), null)));
            assertThat(outcomes().values()).containsOnly(Outcome.HOLDS);
            assertThat(watch.findings("trial"))
                    .filteredOn(EndpointFindings.Finding::broken)
                    .extracting(EndpointFindings.Finding::requirement)
                    .containsExactly(Requirement.PRESENT);
            // what is wrong with a sandbox is no alarm
            assertThat(new Arrivals(jdbi, calendar).state().broken()).isZero();

            var done = watch.change("trial", watch.plan("trial").seen(), "ada@example.org");

            assertThat(done.secret()).startsWith("whsec_");
            assertThat(watch.findings("trial")).noneMatch(EndpointFindings.Finding::broken);
            assertThat(api.list("/v1/webhook_endpoints", Map.of(), null).items())
                    .hasSize(1);
            assertThat(stripe.strangers() + atTrial.strangers()).isZero();
            assertThatThrownBy(() -> watch.plan("nobody")).isInstanceOf(Rejection.class);
        }
    }

    @Test
    void oneThatAlmonerMadeFollowsTheAddress() {
        watch.change("", watch.plan("").seen(), "ada@example.org");
        String id =
                api.list("/v1/webhook_endpoints", Map.of(), null).items().get(0).getString("id");
        api.post("/v1/webhook_endpoints/" + id, Map.of("url", "https://old.example.org/webhooks/stripe"), "k3");

        watch.check();

        assertThat(detail(Requirement.PRESENT)).contains("https://old.example.org/webhooks/stripe");
        changeTo(new Change(Step.MOVE, id, URL, List.of()));
    }

    @Test
    void aKeyThatMayNotReadEndpointsIsSaidAndFailsNothing() {
        story.endpoint(URL);
        stripe.faults().next(1, "/v1/webhook_endpoints", new Fault(403, Duration.ZERO));

        watch.check();

        assertThat(outcomes().values()).containsOnly(Outcome.OPEN);
        assertThat(detail(Requirement.READABLE)).contains("403", "ALMONER_STRIPE_API_KEY");

        stripe.faults().next(1, "/v1/webhook_endpoints", new Fault(403, Duration.ZERO));
        assertThatThrownBy(() -> watch.plan("")).isInstanceOf(Rejection.class).hasMessageContaining("403");
    }

    @Test
    void withoutAKeyNobodyIsAsked() {
        watch = watch(Optional.empty());

        watch.check();

        assertThat(stripe.requests()).isZero();
        assertThat(outcomes().values()).containsOnly(Outcome.OPEN);
        assertThat(watch.accounts()).hasSize(1);
        assertThat(watch.accounts().get(0).hasKey()).isFalse();
        assertThat(watch.accounts().get(0).secretEnds()).hasSize(1);
        assertThatThrownBy(() -> watch.plan("")).isInstanceOf(Rejection.class);
    }

    @Test
    void whatNobodyAgreedToIsNotDone() {
        var plan = watch.plan("");
        story.endpoint(URL);

        assertThatThrownBy(() -> watch.change("", plan.seen(), "ada@example.org"))
                .isInstanceOf(Rejection.class)
                .hasMessageContaining("look at the changes again");
        assertThat(api.list("/v1/webhook_endpoints", Map.of(), null).items()).hasSize(1);
    }

    @Test
    void whatStripeRefusesHalfWayIsSaidAndTheSecretToldAllTheSame() {
        endpoint(URL, null, List.of("*"));
        endpoint(URL, "2020-08-27", List.of("*"));
        var plan = watch.plan("");
        assertThat(plan.changes()).hasSize(3);
        stripe.faults().next(1, "/v1/webhook_endpoints/we_", new Fault(400, Duration.ZERO));

        var done = watch.change("", plan.seen(), "ada@example.org");

        assertThat(done.secret()).startsWith("whsec_");
        assertThat(done.changes()).hasSize(1);
        assertThat(done.failure()).isEqualTo("Ordered trouble.");
        assertThat(outcomes()).containsEntry(Requirement.ONCE, Outcome.BROKEN);
    }

    /** Makes the changes, exactly these, after which everything holds. */
    private void changeTo(Change... changes) {
        var plan = watch.plan("");
        assertThat(plan.changes()).containsExactly(changes);
        var done = watch.change("", plan.seen(), "ada@example.org");
        assertThat(done.failure()).isNull();
        assertThat(done.changes()).hasSize(changes.length);
        assertThat(outcomes().values()).containsOnly(Outcome.HOLDS);
        assertThat(watch.plan("").changes()).isEmpty();
    }

    private String endpoint(String url, String version, List<String> types) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("url", url);
        if (version != null) {
            form.put("api_version", version);
        }
        for (int i = 0; i < types.size(); i++) {
            form.put("enabled_events[" + i + "]", types.get(i));
        }
        String id = api.post("/v1/webhook_endpoints", form, "made-" + (url + version + types).hashCode())
                .getString("id");
        if (version == null) {
            story.forgetVersion(id);
        }
        return id;
    }

    private List<Finding> findings() {
        return watch.findings("");
    }

    private Map<Requirement, Outcome> outcomes() {
        assertThat(findings()).hasSameSizeAs(Requirement.values());
        return findings().stream().collect(Collectors.toMap(Finding::requirement, Finding::outcome));
    }

    private String detail(Requirement requirement) {
        return findings().get(requirement.ordinal()).detail();
    }

    private List<String> trail() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select actor || ' ' || action || ' ' || (detail ->> 'step') from audit_entry order by id")
                .mapTo(String.class)
                .list());
    }

    private String everything() {
        return jdbi.withHandle(handle -> handle.createQuery("select (select string_agg(a::text, '') from audit_entry a)"
                        + " || (select string_agg(f::text, '') from endpoint_finding f)")
                .mapTo(String.class)
                .one());
    }
}
