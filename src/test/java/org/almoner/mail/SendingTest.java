package org.almoner.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.demo.MailCatcher;
import org.almoner.time.Calendar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stopping, slowing and trying mail, in conversations with a mail server. */
class SendingTest {

    private static final String STAFF = "finance@example.org";

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-20T02:00:00Z"));
    private final Calendar calendar = new Calendar(clock, clock.getZone());
    private final TestMail mail = new TestMail(TestDatabase.fresh(), calendar);
    private final MailCatcher server = new MailCatcher(0);
    private final MailQueries queries = new MailQueries(mail.jdbi, calendar);
    private MailRun run;
    private MailDesk desk;

    @BeforeEach
    void start() {
        run = mail.run(
                List.of(source("NEWS", false), source("NOTICE", true)), "us@example.org", server.port(), Runnable::run);
        desk = new MailDesk(
                Transactions.over(mail.jdbi),
                calendar,
                new AuditTrail(mail.jdbi, calendar),
                mail.outbox,
                mail.suppressions,
                mail.room(List.of(source("NEWS", false)), "us@example.org"),
                new MailServer(TestMail.postman(server.port())));
    }

    @AfterEach
    void close() {
        run.stop();
        server.close();
    }

    @Test
    void eachLetterHasItsOwnEnvelopeAndSaysHowToRefuseMoreWhereThatIsPossible() {
        queue("NEWS", "a@example.net");
        queue("NOTICE", "b@example.net");

        assertThat(run.pass(sent -> {})).isEqualTo(2);

        assertThat(server.messages()).allSatisfy(caught -> assertThat(mail.tags.addressed(caught.from()))
                .isPresent());
        assertThat(raw("a@example.net")).doesNotContain("List-Unsubscribe").contains("X-Almoner-Letter: ");
        assertThat(raw("b@example.net"))
                .containsPattern(
                        "List-Unsubscribe:\\s+<https://give\\.example\\.org/unsubscribe/[0-9a-z]{25}-[0-9a-z]{16}>")
                .contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
    }

    @Test
    void whatIsSuppressedIsShownAndNotSent() {
        mail.suppressions.suppress("gone@example.net", "no such mailbox", STAFF);
        queue("NEWS", "gone@example.net");
        var notice = queue("NOTICE", "quiet@example.net");
        mail.suppressions.refuseNotices(notice);
        queue("NEWS", "Quiet@example.net");

        run.pass(sent -> {});

        assertThat(server.messages()).extracting(MailCatcher.Caught::to).containsExactly(List.of("Quiet@example.net"));
        var undelivered = queries.slice(new MailQueries.Wanted("UNDELIVERED", null, null), 0, 10);
        assertThat(undelivered).hasSize(2).allSatisfy(letter -> {
            assertThat(letter.state()).isEqualTo("SUPPRESSED");
            assertThat(letter.attempts()).isZero();
            assertThat(letter.reply()).contains("suppressed");
        });
    }

    @Test
    void aRefusedMailboxIsNotAskedAgainForTheNextLetter() {
        server.refuse("gone@example.net", 550);
        queue("NEWS", "gone@example.net");
        for (int i = 0; i < 4; i++) {
            run.pass(sent -> {});
            clock.forward(Duration.ofMinutes(1));
        }
        assertThat(queries.slice(new MailQueries.Wanted("FAILED", null, null), 0, 10))
                .singleElement()
                .satisfies(letter -> assertThat(letter.attempts()).isEqualTo(3));
        assertThat(mail.texts("select came_by from mail_report")).containsExactly("SMTP");
    }

    @Test
    void aPauseHoldsEverythingUntilItIsTakenBackAndIsAudited() {
        queue("NEWS", "a@example.net");
        assertThatThrownBy(() -> mail.sending.pause(" ", STAFF)).isInstanceOf(Rejection.class);
        mail.sending.pause("look at the samples first", STAFF);
        assertThatThrownBy(() -> mail.sending.pause("again", STAFF)).isInstanceOf(Rejection.class);

        assertThat(run.pass(sent -> {})).isZero();
        var another = mail.run(List.of(source("NEWS", false)), "us@example.org", server.port(), Runnable::run);
        run.stop();
        assertThat(another.pass(sent -> {})).as("after a restart").isZero();

        mail.sending.resume(STAFF);
        assertThatThrownBy(() -> mail.sending.resume(STAFF)).isInstanceOf(Rejection.class);
        assertThat(another.pass(sent -> {})).isOne();
        another.stop();
        assertThat(audited()).containsExactly("mail.paused", "mail.resumed");
    }

