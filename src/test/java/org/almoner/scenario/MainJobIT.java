package org.almoner.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.almoner.demo.AlmonerClient;
import org.almoner.demo.Comparison;
import org.almoner.demo.DeliveryPlan;
import org.almoner.demo.DemoMonth;
import org.almoner.demo.MailCatcher;
import org.almoner.demo.Oracle;
import org.almoner.demo.StripeEvent;
import org.almoner.demo.StripeStandIn;
import org.almoner.demo.WebhookSender;
import org.almoner.demo.WebhookSender.Delivery;
import org.almoner.it.AlmonerProcess;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The whole main job against the real jar: webhooks in order, in any order with duplicates and twins, or with a tenth of
 * them lost; and all of that with the server killed in the stream and in every step of the close. In the end the books
 * equal the oracle to the minor unit, each receipt is there once, and another close changes nothing.
 */
class MainJobIT {

    private static final int GIFTS = 120;

    /** A step that is told to halt does so with work of it done and not yet committed, and if it has none at its end. */
    private static final String HALT =
            """
            create table halt (step text);
            create function halt() returns trigger language plpgsql as $$ begin
              if old.status = 'STARTED' and exists (select from halt where step = new.name)
                 and (new.status = 'COMPLETED'
                      or new.done > old.done and (old.done > 0 or new.done = new.total)) then
                perform pg_sleep(600);
              end if;
              return new;
            end $$;
            create trigger halt before update on job_step for each row execute function halt();
            """;

    /** How the month's webhooks come. */
    enum Way {
        IN_ORDER(1),
        IN_ANY_ORDER_WITH_DUPLICATES_AND_TWINS(8),
        A_TENTH_LOST(8);

        private final int connections;

        Way(int connections) {
            this.connections = connections;
        }

        private List<Delivery> deliveries(DemoMonth demo) {
            List<StripeEvent> events = new ArrayList<>(demo.historyEvents());
            events.addAll(demo.monthEvents());
            return switch (this) {
                case IN_ORDER -> DeliveryPlan.of(events).deliveries();
                case IN_ANY_ORDER_WITH_DUPLICATES_AND_TWINS ->
                    DeliveryPlan.of(events)
                            .withDuplicates(10, 1)
                            .withTwins(10, 2)
                            .shuffled(3)
                            .deliveries();
                case A_TENTH_LOST -> aTenthLost(demo);
            };
        }

        private static List<Delivery> aTenthLost(DemoMonth demo) {
            List<Delivery> all =
                    new ArrayList<>(DeliveryPlan.of(demo.historyEvents()).deliveries());
            all.addAll(DeliveryPlan.of(demo.monthEvents()).dropping(10, 4).deliveries());
            return all;
        }
    }

    @ParameterizedTest
    @EnumSource
    void howeverTheWebhooksComeTheBooksEndInTheOracle(Way way) throws Exception {
        DemoMonth demo = DemoMonth.before(LocalDate.of(2026, 11, 20), GIFTS, 7);
        try (StripeStandIn stripe = new StripeStandIn(demo.story(), 0, Scenarios.KEY);
                MailCatcher mail = new MailCatcher(0);
                AlmonerProcess server = AlmonerProcess.started("main-job", Scenarios.settings(stripe, mail))) {
            deliver(server, demo, way.deliveries(demo), way.connections);
            AlmonerClient almoner = Scenarios.signIn(server);
            closeAndCompare(demo, almoner, mail, server);
        }
    }

    @Test
    void killedInTheStreamAndInEveryStepOfTheCloseItEndsTheSame() throws Exception {
        DemoMonth demo = DemoMonth.before(LocalDate.of(2026, 11, 20), GIFTS, 8);
        try (StripeStandIn stripe = new StripeStandIn(demo.story(), 0, Scenarios.KEY);
                MailCatcher mail = new MailCatcher(0);
                AlmonerProcess server = AlmonerProcess.started("killed", Scenarios.settings(stripe, mail))) {
            List<Delivery> deliveries = new ArrayList<>(Way.A_TENTH_LOST.deliveries(demo));
            Collections.shuffle(deliveries, new Random(3));
            int half = deliveries.size() / 2;
            deliver(server, demo, deliveries.subList(0, half), 8);
            server.kill();
            server.start();
            deliver(server, demo, deliveries.subList(half, deliveries.size()), 8);
            AlmonerClient almoner = Scenarios.signIn(server);
            Jdbi.create(server.database()).useHandle(books -> books.execute(HALT));
            for (String step : steps()) {
                closeAndKillIn(step, server, almoner, Scenarios.dayOf(demo));
            }
            closeAndCompare(demo, almoner, mail, server);
        }
    }

