package org.almoner.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Page;
import org.almoner.database.Rejection;
import org.almoner.proof.Replay;
import org.almoner.proof.Replay.DifferenceKind;
import org.almoner.proof.ReplayRun;
import org.almoner.proof.Replays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Goal: the stored events make the same books a second time, and whatever was done to the live ones since is named.
 * Method: a month of the demo in two nights, some of its webhooks lost, replayed beside itself.
 */
class ReplayTest {

    private static CloseFixture books;
    private static Replays replays;

    @BeforeAll
    static void liveThroughAMonth() throws IOException {
        books = new CloseFixture(120, 23);
        books.deliverTheMonth();
        books.night();
        books.night();
        replays = new Replays(books.jdbi, books.calendar, new AuditTrail(books.jdbi, books.calendar));
    }

    @AfterAll
    static void end() {
        books.close();
    }

    @Test
    void everythingReplayedIsTheLiveLedgerOnceMore() {
        String before = fingerprint();

        var replay = replayed(Replay.Scope.ALL);

        assertThat(differences(replay)).isEmpty();
        assertThat(replay.differing()).isZero();
        assertThat(replay.events()).isEqualTo(number("select count(*) from stripe_event"));
        assertThat(replay.fetched()).isPositive();
        assertThat(replay.same()).isGreaterThan(500);
        assertThat(replay.same() + replay.otherWay()).isGreaterThanOrEqualTo(replay.entries());
        assertThat(replay.transactions()).isEqualTo(number("select count(*) from balance_transaction"));
        assertThat(replay.done()).isEqualTo(replay.total());
        assertThat(fingerprint()).isEqualTo(before);
        assertThat(schemas()).isZero();
    }

    @Test
    void anEntryThatOnlyTheLiveLedgerHasIsNamed() {
        tampered(
                """
                insert into ledger_posting (key, kind, debit_id, credit_id, amount, currency, reference, occurred_at, booked_month)
                select 'made:up', 'CORRECTION', min(d.id), min(c.id), 4200, 'EUR', 'nobody', now(), '2026-11-01'
                from ledger_account d, ledger_account c
                where d.role = 'STRIPE_CLEARING' and c.role = 'PROCESSING_FEES' and d.currency = 'EUR' and c.currency = 'EUR'
                """,
                """
                set session_replication_role = replica;
                delete from ledger_posting where key = 'made:up';
                set session_replication_role = default
                """,
                Replay.Scope.ALL,
                replay -> {
                    assertThat(differences(replay))
                            .extracting(Replay.Difference::kind, Replay.Difference::entryKey, difference -> difference
                                    .amount()
                                    .minor())
                            .containsExactly(tuple(DifferenceKind.ONLY_LIVE, "made:up", 4_200L));
                });
    }

    /** Releases, pledges and what was written off: no event ever told them. */
    @Test
    void whatStaffPostedIsNoDifference() {
        tampered(
                """
                insert into ledger_posting (key, kind, debit_id, credit_id, amount, currency, reference, occurred_at, booked_month)
                select 'staff:' || k, k, min(d.id), min(c.id), 4200, 'EUR', 'staff', now(), '2026-11-01'
                from ledger_account d, ledger_account c,
                     unnest(array['RELEASE', 'RELEASE_UNDONE', 'PLEDGE', 'PLEDGE_PAID', 'PLEDGE_UNPAID', 'PLEDGE_WRITTEN_OFF']) k
                where d.role = 'STRIPE_CLEARING' and c.role = 'PROCESSING_FEES' and d.currency = 'EUR' and c.currency = 'EUR'
                group by k
                """,
                """
                set session_replication_role = replica;
                delete from ledger_posting where reference = 'staff';
                set session_replication_role = default
                """,
                Replay.Scope.ALL,
                replay -> assertThat(differences(replay)).isEmpty());
    }

    @Test
    void whatAnEventToldThatIsGoneIsNamed() {
        String gift =
                text("select g.reference from gift g where g.status = 'RECEIVED' and g.currency = 'EUR' and not exists"
                        + " (select 1 from stripe_fetched f where convert_from(f.body, 'UTF8') like '%' || g.reference || '%')"
                        + " order by 1 limit 1");
        tampered(
                "create table removed as select * from stripe_event where convert_from(body, 'UTF8') like '%" + gift
                        + "%'; delete from stripe_event where seq in (select seq from removed)",
                "insert into stripe_event overriding system value select * from removed; drop table removed",
                Replay.Scope.ALL,
                replay -> assertThat(differences(replay))
                        .anySatisfy(difference -> {
                            assertThat(difference.kind()).isEqualTo(DifferenceKind.GIFT);
                            assertThat(difference.reference()).isEqualTo(gift);
                            assertThat(difference.live()).isEqualTo(gift);
                            assertThat(difference.replayed()).isNull();
                        })
                        .anySatisfy(
                                difference -> assertThat(difference.entryKey()).isEqualTo(gift + ":received")));
    }

