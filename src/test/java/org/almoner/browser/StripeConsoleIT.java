package org.almoner.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What finance and operators do about Stripe: the close, events, the connection, reports, replays. */
class StripeConsoleIT extends ServedConsole {

    @Test
    void theCloseIsRunFromItsPageAndShowsItsStepsToTheEnd() {
        signIn();
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
    void aParkedEventIsTriedAgain() {
        signIn();
        page.navigate("/console/event?id=evt_browser_2");
        page.getByRole(AriaRole.BUTTON, named("Try again")).click();
        assertThat(page.locator("#messages")).containsText("back in line");
        assertThat(
                        count(
                                "select count(*) from audit_entry where action = 'event.redriven' and subject_id = 'evt_browser_2'"))
                .isOne();
    }

    @Test
    void theStripePageSaysWhatIsNotKnownAndAsksAgain() {
        signIn();
        page.locator("nav a[href$='stripe']").click();
        assertThat(page).hasURL(Pattern.compile("/console/stripe$"));
        assertThat(page.locator("main")).containsText("/webhooks/stripe");
        assertThat(page.locator("main")).containsText("could not be understood");
        page.locator("[id$='ask:check']").click();
        assertThat(page.locator("#messages")).containsText("Stripe was asked");
        // nobody answers as Stripe here
        assertThat(page.locator("main")).containsText("did not answer GET /v1/webhook_endpoints");
    }

    @Test
    void aReportFileIsComparedAndABrokenOneIsRefusedWithItsPlace() {
        signIn();
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

    private void choose(String csv) {
        page.getByLabel("Report file")
                .setInputFiles(new FilePayload("balance.csv", "text/csv", csv.getBytes(StandardCharsets.UTF_8)));
        page.getByLabel("First day").fill("2020-01-01");
        page.getByLabel("Last day").fill("2090-12-31");
        page.getByRole(AriaRole.BUTTON, named("Import and compare")).click();
    }

    @Test
    void aReplayIsFollowedToItsEndAndDeleted() {
        signIn();
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
}
