package org.almoner.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.almoner.demo.AlmonerClient;
import org.almoner.demo.Comparison;
import org.almoner.demo.DeliveryPlan;
import org.almoner.demo.DemoMonth;
import org.almoner.demo.MailCatcher;
import org.almoner.demo.Oracle;
import org.almoner.demo.StripeStandIn;
import org.almoner.demo.WebhookSender;
import org.almoner.demo.WebhookSender.Delivery;
import org.almoner.it.AlmonerProcess;

/** What all scenarios need: a server that knows its Stripe and its mail server, a client, a close. */
public final class Scenarios {

    public static final String KEY = "sk_test_scenario";
    public static final String SECRET = "whsec_scenario";

    private Scenarios() {}

    public static String close(AlmonerClient almoner, String day) throws Exception {
        String location = almoner.startJob("nightly-close", day);
        await().atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(300))
                .until(() -> !almoner.get(location).get("status").getAsString().equals("STARTED"));
        return almoner.get(location).get("status").getAsString();
    }

    /** What the newest close found when it checked the books: each check and whether it holds. */
    static Map<String, String> checksOfTheNewestClose(AlmonerClient almoner) throws Exception {
        String id = almoner.get("/api/v1/jobs/executions?limit=1")
                .getAsJsonArray("items")
                .get(0)
                .getAsJsonObject()
                .get("id")
                .getAsString();
        Map<String, String> outcomes = new TreeMap<>();
        almoner.get("/api/v1/jobs/executions/" + id)
                .getAsJsonArray("checks")
                .forEach(check -> outcomes.put(
                        check.getAsJsonObject().get("name").getAsString(),
                        check.getAsJsonObject().get("outcome").getAsString()));
        return outcomes;
    }

    public static String dayOf(DemoMonth demo) {
        return demo.month().atEndOfMonth().toString();
    }

    public static AlmonerClient signIn(AlmonerProcess server) throws Exception {
        return AlmonerClient.signIn(
                server.at("/").toString().replaceAll("/$", ""),
                AlmonerProcess.ADMIN_EMAIL,
                AlmonerProcess.ADMIN_PASSWORD,
                "scenario");
    }

    public static Map<String, String> settings(StripeStandIn stripe, MailCatcher mail) {
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

    /** Two years whole, and the month with a tenth of its webhooks lost. */
    static List<Delivery> aTenthLost(DemoMonth demo) {
        List<Delivery> all =
                new ArrayList<>(DeliveryPlan.of(demo.historyEvents()).deliveries());
        all.addAll(DeliveryPlan.of(demo.monthEvents()).dropping(10, 4).deliveries());
        return all;
    }

    public static void deliver(AlmonerProcess server, DemoMonth demo, List<Delivery> deliveries, int connections)
            throws InterruptedException {
        WebhookSender sender = new WebhookSender(
                server.at("/webhooks/stripe"), List.of(SECRET), demo.story().world()::delivered);
        assertThat(sender.send(deliveries, connections).keySet()).containsExactly(200);
    }

    static void closeAndCompare(DemoMonth demo, AlmonerClient almoner, MailCatcher mail, AlmonerProcess server)
            throws Exception {
        assertThat(close(almoner, dayOf(demo))).as("%s", server.log()).isEqualTo("COMPLETED");

        Oracle oracle = new Oracle(demo.story().world(), DemoMonth.ZONE);
        await().atMost(Duration.ofMinutes(3)).until(() -> lettersOf(mail).size() >= oracle.receiptsDue());
        assertThat(new Comparison(oracle, almoner).afterClose()).isEmpty();
        assertThat(lettersOf(mail)).hasSize(Math.toIntExact(oracle.receiptsDue()));

        assertThat(checksOfTheNewestClose(almoner))
                .as("only the bank has not been heard")
                .containsOnly(
                        entry("PAYOUTS_IN_BANK", "OPEN"),
                        entry("NET", "HOLDS"),
                        entry("PAYOUTS_ADD_UP", "HOLDS"),
                        entry("ROLL_FORWARD", "HOLDS"),
                        entry("POSTED_ONCE", "HOLDS"),
                        entry("PAYOUTS_FINAL", "HOLDS"));

        int mailsBefore = mail.count();
        assertThat(close(almoner, dayOf(demo))).isEqualTo("COMPLETED");
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
