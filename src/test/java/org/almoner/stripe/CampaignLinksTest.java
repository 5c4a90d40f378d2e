package org.almoner.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.almoner.audit.AuditTrail;
import org.almoner.campaign.CampaignQueries;
import org.almoner.campaign.ShareLink;
import org.almoner.campaign.ShareLink.Kind;
import org.almoner.campaign.ShareWish;
import org.almoner.database.Rejection;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.demo.Faults.Fault;
import org.almoner.demo.Person;
import org.almoner.demo.Scenario;
import org.almoner.demo.StripeStandIn;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Goal: the share links of a campaign come into being once, whatever is cut off, follow their campaign, and bring its gifts
 * home. Method: the links against the stand-in, with trouble on order, and gifts given through them.
 */
class CampaignLinksTest {

    private static final String KEY = "sk_test_demo";
    private static final Instant START = Instant.parse("2026-10-01T08:00:00Z");
    private static final Person DONOR = new Person(1, "Łukasz Żak", "lukasz@example.org", "pl", "PL", "eur");
    private static final ShareWish ONCE = new ShareWish(null, Kind.ONE_OFF, "EUR", List.of(1_000L, 2_500L), true);
    private static final StripeApi.Patience SHORT =
            new StripeApi.Patience(Duration.ofSeconds(2), Duration.ofMillis(2), Duration.ofSeconds(5));

    private final Jdbi jdbi = TestDatabase.books();
    private final CampaignQueries queries = new CampaignQueries(jdbi);
    private final Scenario story = Scenario.begin(7, START);
    private StripeStandIn stripe;
    private StripeApi api;
    private CampaignLinks links;

    @BeforeEach
    void start() throws IOException {
        new Rows(jdbi).campaign("wells", "Wells & <more>");
        jdbi.useHandle(handle -> {
            handle.execute("insert into fund (affiliate_id, code, name) values (1, 'water', 'Water')");
            handle.execute("update campaign set fund_id = (select id from fund where code = 'water')");
        });
        stripe = new StripeStandIn(story, 0, KEY);
        links = links(Optional.of(KEY), START);
    }

    private CampaignLinks links(Optional<String> key, Instant now) {
        api = new StripeApi(stripe.base(), key, SHORT);
        Transactions transactions = Transactions.over(jdbi);
        Calendar calendar = new Calendar(Clock.fixed(now, ZoneOffset.UTC), ZoneId.of("UTC"));
        return links(TestAccounts.one(stripe.base(), key, jdbi, transactions, calendar, SHORT), calendar);
    }

    private CampaignLinks links(StripeAccounts accounts, Calendar calendar) {
        Transactions transactions = Transactions.over(jdbi);
        return new CampaignLinks(
                new LinkOrders(transactions, calendar),
                accounts,
                queries,
                transactions,
                calendar,
                new AuditTrail(jdbi, calendar));
    }

    @AfterEach
    void stop() {
        stripe.close();
    }

    @Test
    void eachAmountGetsALinkAndTheDonorsChoiceOne() {
        var made = links.make("wells", ONCE, "ada@example.org");

        assertThat(made).hasSize(3).allSatisfy(link -> {
            assertThat(link.active()).isTrue();
            assertThat(link.url()).startsWith("https://");
            assertThat(link.refusal()).isNull();
        });
        assertThat(made)
                .extracting(ShareLink::amount)
                .containsExactly(new Money(1_000, "EUR"), new Money(2_500, "EUR"), null);
        assertThat(made.get(2).suggested()).isEqualTo(new Money(1_000, "EUR"));
        assertThat(list("products")).singleElement().satisfies(product -> assertThat(product.getString("name"))
                .isEqualTo("Wells & <more>"));
        var link = api.get("/v1/payment_links/" + made.get(0).paymentLink()).orElseThrow();
        assertThat(link.getJsonObject("metadata").getString("fund")).isEqualTo("water");
        assertThat(StripeJson.text(link, "payment_intent_data", "metadata", "campaign"))
                .isEqualTo("wells");
        List<String> trail = jdbi.withHandle(handle -> handle.createQuery(
                        "select actor || ' ' || action || ' ' || (detail ->> 'amounts') from audit_entry")
                .mapTo(String.class)
                .list());
        assertThat(trail).containsExactly("ada@example.org campaign.links.wanted [1000, 2500]");
    }

