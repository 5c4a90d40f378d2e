package org.almoner.giving;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.document.Texts;
import org.almoner.gift.CardDesk;
import org.almoner.gift.PlanChanges;
import org.almoner.gift.PlanDesk;
import org.almoner.gift.PlanLinks;
import org.almoner.gift.PlanQueries;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A donor with a link and no script: what is shown, what is sent, and what Stripe is asked for. */
class GivingPagesTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final Jdbi jdbi = TestDatabase.books();
    private final Calendar calendar = new Calendar(Clock.fixed(NOW, ZoneOffset.UTC), ZoneId.of("Europe/Berlin"));
    private final List<PlanDesk.Wish> wishes = new ArrayList<>();
    private final PlanLinks links = new PlanLinks(jdbi, calendar);
    private final PlanChanges changes =
            new PlanChanges(Transactions.over(jdbi), calendar, new AuditTrail(jdbi, calendar), this::carryOut);
    private final GivingPages pages = new GivingPages(
            links, new PlanQueries(jdbi), changes, calendar, jdbi, new Cards(), "https://give.example.org/");
    private RuntimeException trouble;
    private String token;

    @BeforeEach
    void aPlan() {
        new Rows(jdbi).plan("sub_1");
        jdbi.useHandle(handle -> handle.execute(
                "update recurring_plan set started_at = '2026-01-31T10:00:00Z', anchor_at = '2026-01-31T10:00:00Z'"));
        token = links.path("sub_1").orElseThrow().replace("/giving/", "");
    }

    @Test
    void thePlanIsShownWithItsNextDateAndChangesNothing() {
        var page = open(Map.of());
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.html())
                .contains("<html lang=\"en\"", "€25.00 every month", "November 30, 2026", "Our organisation");
        assertThat(page.html()).contains("name=\"robots\" content=\"noindex\"").doesNotContain("<script", "style=");
        assertThat(wishes).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "SKIP, '', '', SKIP null 2026-11-30T22:00:00Z",
        "PAUSE, months, 3, PAUSE null 2027-02-21T10:00:00Z",
        "AMOUNT, amount, '30,50', AMOUNT 3050 null",
        "CANCEL, '', '', CANCEL null null"
    })
    void everyDeedIsShownFirstAndThenDoneOnce(String deed, String field, String value, String wish) {
        var asked = new HashMap<String, String>();
        asked.put("deed", deed);
        asked.put(field, value);
        var preview = open(asked);
        assertThat(preview.status()).isEqualTo(200);
        assertThat(preview.html()).contains("method=\"post\"", "No, go back");
        assertThat(wishes).isEmpty();

        asked.put("nonce", nonce(preview));
        var done = send(asked);
        assertThat(done.status()).isEqualTo(303);
        assertThat(done.location()).isEqualTo("/giving/" + token + "?outcome=DONE");
        assertThat(send(asked).location()).isEqualTo(done.location());
        assertThat(wishes)
                .extracting(each -> each.deed() + " " + each.amount() + " " + each.until())
                .containsExactly(wish);
        assertThat(wishes.get(0).key()).startsWith("almoner-plan-");
        assertThat(text("select actor || ' ' || action from audit_entry"))
                .isEqualTo("donor plan." + deed.toLowerCase(Locale.ROOT));
        assertThat(open(Map.of("outcome", "DONE")).html()).contains("role=\"status\"", "It is done.");
    }

    @Test
    void aFormOfSomebodyElseIsRefused() {
        assertThat(send(Map.of("deed", "CANCEL")).status()).isEqualTo(400);
        assertThat(send(Map.of("deed", "CANCEL", "nonce", "forged")).status()).isEqualTo(400);
        var shown = nonce(open(Map.of("deed", "AMOUNT", "amount", "30")));
        assertThat(send(Map.of("deed", "AMOUNT", "amount", "3000", "nonce", shown))
                        .status())
                .isEqualTo(400);
        assertThat(send(Map.of("deed", "CANCEL", "nonce", shown)).html()).contains("nothing was changed");
        assertThat(wishes).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "0.99", "-5", "abc", "1.234", "1e9", "999999999999", "30.5.5", "\"><script>"})
    void anAmountThatIsNoneIsSaidAtItsField(String amount) {
        var page = open(Map.of("deed", "AMOUNT", "amount", amount));
        assertThat(page.status()).isEqualTo(400);
        assertThat(page.html())
                .contains("aria-invalid=\"true\"", "aria-describedby=\"wrong\"", "Please write an amount")
                .doesNotContain("<script>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "13", "x", "-1", "999"})
    void aPauseIsOfOneToTwelveMonths(String months) {
        assertThat(open(Map.of("deed", "PAUSE", "months", months)).status()).isEqualTo(400);
    }

    @Test
    void aWishThatStripeDoesNotAnswerIsKeptAndTriedAgainWithTheSameKey() {
        trouble = new IllegalStateException("no answer");
        var asked = Map.of("deed", "CANCEL", "nonce", nonce(open(Map.of("deed", "CANCEL"))));
        assertThat(send(asked).location()).endsWith("?outcome=LATER");
        assertThat(text("select state from plan_change")).isEqualTo("ASKED");
        changes.tryAgain();
        trouble = null;
        changes.tryAgain();
        changes.tryAgain();
        assertThat(text("select state from plan_change")).isEqualTo("DONE");
        assertThat(wishes)
                .hasSize(3)
                .extracting(PlanDesk.Wish::key)
                .containsOnly(wishes.get(0).key());
    }

    @Test
    void anOlderWishIsOvertakenByANewerOne() {
        trouble = new IllegalStateException("no answer");
        send(Map.of("deed", "SKIP", "nonce", nonce(open(Map.of("deed", "SKIP")))));
        send(Map.of("deed", "CANCEL", "nonce", nonce(open(Map.of("deed", "CANCEL")))));
        trouble = null;
        wishes.clear();
        changes.tryAgain();
        assertThat(wishes).extracting(PlanDesk.Wish::deed).containsExactly(PlanDesk.Deed.CANCEL);
        assertThat(text("select string_agg(state, ' ' order by id) from plan_change"))
                .isEqualTo("OVERTAKEN DONE");
    }

    @Test
    void aRefusalIsSaidAndNotTriedAgain() {
        trouble = new PlanDesk.Refused("no");
        var answer = send(Map.of("deed", "CANCEL", "nonce", nonce(open(Map.of("deed", "CANCEL")))));
        assertThat(answer.location()).endsWith("?outcome=REFUSED");
        assertThat(changes.tryAgain()).isZero();
        assertThat(wishes).hasSize(1);
    }

    @Test
    void aPlanIsChangedTenTimesADayAtMost() {
        for (int i = 0; i < PlanChanges.PER_DAY; i++) {
            send(Map.of("deed", "SKIP", "nonce", nonce(open(Map.of("deed", "SKIP")))));
        }
        var answer = send(Map.of("deed", "SKIP", "nonce", nonce(open(Map.of("deed", "SKIP")))));
        assertThat(answer.location()).endsWith("?outcome=TOO_MANY");
        assertThat(wishes).hasSize(PlanChanges.PER_DAY);
    }

    @Test
    void anotherCardIsGivenAtStripeAndTakenInWhenTheDonorComesBack() {
        var page = open(Map.of());
        var asked = Map.of("deed", "CARD", "nonce", nonce(page));
        var there = send(asked);
        assertThat(there.status()).isEqualTo(303);
        assertThat(there.location())
                .isEqualTo("https://checkout.stripe.com/c/pay/cs_1?back=https://give.example.org/giving/" + token
                        + "?card=");
        assertThat(send(Map.of("deed", "CARD", "nonce", "forged")).status()).isEqualTo(400);

        assertThat(open(Map.of("card", "cs_1")).location()).endsWith("?outcome=CARD");
        assertThat(open(Map.of("card", "cs_of_another_plan")).location()).endsWith("?outcome=CARD_LATER");
        assertThat(open(Map.of("outcome", "CARD")).html()).contains("From now on your gift is paid with it");
        trouble = new IllegalStateException("no answer");
        assertThat(send(Map.of("deed", "CARD", "nonce", nonce(page))).location())
                .endsWith("?outcome=CARD_LATER");
        assertThat(open(Map.of("card", "cs_1")).location()).endsWith("?outcome=CARD_LATER");
    }

    @Test
    void whatFailedCanBePaidOnStripesPage() {
        jdbi.useHandle(handle -> handle.execute(
                "insert into stripe_invoice (id, stripe_account, livemode, subscription, status, attempts, amount_due_minor,"
                        + " currency, created_at, hosted_url) values ('in_1', '', true, 'sub_1', 'open', 1, 2500, 'EUR', now(),"
                        + " 'https://invoice.stripe.com/i/acct_1/live_\"x')"));
        assertThat(open(Map.of()).html())
                .contains("The payment failed", "href=\"https://invoice.stripe.com/i/acct_1/live_&quot;x\"", "€25.00");
        for (var url : List.of("javascript:alert(1)", "http://invoice.stripe.com/i")) {
            jdbi.useHandle(handle -> handle.execute("update stripe_invoice set hosted_url = ?", url));
            assertThat(open(Map.of()).html()).doesNotContain(url);
        }
    }

    @Test
    void aPlanThatHasEndedOffersNothing() {
        jdbi.useHandle(handle -> handle.execute("update recurring_plan set status = 'canceled', ended_at = now()"));
        assertThat(open(Map.of()).html()).contains("Ended").doesNotContain("<form");
        assertThat(open(Map.of("deed", "CANCEL")).status()).isEqualTo(409);
    }

    @Test
    void aPausedPlanCanGoOn() {
        jdbi.useHandle(handle -> handle.execute("update recurring_plan set status = 'paused', paused = true"));
        assertThat(open(Map.of()).html()).contains("Go on with giving").doesNotContain("Leave out the next gift");
    }

    @Test
    void aLinkThatDoesNotHoldLeadsToAPageThatHelps() {
        assertThat(visit("1-2-3-nonsense", Map.of(), false, true)).satisfies(page -> {
            assertThat(page.status()).isEqualTo(404);
            assertThat(page.html()).contains("copy the whole link");
        });
        links.withdraw("sub_1");
        assertThat(open(Map.of())).satisfies(page -> {
            assertThat(page.status()).isEqualTo(410);
            assertThat(page.html()).contains("expired", "goes on unchanged");
        });
        assertThat(send(Map.of("deed", "CANCEL")).status()).isEqualTo(410);
        assertThat(visit(token, Map.of(), false, false).status()).isEqualTo(429);
    }

    @Test
    void thePageSpeaksTheDonorsLanguage() {
        long donor = new Rows(jdbi).donor("Zoë", "zoe@example.org");
        jdbi.useHandle(handle -> handle.execute("update donor set languages = '{pl,de-AT}'"));
        jdbi.useHandle(handle -> handle.execute("update recurring_plan set donor_id = ?", donor));
        assertThat(open(Map.of()).html()).contains("<html lang=\"de-AT\"", "monatlich");
    }

    @Test
    void everyLanguageSaysEverythingAndSaysItWithTheSameValues() throws Exception {
        Map<String, String> english = texts("en");
        for (var language : List.of("de", "fr")) {
            Map<String, String> other = texts(language);
            assertThat(other.keySet()).isEqualTo(english.keySet());
            other.forEach((key, text) ->
                    assertThat(values(text)).as(language + " " + key).isEqualTo(values(english.get(key))));
        }
        assertThat(Texts.of("giving", Locale.FRENCH).get("title")).isEqualTo("Votre don régulier");
    }

    @Test
    void oneAddressComesSixtyTimesAMinute() {
        var visits = new Visits();
        for (int i = 0; i < Visits.PER_MINUTE; i++) {
            assertThat(visits.allowed("a", NOW)).isTrue();
        }
        assertThat(visits.allowed("a", NOW.plusSeconds(59))).isFalse();
        assertThat(visits.allowed("b", NOW)).isTrue();
        assertThat(visits.allowed("a", NOW.plusSeconds(60))).isTrue();
    }

    private static Map<String, String> texts(String language) throws Exception {
        var properties = new java.util.Properties();
        try (var in = Texts.class
                .getClassLoader()
                .getResourceAsStream("reports/giving/messages_" + language + ".properties")) {
            properties.load(new java.io.InputStreamReader(in, java.nio.charset.StandardCharsets.UTF_8));
        }
        var texts = new HashMap<String, String>();
        properties.forEach((key, text) -> texts.put(key.toString(), text.toString()));
        return texts;
    }

    private static Set<String> values(String text) {
        var values = new TreeSet<String>();
        Pattern.compile("\\{[a-z]+}").matcher(text).results().forEach(found -> values.add(found.group()));
        return values;
    }

    private final class Cards implements CardDesk {
        @Override
        public String begin(String plan, String back, String key) {
            if (trouble != null) {
                throw trouble;
            }
            assertThat(key).startsWith("almoner-card-");
            return "https://checkout.stripe.com/c/pay/cs_1?back=" + back;
        }

        @Override
        public Optional<String> finish(String plan, String visit) {
            if (trouble != null) {
                throw trouble;
            }
            return visit.equals("cs_1") ? Optional.of("pm_1") : Optional.empty();
        }
    }

    private void carryOut(PlanDesk.Wish wish) {
        wishes.add(wish);
        if (trouble != null) {
            throw trouble;
        }
    }

    private GivingPages.Answer open(Map<String, String> asked) {
        return visit(token, asked, false, true);
    }

    private GivingPages.Answer send(Map<String, String> asked) {
        return visit(token, asked, true, true);
    }

    private GivingPages.Answer visit(String link, Map<String, String> asked, boolean sent, boolean allowed) {
        return pages.answer(
                new GivingPages.Visit(link, "/giving/", sent, asked, List.of(Locale.forLanguageTag("pl")), allowed));
    }

    private static String nonce(GivingPages.Answer page) {
        var found = Pattern.compile("name=\"nonce\" value=\"([^\"]+)\"").matcher(page.html());
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    private String text(String sql) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(String.class).one());
    }
}
