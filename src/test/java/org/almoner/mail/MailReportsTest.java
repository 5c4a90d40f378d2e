package org.almoner.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.UUID;
import org.almoner.database.Rejection;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.mail.MailReports.Way;
import org.almoner.mail.Returned.Kind;
import org.almoner.mail.Suppression.Reason;
import org.almoner.mail.Suppression.Stream;
import org.almoner.time.Calendar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From a letter that comes back to an address that is not written to, and from there to a letter that arrives. */
class MailReportsTest {

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-20T02:00:00Z"));
    private final TestMail mail = new TestMail(TestDatabase.fresh(), new Calendar(clock, clock.getZone()));
    private final GreenMail server = new GreenMail(new ServerSetup[] {
        ServerSetup.SMTP.dynamicPort(), ServerSetup.IMAP.dynamicPort(), ServerSetup.POP3.dynamicPort()
    });

    @AfterEach
    void close() {
        server.stop();
    }

    @Test
    void aLetterThatCameBackIsBouncedAndItsAddressNotWrittenToAgain() {
        var letter = letter("Donor@Example.net", "SENT");

        assertThat(mail.reports.take("k1", Way.MAILBOX, Returned.failed(letter, "5.1.1", "550 5.1.1 gone")))
                .isTrue();
        assertThat(mail.reports.take("k1", Way.MAILBOX, Returned.failed(letter, "5.1.1", "550 5.1.1 gone")))
                .as("the same report again")
                .isFalse();

        assertThat(state(letter)).isEqualTo("BOUNCED");
        assertThat(mail.suppressions.of("donor@example.net")).hasValueSatisfying(stop -> {
            assertThat(stop.reason()).isEqualTo(Reason.HARD);
            assertThat(stop.stream()).isEqualTo(Stream.ALL);
            assertThat(stop.detail()).contains("550 5.1.1 gone");
        });
        assertThat(mail.suppressions.of("somebody-else@example.net"))
                .as("what a report names is believed by nobody")
                .isEmpty();
    }

    @Test
    void threeSoftOnesInThirtyDaysAreTooMany() {
        for (int i = 1; i <= 3; i++) {
            assertThat(mail.suppressions.of("full@example.net")).isEmpty();
            mail.reports.take(
                    "k" + i, Way.MAILBOX, Returned.failed(letter("full@example.net", "SENT"), "4.2.2", "full"));
            clock.forward(Duration.ofDays(5));
        }
        assertThat(mail.suppressions.of("full@example.net"))
                .hasValueSatisfying(stop -> assertThat(stop.reason()).isEqualTo(Reason.SOFT));
    }

    @Test
    void softOnesFarApartAreNotAndALiftBeginsAnew() {
        for (int i = 1; i <= 3; i++) {
            mail.reports.take(
                    "far" + i, Way.MAILBOX, Returned.failed(letter("far@example.net", "SENT"), "5.2.2", "full"));
            clock.forward(Duration.ofDays(16));
        }
        assertThat(mail.suppressions.of("far@example.net")).isEmpty();

        for (int i = 1; i <= 3; i++) {
            mail.reports.take(
                    "near" + i, Way.MAILBOX, Returned.failed(letter("near@example.net", "SENT"), "5.2.2", "full"));
        }
        var stop = mail.suppressions.of("near@example.net").orElseThrow();
        clock.forward(Duration.ofHours(1));
        mail.suppressions.lift(stop.id(), "has room again", "finance@example.org");
        clock.forward(Duration.ofHours(1));
        mail.reports.take("near4", Way.MAILBOX, Returned.failed(letter("near@example.net", "SENT"), "5.2.2", "full"));
        assertThat(mail.suppressions.of("near@example.net")).isEmpty();
    }

    @Test
    void whatIsHeldAgainstUsSuppressesNobodyAndIsCounted() {
        var letter = letter("donor@example.net", "SENT");
        mail.reports.take("k", Way.MAILBOX, Returned.failed(letter, "5.7.26", "550 5.7.26 unauthenticated"));

        assertThat(mail.suppressions.of("donor@example.net")).isEmpty();
        assertThat(state(letter)).isEqualTo("BOUNCED");
        assertThat(mail.reports.reputation()).isOne();
        assertThat(mail.reports.lastReputation())
                .hasValueSatisfying(said -> assertThat(said).contains("5.7.26"));
        clock.forward(Duration.ofDays(8));
        assertThat(mail.reports.reputation()).isZero();
    }

