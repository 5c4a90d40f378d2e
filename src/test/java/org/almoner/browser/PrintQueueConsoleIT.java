package org.almoner.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import java.time.Instant;
import java.util.regex.Pattern;
import org.almoner.database.Rows;
import org.junit.jupiter.api.Test;

/** What staff do with receipts that are not mailed gift by gift: on paper, once a year, or for what is no money. */
class PrintQueueConsoleIT extends ServedConsole {

    private static final Instant GIVEN = Instant.parse("2025-03-04T12:00:00Z");
    private static final Instant OTHER_YEAR = Instant.parse("2023-03-04T12:00:00Z");

    @Test
    void aReceiptIsIssuedPrintedAndSent() {
        signIn();
        page.navigate("/console/print-queue");
        assertThat(page.locator("main")).containsText("Nothing waits to be printed");
        gift("pi_browser_paper", "Paula Papier", null, GIVEN);
        page.navigate("/console/gift?ref=pi_browser_paper");
        field("issue:now").click();
        page.getByRole(AriaRole.BUTTON, named("Yes")).click();
        assertThat(page.locator("#messages")).containsText("The receipt is issued");

        page.navigate("/console/receipts");
        page.getByRole(AriaRole.LINK, named("Print queue (1)")).click();
        assertThat(page.locator("main")).containsText("Paula Papier");
        assertThat(page.locator("main")).containsText("No e-mail address");
        field("print:most").fill("0");
        field("print:make").click();
        assertThat(page.locator(".field:has([id='print:most'])")).containsText("from 1 to 500");
        field("print:most").fill("5");
        field("print:make").click();
        assertThat(page).hasURL(Pattern.compile("print-batch\\?id=\\d+"));
        assertThat(page.locator(".head .status")).containsText("To be sent");
        var file = page.getByRole(AriaRole.LINK, named("Download (PDF)")).getAttribute("href");
        var answer = session.request().get(server.at("/console/" + file).toString());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("content-type", "application/pdf");

        field("batch:undo").click();
        page.getByRole(AriaRole.BUTTON, named("Yes")).click();
        assertThat(page.locator("#messages")).containsText("wait again");
        field("print:make").click();
        field("batch:sent").click();
        page.getByRole(AriaRole.BUTTON, named("Yes")).click();
        assertThat(page.locator("#messages")).containsText("The batch is sent");
        assertThat(field("batch:undo")).hasCount(0);
        page.navigate("/console/print-queue");
        assertThat(page.locator("main")).containsText("Nothing waits to be printed");
        assertThat(page.navigate("/console/print-batch?id=999999").status()).isEqualTo(404);
        assertThat(complaints).noneMatch(text -> !text.contains("404"));
    }

    @Test
    void statementsAreCountedBeforeTheyAreIssued() {
        signIn();
        long donor = gift("pi_browser_yearly", "Yara Yearly", "yara@example.org", OTHER_YEAR);
        page.navigate("/console/donor?id=" + donor);
        field("wish:wish").selectOption("YEARLY");
        field("wish:save").click();
        assertThat(page.locator("#messages")).containsText("wish is noted");
        assertThat(field("wish:wish")).hasValue("YEARLY");

        page.navigate("/console/receipt-statements?year=1999");
        assertThat(page.locator("main")).containsText("No gift of this year waits");
        page.navigate("/console/receipt-statements?year=2023");
        assertThat(page.locator("main")).containsText("Statements for 2023");
        field("statements:start").click();
        page.getByRole(AriaRole.BUTTON, named("Yes, issue them")).click();
        assertThat(page).hasURL(Pattern.compile("job\\?id=\\d+"));
        assertThat(page.locator("main")).containsText("Yearly statements");
        assertThat(complaints).isEmpty();
    }

    @Test
    void aGiftInKindIsRefusedWhereTheRegimeHasNoPage() {
        signIn();
        gift("pi_browser_kind", "Kim Kind", "kim@example.org", GIVEN);
        page.navigate("/console/gift?ref=pi_browser_kind");
        page.getByRole(AriaRole.LINK, named("In kind or waiver")).click();
        field("nature:save").click();
        assertThat(page.locator(".field:has([id='nature:description'])")).containsText("write what was given");
        field("nature:description").fill("A piano");
        field("nature:save").click();
        assertThat(page.locator(".field:has([id='nature:kind'])")).containsText("no page for it");
        assertThat(complaints).isEmpty();
    }

    private static long gift(String reference, String name, String email, Instant given) {
        var rows = new Rows(books);
        long donor = rows.donor(name, email);
        books.useHandle(handle -> handle.execute(
                "insert into donor_address (donor_id, kind, lines, postcode, city, country, since)"
                        + " values (?, 'POSTAL', '{Lange Straße 1}', '1010', 'Wien', 'AT', now())",
                donor));
        rows.gift(reference, donor, null, given);
        return donor;
    }
}
