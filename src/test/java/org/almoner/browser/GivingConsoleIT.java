package org.almoner.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.time.Instant;
import java.util.regex.Pattern;
import org.almoner.database.Rows;
import org.junit.jupiter.api.Test;

/** What fundraisers do: campaigns and their links, gifts given back, plans, receipts. */
class GivingConsoleIT extends ServedConsole {

    private static final Instant NOON = Instant.parse("2026-11-10T12:00:00Z");

    @Test
    void aCampaignThatDoesNotHoldNamesTheFieldAndADoubleClickMakesOne() {
        signIn();
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
    void shareLinksThatStripeDoesNotMakeAreKeptAndSaid() {
        signIn();
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
    void aGiftIsGivenBackOnceAfterALookAtWhatChanges() {
        signIn();
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
        signIn();
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
        signIn();
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
    void aReceiptIsReplacedAndVoidedWithAReason() {
        signIn();
        var rows = new Rows(books);
        rows.receipt("ALM-2026-900", rows.gift("pi_browser_900", 1L, null, NOON), 1, SampleBooks.PDF);
        page.navigate("/console/receipt?number=ALM-2026-900");
        field("correction:replace").click();
        page.getByRole(AriaRole.BUTTON, named("Yes, do it")).click();
        assertThat(page.locator(".field:has([id='correction:reason'])")).containsText("write why");

        field("correction:reason").fill("Name misspelt");
        field("correction:replace").click();
        page.getByRole(AriaRole.BUTTON, named("Yes, do it")).click();
        assertThat(page.locator("#messages")).containsText("It replaces ALM-2026-900");
        assertThat(page.locator("main")).containsText("Replaces");

        field("correction:reason").fill("Not wanted");
        field("correction:cancel").click();
        page.getByRole(AriaRole.BUTTON, named("Yes, do it")).click();
        assertThat(page.locator("#messages")).containsText("The receipt is void");
        assertThat(page.locator("main")).containsText("Not wanted");
        assertThat(count("select count(*) from receipt r join gift g on g.id = r.gift_id"
                        + " where g.reference = 'pi_browser_900' and r.status = 'VOID'"))
                .isOne();
    }

    @Test
    void aReceiptIsShownAsItWasIssued() {
        signIn();
        page.navigate("/console/receipt?number=ALM-2026-000001");
        var preview = page.locator("iframe").getAttribute("src").replaceFirst("#.*", "");
        var answer = session.request().get(server.at("/console/" + preview).toString());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("content-type", "application/pdf");
        assertThat(answer.body()).isEqualTo(SampleBooks.PDF);
    }
}
