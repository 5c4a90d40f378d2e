package org.almoner.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.almoner.demo.AlmonerClient;
import org.almoner.demo.DemoMonth;
import org.almoner.demo.MailCatcher;
import org.almoner.demo.StripeStandIn;
import org.almoner.demo.WebhookSender.Delivery;
import org.almoner.it.AlmonerProcess;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/**
 * The main job with webhooks lost, and the server killed in their stream and in every step of the close: it ends in the
 * same books. By far the longest test, so it is named to be begun first and has a fork for itself.
 */
class WhereverKilledIT {

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

    @Test
    void killedInTheStreamAndInEveryStepOfTheCloseItEndsTheSame() throws Exception {
        DemoMonth demo = DemoMonth.before(LocalDate.of(2026, 11, 20), GIFTS, 8);
        try (StripeStandIn stripe = new StripeStandIn(demo.story(), 0, Scenarios.KEY);
                MailCatcher mail = new MailCatcher(0);
                AlmonerProcess server = AlmonerProcess.started("killed", Scenarios.settings(stripe, mail))) {
            List<Delivery> deliveries = new ArrayList<>(Scenarios.aTenthLost(demo));
            Collections.shuffle(deliveries, new Random(3));
            int half = deliveries.size() / 2;
            Scenarios.deliver(server, demo, deliveries.subList(0, half), 8);
            server.kill();
            server.start();
            Scenarios.deliver(server, demo, deliveries.subList(half, deliveries.size()), 8);
            AlmonerClient almoner = Scenarios.signIn(server);
            Jdbi.create(server.database()).useHandle(books -> books.execute(HALT));
            for (String step : steps()) {
                closeAndKillIn(step, server, almoner, Scenarios.dayOf(demo));
            }
            Scenarios.closeAndCompare(demo, almoner, mail, server);
        }
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
}
