package org.almoner.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.options.AriaRole;
import org.almoner.database.Rows;
import org.junit.jupiter.api.Test;

/** What staff do about the mail: stop and slow it, stop and lift addresses, send again what did not arrive. */
class MailConsoleIT extends ServedConsole {

    @Test
    void sendingIsPausedWithAReasonAndResumed() {
        signIn();
        page.navigate("/console/outbox");
        assertThat(page.locator("main")).containsText("There is no mail server");
        field("control:pause").click();
        assertThat(page.locator("#control")).containsText("say why");
        field("control:reason").fill("look at the samples first");
        field("control:pause").click();
        assertThat(page.locator("#messages")).containsText("Sending is paused");
        assertThat(page.locator("#paused")).containsText("look at the samples first");
        assertThat(page.locator(".side a[aria-current='page'] .count")).isVisible();
        field("control:resume").click();
        assertThat(page.locator("#messages")).containsText("Sending goes on");
        assertThat(page.locator("#paused")).hasCount(0);
        assertThat(count("select count(*) from audit_entry where action in ('mail.paused', 'mail.resumed')"))
                .isEqualTo(2);
    }

    @Test
    void limitsAreKeptAndWrongOnesSaidAtTheirField() {
        signIn();
        page.navigate("/console/outbox");
        field("control:perMinute").fill("many");
        field("control:limit").click();
        assertThat(page.locator("#control")).containsText("Write a whole number");
        field("control:perMinute").fill("600");
        field("control:limit").click();
        assertThat(page.locator("#messages")).containsText("The limit is kept");
        assertThat(field("control:perMinute")).hasValue("600");
        field("control:domain").fill("Example.NET");
        field("control:domainPerMinute").fill("30");
        field("control:limitDomain").click();
        assertThat(page.locator("#why").locator("..").locator("..")).containsText("example.net");
        field("control:perMinute").fill("");
        field("control:limit").click();
        assertThat(page.locator("#messages")).containsText("The limit is kept");
        // the message of the step before looks the same
        await().untilAsserted(() -> assertThat(count("select count(*) from mail_sending where per_minute is null"))
                .isOne());
        field("control:trial").click();
        assertThat(page.locator("#control")).containsText("there is no mail server");
        assertThat(complaints).isEmpty();
    }

    @Test
    void anAddressIsStoppedAndLifted() {
        signIn();
        page.navigate("/console/suppressions");
        field("add:address").fill("nowhere");
        field("add:reason").fill("asked us by telephone");
        field("add:do").click();
        assertThat(page.locator("#add")).containsText("write one e-mail address");
        field("add:address").fill("Stop.Me@example.org");
        field("add:do").click();
        assertThat(page.locator("#messages")).containsText("Nothing more is sent there");
        page.navigate("/console/donor?id=" + new Rows(books).donor("Stop Me", "stop.me@example.org"));
        assertThat(page.locator("#stopped")).containsText("No mail goes there");
        page.navigate("/console/suppressions?address=stop.me");
        assertThat(page.locator("table")).containsText("asked us by telephone");
        page.getByRole(AriaRole.LINK, named("Lift")).click();
        field("lift:do").click();
        assertThat(page.locator("#lift")).containsText("say why");
        field("lift:reason").fill("wrote to us from it");
        field("lift:do").click();
        assertThat(page.locator("#messages")).containsText("Mail goes to stop.me@example.org again");
        page.navigate("/console/suppressions?address=stop.me&state=lifted");
        assertThat(page.locator("table")).containsText("wrote to us from it");
    }

    @Test
    void aReceiptThatDidNotArriveSaysWhatToDoAndIsSentAgain() {
        signIn();
        books.useHandle(handle -> handle.execute(
                "insert into mail_outbox (dedupe_key, receipt_id, donor_id, recipient, language, message_id, dated, state, attempts,"
                        + " next_at, created_at, reply) select 'receipt:bounced', id, 1, 'anna@example.org', 'de',"
                        + " '<bounced@example.org>', now(), 'BOUNCED', 1, now(), now() + interval '1 minute',"
                        + " '550 5.1.1 gone' from receipt where number = 'ALM-2026-000001'"));
        page.navigate("/console/outbox?state=BOUNCED");
        assertThat(page.locator("table")).containsText("550 5.1.1 gone");
        page.navigate("/console/receipt?number=ALM-2026-000001");
        assertThat(page.locator("#todo")).containsText("Correct the donor’s address");
        field("again:send").click();
        assertThat(page.locator("#messages")).containsText("queued once more");
        assertThat(
                        count(
                                "select count(*) from mail_outbox where dedupe_key = 'receipt:bounced#again-1' and state = 'QUEUED'"))
                .isOne();
        page.navigate("/console/donor?id=1");
        assertThat(page.locator(".timeline")).containsText("Came back");
        assertThat(complaints).isEmpty();
        books.useHandle(handle -> handle.execute("delete from mail_outbox where dedupe_key like 'receipt:bounced%'"));
    }
}
