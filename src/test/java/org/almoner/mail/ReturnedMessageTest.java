package org.almoner.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.UUID;
import org.almoner.database.TestDatabase;
import org.almoner.mail.Returned.Kind;
import org.almoner.time.Calendar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of messages that come to the mailbox of bounces, and what of those that somebody made up. */
class ReturnedMessageTest {

    private static final UUID LETTER = UUID.fromString("f0000000-0000-4000-8000-000000000001");
    private final MailTags tags = new MailTags(
            TestDatabase.books(),
            new Calendar(Clock.fixed(Instant.parse("2026-11-20T02:00:00Z"), ZoneOffset.UTC), ZoneOffset.UTC),
            TestMail.BOUNCES);
    private final ReturnedMessage reader = new ReturnedMessage(tags);

    @Test
    void aTagLeadsBackToItsLetterAndToNoOther() {
        var sender = tags.sender(LETTER);
        assertThat(sender).matches("bounces\\+[0-9a-z]{25}-[0-9a-z]{16}@example\\.org");
        assertThat(sender.indexOf('@')).isLessThanOrEqualTo(64);
        assertThat(tags.addressed(sender)).contains(LETTER);
        assertThat(tags.addressed("<" + sender.toUpperCase(Locale.ROOT) + ">")).contains(LETTER);
        var neighbour = new UUID(LETTER.getMostSignificantBits(), 2);
        assertThat(tags.addressed(sender.replace(
                        tags.tag(LETTER).substring(0, 25), tags.tag(neighbour).substring(0, 25))))
                .isEmpty();
        var other = tags.tag(UUID.randomUUID());
        assertThat(tags.read(tags.tag(LETTER).substring(0, 26) + other.substring(26)))
                .isEmpty();
        assertThat(tags.addressed("bounces@example.org")).isEmpty();
        assertThat(tags.addressed("bounces+@example.org")).isEmpty();
        assertThat(tags.addressed(null)).isEmpty();
        assertThat(tags.refused(tags.tag(LETTER)))
                .as("a bounce's tag refuses nothing")
                .isEmpty();
        assertThat(tags.read(tags.refusal(LETTER))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5.1.1|smtp; 550 5.1.1 no such user|HARD|5.1.1",
                "5.1.10|smtp; 550 null MX|HARD|5.1.10",
                "5.2.1|smtp; 550 5.2.1 disabled|HARD|5.2.1",
                "5.2.2|smtp; 552 5.2.2 full|SOFT|5.2.2",
                "4.4.7|smtp; 421 4.4.7 expired|SOFT|4.4.7",
                "5.7.1|smtp; 550 5.7.1 SPF fails|REPUTATION|5.7.1",
                "5.1.8|smtp; 550 5.1.8 bad sender|REPUTATION|5.1.8",
                "5.0.0|smtp; 550 5.1.1 User unknown|HARD|5.1.1",
                "5.0.0|smtp; 550 no|SOFT|5.0.0",
            })
    void aReportIsReadByItsStatus(String status, String diagnostic, Kind kind, String read) {
        var returned = reader.read(Reports.bounce(tags.sender(LETTER), "failed", status, diagnostic))
                .orElseThrow();
        assertThat(returned.letter()).isEqualTo(LETTER);
        assertThat(returned.kind()).isEqualTo(kind);
        assertThat(returned.status()).isEqualTo(read);
        assertThat(returned.detail()).contains(diagnostic.replace("smtp; ", ""));
    }

    @Test
    void aDelayIsNoFailure() {
        assertThat(reader.read(Reports.bounce(tags.sender(LETTER), "delayed", "4.4.1", "smtp; no answer")))
                .hasValueSatisfying(returned -> assertThat(returned.kind()).isEqualTo(Kind.DELAYED));
        assertThat(reader.read(Reports.bounce(tags.sender(LETTER), "relayed", "2.0.0", "smtp; 250 fine")))
                .isEmpty();
    }

    @Test
    void whatDoesNotCarryOurTagSaysNothing() {
        assertThat(reader.read(Reports.bounce("bounces@example.org", "failed", "5.1.1", "smtp; 550 gone")))
                .isEmpty();
        var forged = tags.sender(LETTER).replaceAll("-[0-9a-z]{16}@", "-0123456789abcdef@");
        assertThat(reader.read(Reports.bounce(forged, "failed", "5.1.1", "smtp; 550 gone")))
                .isEmpty();
        assertThat(reader.read(Reports.complaint("somebody@example.org", "made-up")))
                .isEmpty();
    }

    @Test
    void aComplaintIsKnownByTheLetterItBringsBack() {
        assertThat(reader.read(Reports.complaint("fbl@example.org", tags.tag(LETTER))))
                .hasValueSatisfying(returned -> {
                    assertThat(returned.letter()).isEqualTo(LETTER);
                    assertThat(returned.kind()).isEqualTo(Kind.COMPLAINT);
                    assertThat(returned.detail()).isEqualTo("abuse told by Yahoo!-Mail-Feedback/2.0");
                });
    }

    @Test
    void anAutomaticAnswerAndRubbishAreNoReports() {
        assertThat(reader.read(
                        ("To: " + tags.sender(LETTER) + "\r\nSubject: Out of office\r\n\r\nBack on Monday 5.1.1\r\n")
                                .getBytes(StandardCharsets.US_ASCII)))
                .isEmpty();
        assertThat(reader.read(new byte[0])).isEmpty();
        assertThat(reader.read(("To: " + tags.sender(LETTER)
                                + "\r\nContent-Type: multipart/report; boundary=\"x\"\r\n\r\n--y\r\nnot closed")
                        .getBytes(StandardCharsets.US_ASCII)))
                .isEmpty();
        assertThat(reader.read(new byte[] {0, (byte) 0xff, 10, 13, 0})).isEmpty();
    }
}