    @Test
    void aLimitSpreadsLettersOverTheMinute() {
        mail.sending.limit(60, STAFF);
        queueMany(40, "example.net");

        assertThat(run.pass(sent -> {})).as("five seconds ahead of their time").isEqualTo(6);
        int sentLater = 0;
        for (int i = 0; i < 7; i++) {
            clock.forward(Duration.ofSeconds(3));
            sentLater += run.pass(sent -> {});
        }
        assertThat(sentLater).isEqualTo(21);
        assertThatThrownBy(() -> mail.sending.limit(0, STAFF)).isInstanceOf(Rejection.class);
        mail.sending.limit(null, STAFF);
        clock.forward(Duration.ofSeconds(10));
        assertThat(run.pass(sent -> {})).as("the rest").isEqualTo(13);
    }

    @Test
    void aDomainThatIsLimitedHoldsNoOtherUp() {
        mail.sending.limit("Slow.example", 60, STAFF);
        queueMany(20, "slow.example");
        queueMany(20, "example.net");

        assertThat(run.pass(sent -> {})).isEqualTo(26);
        assertThat(queries.standing().waiting()).isEqualTo(14);
        assertThatThrownBy(() -> mail.sending.limit("not a domain", 5, STAFF)).isInstanceOf(Rejection.class);
        mail.sending.limit("slow.example", null, STAFF);
        clock.forward(Duration.ofMinutes(2));
        assertThat(run.pass(sent -> {})).isEqualTo(14);
    }

    @Test
    void aDomainThatAsksForLessRestsAndGetsLessAfterwards() throws Exception {
        run.stop();
        try (var busy = new ScriptedServer(Map.of("RCPT TO:<a@busy.example>", "421 4.7.0 too many from you"))) {
            var hasty = mail.run(List.of(source("NEWS", false)), "us@example.org", busy.port(), Runnable::run);
            queue("NEWS", "a@busy.example");
            queue("NEWS", "b@calm.example");
            hasty.pass(sent -> {});

            var domain = mail.sending.rules().domains().get("busy.example");
            assertThat(domain.slowedTimes()).isOne();
            assertThat(domain.effective()).isEqualTo(30);
            assertThat(domain.reply()).contains("4.7.0 too many");
            assertThat(mail.sending.rules().domains()).doesNotContainKey("calm.example");
            assertThat(queries.slice(new MailQueries.Wanted("SENT", null, null), 0, 10))
                    .extracting(LetterView::recipient)
                    .containsExactly("b@calm.example");

            int heard = busy.heard().size();
            clock.forward(Duration.ofSeconds(40));
            hasty.pass(sent -> {});
            assertThat(busy.heard()).as("it rests").hasSize(heard);
            clock.forward(Duration.ofSeconds(40));
            hasty.pass(sent -> {});
            assertThat(mail.sending.rules().domains().get("busy.example").slowedTimes())
                    .isEqualTo(2);
            hasty.stop();
        }
        run = mail.run(List.of(source("NEWS", false)), "us@example.org", server.port(), Runnable::run);
        clock.forward(Duration.ofMinutes(10));
        assertThat(run.pass(sent -> {})).isOne();
        assertThat(mail.sending.rules().domains().get("busy.example").slowedTimes())
                .isOne();
    }

    @Test
    void aSampleGoesToStaffAndChangesNothingForTheDonor() {
        assertThatThrownBy(() -> desk.trial("NEWS", STAFF)).hasMessageContaining("no letter of that kind");
        assertThatThrownBy(() -> desk.trial("POEMS", STAFF)).hasMessageContaining("no letters of that kind");
        var letter = queue("NEWS", "a@example.net");
        mail.sending.pause("first a sample", STAFF);

        desk.trial("NEWS", STAFF);

        assertThat(server.messages()).singleElement().satisfies(caught -> assertThat(caught.to())
                .containsExactly(STAFF));
        assertThat(raw(STAFF)).contains("Subject: [Test] News").doesNotContain(letter.toString());
        assertThat(queries.find(letter).orElseThrow().state()).isEqualTo("QUEUED");
        assertThat(queries.count(new MailQueries.Wanted(null, null, null))).isOne();
        assertThat(audited()).contains("mail.tested");
        server.refuse(STAFF, 550);
        assertThatThrownBy(() -> desk.trial("NEWS", STAFF)).hasMessageContaining("did not take it");
    }

