package org.almoner.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.almoner.demo.AlmonerClient;
import org.almoner.demo.Comparison;
import org.almoner.demo.DeliveryPlan;
import org.almoner.demo.DemoMonth;
import org.almoner.demo.Faults.Fault;
import org.almoner.demo.MailCatcher;
import org.almoner.demo.Oracle;
import org.almoner.demo.StripeStandIn;
import org.almoner.demo.WebhookSender;
import org.almoner.demo.WebhookSender.Delivery;
import org.almoner.it.AlmonerProcess;
import org.junit.jupiter.api.Test;

/**
 * What the server stands on goes away for a time: its database, the space on its disk, Stripe. Webhooks that cannot be
 * stored are refused with 503, so that Stripe sends them again; what was accepted is there afterwards; everything goes on.
 */
class TroubleIT {

    private static final Duration SOON = Duration.ofMinutes(2);

    private final DemoMonth demo = DemoMonth.before(LocalDate.of(2026, 11, 20), 60, 9);
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();

    @Test
    void aDatabaseThatIsGoneForATimeLosesNothing() throws Exception {
        List<Delivery> all = everything();
        try (StripeStandIn stripe = new StripeStandIn(demo.story(), 0, Scenarios.KEY);
                MailCatcher mail = new MailCatcher(0);
                AlmonerProcess server = AlmonerProcess.started("no-database", Scenarios.settings(stripe, mail))) {
            AlmonerClient almoner = Scenarios.signIn(server);
            assertThat(send(server, all.subList(0, 500)).keySet()).containsExactly(200);

            Path away = takeAway(server);
            assertThat(send(server, all.subList(500, 600)).keySet()).containsExactly(503);
            assertThat(server.get("/health/ready").statusCode()).isEqualTo(503);
            assertThat(server.get("/health/live").statusCode()).isEqualTo(200);
            Files.move(away, cluster(server));
            awaitReady(server);
            assertThat(send(server, all.subList(500, all.size())).keySet()).containsExactly(200);

            // and once more while the close is at work
            String location = almoner.startJob("nightly-close", Scenarios.dayOf(demo));
            Path awayAgain = takeAway(server);
            Files.move(awayAgain, cluster(server));
            awaitReady(server);
            await().atMost(SOON)
                    .until(() ->
                            !almoner.get(location).get("status").getAsString().equals("STARTED"));
            assertThat(Scenarios.close(almoner, Scenarios.dayOf(demo))).isEqualTo("COMPLETED");
            Oracle oracle = new Oracle(demo.story().world(), DemoMonth.ZONE);
            assertThat(new Comparison(oracle, almoner).afterClose()).isEmpty();
        }
    }

    /** As the operator sees it: the run says which call failed and how, and the next one goes on in that step. */
    @Test
    void aCloseThatStripeRefusesStopsWithAWordAndGoesOn() throws Exception {
        try (StripeStandIn stripe = new StripeStandIn(demo.story(), 0, Scenarios.KEY);
                MailCatcher mail = new MailCatcher(0);
                AlmonerProcess server = AlmonerProcess.started("no-stripe", Scenarios.settings(stripe, mail))) {
            AlmonerClient almoner = Scenarios.signIn(server);
            assertThat(send(server, everything()).keySet()).containsExactly(200);
            stripe.faults().next(1_000, "/v1/balance_transactions", Fault.RATE_LIMITED);

            String location = almoner.startJob("nightly-close", Scenarios.dayOf(demo));
            await().atMost(Duration.ofMinutes(3))
                    .until(() ->
                            !almoner.get(location).get("status").getAsString().equals("STARTED"));
            JsonObject failed = almoner.get(location);
            assertThat(failed.get("status").getAsString()).isEqualTo("FAILED");
            assertThat(failed.toString()).contains("/v1/balance_transactions: status 429");

            stripe.faults().clear();
            assertThat(Scenarios.close(almoner, Scenarios.dayOf(demo))).isEqualTo("COMPLETED");
            Oracle oracle = new Oracle(demo.story().world(), DemoMonth.ZONE);
            assertThat(new Comparison(oracle, almoner).afterClose()).isEmpty();
        }
    }

    /** Needs a small disk of its own, which only a user who may mount one can make. */
    @Test
    void aFullDiskLosesNothingAndIsLeftBehindOnceThereIsRoom() throws Exception {
        List<Delivery> all = everything();
        try (MailCatcher mail = new MailCatcher(0);
                StripeStandIn stripe = new StripeStandIn(demo.story(), 0, Scenarios.KEY)) {
            AlmonerProcess server = AlmonerProcess.prepared("full-disk", Scenarios.settings(stripe, mail));
            Files.createDirectories(server.dataFolder());
            assumeTrue(
                    run("mount", "-t", "tmpfs", "-o", "size=900m", "almoner-test", server.dataFolder()),
                    "Skipped: this user may not mount a small disk to fill it");
            try (server) {
                server.start();
                assertThat(send(server, all.subList(0, 200)).keySet()).containsExactly(200);

                Path ballast = server.dataFolder().resolve("ballast");
                fill(ballast);
                int sent = 200;
                while (send(server, all.subList(sent, sent + 100)).keySet().contains(200)) {
                    sent += 100;
                    fill(ballast);
                }
                assertThat(server.isAlive()).isTrue();
                assertThat(server.get("/health/live").statusCode()).isEqualTo(200);

                Files.delete(ballast);
                awaitReady(server);
                Set<String> acceptedBefore = Set.copyOf(accepted);
                List<Delivery> again = all.stream()
                        .filter(delivery -> !acceptedBefore.contains(delivery.event()))
                        .toList();
                assertThat(send(server, again).keySet()).containsExactly(200);
                List<String> inTheInbox = Scenarios.signIn(server).all("/api/v1/events").stream()
                        .map(event -> event.get("id").getAsString())
                        .toList();
                assertThat(inTheInbox)
                        .doesNotHaveDuplicates()
                        .containsExactlyInAnyOrderElementsOf(
                                all.stream().map(Delivery::event).collect(Collectors.toSet()));
            } finally {
                run("umount", server.dataFolder());
            }
        }
    }

    private List<Delivery> everything() {
        List<Delivery> all =
                new ArrayList<>(DeliveryPlan.of(demo.historyEvents()).deliveries());
        all.addAll(DeliveryPlan.of(demo.monthEvents()).deliveries());
        return all;
    }

    private Map<Integer, Integer> send(AlmonerProcess server, List<Delivery> deliveries) throws InterruptedException {
        return new WebhookSender(server.at("/webhooks/stripe"), List.of(Scenarios.SECRET), accepted::add)
                .send(deliveries, 8);
    }

    /** The database's process dies and its files are out of reach, as when a volume goes. */
    private static Path takeAway(AlmonerProcess server) throws IOException {
        Path away = server.dataFolder().resolve("away");
        long postmaster = Long.parseLong(
                Files.readAllLines(cluster(server).resolve("postmaster.pid")).get(0));
        Files.move(cluster(server), away);
        ProcessHandle.of(postmaster).orElseThrow().destroyForcibly();
        await().atMost(SOON).until(() -> server.get("/health/ready").statusCode() == 503);
        return away;
    }

    private static Path cluster(AlmonerProcess server) {
        return server.dataFolder().resolve("postgres");
    }

    private static void awaitReady(AlmonerProcess server) {
        await().atMost(SOON).until(() -> server.get("/health/ready").statusCode() == 200);
    }

    private static void fill(Path ballast) {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private static boolean run(Object... command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>();
        for (Object word : command) {
            words.add(word.toString());
        }
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
