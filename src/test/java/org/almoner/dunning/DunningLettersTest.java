package org.almoner.dunning;

import static org.almoner.dunning.FailedPlans.mail;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.almoner.demo.MailCatcher;
import org.almoner.dunning.Step.Template;
import org.almoner.mail.MailRun;
import org.almoner.mail.TestMail;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The letters as a mail server gets them: whom they greet, what they name, where their link leads, and when none is sent. */
class DunningLettersTest {

    private static final Pattern LINK = Pattern.compile("https://give\\.example\\.org/giving/(\\S+)");

    private final FailedPlans books = new FailedPlans();
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final MailCatcher server = new MailCatcher(0);
    private MailRun run;

    @BeforeEach
    void start() {
        run = new TestMail(books.database, books.calendar)
                .run(List.of(books.letters, books.cardLetters), "us@example.org", server.port(), threads);
        books.policy("SOFT_FUNDS", mail(0, Template.FIRST), mail(5, Template.LAST));
        books.switchOn("HARD");
    }

    @AfterEach
    void close() {
        server.close();
        threads.shutdownNow();
    }

    @ParameterizedTest
    @CsvSource({
        "en, 'O’Brien-Müller 王小明 أحمد', 2500, EUR, '€25.00', 'could not be collected', 'Dear O’Brien-Müller 王小明 أحمد,'",
        "de, 'O’Brien-Müller 王小明 أحمد', 2500, EUR, '25,00 €', 'konnte nicht eingezogen werden', 'O’Brien-Müller 王小明 أحمد'",
        "fr, 'O’Brien-Müller 王小明 أحمد', 2500, EUR, '25,00 €', 'n’a pas pu être encaissé', 'O’Brien-Müller 王小明 أحمد'",
        "en, Hana, 1500, JPY, '¥1,500', 'could not be collected', 'Hana'",
        "en, Noor, 12340, KWD, '12.340', 'could not be collected', 'Noor'",
        "en, Jón, 250000, ISK, '2,500', 'could not be collected', 'Jón'"
    })
    void aLetterNamesTheAmountAndLeadsToTheDonorsOwnPage(
            String language, String name, long amount, String currency, String written, String subject, String greeting)
            throws Exception {
        books.plan("sub_1", name, "donor@example.org");
        books.sql("update donor set languages = '{" + language + "}'");
        books.decline("sub_1", "insufficient_funds", "2026-11-01T08:00:00Z", amount, currency);
        books.night("2026-11-01");
        run.pass(sent -> {});

        assertThat(server.count()).isEqualTo(1);
        var mail = parsed(0);
        assertThat(plain(mail.getSubject())).contains(subject, written);
        assertThat(MimeUtility.decodeText(mail.getHeader("To", "")))
                .contains(name)
                .contains("<donor@example.org>");
        assertThat(mail.getHeader("Auto-Submitted", "")).isEqualTo("auto-generated");
        assertThat(mail.getHeader("Content-Language", "")).startsWith(language);
        var parts = (MimeMultipart) mail.getContent();
        var text = plain((String) parts.getBodyPart(0).getContent());
        var html = plain((String) parts.getBodyPart(1).getContent());
        assertThat(text).contains(greeting, written);
        assertThat(html).contains("dir=\"ltr\"", written).doesNotContain("%ACCENT%", "%BELOW%", "{amount}", "{date}");
        var link = LINK.matcher(text);
        assertThat(link.find()).isTrue();
        assertThat(html).contains("href=\"https://give.example.org/giving/" + link.group(1) + "\"");
        assertThat(books.links.open(link.group(1)).orElseThrow().link().plan()).isEqualTo("sub_1");
    }

    @Test
    void aLostOrStolenCardIsNotSpokenOf() throws Exception {
        books.plan("sub_1", "Ann", "ann@example.org");
        books.decline("sub_1", "stolen_card", "2026-11-01T08:00:00Z");
        books.night("2026-11-02");
        run.pass(sent -> {});
        var text =
                (String) ((MimeMultipart) parsed(0).getContent()).getBodyPart(0).getContent();
        assertThat(text)
                .contains("Please use another one")
                .doesNotContainIgnoringCase("stolen", "lost", "fraud", "stolen_card");
    }

    @Test
    void aNameCannotAddAHeaderOrALink() throws Exception {
        books.plan("sub_1", "Ann\r\nBcc: all@example.org", "ann@example.org");
        books.plan("sub_2", "Win at www.example.com", "ben@example.org");
        books.decline("sub_1", "insufficient_funds", "2026-11-01T08:00:00Z");
        books.decline("sub_2", "insufficient_funds", "2026-11-01T08:00:00Z");
        books.night("2026-11-01");
        run.pass(sent -> {});

        assertThat(server.count()).isEqualTo(2);
        for (int i = 0; i < 2; i++) {
            assertThat(parsed(i).getHeader("Bcc")).isNull();
            assertThat(server.messages().get(i).to()).hasSize(1);
            var text = (String)
                    ((MimeMultipart) parsed(i).getContent()).getBodyPart(0).getContent();
            assertThat(text).doesNotContain("www.example.com");
        }
    }

    @Test
    void whatWasPaidBeforeTheLetterWentOutIsNotWrittenAbout() {
        books.plan("sub_1", "Ann", "ann@example.org");
        books.plan("sub_2", "Ben", "ben@example.org");
        books.decline("sub_1", "insufficient_funds", "2026-11-01T08:00:00Z");
        books.plan("sub_3", "Cem", "cem@example.org");
        books.decline("sub_2", "insufficient_funds", "2026-11-01T08:00:00Z");
        books.decline("sub_3", "insufficient_funds", "2026-11-01T08:00:00Z");
        server.down();
        books.night("2026-11-01");
        run.pass(sent -> {});
        assertThat(books.texts("select distinct state from mail_outbox")).containsExactly("QUEUED");
        books.pay("sub_1", "2026-11-01T12:00:00Z");
        books.sql("update recurring_plan set paused = true where reference = 'sub_2'");
        books.gave("sub_3", "2026-11-01T12:00:00Z");
        server.up();
        books.now = books.now.plusSeconds(60);
        run.pass(sent -> {});

        assertThat(server.count()).isZero();
        assertThat(books.texts("select state || ' ' || reply from mail_outbox order by recipient"))
                .containsExactly(
                        "DROPPED the failure is over: RECOVERED",
                        "DROPPED the plan is paused",
                        "DROPPED the donor gives otherwise");
    }

    @Test
    void aLetterThatIsSentTwiceIsTheSame() throws Exception {
        books.plan("sub_1", "Ann", "ann@example.org");
        books.decline("sub_1", "insufficient_funds", "2026-11-01T08:00:00Z");
        books.night("2026-11-01");
        server.dieAfterData(1);
        run.pass(sent -> {});
        books.now = books.now.plusSeconds(3_600);
        run.pass(sent -> {});

        assertThat(server.messages()).hasSize(2);
        assertThat(body(0)).isEqualTo(body(1));
    }

    private String body(int index) {
        var raw = new String(server.messages().get(index).raw(), java.nio.charset.StandardCharsets.UTF_8);
        return raw.substring(raw.indexOf("Date:"));
    }

    private MimeMessage parsed(int index) throws Exception {
        return new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(server.messages().get(index).raw()));
    }

    /** Amounts are kept together by blanks that do not break; here they only need to be read. */
    private static String plain(String text) {
        return text.replace('\u00a0', ' ').replace('\u202f', ' ').replace("&#37;", "%");
    }
}
