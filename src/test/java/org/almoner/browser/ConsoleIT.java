package org.almoner.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.almoner.database.TestDatabase;
import org.almoner.it.AlmonerProcess;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The console as staff use it: one server, one browser, a fresh session for each test. */
class ConsoleIT {

    private static final String AUDITOR = "auditor@example.org";

    private static Browser browser;
    private static Jdbi books;
    private static AlmonerProcess server;

    private final List<String> complaints = new ArrayList<>();
    private BrowserContext session;
    private Page page;

    @BeforeAll
    static void start() {
        browser = Browser.start();
        var database = TestDatabase.fresh();
        books = Jdbi.create(database);
        SampleBooks.write(books);
        server = AlmonerProcess.started(
                "console",
                Map.of(
                        "ALMONER_DATABASE_URL", database.getURL(),
                        "ALMONER_DATABASE_USER", "postgres",
                        "ALMONER_DATABASE_PASSWORD", "postgres",
                        "ALMONER_STRIPE_API_BASE", "http://127.0.0.1:9",
                        "ALMONER_STRIPE_API_KEY", "rk_test_browser",
                        "ALMONER_TIME_ZONE", "Europe/Vienna"));
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void open() {
        session = browser.chromium()
                .newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                        .setBaseURL(server.at("/").toString())
                        .setLocale("en-GB"));
        session.setDefaultTimeout(30_000);
        page = session.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(page.url() + ": " + message.text());
            }
        });
        page.onPageError(error -> complaints.add(page.url() + ": " + error));
    }

    @AfterEach
    void close() {
        session.close();
    }

    @Test
    void aWrongPasswordIsRefusedWithoutSayingWhatWasWrongAndTheRightOneLeadsToTheWantedPage() {
        page.navigate("/console/gifts?status=RECEIVED");
        signInHere(AlmonerProcess.ADMIN_EMAIL, "not the password at all");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("do not belong together");

        signInHere("nobody@example.org", "not the password at all");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("do not belong together");

        signInHere(AlmonerProcess.ADMIN_EMAIL, AlmonerProcess.ADMIN_PASSWORD);
        assertThat(page).hasURL(Pattern.compile("/console/gifts\\?status=RECEIVED$"));

        page.getByRole(AriaRole.BUTTON, named("Sign out")).click();
        assertThat(page.getByRole(AriaRole.STATUS).first()).containsText("signed out");
        page.navigate("/console/gifts");
        assertThat(page).hasURL(Pattern.compile("/login"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dashboard | Wells for Turkana",
                "gifts | Anna Gruber",
                "gift?ref=pi_browser_1 | Stripe balance",
                "disputes | days left",
                "refunds | Waits for approval",
                "refund?id=1 | Approve",
                "refund-new?ref=pi_browser_2 | can be given back",
                "plans | Anna Gruber",
                "plan?ref=sub_browser | every month",
                "donors | Anna Gruber",
                "donor?id=1 | Receipt issued",
                "donor-edit?id=1 | Postcode",
                "campaigns | Wells for Turkana",
                "campaign?code=wells | Share link",
                "campaign-edit?code=wells | Goal",
                "exceptions | Missing gift",
                "reconciliation | Roll-forward",
                "payout?id=po_browser | Adds up",
                "stripe-reports | Import and compare",
                "receipts | ALM-2026-000001",
                "receipt?number=ALM-2026-000001 | SHA-256",
                "jobs | Nightly close",
                "events | payment_intent.succeeded",
                "event?id=evt_browser_1 | zzz",
                "stripe | Webhook endpoint",
                "sustainability | Income by month",
                "replays | Start the replay",
                "staff | Administrator",
                "staff-edit | Roles"
            })
    void everyPageOpensWithItsContentAndWithoutAComplaint(String address, String content) {
        signIn(AlmonerProcess.ADMIN_EMAIL, AlmonerProcess.ADMIN_PASSWORD);
        var answer = page.navigate("/console/" + address);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(page.locator("main")).containsText(content);
        assertThat(page.locator("main")).not().containsText("???");
        assertThat(complaints).isEmpty();
    }

    @Test
    void whatDoesNotExistIsAPageOfOurOwn() {
        signIn(AlmonerProcess.ADMIN_EMAIL, AlmonerProcess.ADMIN_PASSWORD);
        assertThat(page.navigate("/console/gift?ref=pi_nobody").status()).isEqualTo(404);
        assertThat(page.getByRole(AriaRole.HEADING)).containsText("There is nothing here");
    }

    @Test
    void aFilterStandsInTheAddressAndTheBackButtonUndoesIt() {
        signIn(AlmonerProcess.ADMIN_EMAIL, AlmonerProcess.ADMIN_PASSWORD);
        page.navigate("/console/gifts");
        var rows = page.locator("table.rows tbody tr");
        assertThat(rows).hasCount(25);

        page.getByLabel("Status").selectOption("PENDING");
        assertThat(page).hasURL(Pattern.compile("\\?status=PENDING$"));
        assertThat(rows).hasCount(1);

        page.goBack();
        assertThat(page.getByLabel("Status")).hasValue("");
        assertThat(rows).hasCount(25);

        page.getByRole(AriaRole.LINK, named("Next")).click();
        assertThat(page).hasURL(Pattern.compile("page=2"));
        assertThat(page.getByRole(AriaRole.LINK, named("Previous"))).isVisible();
    }

    @Test
    void theSearchIsReachedByKeyAndAnExactIdJumps() {
        signIn(AlmonerProcess.ADMIN_EMAIL, AlmonerProcess.ADMIN_PASSWORD);
        page.keyboard().press("/");
        page.keyboard().type("po_browser");
        assertThat(page.locator("#hits li").first()).containsText("po_browser");
        page.keyboard().press("Enter");
        assertThat(page).hasURL(Pattern.compile("payout\\?id=po_browser"));
        page.keyboard().press("g");
        page.keyboard().press("d");
        assertThat(page).hasURL(Pattern.compile("/console/donors"));
    }

    @Test
    void aCampaignThatDoesNotHoldNamesTheFieldAndADoubleClickMakesOne() {
        signIn(AlmonerProcess.ADMIN_EMAIL, AlmonerProcess.ADMIN_PASSWORD);
        page.navigate("/console/campaign-edit");
        field("campaign:name").fill("Roof for the <school>");
        field("campaign:code").fill("roof");
        field("campaign:goalMinor").fill("1,000,000");
        field("campaign:save").click();
        assertThat(field("campaign:goalMinor")).hasClass(Pattern.compile("ui-state-error"));
        assertThat(page.locator(".field:has([id='campaign:goalMinor'])")).containsText("as 25000 or 25000.50");

        field("campaign:goalMinor").fill("12500.50");
        field("campaign:save").dblclick();
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .containsText("Roof for the <school>");
        assertThat(page.locator("main")).containsText("€12,500.50");
        assertThat(count("select count(*) from campaign where code = 'roof'")).isOne();
    }

    @Test
    void theCloseIsRunFromItsPageAndShowsItsStepsToTheEnd() {
        signIn(AlmonerProcess.ADMIN_EMAIL, AlmonerProcess.ADMIN_PASSWORD);
        page.navigate("/console/jobs");
        field("run:start").click();
        page.getByRole(AriaRole.BUTTON, named("Run it")).click();
        assertThat(page).hasURL(Pattern.compile("job\\?id="));
        assertThat(page.locator("ol.list > li")).not().hasCount(0);
        assertThat(page.locator("#status"))
                .not()
                .containsText("Running", new LocatorAssertions.ContainsTextOptions().setTimeout(60_000));
        // nobody answers as Stripe here: the run must end and say why, not hang
        assertThat(page.locator("#status")).containsText("Failed");
        assertThat(page.getByRole(AriaRole.ALERT)).isVisible();
    }

    @Test
    void aGiftIsGivenBackOnceAfterALookAtWhatChanges() {
        signIn(AlmonerProcess.ADMIN_EMAIL, AlmonerProcess.ADMIN_PASSWORD);
        page.navigate("/console/gift?ref=pi_browser_1");
        page.getByRole(AriaRole.LINK, named("Refund…")).click();
        assertThat(field("refund:amount")).hasValue("25.00");
        assertThat(field("refund:order")).hasCount(0);

        field("refund:amount").fill("25.01");
        field("refund:look").click();
        assertThat(page.locator(".field:has([id='refund:amount'])")).containsText("at most 25.00 EUR");
        field("refund:amount").fill("10");
        field("refund:look").click();
        assertThat(page.locator("main")).containsText("ALM-2026-000001");
        assertThat(page.locator("main")).containsText("Partly refunded");

        field("refund:amount").fill("12.50");
        field("refund:order").click();
        assertThat(page.locator("#messages")).containsText("You changed it since");
        assertThat(page.locator("main")).containsText("€12.50");
        field("refund:order").dblclick();
        assertThat(page).hasURL(Pattern.compile("refund\\?id="));
        assertThat(page.locator("main")).containsText("€12.50");
        assertThat(count("select count(*) from refund_order o join gift g on g.id = o.gift_id"
                        + " where g.reference = 'pi_browser_1' and o.amount_minor = 1250"))
                .isOne();
    }

    @Test
    void aSecondPersonDeclinesARefund() {
        signIn(AlmonerProcess.ADMIN_EMAIL, AlmonerProcess.ADMIN_PASSWORD);
        long id = books.withHandle(handle -> handle.createQuery("insert into refund_order (gift_id, amount_minor,"
                        + " currency, reason, second_person, state, requested_by, requested_at) select id, 100, 'EUR',"
                        + " 'duplicate', true, 'REQUESTED', 'ren@example.org', now() from gift"
                        + " where reference = 'pi_browser_4' returning id")
                .mapTo(Long.class)
                .one());
        page.navigate("/console/refund?id=" + id);
        assertThat(field("decide:approve")).isVisible();
        field("decide:decline").click();
        assertThat(page.locator("#messages")).containsText("Nothing is given back");
        assertThat(field("decide:approve")).hasCount(0);
        assertThat(count("select count(*) from audit_entry where action = 'refund.declined' and subject_id = '" + id
                        + "'"))
                .isOne();
    }

    @Test
    void aDonorLooksAfterAPlanByALinkAlone() {
        signIn(AlmonerProcess.ADMIN_EMAIL, AlmonerProcess.ADMIN_PASSWORD);
        page.navigate("/console/plan?ref=sub_browser");
        field("giving:make").click();
        assertThat(page.locator("#link")).hasValue(Pattern.compile("/giving/1-"));
        var link = page.locator("#link").inputValue().replaceFirst("^.*(?=/giving/)", "");

        session.clearCookies();
        page.navigate(link);
        // the donor's language, not that of whoever made the link
        assertThat(page.locator("main")).containsText("25,00 €");
        page.getByRole(AriaRole.BUTTON, named("Beenden")).click();
        assertThat(page.locator("main")).containsText("lässt sich nicht zurücknehmen");
        page.getByRole(AriaRole.LINK, named("Nein, zurück")).click();
        assertThat(page.locator("h1")).hasText("Ihre regelmäßige Spende");
        var cut = page.navigate(link.substring(0, link.length() - 3));
        assertThat(cut.status()).isEqualTo(404);
        assertThat(page.locator("main")).containsText("copy the whole link");
    }

    @Test
    void aParkedEventIsTriedAgain() {
        signIn(AlmonerProcess.ADMIN_EMAIL, AlmonerProcess.ADMIN_PASSWORD);
        page.navigate("/console/event?id=evt_browser_2");
        page.getByRole(AriaRole.BUTTON, named("Try again")).click();
        assertThat(page.locator("#messages")).containsText("back in line");
        assertThat(
                        count(
                                "select count(*) from audit_entry where action = 'event.redriven' and subject_id = 'evt_browser_2'"))
                .isOne();
    }

    @Test
    void shareLinksThatStripeDoesNotMakeAreKeptAndSaid() {
        signIn(AlmonerProcess.ADMIN_EMAIL, AlmonerProcess.ADMIN_PASSWORD);
        page.navigate("/console/campaign?code=wells");
        field("share:amounts").fill("10, 25");
        field("share:make").click();
        // the hint beside it says nearly the same
        assertThat(page.locator(".field:has([id='share:amounts']) .ui-message-error"))
                .containsText("with blanks between");
        field("share:amounts").fill("10 25");
        field("share:make").click();
        // nobody answers as Stripe here
        assertThat(page.locator("#messages")).containsText("ask again to finish it");
        page.reload();
        assertThat(page.locator("main")).containsText("€10.00 once");
        assertThat(page.locator("main")).containsText("Not made yet");
    }

    @Test
    void theStripePageSaysWhatIsNotKnownAndAsksAgain() {
        signIn(AlmonerProcess.ADMIN_EMAIL, AlmonerProcess.ADMIN_PASSWORD);
        page.locator("nav a[href$='stripe']").click();
        assertThat(page).hasURL(Pattern.compile("/console/stripe$"));
        assertThat(page.locator("main")).containsText("/webhooks/stripe");
        assertThat(page.locator("main")).containsText("could not be understood");
        field("ask:check").click();
        assertThat(page.locator("#messages")).containsText("Stripe was asked");
        // nobody answers as Stripe here
        assertThat(page.locator("main")).containsText("did not answer GET /v1/webhook_endpoints");
    }

    @Test
    void aReceiptIsShownAsItWasIssued() {
        signIn(AlmonerProcess.ADMIN_EMAIL, AlmonerProcess.ADMIN_PASSWORD);
        page.navigate("/console/receipt?number=ALM-2026-000001");
        var preview = page.locator("iframe").getAttribute("src").replaceFirst("#.*", "");
        var answer = session.request().get(server.at("/console/" + preview).toString());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("content-type", "application/pdf");
        assertThat(answer.body()).isEqualTo(SampleBooks.PDF);
    }

    @Test
    void anAuditorReadsEverythingAndChangesNothing() {
        signIn(AlmonerProcess.ADMIN_EMAIL, AlmonerProcess.ADMIN_PASSWORD);
        page.navigate("/console/staff-edit");
        field("staff:name").fill("Audrey");
        field("staff:email").fill(AUDITOR);
        field("staff:password").fill("short");
        page.getByLabel("Auditor").check();
        field("staff:save").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("12 to 200 characters");
        field("staff:password").fill("quite a long password");
        field("staff:save").click();
        assertThat(page.locator("table.rows")).containsText(AUDITOR);
        page.getByRole(AriaRole.BUTTON, named("Sign out")).click();

        signIn(AUDITOR, "quite a long password");
        assertThat(page.getByRole(AriaRole.LINK, named("Staff"))).hasCount(0);
        assertThat(page.navigate("/console/staff").status()).isEqualTo(403);
        assertThat(page.navigate("/console/replays").status()).isEqualTo(403);
        assertThat(page.navigate("/console/jobs").status()).isEqualTo(200);
        assertThat(field("run:start")).hasCount(0);
        page.navigate("/console/campaign-edit");
        assertThat(field("campaign:save")).hasCount(0);
        page.navigate("/console/donor?id=1");
        assertThat(page.getByRole(AriaRole.LINK, named("Edit"))).hasCount(0);
        page.navigate("/console/event?id=evt_browser_1");
        assertThat(page.getByRole(AriaRole.BUTTON, named("Try again"))).hasCount(0);
        page.navigate("/console/gift?ref=pi_browser_2");
        assertThat(page.getByRole(AriaRole.LINK, named("Refund…"))).hasCount(0);
        assertThat(page.navigate("/console/refund-new?ref=pi_browser_2").status())
                .isEqualTo(403);
    }

    @Test
    void aReportFileIsComparedAndABrokenOneIsRefusedWithItsPlace() {
        signIn(AlmonerProcess.ADMIN_EMAIL, AlmonerProcess.ADMIN_PASSWORD);
        page.navigate("/console/stripe-reports");
        var csv = "balance_transaction_id,currency,gross,fee,net\ntxn_1,eur,%s,0.63,24.37\n";
        choose(csv.formatted("25.001"));
        assertThat(page.locator("#refusal")).containsText("Line 2, column 3 (gross)");

        choose(csv.formatted("25.00"));
        assertThat(page).hasURL(Pattern.compile("stripe-report\\?id="));
        assertThat(page.locator("main")).containsText("The report is imported");
        assertThat(page.locator("main")).containsText("Only in the books");
        page.getByRole(AriaRole.BUTTON, named("Compare again")).click();
        assertThat(page.locator("#messages")).containsText("as they are now");
        assertThat(complaints).isEmpty();
    }

    @Test
    void aReplayIsFollowedToItsEndAndDeleted() {
        signIn(AlmonerProcess.ADMIN_EMAIL, AlmonerProcess.ADMIN_PASSWORD);
        page.navigate("/console/replays");
        field("order:event").fill("evt_nobody");
        field("order:start").click();
        assertThat(page.locator(".field:has([id='order:event'])")).containsText("no event evt_nobody");
        field("order:event").fill("");
        field("order:type").fill("payment_intent.succeeded");
        field("order:start").click();

        assertThat(page).hasURL(Pattern.compile("replay\\?id="));
        assertThat(page.locator("#status"))
                .containsText("Completed", new LocatorAssertions.ContainsTextOptions().setTimeout(60_000));
        assertThat(page.locator("main")).containsText("No difference");

        page.getByRole(AriaRole.BUTTON, named("Delete")).first().click();
        page.getByRole(AriaRole.BUTTON, named("Delete it")).click();
        assertThat(page).hasURL(Pattern.compile("/console/replays"));
        assertThat(page.locator("#messages")).containsText("deleted");
        assertThat(complaints).isEmpty();
    }

    private void choose(String csv) {
        page.getByLabel("Report file")
                .setInputFiles(new FilePayload("balance.csv", "text/csv", csv.getBytes(StandardCharsets.UTF_8)));
        page.getByLabel("First day").fill("2020-01-01");
        page.getByLabel("Last day").fill("2090-12-31");
        page.getByRole(AriaRole.BUTTON, named("Import and compare")).click();
    }

    private void signIn(String email, String password) {
        page.navigate("/console/dashboard");
        signInHere(email, password);
        assertThat(page.locator(".side")).isVisible();
        complaints.clear();
    }

    private void signInHere(String email, String password) {
        page.getByLabel("E-mail address").fill(email);
        page.getByLabel("Password").fill(password);
        page.getByRole(AriaRole.BUTTON, named("Sign in")).click();
    }

    private Locator field(String id) {
        return page.locator("[id='" + id + "']");
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name);
    }

    private static int count(String sql) {
        return books.withHandle(
                handle -> handle.createQuery(sql).mapTo(Integer.class).one());
    }
}
