package org.almoner.giving;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.mail.Outbox;
import org.almoner.mail.Suppression;
import org.almoner.mail.TestMail;
import org.almoner.time.Calendar;
import org.junit.jupiter.api.Test;

/** A reader who wants no more notices, with a browser or with the one click of a mail program. */
class UnsubscribePagesTest {

    private final TestMail mail = new TestMail(
            TestDatabase.fresh(),
            new Calendar(Clock.fixed(Instant.parse("2026-11-20T02:00:00Z"), ZoneOffset.UTC), ZoneOffset.UTC));
    private final UnsubscribePages pages = new UnsubscribePages(mail.tags, mail.suppressions);

    @Test
    void openingTheLinkChangesNothingAndSendingItDoes() {
        var token = mail.tags.refusal(letter());

        var asked = pages.answer(token, false, List.of(Locale.GERMANY), "/giving/");
        assertThat(asked.status()).isEqualTo(200);
        assertThat(asked.html()).contains("lang=\"de", "<form method=\"post\">", "Hinweise abbestellen");
        assertThat(mail.suppressions.of("donor@example.net")).isEmpty();

        for (int i = 0; i < 2; i++) {
            var done = pages.answer(token, true, List.of(Locale.ENGLISH), "/giving/");
            assertThat(done.status()).isEqualTo(200);
            assertThat(done.html()).contains("No more notices").doesNotContain("<form");
        }
        assertThat(mail.suppressions.of("donor@example.net")).hasValueSatisfying(stop -> {
            assertThat(stop.stream()).isEqualTo(Suppression.Stream.NOTICES);
            assertThat(stop.reason()).isEqualTo(Suppression.Reason.UNSUBSCRIBED);
        });
    }

    @Test
    void aLinkThatWasMadeUpLeadsNowhere() {
        var letter = letter();
        for (var token : List.of("", "x", mail.tags.refusal(letter).replaceAll(".$", "#"), "a".repeat(5_000))) {
            assertThat(pages.answer(token, true, List.of(), "/giving/").status())
                    .isEqualTo(404);
        }
        assertThat(pages.answer(mail.tags.refusal(UUID.randomUUID()), true, List.of(), "/giving/")
                        .status())
                .isEqualTo(404);
        assertThat(mail.suppressions.of("donor@example.net")).isEmpty();
    }

    @Test
    void everyLanguageHasAllWords() {
        for (var language : UnsubscribePages.WRITTEN) {
            for (var token : List.of("x", mail.tags.refusal(letter()))) {
                var html = pages.answer(token, false, List.of(Locale.forLanguageTag(language)), "/giving/")
                        .html();
                assertThat(html).contains("lang=\"" + language).contains("<h1>");
            }
        }
    }

    private UUID letter() {
        long donor = new Rows(mail.jdbi).donor("Donor", "donor@example.net");
        var key = "test:" + UUID.randomUUID();
        mail.jdbi.useHandle(handle -> mail.outbox.queue(
                handle, List.of(new Outbox.Order("DUNNING", key, 1, donor, "donor@example.net", "en", "example.org"))));
        return mail.jdbi.withHandle(handle -> handle.createQuery("select id from mail_outbox where dedupe_key = ?")
                .bind(0, key)
                .mapTo(UUID.class)
                .one());
    }
}