    @Test
    void oneEventOneTypeAndATimeMakeNothingThatIsNotThere() {
        String event = text("select max(event_id) from stripe_event where type = 'payment_intent.succeeded'");
        var one = replayed(new Replay.Scope(event, null, null, null));
        assertThat(differences(one)).isEmpty();
        assertThat(one.events()).isOne();
        assertThat(one.entries()).isOne();
        assertThat(one.transactions()).isZero();

        var type = replayed(new Replay.Scope(null, "payment_intent.succeeded", null, null));
        assertThat(differences(type)).isEmpty();
        assertThat(type.entries()).isGreaterThan(50);

        var time = replayed(new Replay.Scope(null, null, CloseFixture.NOW.plus(Duration.ofDays(1)), null));
        assertThat(time.events()).isZero();
        assertThat(time.differing()).isZero();
    }

    @Test
    void whatAReplayOfOneEventMakesAndTheBooksLackIsNamed() {
        String event = text("select max(event_id) from stripe_event where type = 'payment_intent.succeeded'");
        String gift = text("select object_id from stripe_event where event_id = '" + event + "'");
        tampered(
                "update gift set reference = reference || '_gone' where reference = '" + gift + "'",
                "update gift set reference = '" + gift + "' where reference = '" + gift + "_gone'",
                new Replay.Scope(event, null, null, null),
                replay -> assertThat(differences(replay))
                        .extracting(Replay.Difference::kind, Replay.Difference::reference)
                        .containsExactly(tuple(DifferenceKind.GIFT, gift)));
    }

    @Test
    void oneThatWasKilledAnywhereGoesOnThere() {
        long id = replays.order(Replay.Scope.ALL, "ops@example.org");
        int steps = 0;
        // a new process for every step
        while (run().step(id)) {
            steps++;
        }
        assertThat(steps).isGreaterThan(6);
        assertThat(replays.find(id).orElseThrow().differing()).isZero();
    }

    @Test
    void oneThatIsDeletedInItsMiddleLeavesNothing() {
        long id = replays.order(Replay.Scope.ALL, "ops@example.org");
        run().step(id);
        run().step(id);
        assertThat(schemas()).isOne();
        assertThatThrownBy(() -> replays.order(Replay.Scope.ALL, "ops@example.org"))
                .isInstanceOf(Rejection.class)
                .hasMessageContaining("another replay is not over yet");

        replays.delete(id, "ops@example.org");

        assertThat(run().step(id)).isFalse();
        run().tidy();
        assertThat(schemas()).isZero();
        assertThatThrownBy(() -> replays.delete(id, "ops@example.org")).hasMessageContaining("no replay");
        assertThatThrownBy(() -> replays.order(new Replay.Scope("evt_none", null, null, null), "ops@example.org"))
                .hasMessageContaining("there is no event evt_none");
    }

    @Test
    void oneThatFailsSaysWhyAndLeavesNothing() {
        long id = replays.order(Replay.Scope.ALL, "ops@example.org");
        run().step(id);
        books.jdbi.useHandle(handle -> handle.execute("drop table replay_" + id + ".stripe_event"));

        assertThat(run().step(id)).isFalse();

        var replay = replays.find(id).orElseThrow();
        assertThat(replay.status()).isEqualTo(Replay.Status.FAILED);
        assertThat(replay.error()).contains("does not exist");
        assertThat(schemas()).isZero();
    }

    private static ReplayRun run() {
        return new ReplayRun(books.transactions, new ReplayedEvents(books.calendar), books.calendar);
    }

    private static Replay replayed(Replay.Scope scope) {
        long id = replays.order(scope, "ops@example.org");
        var run = run();
        while (run.step(id)) {
            // until it is over
        }
        var replay = replays.find(id).orElseThrow();
        assertThat(replay.error()).isNull();
        assertThat(replay.status()).isEqualTo(Replay.Status.COMPLETED);
        return replay;
    }

    private static void tampered(String sql, String undo, Replay.Scope scope, Consumer<Replay> look) {
        books.jdbi.useHandle(handle -> handle.createScript(sql).execute());
        try {
            look.accept(replayed(scope));
        } finally {
            books.jdbi.useHandle(handle -> handle.createScript(undo).execute());
        }
    }

    private static List<Replay.Difference> differences(Replay replay) {
        return replays.differences(replay.id(), null, Page.MAX_LIMIT).items();
    }

    private static long schemas() {
        return number("select count(*) from pg_namespace where nspname like 'replay%'");
    }

    private static long number(String sql) {
        return books.jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    private static String text(String sql) {
        return books.jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(String.class).one());
    }

    /** Everything of the live books that a replay could have spoilt. */
    private static String fingerprint() {
        return text("select (select md5(string_agg(p::text, '' order by p.id)) from ledger_posting p)"
                + " || (select md5(string_agg(g::text, '' order by g.id)) from gift g)"
                + " || (select md5(string_agg(t::text, '' order by t.id)) from balance_transaction t)"
                + " || (select md5(string_agg(o::text, '' order by o.id)) from payout o)"
                + " || (select count(*) from donor) || (select count(*) from stripe_fetched)"
                + " || (select md5(string_agg(e::text, '' order by e.seq)) from stripe_event e)");
    }
}
