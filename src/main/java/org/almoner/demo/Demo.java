package org.almoner.demo;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.almoner.demo.WebhookSender.Delivery;

/**
 * The whole main job before one's eyes: starts the stand-in for Stripe, a mail catcher and the real server, sends two
 * years and a month of signed webhooks, runs the nightly close, compares the books with the oracle, and says where to
 * look. Serves until stopped.
 *
 * <p>System properties: {@code demo.exit} (true: end by itself, with code 0 only if everything agrees), {@code demo.port}
 * (8080), {@code demo.gifts} (2000), {@code demo.seed} (42), {@code demo.date} (today; the demo's month is the one
 * before), {@code demo.keep} (true: keep the data of the last demo), {@code demo.jar}, {@code demo.folder}.
 */
public final class Demo {
    private static final String API_KEY = "sk_test_almonerdemo";
    private static final String SECRET = "whsec_almonerdemo";
    private static final String ADMIN = "admin@example.org";
    private static final String PASSWORD = "almoner-demo-2026";
    private static final List<String> COLLEAGUES = List.of("fundraiser", "finance", "auditor");
    private static final boolean KEEP = Boolean.getBoolean("demo.keep");
    private static final int CONNECTIONS = 8;
    private static final int DELIVERY_ROUNDS = 4;
    private static final Duration READY_WITHIN = Duration.ofMinutes(5);
    private static final Duration DRAINED_WITHIN = Duration.ofMinutes(10);
    private static final Duration CLOSED_WITHIN = Duration.ofMinutes(30);
    private static final Duration MAILED_WITHIN = Duration.ofMinutes(3);
    private static final int DIFFERENCES_SHOWN = 40;

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final Path folder = Path.of(System.getProperty("demo.folder", "target/demo"));
    private final DemoMonth demo;

    private Demo() {
        String date = System.getProperty("demo.date", "");
        demo = DemoMonth.before(
                date.isEmpty() ? LocalDate.now(DemoMonth.ZONE) : LocalDate.parse(date),
                Integer.getInteger("demo.gifts", 2_000),
                Long.getLong("demo.seed", 42));
    }

    /** Runs the demo; exits with 0 if the books agree or it was stopped by hand, 1 if they differ or it broke. */
    public static void main(String[] arguments) {
        int code;
        try {
            code = new Demo().run() ? 0 : 1;
        } catch (IOException e) {
            System.err.println("The demo broke off: " + e.getMessage());
            code = 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            code = 1;
        }
        System.exit(code);
    }

    private boolean run() throws IOException, InterruptedException {
        Path mails = folder.resolve("mail");
        prepare(mails);
        Scenario story = demo.story();
        say("A month of giving: " + demo.month() + ", "
                + count(demo.monthEvents().size()) + " events, after " + DemoHistory.MONTHS + " months with "
                + count(demo.historyEvents().size()) + ".");
        int port = freePort(Integer.getInteger("demo.port", 8_080));
        try (StripeStandIn stripe = new StripeStandIn(story, 0, API_KEY);
                MailCatcher mail = new MailCatcher(0, mails);
                AlmonerServer server = new AlmonerServer(
                        Path.of(System.getProperty("demo.jar", "target/almoner.jar")),
                        port,
                        settings(stripe, mail),
                        folder.resolve("server.log"))) {
            Thread cleanUp = new Thread(server::close, "stop-server");
            Runtime.getRuntime().addShutdownHook(cleanUp);
            story.endpoint(server.base() + "/webhooks/stripe");
            say("Starting the server (its log: " + folder.resolve("server.log") + ")");
            server.awaitReady(READY_WITHIN);
            AlmonerClient almoner = AlmonerClient.signIn(server.base(), ADMIN, PASSWORD, "demo");
            if (!KEEP) {
                furnish(almoner);
            }
            WebhookSender sender = new WebhookSender(
                    URI.create(server.base() + "/webhooks/stripe"), List.of(SECRET), story.world()::delivered);
            deliver("two years of webhooks", demo.historyEvents(), sender);
            deliver("the month's webhooks", demo.monthEvents(), sender);
            awaitDrained(almoner);
            boolean closed = close(almoner);
            List<String> differences = closed ? compare(almoner, mail) : List.of("the nightly close did not complete");
            summarize(server, mail, differences);
            if (!Boolean.getBoolean("demo.exit")) {
                say("Serving until stopped (Ctrl-C).");
                new CountDownLatch(1).await();
            }
            return differences.isEmpty();
        }
    }

