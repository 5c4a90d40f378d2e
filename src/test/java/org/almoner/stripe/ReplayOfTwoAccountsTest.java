package org.almoner.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Page;
import org.almoner.demo.Scenario;
import org.almoner.demo.StripeEvent;
import org.almoner.demo.StripeStandIn;
import org.almoner.proof.Replay;
import org.almoner.proof.ReplayRun;
import org.almoner.proof.Replays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Events of two accounts make the same books a second time, each in those of its own. */
class ReplayOfTwoAccountsTest {

    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final LocalDate DATE =
            LocalDate.ofInstant(RandomMonth.END, ZONE).minusDays(1);

    private static StripeStandIn atMain;
    private static StripeStandIn atShop;
    private static SmallServer server;
    private static Replays replays;

    @BeforeAll
    static void liveThroughAMonth() throws Exception {
        Scenario main = RandomMonth.of(31);
        Scenario shop = RandomMonth.of(32);
        atMain = new StripeStandIn(main, 0, "sk_test_main");
        atShop = new StripeStandIn(shop, 0, "sk_test_shop");
        server = new SmallServer(
                new TestAccounts()
                        .with("", atMain.base(), Optional.of("sk_test_main"), "whsec_main")
                        .with("shop", atShop.base(), Optional.of("sk_test_shop"), "whsec_shop"),
                RandomMonth.END,
                ZONE,
                () -> {});
        List<StripeEvent> ours = main.world().events();
        List<StripeEvent> theirs = shop.world().events();
        for (int i = 0; i < Math.max(ours.size(), theirs.size()); i++) {
            // a few are lost and fetched; the two accounts speak in turns
            if (i < ours.size() && i % 7 > 0) {
                server.accept("", ours.get(i).body());
            }
            if (i < theirs.size() && i % 5 > 0) {
                server.accept("shop", theirs.get(i).body());
            }
        }
        server.drain();
        server.close(DATE);
        server.close(DATE);
        // all came within one instant of the test; they are given the hours in which Stripe made them
        server.jdbi().useHandle(handle -> handle.execute("update stripe_event set received_at = created_at"));
        replays = new Replays(server.jdbi(), server.calendar(), new AuditTrail(server.jdbi(), server.calendar()));
    }

    @AfterAll
    static void end() {
        server.close();
        atMain.close();
        atShop.close();
    }

    @Test
    void everythingReplayedIsTheLiveLedgerOnceMore() {
        var replay = replayed(Replay.Scope.ALL);

        assertThat(replay.differing()).isZero();
        assertThat(replay.events()).isEqualTo(number("select count(*) from stripe_event"));
        assertThat(replay.fetched()).isPositive();
        for (String account : List.of("", "shop")) {
            assertThat(number("select count(*) from gift where stripe_account = '" + account + "'"))
                    .isPositive();
        }
        assertThat(replay.transactions()).isEqualTo(number("select count(*) from balance_transaction"));
    }

    @Test
    void aTypeMakesWhatIsThereAndNothingElse() {
        for (String type : List.of("payment_intent.succeeded", "charge.refunded", "charge.dispute.funds_withdrawn")) {
            long there = number("select count(*) from stripe_event where type = '" + type + "'");
            var replay = replayed(new Replay.Scope(null, type, null, null));
            assertThat(replay.events()).as(type).isEqualTo(there).isPositive();
            assertThat(replay.differing()).as(type).isZero();
        }
    }

    @Test
    void anyTimeMakesWhatIsThereAndNothingElse() {
        for (int week = 0; week < 4; week++) {
            Instant since = RandomMonth.START.plus(Duration.ofDays(7L * week));
            Instant until = since.plus(Duration.ofDays(7));
            var replay = replayed(new Replay.Scope(null, null, since, until));
            assertThat(replay.events()).isPositive();
            assertThat(replay.differing()).as("from " + since).isZero();
        }
    }

    private static Replay replayed(Replay.Scope scope) {
        long id = replays.order(scope, "ops@example.org");
        var run = new ReplayRun(server.transactions(), new ReplayedEvents(server.calendar()), server.calendar());
        while (run.step(id)) {
            // until it is over
        }
        var replay = replays.find(id).orElseThrow();
        assertThat(replay.error()).isNull();
        assertThat(replay.status()).isEqualTo(Replay.Status.COMPLETED);
        assertThat(replays.differences(id, null, Page.MAX_LIMIT).items()).isEmpty();
        return replay;
    }

    private static long number(String sql) {
        return server.jdbi()
                .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }
}