    private static void deliver(AlmonerProcess server, DemoMonth demo, List<Delivery> deliveries, int connections)
            throws InterruptedException {
        WebhookSender sender = new WebhookSender(
                server.at("/webhooks/stripe"),
                List.of(Scenarios.SECRET),
                demo.story().world()::delivered);
        assertThat(sender.send(deliveries, connections).keySet()).containsExactly(200);
    }

    private static List<String> steps() throws IOException {
        String job = Files.readString(Path.of("batch-jobs", "nightly-close.xml"));
        List<String> steps = Pattern.compile("<step id=\"([^\"]+)\"")
                .matcher(job)
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(steps).contains("match", "issue-receipts", "send-mail");
        return steps;
    }

    private static void closeAndKillIn(String step, AlmonerProcess server, AlmonerClient almoner, String day)
            throws Exception {
        Jdbi books = Jdbi.create(server.database());
        books.useHandle(handle -> handle.execute("insert into halt values (?)", step));
        String location = almoner.startJob("nightly-close", day);
        await().alias("a halt in " + step)
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> books.withHandle(handle -> handle.createQuery(
                                "select exists (select from pg_stat_activity where wait_event = 'PgSleep')")
                        .mapTo(Boolean.class)
                        .one()));
        assertThat(almoner.get(location).get("status").getAsString()).isEqualTo("STARTED");
        books.useHandle(handle -> handle.execute("delete from halt"));
        server.kill();
        server.start();
    }

    private static void closeAndCompare(DemoMonth demo, AlmonerClient almoner, MailCatcher mail, AlmonerProcess server)
            throws Exception {
        assertThat(Scenarios.close(almoner, Scenarios.dayOf(demo)))
                .as("%s", server.log())
                .isEqualTo("COMPLETED");

        Oracle oracle = new Oracle(demo.story().world(), DemoMonth.ZONE);
        await().atMost(Duration.ofMinutes(3)).until(() -> lettersOf(mail).size() >= oracle.receiptsDue());
        assertThat(new Comparison(oracle, almoner).afterClose()).isEmpty();
        assertThat(lettersOf(mail)).hasSize(Math.toIntExact(oracle.receiptsDue()));

        assertThat(Scenarios.checksOfTheNewestClose(almoner))
                .as("only the bank has not been heard")
                .containsOnly(
                        entry("PAYOUTS_IN_BANK", "OPEN"),
                        entry("NET", "HOLDS"),
                        entry("PAYOUTS_ADD_UP", "HOLDS"),
                        entry("ROLL_FORWARD", "HOLDS"),
                        entry("POSTED_ONCE", "HOLDS"),
                        entry("PAYOUTS_FINAL", "HOLDS"));

        int mailsBefore = mail.count();
        assertThat(Scenarios.close(almoner, Scenarios.dayOf(demo))).isEqualTo("COMPLETED");
        assertThat(new Comparison(oracle, almoner).afterClose()).isEmpty();
        assertThat(mail.count()).isEqualTo(mailsBefore);
    }

    /** The letters by their Message-ID: a kill between the mail server's answer and our commit may repeat one, as itself. */
    private static Set<String> lettersOf(MailCatcher mail) {
        Pattern id = Pattern.compile("(?im)^Message-ID: *(\\S+)");
        return mail.messages().stream()
                .map(caught -> id.matcher(new String(caught.raw(), StandardCharsets.ISO_8859_1)))
                .map(matcher -> matcher.find() ? matcher.group(1) : "none")
                .collect(Collectors.toSet());
    }
}