    @Test
    void aComplaintStopsMailThoughTheLetterArrived() {
        var letter = letter("cross@example.net", "SENT");
        mail.reports.take("k", Way.WEBHOOK, new Returned(letter, Kind.COMPLAINT, null, "abuse"));
        mail.reports.take("d", Way.WEBHOOK, new Returned(letter, Kind.DELAYED, "4.4.1", "later"));

        assertThat(state(letter)).isEqualTo("SENT");
        assertThat(mail.suppressions.of("cross@example.net"))
                .hasValueSatisfying(stop -> assertThat(stop.reason()).isEqualTo(Reason.COMPLAINT));
    }

    @Test
    void aLetterThatDoesNotExistChangesNothing() {
        assertThat(mail.reports.take("k", Way.WEBHOOK, Returned.failed(UUID.randomUUID(), "5.1.1", "gone")))
                .isFalse();
        assertThat(mail.suppressions.count(new Suppressions.Wanted(null, null, null)))
                .isZero();
    }

    @ParameterizedTest
    @EnumSource(BounceMailbox.Protocol.class)
    void theMailboxIsReadOnceAndWhatIsNotOursIsLeftThere(BounceMailbox.Protocol protocol) throws Exception {
        server.start();
        GreenMailUser box = server.setUser(TestMail.BOUNCES, "bounces", "secret");
        var letter = letter("gone@example.net", "SENT");
        box.deliver(message(Reports.bounce(mail.tags.sender(letter), "failed", "5.1.1", "smtp; 550 5.1.1 gone")));
        box.deliver(message("To: bounces@example.org\r\nSubject: Hello\r\n\r\nA person writes.\r\n"
                .getBytes(StandardCharsets.US_ASCII)));
        var forged = mail.tags.sender(letter).replaceAll("-[0-9a-z]{16}@", "-0123456789abcdef@");
        box.deliver(message(Reports.bounce(forged, "failed", "5.1.1", "smtp; 550 5.1.1 made up")));
        int port = protocol == BounceMailbox.Protocol.IMAP
                ? server.getImap().getPort()
                : server.getPop3().getPort();
        var mailbox = new BounceMailbox(
                new BounceMailbox.Account(
                        protocol, "127.0.0.1", port, "bounces", "secret", Postman.Tls.NONE, Duration.ofSeconds(5)),
                mail.reports,
                mail.tags);

        assertThat(mailbox.read(100)).isOne();
        assertThat(mailbox.read(100)).isZero();

        assertThat(state(letter)).isEqualTo("BOUNCED");
        assertThat(server.getManagers().getImapHostManager().getInbox(box).getMessageCount())
                .isEqualTo(2);
        assertThat(mail.texts("select count(*) from mail_report where kind = 'OTHER'"))
                .containsExactly("2");
    }

    @Test
    void aMailboxThatRefusesUsIsSaid() {
        server.start();
        server.setUser(TestMail.BOUNCES, "bounces", "secret");
        var mailbox = new BounceMailbox(
                new BounceMailbox.Account(
                        BounceMailbox.Protocol.IMAP,
                        "127.0.0.1",
                        server.getImap().getPort(),
                        "bounces",
                        "wrong",
                        Postman.Tls.NONE,
                        Duration.ofSeconds(5)),
                mail.reports,
                mail.tags);
        assertThatThrownBy(() -> mailbox.read(10))
                .isInstanceOf(MessagingException.class)
                .hasMessageNotContaining("wrong");
    }

