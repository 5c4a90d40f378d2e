package org.almoner.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What finance does with exceptions in the console. */
class ExceptionConsoleIT extends ServedConsole {

    @Test
    void anExceptionIsTakenAndTalkedAbout() {
        signIn();
        long id = exception("pi_browser_talk", 500);
        page.navigate("/console/exceptions?kind=UNSETTLED&assignee=nobody");
        page.locator("a.row[href='exception?id=" + id + "']").click();
        assertThat(page.locator("#means")).containsText("no payout has taken it");
        page.getByRole(AriaRole.BUTTON, named("I take it")).click();
        assertThat(page.locator("#messages")).containsText("noted who looks after it");
        assertThat(field("care:take")).hasCount(0);
        field("talk:text").fill("asked Stripe by mail");
        field("talk:say").click();
        assertThat(page.locator("#messages")).containsText("Your comment is kept");
        assertThat(page.locator("main")).containsText("asked Stripe by mail");
        page.navigate("/console/exceptions?kind=UNSETTLED&assignee=mine");
        assertThat(page.locator("a.row[href='exception?id=" + id + "']")).isVisible();
        assertThat(page.navigate("/console/exception?id=999999").status()).isEqualTo(404);
    }

    @Test
    void muchIsWrittenOffByTwo() {
        signIn();
        long asked = exception("pi_browser_much", 20_000);
        page.navigate("/console/exception?id=" + asked);
        page.getByRole(AriaRole.LINK, named("Write off")).click();
        assertThat(page.locator("#preview")).containsText("It is accepted");
        field("writeoff:ask").click();
        assertThat(page.locator("#writeoff")).containsText("write why it is given up");
        field("writeoff:reason").fill("Stripe will never pay it out");
        field("writeoff:ask").click();
        assertThat(page).hasURL(Pattern.compile("exception\\?id=" + asked));
        assertThat(page.locator("#messages")).containsText("until somebody else of finance agrees");
        assertThat(field("decide:approve")).hasCount(0);

        long waiting = exception("pi_browser_waiting", 20_000);
        books.useHandle(handle -> handle.execute(
                "insert into write_off (exception_id, state, amount_minor, currency, reason, second_person, asked_by, asked_at)"
                        + " values (?, 'WAITING', 20000, 'EUR', 'too old', true, 'ren@example.org', now())",
                waiting));
        page.navigate("/console/exceptions?state=WAITING");
        page.locator("a.row[href='exception?id=" + waiting + "']").click();
        field("decide:approve").click();
        assertThat(page.locator("#messages")).containsText("It is written off");
        assertThat(page.locator("#made")).containsText("too old");
        assertThat(count("select count(*) from settlement_exception where written_off and id = " + waiting))
                .isOne();
        assertThat(complaints).isEmpty();
    }

    private static long exception(String reference, long amount) {
        return books.withHandle(handle -> handle.createQuery(
                        "insert into settlement_exception (kind, reference, amount_minor, currency, period, occurred_at, raised_on,"
                                + " seen_on) values ('UNSETTLED', ?, ?, 'EUR', '2019-05-01', '2019-05-05', current_date, current_date)"
                                + " returning id")
                .bind(0, reference)
                .bind(1, amount)
                .mapTo(Long.class)
                .one());
    }
}
