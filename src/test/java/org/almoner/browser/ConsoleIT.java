package org.almoner.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.almoner.it.AlmonerProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The console as staff use it, whatever their work is. */
class ConsoleIT extends ServedConsole {

    private static final String AUDITOR = "auditor@example.org";

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
                "dunning | Cards about to expire",
                "dunning-edit?class=SOFT_FUNDS | insufficient_funds",
                "plan?ref=sub_browser | every month",
                "donors | Anna Gruber",
                "donor?id=1 | Receipt issued",
                "donor-edit?id=1 | Postcode",
                "campaigns | Wells for Turkana",
                "campaign?code=wells | Share link",
                "campaign-edit?code=wells | Goal",
                "exceptions | Missing gift",
                "exception?id=1 | Who looks after it",
                "exception-write-off?id=1 | run the nightly close",
                "reconciliation | Roll-forward",
                "reconciliation?month=2020-01&entity=main | By two people of finance",
                "month-close?month=2020-01&entity=main | No close has seen the month",
                "month-reopen?month=2020-01&entity=main | is not closed",
                "payout?id=po_browser | Adds up",
                "stripe-reports | Import and compare",
                "receipts | ALM-2026-000001",
                "receipt-benefit?gift=pi_browser_2 | Fair value",
                "receipt-nature?gift=pi_browser_2 | How it was valued",
                "receipt-statements | Statements for",
                "print-queue | Batches",
                "receipt-register | ALM-2026",
                "receipt-tasks | Gifts that wait for a receipt",
                "receipt-templates | Texts on receipts",
                "receipt-template-edit | Mail: subject",
                "outbox | There is no mail server",
                "suppressions | Stop mail to an address",
                "receipt-issuers | Plain receipts in the names of its affiliates",
                "receipt-issuer-edit?entity=main | Tax regime",
                "receipt?number=ALM-2026-000001 | SHA-256",
                "gift-aid-gifts | every reason why one cannot be claimed on",
                "gift-aid-declarations | A declaration is never changed",
                "jobs | Nightly close",
                "events | payment_intent.succeeded",
                "event?id=evt_browser_1 | zzz",
                "stripe | Webhook endpoint",
                "sustainability | Income by month",
                "replays | Start the replay",
                "staff | Administrator",
                "funds | General fund",
                "pledges | what depends on a condition",
                "fund?code=general | Net assets by class",
                "journals | main 1",
                "journal?id=1 | Contributions",
                "journal?id=1&line=2 | pi_browser_1",
                "journal-new | not in a batch yet",
                "journal-edit | DATEV",
                "accounts | Contributions",
                "account-edit?entity=main&code=4010 | In use",
                "mappings | Gift income",
                "mapping-edit?role=REFUNDS&month=2026-11 | Try it",
                "mapping-edit?id=1 | End the rule",
                "staff-edit | Roles",
                "legal-entities | Our organisation",
                "legal-entity-edit?code=main | Tolerance"
            })
    void everyPageOpensWithItsContentAndWithoutAComplaint(String address, String content) {
        signIn();
        var answer = page.navigate("/console/" + address);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(page.locator("main")).containsText(content);
        assertThat(page.locator("main")).not().containsText("???");
        assertThat(complaints).isEmpty();
    }

    @Test
    void whatDoesNotExistIsAPageOfOurOwn() {
        signIn();
        assertThat(page.navigate("/console/gift?ref=pi_nobody").status()).isEqualTo(404);
        assertThat(page.getByRole(AriaRole.HEADING)).containsText("There is nothing here");
    }

    @Test
    void aFilterStandsInTheAddressAndTheBackButtonUndoesIt() {
        signIn();
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
        signIn();
        page.keyboard().press("/");
        page.keyboard().type("po_browser");
        assertThat(page.locator("#hits li").first()).containsText("po_browser");
        page.keyboard().press("Enter");
        assertThat(page).hasURL(Pattern.compile("payout\\?id=po_browser"));
        page.waitForLoadState();
        page.keyboard().press("g");
        page.keyboard().press("d");
        assertThat(page).hasURL(Pattern.compile("/console/donors"));
    }

    @Test
    void anAuditorReadsEverythingAndChangesNothing() {
        signIn();
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
}