    @Test
    void askingAgainMakesNothingTwiceAndAnotherKindIsAdded() {
        var first = links.make("wells", ONCE, "ada@example.org");

        assertThat(links.make("wells", ONCE, "ada@example.org")).isEqualTo(first);
        var all = links.make(
                "wells", new ShareWish(null, Kind.MONTHLY, "JPY", List.of(1_000L), false), "ada@example.org");

        assertThat(all).hasSize(4).startsWith(first.toArray(ShareLink[]::new));
        assertThat(list("payment_links")).hasSize(4);
        assertThat(list("prices")).hasSize(4);
        assertThat(list("products")).hasSize(1);
        var monthly = api.get("/v1/payment_links/" + all.get(3).paymentLink()).orElseThrow();
        assertThat(StripeJson.text(monthly, "subscription_data", "metadata", "campaign"))
                .isEqualTo("wells");
    }

    @Test
    void whateverAnswerIsLostTheRestIsFinishedByAskingAgain() {
        for (String path : List.of("/v1/products", "/v1/prices", "/v1/payment_links")) {
            // done at Stripe, but the answer never came
            stripe.faults().next(5, path, Fault.CUT_AFTER);
            assertThatThrownBy(() -> links.make("wells", ONCE, "ada@example.org"))
                    .isInstanceOf(Rejection.class)
                    .hasMessageContaining("ask again to finish it");
        }

        var made = links.make("wells", ONCE, "ada@example.org");

        assertThat(made).extracting(ShareLink::active).containsExactly(true, true, true);
        assertThat(list("products")).hasSize(1);
        assertThat(list("prices")).hasSize(3);
        assertThat(list("payment_links")).hasSize(3);
    }

    @Test
    void whatWasBegunDaysAgoIsLookedForBecauseStripeForgetsKeys() {
        stripe.faults().next(5, "/v1/payment_links", Fault.CUT_AFTER);
        var wish = new ShareWish(null, Kind.ONE_OFF, "EUR", List.of(1_000L), false);
        assertThatThrownBy(() -> links.make("wells", wish, "ada@example.org")).isInstanceOf(Rejection.class);
        var lost = list("payment_links").get(0).getString("id");
        jdbi.useHandle(handle -> handle.execute("update share_link set price = null"));
        stripe.forgetKeys();

        links(Optional.of(KEY), START.plus(Duration.ofDays(3))).settleAll();

        assertThat(queries.links("wells"))
                .singleElement()
                .extracting(ShareLink::paymentLink)
                .isEqualTo(lost);
        assertThat(list("prices")).hasSize(1);
        assertThat(list("payment_links")).hasSize(1);
    }

    @Test
    void linksFollowTheirCampaignAndAreReopenedWithIt() {
        links.make("wells", ONCE, "ada@example.org");

        status("ARCHIVED");
        links.settle("wells");

        assertThat(queries.links("wells")).extracting(ShareLink::active).containsOnly(false);
        assertThat(list("payment_links?active=true")).isEmpty();
        assertThatThrownBy(() -> links.make("wells", ONCE, "ada@example.org"))
                .isInstanceOf(Rejection.class)
                .hasMessageContaining("open the campaign first");

        status("ACTIVE");
        links.settleAll();

        assertThat(list("payment_links?active=true")).hasSize(3);
    }

    @Test
    void stripeBeingAwayLeavesItToTheNextClose() {
        links.make("wells", ONCE, "ada@example.org");
        status("ARCHIVED");
        stripe.faults().next(5, "/v1/payment_links", Fault.BROKEN);

        links.settleAll();
        assertThat(queries.links("wells").get(0).active()).isTrue();
        links.settleAll();

        assertThat(queries.links("wells")).extracting(ShareLink::active).containsOnly(false);
        assertThat(queries.links("wells")).extracting(ShareLink::refusal).containsOnlyNulls();
    }

