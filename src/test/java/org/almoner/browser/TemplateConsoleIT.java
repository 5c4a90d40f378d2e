package org.almoner.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.regex.Pattern;
import org.almoner.database.Rows;
import org.junit.jupiter.api.Test;

/** How an issuer's own texts come into force: written, looked at on a real gift, approved by somebody else. */
class TemplateConsoleIT extends ServedConsole {

    private static final String WRITER = "writer@example.org";

    @Test
    void aTextIsWrittenByOneAndApprovedByAnother() {
        signIn();
        new Rows(books).gift("pi_browser_template", 1L, null, Instant.parse("2026-01-02T10:00:00Z"));
        page.navigate("/console/receipt-templates");
        assertThat(page.locator("main")).containsText("Receipts say what Almoner says");
        page.getByRole(AriaRole.LINK, named("New text")).click();
        field("template:language").selectOption("nl");
        field("template:mailSubject").fill("Bedankt");
        field("template:pageThanks").fill("Bedankt, {donar}!");
        field("template:save").click();
        assertThat(page.locator(".field:has([id='template:pageThanks'])")).containsText("there is no {donar}");
        assertThat(page.locator(".field:has([id='template:mailSubject'])")).containsText("say {number} in it");
        field("template:mailSubject").fill("Bedankt: {number}");
        field("template:pageThanks").fill("Wij danken u hartelijk.");
        field("template:save").click();
        assertThat(page).hasURL(Pattern.compile("receipt-template\\?id=\\d+"));
        var address = page.url();
        assertThat(page.locator("#second")).containsText("You wrote on it");
        assertThat(field("approval:approve")).hasCount(0);

        // as if a fundraiser had written it
        books.useHandle(handle ->
                handle.execute("update receipt_template set authors = array['" + WRITER + "'] where state = 'DRAFT'"));
        page.navigate(address);
        page.locator("#gift").fill("pi_browser_template");
        page.getByRole(AriaRole.BUTTON, named("Show")).click();
        assertThat(page.locator("#subject")).containsText("Bedankt: ");
        var preview = page.locator("#page").getAttribute("src").replaceFirst("#.*", "");
        var answer = session.request().get(server.at("/console/" + preview).toString());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("content-type", "application/pdf");

        field("approval:from").fill("2020-01-01");
        field("approval:approve").click();
        page.getByRole(AriaRole.BUTTON, named("Yes")).click();
        assertThat(page.locator(".field:has([id='approval:from'])")).containsText("from today on");
        field("approval:from").fill(LocalDate.now(ZoneId.of("Europe/Vienna")).toString());
        field("approval:approve").click();
        page.getByRole(AriaRole.BUTTON, named("Yes")).click();
        assertThat(page.locator("#messages")).containsText("The text is approved");
        assertThat(page.locator(".head .status")).containsText("In force");
        assertThat(count("select count(*) from receipt_template where state = 'APPROVED' and language = 'nl'"))
                .isOne();

        page.getByRole(AriaRole.LINK, named("Write the next version")).click();
        assertThat(field("template:pageThanks")).hasValue("Wij danken u hartelijk.");
        field("template:save").click();
        assertThat(page.locator("h1")).containsText("version 2");
        field("approval:discard").click();
        page.getByRole(AriaRole.BUTTON, named("Yes")).click();
        assertThat(page.locator("#messages")).containsText("thrown away");
        assertThat(page.navigate("/console/receipt-template?id=999999").status())
                .isEqualTo(404);
        assertThat(complaints).noneMatch(text -> !text.contains("404"));
    }
}
