package org.almoner.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
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
import org.junit.jupiter.api.Test;

/**
 * The whole main job against the real jar, as badly as it can come: webhooks in any order, some twice, some as twins, a
 * tenth never; the server killed in the stream and in steps of the close. In the end the books equal the oracle to the
 * minor unit, each receipt is there once, and another close changes nothing.
 */
class MainJobIT {

    private static final String KEY = "sk_test_scenario";
    private static final String SECRET = "whsec_scenario";
    private static final int CONNECTIONS = 8;
    private static final int GIFTS = 120;

    /** Steps in which the server is killed, one after the other, before the close may end. */
    private static final List<String> KILLED_IN =
            List.of("fetch-events", "fetch-payout-items", "match", "issue-receipts", "send-mail");

    @Test
    void whateverHappensTheBooksEndInTheOracle() throws Exception {
        DemoMonth demo = DemoMonth.before(LocalDate.of(2026, 11, 20), GIFTS, 7);
        String day = demo.month().atEndOfMonth().toString();
        try (StripeStandIn stripe = new StripeStandIn(demo.story(), 0, KEY);
                MailCatcher mail = new MailCatcher(0);
                AlmonerProcess server = AlmonerProcess.started("main-job", settings(stripe, mail))) {
            List<Delivery> deliveries = asBadlyAsItCanCome(demo);
            deliverAndKillInBetween(server, demo, deliveries);
            AlmonerClient almoner = signIn(server);
            for (String step : KILLED_IN) {
                closeAndKillIn(step, server, almoner, day);
                almoner = signIn(server);
            }
            String end = close(almoner, day);
            assertThat(end).as("%s", server.log()).isEqualTo("COMPLETED");

            Oracle oracle = new Oracle(demo.story().world(), DemoMonth.ZONE);
            await().atMost(Duration.ofMinutes(3)).until(() -> mail.count() >= oracle.receiptsDue());
            Comparison comparison = new Comparison(oracle, almoner);
            assertThat(comparison.afterClose()).isEmpty();
            assertThat(lettersOf(mail)).hasSize(Math.toIntExact(oracle.receiptsDue()));

            int mailsBefore = mail.count();
            assertThat(close(almoner, day)).isEqualTo("COMPLETED");
            assertThat(new Comparison(oracle, almoner).afterClose()).isEmpty();
            assertThat(mail.count()).isEqualTo(mailsBefore);
        }
    }

    /** A tenth of the month never comes; Stripe lists missed events for 30 days, so the days before that arrive. */
    private static List<Delivery> asBadlyAsItCanCome(DemoMonth demo) {
        Instant listed = demo.month().atDay(3).atStartOfDay(DemoMonth.ZONE).toInstant();
        List<StripeEvent> listedLater = demo.monthEvents().stream()
                .filter(event -> event.created() >= listed.getEpochSecond())
                .toList();
        List<StripeEvent> before = new ArrayList<>(demo.historyEvents());
        demo.monthEvents().stream()
                .filter(event -> !listedLater.contains(event))
                .forEach(before::add);
        List<Delivery> all = new ArrayList<>(
                DeliveryPlan.of(before).withDuplicates(10, 1).withTwins(10, 2).deliveries());
        all.addAll(DeliveryPlan.of(listedLater)
                .withDuplicates(10, 1)
                .withTwins(10, 2)
                .dropping(10, 4)
                .deliveries());
        Collections.shuffle(all, new Random(3));
        return all;
    }

    private static void deliverAndKillInBetween(AlmonerProcess server, DemoMonth demo, List<Delivery> deliveries)
            throws InterruptedException {
        WebhookSender sender = new WebhookSender(
                server.at("/webhooks/stripe"), List.of(SECRET), demo.story().world()::delivered);
        int half = deliveries.size() / 2;
        assertThat(sender.send(deliveries.subList(0, half), CONNECTIONS).keySet())
                .containsExactly(200);
        server.kill();
        server.start();
        assertThat(sender.send(deliveries.subList(half, deliveries.size()), CONNECTIONS)
                        .keySet())
                .containsExactly(200);
    }

    private static void closeAndKillIn(String step, AlmonerProcess server, AlmonerClient almoner, String day)
            throws Exception {
        String location = almoner.startJob("nightly-close", day);
        await().atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    JsonObject run = almoner.get(location);
                    return !run.get("status").getAsString().equals("STARTED") || hasBegun(run, step);
                });
        server.kill();
        server.start();
    }

    private static boolean hasBegun(JsonObject run, String step) {
        for (var each : run.getAsJsonArray("steps")) {
            JsonObject shown = each.getAsJsonObject();
            if (shown.get("name").getAsString().equals(step)) {
                return !shown.get("status").getAsString().equals("WAITING");
            }
        }
        throw new AssertionError("the close has no step " + step + ": " + run);
    }

    private static String close(AlmonerClient almoner, String day) throws Exception {
        String location = almoner.startJob("nightly-close", day);
        await().atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> !almoner.get(location).get("status").getAsString().equals("STARTED"));
        return almoner.get(location).get("status").getAsString();
    }

    /** The letters by their Message-ID: a kill between the mail server's answer and our commit may repeat one, as itself. */
    private static Set<String> lettersOf(MailCatcher mail) {
        Pattern id = Pattern.compile("(?im)^Message-ID: *(\\S+)");
        return mail.messages().stream()
                .map(caught -> id.matcher(new String(caught.raw(), StandardCharsets.ISO_8859_1)))
                .map(matcher -> matcher.find() ? matcher.group(1) : "none")
                .collect(Collectors.toSet());
    }

    private static AlmonerClient signIn(AlmonerProcess server) throws Exception {
        return AlmonerClient.signIn(
                server.at("/").toString().replaceAll("/$", ""),
                AlmonerProcess.ADMIN_EMAIL,
                AlmonerProcess.ADMIN_PASSWORD,
                "scenario");
    }

    private static Map<String, String> settings(StripeStandIn stripe, MailCatcher mail) {
        return Map.of(
                "ALMONER_STRIPE_API_BASE",
                stripe.base(),
                "ALMONER_STRIPE_API_KEY",
                KEY,
                "ALMONER_STRIPE_WEBHOOK_SECRETS",
                SECRET,
                "ALMONER_SMTP_HOST",
                "127.0.0.1",
                "ALMONER_SMTP_PORT",
                Integer.toString(mail.port()),
                "ALMONER_MAIL_FROM",
                "receipts@example.org",
                "ALMONER_TIME_ZONE",
                DemoMonth.ZONE.getId());
    }
}