    @Test
    void oneLinkIsClosedAndOpenedByItself() {
        var made = links.make("wells", ONCE, "ada@example.org");
        long one = made.get(0).id();

        assertThat(links.want("wells", one, false, "ada@example.org"))
                .extracting(ShareLink::active)
                .containsExactly(false, true, true);
        assertThat(links.want("wells", one, true, "ada@example.org"))
                .extracting(ShareLink::active)
                .containsExactly(true, true, true);
        links.want("wells", one, false, "ada@example.org");
        assertThat(links.make("wells", ONCE, "ada@example.org"))
                .extracting(ShareLink::active)
                .containsExactly(true, true, true);
        assertThat(list("payment_links?active=true")).hasSize(3);
        assertThatThrownBy(() -> links.want("wells", 999, true, "ada@example.org"))
                .isInstanceOf(Rejection.class);
    }

    @Test
    void whatStripeRefusesIsSaidInItsWordsAndMayBeTriedAgain() {
        stripe.faults().next(1, "/v1/prices", new Fault(400, Duration.ZERO));
        var wish = new ShareWish(null, Kind.ONE_OFF, "EUR", List.of(1_000L), false);

        assertThatThrownBy(() -> links.make("wells", wish, "ada@example.org"))
                .isInstanceOf(Rejection.class)
                .hasMessageContaining("Stripe refused: Ordered trouble.");
        assertThat(queries.links("wells").get(0).refusal()).contains("Ordered trouble.");

        assertThat(links.make("wells", wish, "ada@example.org")).singleElement().satisfies(link -> assertThat(
                        link.active() && link.refusal() == null)
                .isTrue());
    }

    @Test
    void withoutACampaignOrAKeyNothingIsAsked() {
        assertThatThrownBy(() -> links.make("nobody", ONCE, "ada@example.org"))
                .isInstanceOfSatisfying(
                        Rejection.class, e -> assertThat(e.reason()).isEqualTo(Rejection.Reason.UNKNOWN));
        links = links(Optional.empty(), START);
        assertThatThrownBy(() -> links.make("wells", ONCE, "ada@example.org"))
                .isInstanceOf(Rejection.class)
                .hasMessageContaining("ALMONER_STRIPE_API_KEY");
        links.settleAll();

        assertThat(stripe.requests()).isZero();
    }

    @Test
    void aGiftThroughALinkComesHomeToItsCampaign() {
        var once = links.make("wells", ONCE, "ada@example.org");
        var monthly =
                links.make("wells", new ShareWish(null, Kind.MONTHLY, "EUR", List.of(700L), false), "ada@example.org");

        String gift = story.payments().giveThrough(once.get(2).paymentLink(), DONOR, 4_200);
        story.plans().startThrough(monthly.get(3).paymentLink(), DONOR);
        story.world().runUntil(START.plus(Duration.ofDays(45)));
        deliver();

        assertThat(gifts("reference = '" + gift + "' and not recurring and amount_minor = 4200"))
                .isOne();
        assertThat(gifts("recurring and amount_minor = 700")).isEqualTo(2);
        assertThat(gifts("true")).isEqualTo(3);
        int campaigns = jdbi.withHandle(handle -> handle.createQuery("select count(*) from campaign")
                .mapTo(Integer.class)
                .one());
        assertThat(campaigns).isOne();
    }

