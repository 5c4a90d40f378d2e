package org.almoner.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The lists of exceptions, payouts, events and job runs. */
class SettlementListsTest {

    private static final Instant NOON = Instant.parse("2026-11-10T12:00:00Z");

    private final Calendar calendar = new Calendar(Clock.systemUTC(), ZoneOffset.UTC);
    private Jdbi jdbi;
    private Rows rows;

    @BeforeEach
    void freshDatabase() {
        jdbi = TestDatabase.books();
        rows = new Rows(jdbi);
    }

    @Test
    void exceptionsCanBeAskedForByWhetherTheyAreOpen() {
        var day = LocalDate.of(2026, 11, 12);
        rows.exception("MISSING_GIFT", "txn_1", day.withDayOfMonth(1), NOON, day, null);
        rows.exception("UNSETTLED", "txn_2", day.withDayOfMonth(1), NOON, day, day);
        var exceptions = new ExceptionQueries(jdbi, calendar);

        assertThat(exceptions.page(ExceptionFilter.OPEN, null, 10).items())
                .singleElement()
                .satisfies(open -> {
                    assertThat(open.reference()).isEqualTo("txn_1");
                    assertThat(open.ageDays()).isEqualTo(2);
                    assertThat(open.amount()).isEqualTo(new Money(1200, "EUR"));
                    assertThat(exceptions.find(open.id())).contains(open);
                });
        assertThat(exceptions.count(new ExceptionFilter(false, null, null, null)))
                .isEqualTo(1);
        assertThat(exceptions.count(new ExceptionFilter(null, ExceptionKind.UNSETTLED, null, null)))
                .isEqualTo(1);
        assertThat(exceptions.count(new ExceptionFilter(null, null, YearMonth.of(2026, 10), null)))
                .isZero();
        var first = exceptions.page(new ExceptionFilter(null, null, null, null), null, 1);
        assertThat(exceptions
                        .page(new ExceptionFilter(null, null, null, null), first.next(), 1)
                        .items())
                .extracting(ExceptionView::reference)
                .containsExactly("txn_1");
    }

    @Test
    void payoutsComeNewestFirst() {
        jdbi.useHandle(
                handle -> handle.execute(
                        "insert into payout (id, stripe_account, livemode, amount_minor, currency, status, automatic,"
                                + " created_at, fetched_at, items_net_minor, proof) values"
                                + " ('po_1', 'acct_1', true, 900, 'EUR', 'paid', true, '2026-11-10T12:00:00Z', now(), 900, 'ADDS_UP'),"
                                + " ('po_2', 'acct_1', true, 800, 'EUR', 'failed', true, '2026-11-10T12:00:00Z', now(), null, 'OPEN')"));
        var payouts = new PayoutQueries(jdbi);

        var first = payouts.page(PayoutQueries.Wanted.ALL, null, 1);
        var second = payouts.page(PayoutQueries.Wanted.ALL, first.next(), 1);

        assertThat(first.items()).extracting(PayoutView::id).containsExactly("po_2");
        assertThat(first.items().get(0).itemsNet()).isNull();
        assertThat(second.items()).extracting(PayoutView::id).containsExactly("po_1");
        assertThat(second.items().get(0).itemsNet()).isEqualTo(new Money(900, "EUR"));
        assertThat(second.next()).isNull();
        assertThat(payouts.count(new PayoutQueries.Wanted("failed", null, null, null)))
                .isEqualTo(1);
        assertThat(payouts.slice(new PayoutQueries.Wanted(null, "ADDS_UP", NOON, null), 0, 9))
                .hasSize(1);
        assertThat(payouts.slice(new PayoutQueries.Wanted(null, null, null, NOON), 0, 9))
                .isEmpty();
    }

    @Test
    void aParkedEventGoesBackInLineAndTheTrailSaysWhoDidIt() {
        event("evt_1", "PARKED");
        event("evt_2", "DONE");
        var inbox = new Inbox(jdbi, new AuditTrail(jdbi, calendar));
        assertThat(inbox.page(Inbox.Wanted.PARKED, null, 10).items())
                .extracting(Inbox.Event::id, Inbox.Event::error)
                .containsExactly(tuple("evt_1", "no such thing"));

        inbox.redrive("evt_1", "fin@example.org");

        var event = inbox.find("evt_1").orElseThrow();
        assertThat(event.state()).isEqualTo(Inbox.State.NEW);
        assertThat(event.attempts()).isZero();
        assertThat(event.error()).isNull();
        List<String> trail = jdbi.withHandle(
                handle -> handle.createQuery("select actor || ' ' || action || ' ' || subject_id from audit_entry")
                        .mapTo(String.class)
                        .list());
        assertThat(trail).containsExactly("fin@example.org event.redriven evt_1");
    }

    @Test
    void onlyAParkedEventCanBeTriedAgain() {
        event("evt_2", "DONE");
        var inbox = new Inbox(jdbi, new AuditTrail(jdbi, calendar));

        assertThatThrownBy(() -> inbox.redrive("evt_2", "fin@example.org"))
                .isInstanceOfSatisfying(
                        Rejection.class, r -> assertThat(r.reason()).isEqualTo(Rejection.Reason.DUPLICATE))
                .hasMessageContaining("DONE");
        assertThatThrownBy(() -> inbox.redrive("evt_3", "fin@example.org"))
                .isInstanceOfSatisfying(
                        Rejection.class, r -> assertThat(r.reason()).isEqualTo(Rejection.Reason.UNKNOWN));
    }

    @Test
    void aRunShowsItsStepsInTheOrderOfTheJob() {
        jdbi.useHandle(handle -> {
            handle.execute(
                    "insert into job_run values (1, 'nightly-close', '2026-11-19', 'COMPLETED', 'timer', now(), now())");
            handle.execute(
                    "insert into job_run values (2, 'nightly-close', '2026-11-20', 'STARTED', 'a@b.org', now())");
            handle.execute("insert into job_run values (3, 'monthly-close', '2026-11-30', 'STARTED', 'timer', now())");
            handle.execute("insert into job_step values (2, 'match', 2, 'WAITING', 0, null),"
                    + " (2, 'fetch', 1, 'STARTED', 40, 100)");
        });
        var runs = new JobRuns(jdbi);

        var newest = runs.newest("nightly-close").orElseThrow();

        assertThat(newest.id()).isEqualTo(2);
        assertThat(newest.endedAt()).isNull();
        assertThat(newest.steps()).extracting(JobRuns.Step::name).containsExactly("fetch", "match");
        assertThat(newest.steps()).extracting(JobRuns.Step::total).containsExactly(100L, null);
        assertThat(runs.find(1))
                .hasValueSatisfying(run -> assertThat(run.steps()).isEmpty());
        assertThat(runs.find(9)).isEmpty();
        var page = runs.page(null, null, 2);
        assertThat(page.items()).extracting(JobRuns.Run::id).containsExactly(3L, 2L);
        assertThat(runs.page(null, page.next(), 2).items())
                .extracting(JobRuns.Run::id)
                .containsExactly(1L);
    }

    private void event(String id, String status) {
        jdbi.useHandle(handle -> handle.execute(
                "insert into stripe_event (event_id, stripe_account, livemode, type, received_at, origin, sha256, body,"
                        + " status, attempts, error) values (?, 'acct_1', true, 'charge.updated', now(), 'WEBHOOK', '', '', ?,"
                        + " 5, 'no such thing')",
                id,
                status));
    }
}
