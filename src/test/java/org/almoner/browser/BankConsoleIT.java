package org.almoner.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What finance does about the bank: an account, a file, a deposit, a match and taking it apart. */
class BankConsoleIT extends ServedConsole {

    private static final String MT940 = ":20:WEB\n:25:GB29NWBK60161331926819\n:28C:1/1\n:60F:C261101GBP100,00\n"
            + ":61:2611021102C12,34NTRFNONREF//R1\n:86:counter till 7\n:62F:C261103GBP112,34\n-\n";

    @Test
    void aFileIsLookedAtImportedAndItsLineMatchedAndTakenApart() {
        signIn();
        page.navigate("/console/bank-account");
        field("account:name").fill("London");
        field("account:number").fill("GB28NWBK60161331926819");
        field("account:currency").fill("GBP");
        field("account:save").click();
        assertThat(page.locator("main")).containsText("a digit of this IBAN is wrong");
        field("account:number").fill("GB29 NWBK 6016 1331 9268 19");
        field("account:save").click();
        assertThat(page.locator("#messages")).containsText("The account is saved");
        assertThat(page.locator("main")).containsText("Columns of the CSV");

        page.navigate("/console/bank-statements");
        page.locator("#file")
                .setInputFiles(new FilePayload(
                        "a.sta", "text/plain", MT940.replace("112,34", "113,34").getBytes(StandardCharsets.UTF_8)));
        page.locator("#look").click();
        assertThat(page.locator("#refusal")).containsText("its 1 lines make 112.34 GBP");
        page.locator("#file")
                .setInputFiles(new FilePayload("a.sta", "text/plain", MT940.getBytes(StandardCharsets.UTF_8)));
        page.locator("#look").click();
        assertThat(page).hasURL(Pattern.compile("bank-file\\?id="));
        assertThat(page.locator("main")).containsText("London");
        field("file:import").click();
        assertThat(page.locator("#messages")).containsText("The file is imported");

        page.navigate("/console/deposit-new");
        field("deposit:reference").fill("till 7 slip");
        field("deposit:amount").fill("12.00");
        field("deposit:currency").fill("GBP");
        field("deposit:expectedOn").fill("2026-11-02");
        field("deposit:save").click();
        assertThat(page).hasURL(Pattern.compile("/console/bank$"));
        page.locator("tr", new com.microsoft.playwright.Page.LocatorOptions().setHasText("counter till 7"))
                .locator("input[type=checkbox]")
                .check();
        page.locator("tr", new com.microsoft.playwright.Page.LocatorOptions().setHasText("till 7 slip"))
                .locator("input[type=checkbox]")
                .check();
        page.locator("#choose").click();
        assertThat(page.locator("main")).containsText("0.34");
        field("match:go").click();
        assertThat(page.locator("main")).containsText("say where the difference goes");
        field("match:differenceAccount").selectOption("ADJUSTMENTS");
        field("match:reason").fill("a gift too much");
        field("match:go").click();
        assertThat(page).hasURL(Pattern.compile("bank-match\\?id="));
        assertThat(page.locator("main")).containsText("a gift too much");
        field("decide:decline").click();
        assertThat(page.locator("#messages")).containsText("declined");
        page.navigate("/console/bank?q=counter");
        page.getByRole(AriaRole.LINK, named("2 Nov 2026")).click();
        assertThat(page.locator("main")).containsText("counter till 7");
        field("talk:text").fill("asked the branch");
        field("talk:say").click();
        assertThat(page.locator("main")).containsText("asked the branch");
    }
}