    @Test
    void amongSeveralAccountsOneIsChosenAndItsKeyMakesAndClosesTheLinks() throws IOException {
        try (var other = new StripeStandIn(Scenario.begin(8, START), 0, "rk_test_trust")) {
            links = links(two(other), new Calendar(Clock.fixed(START, ZoneOffset.UTC), ZoneId.of("UTC")));
            assertThat(links.accounts()).containsExactly("", "trust");

            var ours = links.make("wells", in("", ONCE), "ada@example.org");
            var all = links.make("wells", in("trust", ONCE), "ada@example.org");

            assertThat(ours).extracting(ShareLink::account).containsExactly("", "", "");
            assertThat(all).extracting(ShareLink::active).hasSize(6).containsOnly(true);
            var theirs = new StripeApi(other.base(), Optional.of("rk_test_trust"), SHORT);
            for (String what : List.of("payment_links", "prices")) {
                assertThat(list(what)).hasSize(3);
                assertThat(theirs.list("/v1/" + what, Map.of(), null).items()).hasSize(3);
            }
            assertThat(theirs.list("/v1/products", Map.of(), null).items()).hasSize(1);

            status("ARCHIVED");
            stripe.faults().next(5, "/v1/payment_links", Fault.BROKEN);
            links.settleAll();

            // one account that does not answer keeps no other waiting
            assertThat(queries.links("wells"))
                    .filteredOn(ShareLink::active)
                    .extracting(ShareLink::account)
                    .containsExactly("", "", "");
            links.settleAll();
            assertThat(queries.links("wells")).extracting(ShareLink::active).containsOnly(false);
            assertThat(stripe.strangers() + other.strangers()).isZero();
        }
    }

    @Test
    void whereThereAreSeveralAccountsAWishSaysWhichAndASandboxIsNone() throws IOException {
        try (var other = new StripeStandIn(Scenario.begin(8, START), 0, "rk_test_trust")) {
            var calendar = new Calendar(Clock.fixed(START, ZoneOffset.UTC), ZoneId.of("UTC"));
            links = links(two(other), calendar);
            for (String account : Arrays.asList(null, "nobody")) {
                assertThatThrownBy(() -> links.make("wells", in(account, ONCE), "ada@example.org"))
                        .isInstanceOfSatisfying(Rejection.class, refused -> assertThat(refused.faults())
                                .extracting(Rejection.Fault::field)
                                .containsExactly("account"))
                        .hasMessageContaining("trust");
            }
            var live = new TestAccounts()
                    .with("", stripe.base(), Optional.of("rk_live_main"))
                    .with("trial", other.base(), Optional.of("rk_test_trust"))
                    .over(jdbi, Transactions.over(jdbi), calendar, SHORT);
            assertThat(links(live, calendar).accounts()).containsExactly("");
            assertThat(queries.links("wells")).isEmpty();
        }
    }

    private StripeAccounts two(StripeStandIn other) {
        return new TestAccounts()
                .with("", stripe.base(), Optional.of(KEY))
                .with("trust", other.base(), Optional.of("rk_test_trust"))
                .over(jdbi, Transactions.over(jdbi), new Calendar(Clock.systemUTC(), ZoneId.of("UTC")), SHORT);
    }

    private static ShareWish in(String account, ShareWish wish) {
        return new ShareWish(account, wish.kind(), wish.currency(), wish.amounts(), wish.open());
    }

    private void deliver() {
        Calendar calendar = new Calendar(Clock.systemUTC(), ZoneId.of("UTC"));
        Inbox inbox = new Inbox(jdbi, calendar);
        story.world().events().forEach(event -> inbox.accept(StripeEvent.read(event.body())));
        Drain drain = new Drain(Transactions.over(jdbi), calendar);
        while (drain.batch() > 0) {
            // until nothing is due
        }
    }

    private int gifts(String which) {
        return jdbi.withHandle(handle -> handle.createQuery("select count(*) from gift g"
                        + " join campaign c on c.id = g.campaign_id and c.code = 'wells'"
                        + " join fund f on f.id = g.fund_id and f.code = 'water' where g.status = 'RECEIVED' and "
                        + which)
                .mapTo(Integer.class)
                .one());
    }

    private List<JsonObject> list(String what) {
        String[] parts = what.split("[?]");
        Map<String, String> filters = parts.length == 1 ? Map.of() : Map.of("active", "true");
        return api.list("/v1/" + parts[0], filters, null).items();
    }

    private void status(String status) {
        jdbi.useHandle(handle -> handle.execute("update campaign set status = ?", status));
    }
}
