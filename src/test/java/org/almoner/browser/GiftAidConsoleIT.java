package org.almoner.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Files;
import java.time.Instant;
import java.util.regex.Pattern;
import org.almoner.database.Rows;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Gift Aid in the console, for a charity of its own: declarations, gifts with their reasons, a claim from draft to paid. */
class GiftAidConsoleIT extends ServedConsole {

    private static long donor;

    @BeforeAll
    static void aCharityOfTheUnitedKingdom() {
        donor = new Rows(books).donor("Zoë House-Martin", "zoe@example.org");
        books.useHandle(handle -> {
            handle.execute("insert into legal_entity (code, name) values ('wmuk', 'Friends of Knowledge')");
            handle.execute(
                    "insert into stripe_account_entity select 'acct_uk', id from legal_entity where code = 'wmuk'");
            handle.execute(
                    "insert into receipt_issuer (legal_entity_id, regime, prefix, legal_name, country, tax_number)"
                            + " select id, 'GB', 'WMUK', 'Friends of Knowledge', 'GB', 'XR4010' from legal_entity where code = 'wmuk'");
        });
        gift("pi_uk_1", 2500);
        gift("pi_uk_2", 4000);
    }

    @Test
    void aDeclarationIsNotedAndItsGiftsAreClaimedOn() throws Exception {
        signIn();
        page.navigate("/console/gift-aid-gifts");
        assertThat(page.locator("main")).containsText("no declaration covers it");
        page.navigate("/console/donor?id=" + donor);
        page.getByRole(AriaRole.LINK, named("Note a declaration")).click();
        assertThat(field("declaration:lastName")).hasValue("House-Martin");
        field("declaration:house").fill("152A");
        field("declaration:postcode").fill("10243");
        field("declaration:evidence").fill("form 17");
        field("declaration:save").click();
        assertThat(page.locator(".field:has([id='declaration:postcode'])")).containsText("such as S19 2BD");
        field("declaration:postcode").fill("m99 2qd");
        field("declaration:save").dblclick();
        assertThat(page).hasURL(Pattern.compile("gift-aid-declaration\\?id="));
        assertThat(page.locator("#messages")).containsText("The declaration is noted");
        assertThat(count("select count(*) from gift_aid_declaration where donor_id = " + donor))
                .isPositive();

        page.navigate("/console/gift-aid-gifts?state=ELIGIBLE");
        assertThat(page.locator("main")).containsText("pi_uk_1");
        page.navigate("/console/gift-aid-claims");
        page.getByRole(AriaRole.BUTTON, named("Draft a claim of wmuk")).click();
        assertThat(page.locator("#messages")).containsText("Somebody else of finance has to approve it");
        assertThat(page.locator("#lines")).isVisible();
        assertThat(page.locator("main")).containsText("£16.25");
        assertThat(field("drafting:approve")).hasCount(0);

        books.useHandle(
                handle -> handle.execute("update gift_aid_claim set state = 'APPROVED', approved_by = 'b@example.org',"
                        + " approved_at = now() where state = 'DRAFT'"));
        page.reload();
        var download = page.waitForDownload(
                () -> page.getByRole(AriaRole.LINK, named("Schedule (CSV)")).click());
        assertThat(Files.readString(download.path())).contains("Zoe,House Martin,152A,M99 2QD,,,", "40.00");
        assertThat(page.locator("main")).containsText("the telephone number of the authorised official");
        field("sending:submit").click();
        page.getByRole(AriaRole.BUTTON, named("Yes, do it")).click();
        assertThat(page.locator(".field:has([id='sending:reference'])")).containsText("HMRC's number");
        field("sending:reference").fill("IR-2026-1");
        field("sending:submit").click();
        page.getByRole(AriaRole.BUTTON, named("Yes, do it")).click();
        assertThat(page.locator("#messages")).containsText("noted that the claim was sent");
        field("paying:amount").fill("16.25");
        field("paying:pay").click();
        assertThat(page.locator("#messages")).containsText("what HMRC paid");
        assertThat(page.locator("main")).containsText("IR-2026-1");
        assertThat(complaints).isEmpty();
    }

