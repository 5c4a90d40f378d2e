package org.almoner.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.almoner.demo.AlmonerClient;
import org.almoner.demo.DeliveryPlan;
import org.almoner.demo.DemoBank;
import org.almoner.demo.DemoMonth;
import org.almoner.demo.MailCatcher;
import org.almoner.demo.Oracle;
import org.almoner.demo.StripeEvent;
import org.almoner.demo.StripeStandIn;
import org.almoner.it.AlmonerProcess;
import org.almoner.scenario.Scenarios;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/**
 * The day on which finance works here: the demo's month from open to closed by two people in a browser, the journal for
 * the other books, and the package for the auditor, whose figures are the oracle's.
 */
class MonthCloseIT {

    private static final String PASSWORD = "a month is closed by two";
    private static final String FINANCE = "finance@example.org";
    private static final String SECOND = "second@example.org";

    private final DemoMonth demo = DemoMonth.before(LocalDate.of(2026, 11, 21), 120, 42);
    private final Map<String, Page> pages = new HashMap<>();
    private Page page;

    @Test
    void financeTakesTheMonthFromOpenToClosedAndHandsOverThePackage() throws Exception {
        try (StripeStandIn stripe = new StripeStandIn(demo.story(), 0, Scenarios.KEY);
                MailCatcher mail = new MailCatcher(0);
                AlmonerProcess server = AlmonerProcess.started("month-close", Scenarios.settings(stripe, mail));
                Browser browser = Browser.start()) {
            nightHasBeen(server);
            sitDown(browser, server, FINANCE);
            sitDown(browser, server, SECOND);

            page = pages.get(FINANCE);
            importTheBanksFile();
            resolveEachException();
            askToClose();
            page = pages.get(SECOND);
            agree();
            page = pages.get(FINANCE);
            assertJournal(journal());
            assertPackage(packed());
            assertTrail(Jdbi.create(server.database()));
        }
    }

    /** The webhooks came, the last day's close ran, and the administrator made two of finance. */
    private void nightHasBeen(AlmonerProcess server) throws Exception {
        List<StripeEvent> events = new ArrayList<>(demo.historyEvents());
        events.addAll(demo.monthEvents());
        AlmonerClient almoner = Scenarios.signIn(server);
        Scenarios.deliver(server, demo, DeliveryPlan.of(events).deliveries(), 4);
        assertThat(Scenarios.close(almoner, Scenarios.dayOf(demo)))
                .as("%s", server.log())
                .isEqualTo("COMPLETED");
        for (String email : List.of(FINANCE, SECOND)) {
            JsonObject colleague = object("email", email, "name", email, "password", PASSWORD);
            JsonArray roles = new JsonArray();
            roles.add("FINANCE");
            colleague.add("roles", roles);
            almoner.post("/api/v1/staff", colleague, 201);
        }
    }