    private void prepare(Path mails) throws IOException {
        if (!KEEP && Files.exists(folder)) {
            try (Stream<Path> old = Files.walk(folder)) {
                for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        Files.createDirectories(mails);
    }

    private Map<String, String> settings(StripeStandIn stripe, MailCatcher mail) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("ALMONER_DATA_DIR", folder.resolve("data").toString());
        settings.put("ALMONER_STRIPE_API_BASE", stripe.base());
        settings.put("ALMONER_STRIPE_API_KEY", API_KEY);
        settings.put("ALMONER_STRIPE_WEBHOOK_SECRETS", SECRET);
        settings.put("ALMONER_SMTP_HOST", "127.0.0.1");
        settings.put("ALMONER_SMTP_PORT", Integer.toString(mail.port()));
        settings.put("ALMONER_SMTP_TLS", "none");
        settings.put("ALMONER_MAIL_FROM", "receipts@example.org");
        settings.put("ALMONER_TIME_ZONE", DemoMonth.ZONE.getId());
        settings.put("ALMONER_BASE_CURRENCY", "EUR");
        settings.put("ALMONER_ADMIN_EMAIL", ADMIN);
        settings.put("ALMONER_ADMIN_PASSWORD", PASSWORD);
        return settings;
    }

    /** What people would have set up before the first gift names its code: funds, campaigns with their goals, colleagues. */
    private void furnish(AlmonerClient almoner) throws InterruptedException {
        try {
            for (Map.Entry<String, String> fund : Campaign.FUNDS.entrySet()) {
                almoner.post(
                        "/api/v1/funds",
                        Json.object(
                                "code", fund.getKey(),
                                "name", fund.getValue(),
                                "restriction", "PURPOSE",
                                "purpose", fund.getValue()),
                        201);
            }
            for (Campaign campaign : demo.campaigns()) {
                almoner.post(
                        "/api/v1/campaigns",
                        Json.object(
                                "code", campaign.code(),
                                "name", campaign.name(),
                                "fund", campaign.fund(),
                                "sdg", campaign.sdg(),
                                "goal", Json.object("minor", campaign.goalMinor(), "currency", "EUR"),
                                "startsOn", demo.month().atDay(1).toString()),
                        201);
            }
            almoner.post(
                    "/api/v1/bank-accounts",
                    Json.object(
                            "name",
                            "Main account",
                            "number",
                            DemoBank.IBAN,
                            "currency",
                            "EUR",
                            "openingMinor",
                            DemoBank.OPENING),
                    201);
            for (String role : COLLEAGUES) {
                almoner.post(
                        "/api/v1/staff",
                        Json.object(
                                "email",
                                role + "@example.org",
                                "name",
                                "Demo " + role,
                                "password",
                                PASSWORD,
                                "roles",
                                Json.array(role.toUpperCase(Locale.ROOT))),
                        201);
            }
        } catch (IOException e) {
            say("Not everything could be set up: " + e.getMessage());
        }
    }

    /** Sends what is not lost, and what was not taken again, as Stripe would. */
    private void deliver(String what, List<StripeEvent> events, WebhookSender sender) throws InterruptedException {
        List<Delivery> open = DeliveryPlan.of(events).deliveries();
        long start = System.nanoTime();
        for (int round = 0; round < DELIVERY_ROUNDS && !open.isEmpty(); round++) {
            int all = open.size();
            Map<Integer, Integer> counts = sender.send(open, CONNECTIONS, done -> {
                if (done % 5_000 == 0) {
                    say("  " + count(done) + " of " + count(all));
                }
            });
            long millis = Math.max(1, (System.nanoTime() - start) / 1_000_000);
            say("Sent " + what + ": " + counts + " in " + millis / 1_000 + "." + millis / 100 % 10 + " s, "
                    + all * 1_000L / millis + "/s");
            open = open.stream()
                    .filter(d -> !demo.story().world().isDelivered(d.event()))
                    .toList();
        }
    }

    private void awaitDrained(AlmonerClient almoner) throws InterruptedException {
        say("Waiting for the inbox to be worked off");
        boolean drained = poll(DRAINED_WITHIN, () -> {
            try {
                return almoner.get("/api/v1/events?status=NEW&limit=1")
                        .getAsJsonArray("items")
                        .isEmpty();
            } catch (IOException | InterruptedException e) {
                return false;
            }
        });
        if (!drained) {
            say("  it still is not; closing all the same");
        }
    }

    private boolean close(AlmonerClient almoner) throws IOException, InterruptedException {
        LocalDate day = demo.month().atEndOfMonth();
        say("Nightly close of " + day);
        String location = almoner.startJob("nightly-close", day.toString());
        Map<String, String> shown = new LinkedHashMap<>();
        String[] status = {"STARTED"};
        poll(CLOSED_WITHIN, () -> {
            try {
                JsonObject execution = almoner.get(location);
                execution.getAsJsonArray("steps").forEach(step -> show(step, shown));
                status[0] = Json.text(execution, "status");
                return !"STARTED".equals(status[0]);
            } catch (IOException | InterruptedException e) {
                return false;
            }
        });
        say("Nightly close: " + status[0]);
        return "COMPLETED".equals(status[0]);
    }

    private void show(JsonElement element, Map<String, String> shown) {
        JsonObject step = element.getAsJsonObject();
        String name = Json.text(step, "name");
        String total = Json.text(step, "total");
        String line =
                Json.text(step, "status") + "  " + Json.text(step, "done") + (total == null ? "" : " of " + total);
        if (!line.equals(shown.put(name, line))) {
            say(String.format(Locale.ROOT, "  %-26s %s", name, line));
        }
    }

    private List<String> compare(AlmonerClient almoner, MailCatcher mail) throws IOException, InterruptedException {
        Oracle oracle = new Oracle(demo.story().world(), DemoMonth.ZONE);
        say("Comparing with what Stripe knows: " + count(oracle.gifts().size()) + " gifts, "
                + count(oracle.payouts().size()) + " payouts, "
                + oracle.months().size() + " months, "
                + count(oracle.receiptsDue()) + " receipts");
        poll(MAILED_WITHIN, () -> mail.count() >= oracle.receiptsDue());
        Comparison comparison = new Comparison(oracle, almoner);
        List<String> differences = new ArrayList<>(comparison.afterClose());
        differences.addAll(comparison.mails(mail.messages()));
        return differences;
    }

    private void summarize(AlmonerServer server, MailCatcher mail, List<String> differences) throws IOException {
        String base = server.base();
        String month = demo.month().toString();
        say("");
        say("Console         " + base + "/");
        say("  sign in as    " + ADMIN + ", or " + String.join("@…, ", COLLEAGUES) + "@example.org");
        say("  password      " + PASSWORD);
        say("API             " + base + "/api/v1/gifts  (openapi: " + base + "/openapi)");
        say("Reconciliation  " + base + "/api/v1/reconciliations/" + month + "  (.csv, .xlsx)");
        say("Sustainability  " + base + "/api/v1/reports/sustainability/" + month + ".pdf");
        Path bank = folder.resolve("bank-" + month + ".xml");
        new DemoBank(demo.story().world(), demo.month()).write(bank);
        say("Bank statement  " + bank + "  (import it under Bank)");
        say("Receipts        " + count(mail.count()) + " mails with a PDF each in " + folder.resolve("mail"));
        say("");
        if (differences.isEmpty()) {
            say("Books, Stripe and payouts agree.");
        } else {
            say("Books, Stripe and payouts differ in " + count(differences.size()) + " places:");
            differences.stream().limit(DIFFERENCES_SHOWN).forEach(d -> say("  " + d));
            if (differences.size() > DIFFERENCES_SHOWN) {
                Path all = folder.resolve("differences.txt");
                Files.write(all, differences);
                say("  and the rest in " + all);
            }
        }
        say("");
    }

    /** Asks again and again, ever less often, until yes or out of time; false then. */
    private static boolean poll(Duration atMost, BooleanSupplier question) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        for (long pause = 100; System.nanoTime() < end; pause = Math.min(1_000, pause * 2)) {
            if (question.getAsBoolean()) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(pause);
        }
        return question.getAsBoolean();
    }

    private int freePort(int wanted) throws IOException {
        try (ServerSocket socket = new ServerSocket(wanted, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                say("Port " + wanted + " is taken; using " + socket.getLocalPort() + " (-Ddemo.port=… chooses).");
                return socket.getLocalPort();
            }
        }
    }

    private static String count(long number) {
        return String.format(Locale.ENGLISH, "%,d", number);
    }

    private void say(String line) {
        out.println(line);
    }
}