    @Test
    void aSpokenDeclarationIsShownByItsRecordAndCancelled() {
        signIn();
        long other = new Rows(books).donor("Spoken Word", "spoken@example.org");
        long id = books.withHandle(
                handle -> handle.createQuery("insert into gift_aid_declaration (donor_id, legal_entity_id,"
                                + " made_on, made_how, evidence, wording, past, future, valid_from, first_name, last_name, house, postcode,"
                                + " schedule_first, schedule_last, schedule_house, schedule_postcode, noted_by, noted_at)"
                                + " select ?, id, current_date - 3, 'ORAL', 'call 4', 'hmrc-multiple', false, true, current_date - 3,"
                                + " 'Spoken', 'Word', '1', 'S19 2BD', 'Spoken', 'Word', '1', 'S19 2BD', 'fin@example.org', now()"
                                + " from legal_entity where code = 'wmuk' returning id")
                        .bind(0, other)
                        .mapTo(Long.class)
                        .one());
        page.navigate("/console/gift-aid-declarations?state=UNPROVEN");
        page.locator("a.row[href='gift-aid-declaration?id=" + id + "']").click();
        field("sending:do").click();
        assertThat(page.locator("#messages")).containsText("the record was sent");
        field("ending:do").click();
        page.getByRole(AriaRole.BUTTON, named("Yes, cancel it")).click();
        assertThat(page.locator(".field:has([id='ending:reason'])")).containsText("write what the donor said");
        field("ending:reason").fill("thought better of it");
        field("ending:do").click();
        page.getByRole(AriaRole.BUTTON, named("Yes, cancel it")).click();
        assertThat(page.locator("#messages")).containsText("The declaration is cancelled");
        assertThat(page.locator("main")).containsText("It never counted");
        assertThat(page.navigate("/console/gift-aid-declaration?id=999999").status())
                .isEqualTo(404);
    }

    @Test
    void theSettingsOfACharityNameTheFieldThatDoesNotHold() {
        signIn();
        page.navigate("/console/gift-aid-setting?entity=wmuk");
        field("setting:periodEndMonth").fill("13");
        field("setting:save").click();
        assertThat(page.locator(".field:has([id='setting:periodEndMonth'])")).containsText("from 1 to 12");
        field("setting:periodEndMonth").fill("12");
        field("setting:small").check();
        field("setting:save").click();
        assertThat(page.locator("#messages")).containsText("The settings are saved");
        assertThat(field("setting:small")).isChecked();
        field("wording:version").fill("browser-1");
        field("wording:text").fill("I want to Gift Aid everything and understand what that means.");
        field("wording:keep").click();
        assertThat(page.locator("#messages")).containsText("The words are kept");
        assertThat(page.navigate("/console/gift-aid-setting?entity=main").status())
                .isEqualTo(404);
        assertThat(page.navigate("/console/gift-aid-claim?id=999999").status()).isEqualTo(404);
    }

    /** Another tab that asks for parts of its page, as those of running jobs do each two seconds, does not take the word. */
    @Test
    void whatWasDoneIsSaidByTheNextWholePage() {
        signIn();
        var address = "/console/gift-aid-setting?entity=wmuk";
        page.navigate(address);
        var other = session.newPage();
        other.navigate(address);
        page.route("**" + address, route -> {
            if (route.request().method().equals("GET")) {
                route.abort();
            } else {
                route.resume();
            }
        });
        page.waitForRequestFinished(
                new Page.WaitForRequestFinishedOptions()
                        .setPredicate(request -> request.method().equals("POST")),
                () -> field("setting:save").click());

        other.locator("[id='setting:save']").click();
        assertThat(other.locator("#messages")).containsText("it was changed since");
        assertThat(other.locator("#messages")).not().containsText("The settings are saved");

        page.unroute("**" + address);
        page.navigate("/console/gifts");
        assertThat(page.locator("#messages")).containsText("The settings are saved");
    }

    private static void gift(String reference, long pence) {
        books.useTransaction(handle -> {
            handle.execute(
                    "insert into gift (reference, stripe_account, affiliate_id, donor_id, fund_id, amount_minor, currency,"
                            + " payment_method, attempt, received_at, found_by, begun_at) values (?, 'acct_uk', 1, ?,"
                            + " (select min(id) from fund), ?, 'GBP', 'card', 'SUCCEEDED', now() - interval '2 days', 'WEBHOOK',"
                            + " now())",
                    reference,
                    donor,
                    pence);
        });
        long id = books.withHandle(handle -> handle.createQuery("select id from gift where reference = ?")
                .bind(0, reference)
                .mapTo(Long.class)
                .one());
        new Rows(books)
                .posting(
                        id,
                        reference,
                        "GIFT",
                        "STRIPE_RECEIVABLE",
                        "GIFT_INCOME",
                        pence,
                        "GBP",
                        Instant.now().minusSeconds(172_800));
    }
}