    private void sitDown(Browser browser, AlmonerProcess server, String email) {
        var session = browser.chromium()
                .newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                        .setBaseURL(server.at("/").toString())
                        .setLocale("en-GB"));
        session.setDefaultTimeout(30_000);
        Page desk = session.newPage();
        desk.navigate("/console/dashboard");
        desk.getByLabel("E-mail address").fill(email);
        desk.getByLabel("Password").fill(PASSWORD);
        desk.getByRole(AriaRole.BUTTON, named("Sign in")).click();
        assertThat(desk.locator(".side")).isVisible();
        pages.put(email, desk);
    }

    private void importTheBanksFile() {
        go("Bank");
        page.getByRole(AriaRole.LINK, named("Add an account")).click();
        field("account:name").fill("Main account");
        field("account:number").fill(DemoBank.IBAN);
        field("account:currency").fill("EUR");
        field("account:opening").fill("25000.00");
        field("account:save").click();
        assertThat(page.locator("#messages")).containsText("The account is saved");

        go("Bank");
        page.getByRole(AriaRole.LINK, named("Bank statements")).click();
        var statement = new DemoBank(demo.story().world(), demo.month()).statement();
        page.locator("#file")
                .setInputFiles(new FilePayload("october.xml", "text/xml", statement.getBytes(StandardCharsets.UTF_8)));
        page.locator("#look").click();
        assertThat(page.locator("main")).containsText("Follows");
        field("file:import").click();
        assertThat(page.locator("#messages")).containsText("The file is imported");
    }

    /** What the bank left: a line of two payouts, which is suggested, and the rent. */
    private void resolveEachException() {
        go("Exceptions");
        assertThat(page.locator("main")).containsText("Payout not in the bank");
        assertThat(page.locator("main")).containsText("Hausverwaltung");
        page.navigate("/console/month-close?month=" + demo.month() + "&entity=main");
        assertThat(field("close:ask")).isDisabled();

        go("Bank");
        page.getByRole(AriaRole.BUTTON, named("Accept")).click();
        assertThat(page.locator("#suggestions")).hasCount(0);
        page.locator("tr", new Page.LocatorOptions().setHasText("Hausverwaltung"))
                .locator("a.row")
                .click();
        page.getByRole(AriaRole.LINK, named("Match or explain")).click();
        field("match:differenceAccount").selectOption("NOT_OURS");
        field("match:reason").fill("office rent");
        field("match:go").click();
        assertThat(page).hasURL(Pattern.compile("bank-match\\?id="));
        go("Exceptions");
        assertThat(page.locator("main")).containsText("Everything is explained");
    }

    private void askToClose() {
        page.navigate("/console/reconciliation?month=" + demo.month());
        page.getByRole(AriaRole.LINK, named("Close the month")).click();
        assertThat(page.locator("main")).containsText("Nothing is in the way");
        assertThat(page.locator("main")).not().containsText("No bank statement has been read");
        assertThat(page.locator("#earlier")).containsText("24 earlier months");
        field("close:note").fill("complete, the bank is matched");
        field("close:ask").click();
        assertThat(page.locator("#messages")).containsText("Somebody else of finance has to look and agree");
        page.getByRole(AriaRole.LINK, named("Look and agree")).click();
        assertThat(field("close:decline")).isVisible();
        assertThat(field("close:agree")).hasCount(0);
    }

    private void agree() {
        page.navigate("/console/reconciliation?month=" + demo.month());
        page.getByRole(AriaRole.LINK, named("Look and agree")).click();
        assertThat(page.locator("main")).containsText("complete, the bank is matched");
        field("close:agree").click();
        page.locator(".ui-confirmdialog-yes").click();
        assertThat(page).hasURL(Pattern.compile("reconciliation\\?month="));
        assertThat(page.locator("main")).containsText("by " + FINANCE + " and " + SECOND);
    }

    private Download journal() {
        go("Chart of accounts");
        page.getByRole(AriaRole.BUTTON, named("Begin with the starter chart")).click();
        assertThat(page.locator("main")).containsText("1050");
        go("Journal");
        page.getByRole(AriaRole.LINK, named("New journal")).first().click();
        field("month").fill(demo.month().toString());
        page.getByRole(AriaRole.BUTTON, named("Show")).click();
        field("make:do").click();
        page.locator(".ui-confirmdialog-yes").click();
        assertThat(page).hasURL(Pattern.compile("journal\\?id="));
        return page.waitForDownload(
                () -> page.getByRole(AriaRole.LINK, named("CSV, every line")).click());
    }

    /** Debits are credits in each currency, and the Stripe balance moved as the oracle says. */
    private void assertJournal(Download download) throws IOException {
        Map<String, Long> sides = new TreeMap<>();
        Map<String, Long> stripe = new TreeMap<>();
        for (CSVRecord line : records(Files.readString(download.path()))) {
            long signed = minor(line.get("debit_minor")) - minor(line.get("credit_minor"));
            sides.merge(line.get("currency"), signed, Long::sum);
            if (line.get("account").equals("1050")) {
                stripe.merge(line.get("currency"), signed, Long::sum);
            }
        }
        assertThat(sides).isNotEmpty().allSatisfy((currency, sum) -> assertThat(sum)
                .isZero());
        Map<String, Long> moved = new TreeMap<>();
        oracle().lines(demo.month())
                .forEach(line -> moved.put(line.currency().toUpperCase(Locale.ROOT), line.closing() - line.opening()));
        moved.values().removeIf(sum -> sum == 0);
        stripe.values().removeIf(sum -> sum == 0);
        assertThat(stripe).isEqualTo(moved);
    }

    private Download packed() {
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(() -> {
                    page.navigate("/console/reconciliation?month=" + demo.month());
                    org.assertj.core.api.Assertions.assertThat(
                                    page.locator("#packages").innerText())
                            .contains("Final");
                });
        return page.waitForDownload(
                () -> page.locator("#packages a.row").first().click());
    }

    private void assertPackage(Download download) throws Exception {
        Map<String, byte[]> files = new HashMap<>();
        try (var zip = new ZipInputStream(Files.newInputStream(download.path()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), zip.readAllBytes());
            }
        }
        var manifest = JsonParser.parseString(new String(files.get("manifest.json"), StandardCharsets.UTF_8))
                .getAsJsonObject();
        assertThat(manifest.getAsJsonArray("files")).hasSizeGreaterThan(8);
        for (var each : manifest.getAsJsonArray("files")) {
            JsonObject file = each.getAsJsonObject();
            byte[] bytes = files.get(file.get("name").getAsString());
            assertThat(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)))
                    .isEqualTo(file.get("sha256").getAsString());
        }

        Map<String, Map<String, BigDecimal>> said = new TreeMap<>();
        for (CSVRecord line : records(new String(files.get("csv/roll_forward.csv"), StandardCharsets.UTF_8))) {
            said.computeIfAbsent(line.get("currency"), currency -> new TreeMap<>())
                    .put(line.get("line"), new BigDecimal(line.get("amount_minor")));
        }
        for (Oracle.Line line : oracle().lines(demo.month())) {
            var figures = said.remove(line.currency().toUpperCase(Locale.ROOT));
            assertThat(figures)
                    .as(line.currency())
                    .containsEntry("opening", BigDecimal.valueOf(line.opening()))
                    .containsEntry("charges", BigDecimal.valueOf(line.charges()))
                    .containsEntry("refunds", BigDecimal.valueOf(line.refunds()))
                    .containsEntry("disputes", BigDecimal.valueOf(line.disputes()))
                    .containsEntry("fees", BigDecimal.valueOf(line.fees()))
                    .containsEntry("adjustments", BigDecimal.valueOf(line.adjustments()))
                    .containsEntry("payouts", BigDecimal.valueOf(line.payouts()))
                    .containsEntry("closing", BigDecimal.valueOf(line.closing()))
                    .containsEntry("unexplained", BigDecimal.ZERO);
        }
        assertThat(said).isEmpty();
        assertThat(new String(files.get("csv/checks.csv"), StandardCharsets.UTF_8))
                .contains("PAYOUTS_IN_BANK")
                .doesNotContain("BROKEN")
                .doesNotContain("OPEN");
    }

    private void assertTrail(Jdbi books) {
        List<String> deeds = books.withHandle(
                handle -> handle.createQuery("select distinct action from audit_entry where actor in (?, ?)")
                        .bind(0, FINANCE)
                        .bind(1, SECOND)
                        .mapTo(String.class)
                        .list());
        assertThat(deeds).contains("month.close-requested", "month.closed");
        Integer closed = books.withHandle(handle -> handle.createQuery(
                        "select count(*) from audit_entry where action = 'month.closed' and actor = ?")
                .bind(0, SECOND)
                .mapTo(Integer.class)
                .one());
        assertThat(closed).isEqualTo(25);
    }

    private static long minor(String text) {
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }

    private Oracle oracle() {
        return new Oracle(demo.story().world(), DemoMonth.ZONE);
    }

    private void go(String entry) {
        page.locator(".side")
                .getByRole(
                        AriaRole.LINK,
                        new Locator.GetByRoleOptions().setName(Pattern.compile("^" + entry + "( \\d+.*)?$")))
                .click();
    }

    private Locator field(String id) {
        page.waitForLoadState();
        return page.locator("[id='" + id + "']");
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name);
    }

    private static JsonObject object(String... keysAndValues) {
        JsonObject object = new JsonObject();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.addProperty(keysAndValues[i], keysAndValues[i + 1]);
        }
        return object;
    }

    private static List<CSVRecord> records(String csv) throws IOException {
        try (var parser = CSVParser.parse(
                csv,
                CSVFormat.RFC4180
                        .builder()
                        .setHeader()
                        .setSkipHeaderRecord(true)
                        .get())) {
            return parser.getRecords();
        }
    }
}
