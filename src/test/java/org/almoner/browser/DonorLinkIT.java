package org.almoner.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.regex.Pattern;
import org.almoner.database.Rows;
import org.junit.jupiter.api.Test;

/** What donors do by a link alone, what staff make of it, and what anybody learns who holds a receipt. */
class DonorLinkIT extends ServedConsole {

    private static final Instant NOON = Instant.parse("2026-11-10T12:00:00Z");

    @Test
    void aDonorCorrectsANameAndStaffAcceptIt() {
        var rows = new Rows(books);
        long donor = rows.donor("Berta Beispeil", "berta@example.org");
        rows.receipt("ALM-2026-950", rows.gift("pi_browser_950", donor, null, NOON), donor, SampleBooks.PDF);
        signIn();
        var link = link(donor);

        session.clearCookies();
        page.navigate(link);
        assertThat(page.locator("h1")).hasText("Your receipts and details");
        assertThat(page.locator("main")).containsText("ALM-2026-950");
        page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill(" ");
        page.getByRole(AriaRole.BUTTON, named("Send the change")).click();
        assertThat(page.locator("[role=alert]")).containsText("Please write your name");
        page.locator("#name").fill("Berta Beispiel");
        page.locator("#lines").fill("Lange Straße 1");
        page.locator("#city").fill("Berlin");
        page.locator("#country").selectOption("DE");
        page.getByRole(AriaRole.BUTTON, named("Send the change")).click();
        assertThat(page.locator("[role=status]")).containsText("A person looks at it");
        assertThat(page.locator("main")).containsText("Nobody has looked at it yet");
        assertThat(count("select count(*) from donor where name = 'Berta Beispeil'"))
                .isOne();

        signIn();
        page.navigate("/console/donor-changes");
        page.getByRole(AriaRole.LINK, named("Berta Beispeil")).click();
        assertThat(page.locator("table")).containsText("Lange Straße 1");
        field("decide:refuse").click();
        assertThat(page.locator(".field:has([id='decide:reason'])")).containsText("write why");
        field("decide:accept").click();
        assertThat(page.locator("#messages")).containsText("holds from now on");
        assertThat(count("select count(*) from donor d join donor_address a on a.donor_id = d.id"
                        + " where d.name = 'Berta Beispiel' and a.city = 'Berlin' and a.until is null"))
                .isOne();
        assertThat(count("select count(*) from audit_entry where action = 'donor.change.accepted'"))
                .isOne();
        assertThat(complaints).isEmpty();
    }

    @Test
    void languageAndMailAreTheDonorsAtOnceAndAWithdrawnLinkOffersAnother() {
        long donor = new Rows(books).donor("Cara Lingua", "cara@example.org");
        signIn();
        var link = link(donor);
        page.navigate(link);
        page.locator("#language").selectOption("ar");
        page.locator("form:has(#language) button").click();
        assertThat(page.locator("html")).hasAttribute("dir", "rtl");
        page.locator("input[name=news]").check();
        page.locator("form:has(input[name=news]) button").click();
        assertThat(page.locator("[role=status]")).isVisible();
        assertThat(page.locator("input[name=news]")).isChecked();

        page.navigate("/console/donor?id=" + donor);
        field("own:withdraw").click();
        assertThat(page.locator("#messages")).containsText("No link to this donor");
        assertThat(page.navigate(link).status()).isEqualTo(410);
        page.getByRole(AriaRole.BUTTON).click();
        assertThat(page.locator("h1")).hasText("A new link is on its way");
        assertThat(count("select count(*) from mail_outbox where recipient = 'cara@example.org'"))
                .isOne();
        assertThat(page.navigate(link.substring(0, link.length() - 2)).status()).isEqualTo(404);
    }

    @Test
    void anybodyChecksAReceiptAndAFile() {
        var rows = new Rows(books);
        rows.receipt("ALM-2026-951", rows.gift("pi_browser_951", 1L, null, NOON), 1, SampleBooks.PDF);
        signIn();
        page.navigate("/console/receipt?number=ALM-2026-951");
        var address = page.locator("a[href*='/verify/']").getAttribute("href");
        session.clearCookies();
        page.navigate(address);
        assertThat(page.locator("h1")).hasText("This receipt is valid");
        assertThat(page.locator("main")).not().containsText("Anna");
        page.locator("#file").setInputFiles(new FilePayload("receipt.pdf", "application/pdf", SampleBooks.PDF));
        page.getByRole(AriaRole.BUTTON, named("Compare")).click();
        assertThat(page.locator("[role=status]")).containsText("exactly the one that was issued");
        page.locator("#file")
                .setInputFiles(new FilePayload(
                        "other.pdf", "application/pdf", "%PDF-other".getBytes(StandardCharsets.US_ASCII)));
        page.getByRole(AriaRole.BUTTON, named("Compare")).click();
        assertThat(page.locator("[role=status]")).containsText("not the file that was issued");

        var json = session.request().get(server.at(address + ".json").toString());
        assertThat(json.status()).isEqualTo(200);
        assertThat(json.text()).contains("\"number\":\"ALM-2026-951\"", "\"status\":\"ISSUED\"");
        assertThat(json.headers()).containsEntry("referrer-policy", "no-referrer");
        page.navigate("/verify/");
        page.locator("#number").fill("ALM-2026-951");
        page.locator("#code").fill("0000000000000000");
        page.getByRole(AriaRole.BUTTON, named("Check")).click();
        assertThat(page.locator("h1")).hasText("No such receipt was found");
    }

    private String link(long donor) {
        page.navigate("/console/donor?id=" + donor);
        field("own:make").click();
        assertThat(page.locator("#link")).hasValue(Pattern.compile("/my/" + donor + "-"));
        return page.locator("#link").inputValue().replaceFirst("^.*(?=/my/)", "");
    }
}
