package org.almoner.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.demo.MailCatcher;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class MailRunTest {

    private final PGSimpleDataSource database = TestDatabase.fresh();
    private final Jdbi jdbi = Jdbi.create(database);
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final MailCatcher server = new MailCatcher(0);
    private Instant now = Instant.parse("2026-11-20T02:00:00Z");
    private final Calendar calendar = new Calendar(new Now(), ZoneOffset.UTC);
    private final Outbox outbox = new Outbox(Transactions.over(jdbi), calendar);
    private MailRun run;

    @BeforeEach
    void start() {
        run = another(server.port());
    }

    @AfterEach
    void close() {
        run.stop();
        server.close();
        threads.shutdownNow();
    }

    private MailRun another(int port) {
        return new TestMail(database, calendar).run(SOURCES, "us@example.org", port, threads);
    }

    private static final List<LetterSource> SOURCES = List.of(source(Outbox.RECEIPT, true), source("NEWS", false));

    private static LetterSource source(String kind, boolean needed) {
        return new LetterSource() {
            @Override
            public String kind() {
                return kind;
            }

            @Override
            public Letter write(Outbox.Entry entry, Mailbox from) {
                assertThat(entry.kind()).isEqualTo(kind);
                assertThat(entry.about()).isPositive();
                if (!needed) {
                    throw new NotNeeded("it is no longer news");
                }
                return letter(entry, from);
            }
        };
    }

    private static Letter letter(Outbox.Entry entry, Mailbox from) {
        return new Letter(
                entry.messageId(),
                from,
                new Mailbox("", entry.recipient()),
                "Receipt",
                "Thank you.",
                null,
                null,
                null,
                Locale.ENGLISH,
                entry.dated(),
                List.of());
    }

    @Test
    void everyLetterIsSentOnce() {
        queue(25);
        int[] told = {0};

        assertThat(run.pass(sent -> {
                    synchronized (told) {
                        told[0] += sent;
                    }
                }))
                .isEqualTo(25);

        assertThat(told[0]).isEqualTo(25);
        assertThat(states()).containsExactly("SENT");
        assertThat(recipients()).hasSize(25);
        assertThat(server.count()).isEqualTo(25);
        assertThat(count("reply like '%' and sent_at is not null and attempts = 1"))
                .isEqualTo(25);
        assertThat(run.pass(sent -> {})).isZero();
        assertThat(server.count()).isEqualTo(25);
    }

    @Test
    void theSameThingIsQueuedOnce() {
        queue(1);
        queue(1);

        assertThat(count("true")).isEqualTo(1);
    }

    @Test
    void aServerThatIsDownCostsNothingAndMailFollowsWithinAMinute() {
        queue(3);
        server.down();

        assertThat(run.pass(sent -> {})).isZero();
        assertThat(count("state = 'QUEUED' and attempts = 0")).isEqualTo(3);

        server.up();
        now = now.plusSeconds(30);
        assertThat(run.pass(sent -> {})).isEqualTo(3);
        assertThat(recipients()).hasSize(3);
    }

    @Test
    void aRefusedRecipientIsTriedThreeTimesAndHoldsNobodyUp() {
        queue(3);
        server.refuse("donor2@example.org", 550);
        for (int i = 0; i < 10; i++) {
            run.pass(sent -> {});
            now = now.plusSeconds(60);
        }

        assertThat(count("state = 'SENT'")).isEqualTo(2);
        assertThat(count("state = 'FAILED' and attempts = 3 and reply like '%550%' and recipient ="
                        + " 'donor2@example.org'"))
                .isEqualTo(1);
    }

    @Test
    void aRecipientThatIsToComeLaterIsTriedAgain() {
        queue(1);
        server.refuse("donor1@example.org", 451);
        run.pass(sent -> {});
        assertThat(count("state = 'QUEUED' and attempts = 1")).isEqualTo(1);

        server.accept("donor1@example.org");
        assertThat(run.pass(sent -> {})).isZero();
        now = now.plusSeconds(30);
        assertThat(run.pass(sent -> {})).isEqualTo(1);
    }

    @Test
    void aLetterWhoseAnswerWasLostIsTheSameLetterTheSecondTime() {
        queue(1);
        server.dieAfterData(1);
        run.pass(sent -> {});
        assertThat(count("state = 'QUEUED'")).isEqualTo(1);

        now = now.plusSeconds(60);
        run.pass(sent -> {});

        assertThat(states()).containsExactly("SENT");
        var heads = server.messages().stream()
                .map(caught -> new String(caught.raw(), java.nio.charset.StandardCharsets.UTF_8))
                .map(raw -> raw.lines()
                        .filter(line -> line.startsWith("Message-ID") || line.startsWith("Date:"))
                        .collect(Collectors.joining("|")))
                .collect(Collectors.toSet());
        assertThat(heads).hasSize(1);
    }

    @Test
    void whatADeadProcessWasSendingIsSentAtOnceByTheNext() {
        queue(2);
        assertThat(outbox.claim(10, Set.of(Outbox.RECEIPT), Set.of())).hasSize(2);
        assertThat(states()).containsExactly("SENDING");

        assertThat(run.pass(sent -> {})).isEqualTo(2);
    }

    @Test
    void onlyOneProcessSendsAtATime() {
        run.pass(sent -> {});
        queue(2);
        var other = another(server.port());

        assertThat(other.pass(sent -> {})).isZero();
        run.stop();
        assertThat(other.pass(sent -> {})).isEqualTo(2);
        other.stop();
    }

    @Test
    void anAddressThatIsNoneIsGivenUpAtOnce() {
        jdbi.useHandle(
                handle -> outbox.queue(handle, List.of(order(1, "not an address"), order(2, "donor2@example.org"))));

        assertThat(run.pass(sent -> {})).isEqualTo(2);
        assertThat(count("state = 'FAILED' and attempts = 1")).isEqualTo(1);
        assertThat(count("state = 'SENT'")).isEqualTo(1);
    }

    @Test
    void withoutAServerMailStaysInTheOutbox() {
        queue(1);
        var none = new TestMail(database, calendar).run(SOURCES, "us@example.org", null, threads);

        assertThat(none.pass(sent -> {})).isZero();
        assertThat(states()).containsExactly("QUEUED");
    }

    @Test
    void whatIsNoLongerTrueIsNotSent() {
        queue(1);
        jdbi.useHandle(handle -> outbox.queue(handle, List.of(news("NEWS", 1), news("NEWS", 2))));

        assertThat(run.pass(sent -> {})).isEqualTo(3);
        assertThat(count("state = 'DROPPED' and kind = 'NEWS' and reply = 'it is no longer news' and attempts = 0"))
                .isEqualTo(2);
        assertThat(server.count()).isEqualTo(1);
        assertThat(run.pass(sent -> {})).isZero();
    }

    @Test
    void aKindThatNobodyHereWritesIsLeftToTheNodesThatDo() {
        jdbi.useHandle(handle -> outbox.queue(handle, List.of(news("GREETINGS", 1))));

        assertThat(run.pass(sent -> {})).isZero();
        assertThat(states()).containsExactly("QUEUED");
    }

    private Outbox.Order news(String kind, int number) {
        long donor = new Rows(jdbi).donor("Donor " + number, "reader" + number + "@example.org");
        return new Outbox.Order(
                kind, "news:" + number, number, donor, "reader" + number + "@example.org", "en", "example.org");
    }

    private void queue(int letters) {
        jdbi.useHandle(handle -> outbox.queue(
                handle,
                IntStream.rangeClosed(1, letters)
                        .mapToObj(i -> order(i, "donor" + i + "@example.org"))
                        .toList()));
    }

    private Outbox.Order order(int number, String recipient) {
        long donor = new Rows(jdbi).donor("Donor " + number, recipient);
        long gift = new Rows(jdbi).gift("pi_" + donor, donor, null, Instant.parse("2026-11-01T00:00:00Z"));
        long receipt = jdbi.withHandle(handle -> {
            handle.execute(
                    "insert into receipt_series (prefix, year, legal_entity_id, regime) values ('ALM', 2026, 1, 'PLAIN')"
                            + " on conflict do nothing");
            return handle.createQuery(
                            "insert into receipt (affiliate_id, series_id, serial, number, gift_id, donor_id, amount_minor,"
                                    + " currency, language, issued_on, issued_at, sha256) values (1,"
                                    + " (select id from receipt_series), ?, ?, ?, ?, 1,"
                                    + " 'EUR', 'en', '2026-11-19', now(), '') returning id")
                    .bind(0, (int) gift)
                    .bind(1, "ALM-2026-" + gift)
                    .bind(2, gift)
                    .bind(3, donor)
                    .mapTo(Long.class)
                    .one();
        });
        return new Outbox.Order(Outbox.RECEIPT, "receipt:" + number, receipt, donor, recipient, "en", "example.org");
    }

    private Set<String> states() {
        return jdbi.withHandle(handle -> handle.createQuery("select distinct state from mail_outbox")
                .mapTo(String.class)
                .set());
    }

    private int count(String condition) {
        return jdbi.withHandle(handle -> handle.createQuery("select count(*) from mail_outbox where " + condition)
                .mapTo(Integer.class)
                .one());
    }

    private Set<String> recipients() {
        return server.messages().stream()
                .flatMap(caught -> caught.to().stream())
                .collect(Collectors.toSet());
    }

    private final class Now extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
