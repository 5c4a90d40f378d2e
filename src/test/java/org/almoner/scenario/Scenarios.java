package org.almoner.scenario;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.almoner.demo.AlmonerClient;
import org.almoner.demo.DemoMonth;
import org.almoner.demo.MailCatcher;
import org.almoner.demo.StripeStandIn;
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
}