    @Test
    void aLetterIsSentAgainToTheAddressOfToday() {
        var letter = queue("NEWS", "old@example.net");
        assertThatThrownBy(() -> desk.again(letter, STAFF)).hasMessageContaining("on its way");
        run.pass(sent -> {});
        mail.reports.take("k", MailReports.Way.MAILBOX, Returned.failed(letter, "5.1.1", "gone"));
        assertThatThrownBy(() -> desk.again(letter, STAFF)).hasMessageContaining("nothing is sent to old@example.net");
        mail.jdbi.useHandle(handle -> handle.execute("update donor set email = 'new@example.net'"));

        var second = desk.again(letter, STAFF);
        assertThat(run.pass(sent -> {})).isOne();
        var third = desk.again(second, STAFF);

        assertThat(queries.find(second).orElseThrow().recipient()).isEqualTo("new@example.net");
        assertThat(queries.find(letter).orElseThrow().state()).isEqualTo("BOUNCED");
        assertThat(third).isNotEqualTo(second);
        assertThat(audited()).containsExactly("mail.sent-again", "mail.sent-again");
        assertThatThrownBy(() -> desk.again(UUID.randomUUID(), STAFF)).isInstanceOf(Rejection.class);
    }

    @Test
    void theOutboxSaysWhatWaitsAndHowLongItTakes() {
        queueMany(12, "example.net");
        server.refuse("n3@example.net", 451);
        run.pass(sent -> {});
        queueMany(10, "example.com");

        var standing = queries.standing();
        assertThat(standing.waiting()).isEqualTo(11);
        assertThat(standing.retried()).isOne();
        assertThat(standing.perMinute()).isEqualTo(2);
        assertThat(standing.left(null)).isEqualTo(Duration.ofSeconds(330));
        assertThat(standing.byKind()).containsEntry("NEWS", 11L);
        assertThat(standing.replies()).singleElement().satisfies(reply -> assertThat(reply.text())
                .contains("451"));
        var retried = queries.slice(new MailQueries.Wanted(null, null, "N3@example.net"), 0, 5)
                .get(0);
        assertThat(retried.nextAt()).isAfter(clock.instant());
        desk.now(retried.id(), STAFF);
        assertThat(queries.find(retried.id()).orElseThrow().nextAt()).isEqualTo(clock.instant());
        var first = queries.page(new MailQueries.Wanted(null, null, null), null, 15);
        assertThat(queries.page(new MailQueries.Wanted(null, null, null), first.next(), 15)
                        .items())
                .hasSize(7)
                .doesNotContainAnyElementsOf(first.items());
    }

    private String raw(String recipient) {
        return server.messages().stream()
                .filter(caught -> caught.to().contains(recipient))
                .map(caught -> new String(caught.raw(), StandardCharsets.UTF_8))
                .findFirst()
                .orElseThrow();
    }

    private List<String> audited() {
        return mail.texts("select action from audit_entry order by id");
    }

    private void queueMany(int many, String domain) {
        IntStream.rangeClosed(1, many).forEach(i -> queue("NEWS", "n" + i + "@" + domain));
    }

    private UUID queue(String kind, String recipient) {
        long donor = new Rows(mail.jdbi).donor("Donor", recipient.toLowerCase(Locale.ROOT));
        var key = "test:" + UUID.randomUUID();
        mail.jdbi.useHandle(handle -> mail.outbox.queue(
                handle, List.of(new Outbox.Order(kind, key, 1, donor, recipient, "en", "example.org"))));
        return mail.jdbi.withHandle(handle -> handle.createQuery("select id from mail_outbox where dedupe_key = ?")
                .bind(0, key)
                .mapTo(UUID.class)
                .one());
    }

    private static LetterSource source(String kind, boolean refusable) {
        return new LetterSource() {
            @Override
            public String kind() {
                return kind;
            }

            @Override
            public boolean refusable() {
                return refusable;
            }

            @Override
            public Letter write(Outbox.Entry entry, Mailbox from) {
                return new Letter(
                        entry.messageId(),
                        from,
                        Mailbox.of(entry.recipient()),
                        "News",
                        "Thank you.",
                        null,
                        null,
                        null,
                        Locale.ENGLISH,
                        entry.dated(),
                        List.of());
            }
        };
    }
}
