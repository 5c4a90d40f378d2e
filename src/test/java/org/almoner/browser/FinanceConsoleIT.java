package org.almoner.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What finance does with a month in the console. */
class FinanceConsoleIT extends ServedConsole {

    @Test
    void aMonthIsPackedFromTheJobsPageAndTheDraftIsDownloaded() throws IOException {
        signIn();
        page.navigate("/console/jobs");
        field("run:pack").click();
        page.getByRole(AriaRole.BUTTON, named("Run it")).click();
        assertThat(page).hasURL(Pattern.compile("job\\?id="));
        assertThat(page.locator("#status"))
                .containsText("Completed", new LocatorAssertions.ContainsTextOptions().setTimeout(60_000));

        page.navigate("/console/reconciliation");
        assertThat(page.locator("#packages")).containsText("Draft");
        var download = page.waitForDownload(
                () -> page.locator("#packages a.row").first().click());
        assertThat(download.suggestedFilename()).matches("reconciliation-.*-draft-\\d+\\.zip");
        assertThat(new String(Files.readAllBytes(download.path()), 0, 2, java.nio.charset.StandardCharsets.US_ASCII))
                .isEqualTo("PK");
        assertThat(complaints).isEmpty();
    }

    @Test
    void fromAFigureToItsGiftAndTheRawEventAndBack() {
        signIn();
        page.navigate("/console/reconciliation");
        var cell = page.locator("a.cell[href*='bucket=charges']").first();
        var figure = cell.innerText();
        cell.click();
        assertThat(page).hasURL(Pattern.compile("balance-transactions\\?month=.*bucket=charges"));
        assertThat(page.locator("#sums")).containsText(figure);

        page.navigate("/console/balance-transactions?bucket=charges");
        page.locator("table.rows a.row").first().click();
        assertThat(page).hasURL(Pattern.compile("balance-transaction\\?id=txn_"));
        page.locator("dl.facts a[href^='gift']").first().click();
        assertThat(page).hasURL(Pattern.compile("gift\\?ref=pi_browser"));

        page.navigate("/console/event?id=evt_browser_2");
        page.locator("dl.facts a[href^='balance-transaction']").first().click();
        assertThat(page.locator("h1")).containsText("25.00");
        assertThat(page.navigate("/console/balance-transaction?id=txn_none").status())
                .isEqualTo(404);
    }

    @Test
    void aConditionalPledgeIsNotedMetAndWrittenOff() {
        books.useHandle(handle -> handle.execute("insert into fund (affiliate_id, code, name)"
                + " select min(id), 'promised', 'Promised' from affiliate"));
        signIn();
        page.navigate("/console/pledge-new?donor=" + count("select min(id) from donor"));
        field("pledge:amount").fill("100");
        field("pledge:currency").fill("EUR");
        field("pledge:fund").fill("promised");
        field("pledge:reference").fill("letter of intent");
        field("pledge:condition").fill("others give as much");
        field("pledge:schedule").fill("2099-01-31 99");
        field("pledge:save").click();
        assertThat(page.locator(".field:has([id='pledge:schedule'])")).containsText("add up");
        field("pledge:schedule").fill("2099-01-31 100");
        field("pledge:save").click();
        assertThat(page.locator("h1")).containsText("100.00");
        assertThat(page.locator("main")).containsText("Conditional");

        field("met:reference").fill("minutes 9");
        field("met:do").click();
        assertThat(page.locator("main")).containsText("It is owed");
        field("end:reason").fill("the donor is bankrupt");
        field("end:do").click();
        assertThat(page.locator("main")).containsText("Written off");
        page.navigate("/console/pledges?state=WRITTEN_OFF");
        assertThat(page.locator("main")).containsText("others give as much");
        assertThat(complaints).isEmpty();
    }

    @Test
    void whatWaitsIsListedByAgeAndTheDailyLetterIsAskedFor() {
        signIn();
        page.navigate("/console/ageing");
        assertThat(page.locator("main")).containsText("Open exceptions");
        page.locator("a.cell[href*='EXCEPTIONS']").first().click();
        assertThat(page).hasURL(Pattern.compile("what=EXCEPTIONS&currency=EUR&band=DAYS_"));
        assertThat(page.locator("#list")).containsText("txn_nobody");

        page.getByRole(AriaRole.BUTTON, named("Send me the letter")).click();
        assertThat(page.locator("#messages")).containsText("You will be written to");
        page.getByRole(AriaRole.BUTTON, named("Stop the letter")).click();
        assertThat(page.locator("#messages")).containsText("not be written to any more");
        assertThat(count("select count(*) from audit_entry where action = 'staff.letters'"))
                .isEqualTo(2);
        assertThat(complaints).isEmpty();
    }
}
