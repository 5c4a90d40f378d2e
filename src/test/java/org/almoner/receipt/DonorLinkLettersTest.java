package org.almoner.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.document.Texts;
import org.almoner.donor.DonorLinks;
import org.almoner.mail.Letter;
import org.almoner.mail.LetterSource;
import org.almoner.mail.Mailbox;
import org.almoner.mail.Outbox;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** The link to a donor's own page goes to the donor, in their language, and opens that page. */
class DonorLinkLettersTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Mailbox FROM = Mailbox.of("receipts@example.org");
    private static final String SITE = "https://give.example.org";

    private final Jdbi jdbi = TestDatabase.books();
    private final Rows rows = new Rows(jdbi);
    private final Transactions transactions = Transactions.over(jdbi);
    private final Calendar calendar = new Calendar(Clock.fixed(NOW, ZoneOffset.UTC), ZoneOffset.UTC);
    private final DonorLinks links = new DonorLinks(jdbi, calendar);
    private final DonorLinkLetters letters = new DonorLinkLetters(
            jdbi, transactions, calendar, new Outbox(transactions, calendar), links, SITE + "/", FROM);

    @Test
    void itIsTheSameHoweverOftenItIsWrittenAndOpensThePage() {
        long donor = rows.donor("Ann", "ann@example.org");
        for (String language : List.of("en", "de", "ar", "he", "ja", "hi")) {
            Letter letter = letters.write(entry(DonorLinkLetters.KIND, donor, language), FROM);
            assertThat(letters.write(entry(DonorLinkLetters.KIND, donor, language), FROM))
                    .isEqualTo(letter);
            assertThat(letter.subject())
                    .isEqualTo(Texts.of("my", letter.language()).get("letter.subject"));
            assertThat(letter.attachment()).isNull();
            assertThat(letter.html()).contains("lang=\"" + language + "\"").doesNotContain("<bdi></bdi>");
            assertThat(links.open(token(letter.text())).orElseThrow().donor()).isEqualTo(donor);
            assertThat(token(letter.html())).isEqualTo(token(letter.text()));
        }
    }

    @Test
    void oneIsSentAnHourAndNoneWithoutAnAddress() {
        long donor = rows.donor("Ann", " ann@example.org ");
        assertThat(letters.send(donor)).isTrue();
        assertThat(letters.send(donor)).isTrue();
        assertThat(letters.send(rows.donor("Bob", null))).isFalse();
        assertThat(letters.send(99)).isFalse();
        List<String> recipients = jdbi.withHandle(handle -> handle.createQuery("select recipient from mail_outbox")
                .mapTo(String.class)
                .list());
        assertThat(recipients).containsExactly("ann@example.org");
        jdbi.useHandle(handle -> handle.execute("update donor set merged_into = 2 where id = 1"));
        assertThatThrownBy(() -> letters.write(entry(DonorLinkLetters.KIND, donor, "en"), FROM))
                .isInstanceOf(LetterSource.NotNeeded.class);
    }

    @Test
    void aReceiptsLetterLeadsToTheDonorsPageAndToWhereItIsChecked() {
        long donor = rows.donor("Ann", "ann@example.org");
        long receipt = rows.receipt("ALM-2026-000001", rows.gift("pi_1", donor, null, NOW), donor, new byte[] {1});
        var codes = new ReceiptCodes(SITE);
        var source = new ReceiptLetters(jdbi, calendar, links, codes, SITE);
        Letter letter = source.write(entry(Outbox.RECEIPT, receipt, "de"), FROM);
        var check = jdbi.withHandle(handle -> codes.read(handle).address("ALM-2026-000001"));
        assertThat(letter.text()).contains(check, "nur für Sie bestimmt");
        assertThat(letter.html()).contains(check, ">Ihre Seite öffnen</a>");
        assertThat(links.open(token(letter.text())).orElseThrow().donor()).isEqualTo(donor);
        var plain = new ReceiptLetters(jdbi, calendar).write(entry(Outbox.RECEIPT, receipt, "de"), FROM);
        assertThat(plain.text()).doesNotContain("/my/", "/verify/");
    }

    private static Outbox.Entry entry(String kind, long about, String language) {
        return new Outbox.Entry(
                UUID.nameUUIDFromBytes(new byte[] {1}),
                kind,
                about,
                "ann@example.org",
                language,
                "<1@example.org>",
                NOW,
                0);
    }

    private static String token(String text) {
        Matcher link =
                Pattern.compile(Pattern.quote(SITE) + "/my/([A-Za-z0-9_-]+)").matcher(text);
        assertThat(link.find()).isTrue();
        return link.group(1);
    }
}