    @Test
    void relaysAreBelievedByTheirSecretAndReportsByTheirTag() {
        var relay = new RelayReports(mail.reports, mail.tags, "a secret of twenty characters");
        assertThat(relay.knows("a secret of twenty characters")).isTrue();
        assertThat(relay.knows("a secret of twenty character")).isFalse();
        assertThat(relay.knows(null)).isFalse();
        assertThat(new RelayReports(mail.reports, mail.tags, (String) null).isOpen())
                .isFalse();

        var one = letter("one@example.net", "SENT");
        var two = letter("two@example.net", "SENT");
        var three = letter("three@example.net", "SENT");
        var json = "[{\"type\":\"bounce\",\"messageId\":\"<" + one
                + "@example.org>\",\"status\":\"5.1.1\",\"detail\":\"gone\"},"
                + "{\"type\":\"complaint\",\"tag\":\"" + mail.tags.tag(two) + "\"},"
                + "{\"type\":\"bounce\",\"messageId\":\"nobody@example.org\",\"status\":\"5.1.1\"}]";
        assertThat(relay.takeJson(json.getBytes(StandardCharsets.UTF_8))).isEqualTo(2);
        assertThat(relay.takeJson(json.getBytes(StandardCharsets.UTF_8))).isZero();
        assertThat(relay.takeMail(Reports.bounce(mail.tags.sender(three), "failed", "5.1.1", "smtp; 550 gone")))
                .isOne();
        assertThat(relay.takeMail(Reports.bounce("x@example.org", "failed", "5.1.1", "smtp; 550 gone")))
                .isZero();

        assertThat(state(one)).isEqualTo("BOUNCED");
        assertThat(mail.suppressions.of("two@example.net")).isPresent();
        assertThat(state(three)).isEqualTo("BOUNCED");
        for (var bad : List.of("", "{", "[1]", "{\"messageId\":\"<" + one + "@example.org>\"}", "\"text\"")) {
            assertThatThrownBy(() -> relay.takeJson(bad.getBytes(StandardCharsets.UTF_8)))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void staffStopAndLiftAndSayWhy() {
        mail.suppressions.suppress("Donor@Example.net ", "asked us by telephone", "care@example.org");
        assertThatThrownBy(() -> mail.suppressions.suppress("donor@example.net", "again", "care@example.org"))
                .isInstanceOf(Rejection.class)
                .hasMessageContaining("already");
        assertThatThrownBy(() -> mail.suppressions.suppress("no address", "why", "care@example.org"))
                .isInstanceOf(Rejection.class);
        assertThatThrownBy(() -> mail.suppressions.suppress("x@example.net", " ", "care@example.org"))
                .isInstanceOf(Rejection.class)
                .hasMessageContaining("say why");
        var stop = mail.suppressions.of("DONOR@example.net").orElseThrow();
        assertThat(stop.reason()).isEqualTo(Reason.MANUAL);
        assertThatThrownBy(() -> mail.suppressions.lift(stop.id(), "", "care@example.org"))
                .isInstanceOf(Rejection.class);

        mail.suppressions.lift(stop.id(), "wrote to us from it", "care@example.org");

        assertThat(mail.suppressions.of("donor@example.net")).isEmpty();
        assertThatThrownBy(() -> mail.suppressions.lift(stop.id(), "once more", "care@example.org"))
                .isInstanceOf(Rejection.class);
        assertThat(mail.suppressions.find(stop.id()).orElseThrow().lifted().reason())
                .isEqualTo("wrote to us from it");
        assertThat(mail.suppressions.count(new Suppressions.Wanted("donor", Reason.MANUAL, false)))
                .isOne();
        assertThat(mail.texts("select action from audit_entry where subject_id = 'donor@example.net' order by id"))
                .containsExactly("suppression.made", "suppression.lifted");
    }

    private static MimeMessage message(byte[] raw) throws MessagingException {
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(raw));
    }

    private UUID letter(String recipient, String state) {
        long donor = new Rows(mail.jdbi).donor("Donor", recipient.toLowerCase(Locale.ROOT));
        var key = "test:" + UUID.randomUUID();
        mail.jdbi.useHandle(handle -> mail.outbox.queue(
                handle, List.of(new Outbox.Order("NEWS", key, 1, donor, recipient, "en", "example.org"))));
        return mail.jdbi.withHandle(handle -> handle.createQuery(
                        "update mail_outbox set state = ?, sent_at = created_at where dedupe_key = ? returning id")
                .bind(0, state)
                .bind(1, key)
                .mapTo(UUID.class)
                .one());
    }

    private String state(UUID letter) {
        return mail.jdbi.withHandle(handle -> handle.createQuery("select state from mail_outbox where id = ?")
                .bind(0, letter)
                .mapTo(String.class)
                .one());
    }
}
