package org.almoner.report;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Properties;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.demo.MailCatcher;
import org.almoner.mail.MailRun;
import org.almoner.mail.Outbox;
import org.almoner.mail.TestMail;
import org.almoner.reconcile.Ageing;
import org.almoner.staff.LetterWishes;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** The daily letter to finance, over SMTP to its reader. */
class FinanceNewsTest {

    private static final LocalDate CLOSE = LocalDate.of(2026, 11, 20);

    private final PGSimpleDataSource database = TestDatabase.fresh();
    private final Jdbi jdbi = Jdbi.create(database);
    private final Rows rows = new Rows(jdbi);
    private final MailCatcher server = new MailCatcher(0);
    private Instant now = Instant.parse("2026-11-21T02:40:00Z");
    private final Calendar calendar = new Calendar(new Now(), ZoneOffset.UTC);
    private final Outbox outbox = new Outbox(Transactions.over(jdbi), calendar);
    private final LetterWishes wishes = new LetterWishes(jdbi, new AuditTrail(jdbi, calendar));
    private final FinanceNews news = new FinanceNews(
            Transactions.over(jdbi), outbox, new Ageing(jdbi, calendar), calendar, "Almoner <books@example.org>");
    private final MailRun run = new TestMail(database, calendar)
            .run(
                    List.of(new FinanceLetters(jdbi, "https://give.example.org/")),
                    "books@example.org",
                    server.port(),
                    Runnable::run);

    @BeforeEach
    void staff() {
        member(1, "finance@example.org", "FINANCE", true);
        member(2, "other@example.org", "FINANCE", true);
        member(3, "campaigns@example.org", "FUNDRAISER", true);
        member(4, "gone@example.org", "FINANCE", false);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void nobodyIsWrittenToUntilTheyWantIt() {
        raised("txn_1", CLOSE);

        assertThat(news.tell(CLOSE)).isTrue();
        run.pass(sent -> {});

        assertThat(server.count()).isZero();
    }

    @Test
    void whoWantsItHearsOnceADayOfWhatIsNewAndWhereToLook() throws Exception {
        wishes.wish("Finance@example.org", true);
        wishes.wish("campaigns@example.org", true);
        wishes.wish("gone@example.org", true);
        raised("txn_1", CLOSE);
        raised("txn_2", CLOSE);
        rows.gift("pi_old", null, null, CLOSE.minusDays(31).atTime(9, 0).toInstant(ZoneOffset.UTC));
        jdbi.useHandle(
                handle -> handle.execute("insert into settlement_period (period, status, status_since, closed_on)"
                        + " values ('2026-10-01', 'BALANCED', '2026-11-20T01:00:00Z', '2026-11-20'),"
                        + " ('2026-11-01', 'BALANCED', '2026-11-20T01:00:00Z', '2026-11-20')"));
        jdbi.useHandle(
                handle -> handle.execute("insert into job_run values (7, 'nightly-close', '2026-11-20', 'FAILED',"
                        + " 'schedule', '2026-11-21T01:30:00Z', '2026-11-21T01:31:00Z')"));

        assertThat(news.tell(CLOSE)).isTrue();
        assertThat(news.tell(CLOSE)).isFalse();
        run.pass(sent -> {});
        run.pass(sent -> {});

        assertThat(server.count()).isEqualTo(1);
        var caught = server.messages().get(0);
        assertThat(caught.to()).containsExactly("finance@example.org");
        var letter = new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(caught.raw()));
        assertThat(letter.getSubject()).isEqualTo("Almoner: something needs finance, November 21, 2026");
        assertThat(letter.getContent().toString())
                .contains("2 new: not in the books")
                .contains("https://give.example.org/console/exceptions?kind=MISSING_GIFT")
                .contains("One gift has waited for a payout for more than 30 days")
                .contains("October 2026 is balanced and can be closed")
                .doesNotContain("November 2026 is balanced")
                .contains("The nightly close for November 20, 2026 failed");
        int wished = jdbi.withHandle(
                handle -> handle.createQuery("select count(*) from audit_entry where action = 'staff.letters'")
                        .mapTo(Integer.class)
                        .one());
        assertThat(wished).isEqualTo(3);
    }

    @Test
    void theNextDayTellsOnlyWhatCameSince() {
        wishes.wish("finance@example.org", true);
        raised("txn_1", CLOSE);
        assertThat(news.tell(CLOSE)).isTrue();

        now = now.plus(Duration.ofDays(1));
        assertThat(news.tell(CLOSE.plusDays(1))).isFalse();

        raised("txn_2", CLOSE.plusDays(2));
        now = now.plus(Duration.ofDays(1));
        assertThat(news.tell(CLOSE.plusDays(2))).isTrue();
        run.pass(sent -> {});
        assertThat(server.count()).isEqualTo(2);
    }

    @Test
    void whoDoesNotWantItAnyMoreIsNotSentWhatStillWaits() {
        wishes.wish("finance@example.org", true);
        raised("txn_1", CLOSE);
        news.tell(CLOSE);
        wishes.wish("finance@example.org", false);

        run.pass(sent -> {});

        assertThat(server.count()).isZero();
        assertThat(wishes.wants("finance@example.org")).isFalse();
    }

    @Test
    void aCloseThatFailedIsToldAlthoughItNeverCameToItsStep() {
        assertThat(news.failedUntold()).isEmpty();
        jdbi.useHandle(
                handle -> handle.execute("insert into job_run values (7, 'nightly-close', '2026-11-20', 'FAILED',"
                        + " 'schedule', '2026-11-21T01:30:00Z', '2026-11-21T01:31:00Z')"));

        assertThat(news.failedUntold()).contains(CLOSE);
        assertThat(news.tell(CLOSE)).isTrue();
        assertThat(news.failedUntold()).isEmpty();
        now = now.plus(Duration.ofDays(1));
        assertThat(news.failedUntold()).isEmpty();
    }

    private void raised(String reference, LocalDate day) {
        rows.exception(
                "MISSING_GIFT",
                reference,
                day.withDayOfMonth(1),
                day.atTime(10, 0).toInstant(ZoneOffset.UTC),
                day,
                null);
    }

    private void member(long id, String email, String role, boolean active) {
        jdbi.useHandle(handle -> {
            handle.execute(
                    "insert into staff (id, email, name, password_hash, active, created_at) values (?, ?, 'x', 'x', ?, now())",
                    id,
                    email,
                    active);
            handle.execute("insert into staff_role (staff_id, role) values (?, ?)", id, role);
        });
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
